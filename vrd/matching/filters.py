"""Record what filters of matches and sequences drop, and read the groups of films."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import SupportsIndex, TypeVar, overload
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

from vrd.core.matches import Matches
from vrd.core.notices import notices
from vrd.core.sequences import Sequence
from vrd.core.timelines import Timeline
from vrd.errors import ProjectError, UnknownNameError
from vrd.storage.spreadsheets import read_spreadsheet

Triple = TypeVar("Triple", bound=tuple[int, int, int])
Groups = Mapping[str, str] | Callable[[str], str] | str | Path


_NOTICES = notices(__name__)
#: What a filter drops: matches or sequences.
Dropped = Matches | list[Sequence]


@dataclass(frozen=True)
class FilterStep:
    """Say how much one filter let through, and what it dropped.

    Attributes
    ----------
    name
        What the filter is called.
    unit
        What is counted: ``"matches"``, ``"runs"``, ``"sequences"``.
    before, after
        How many came in, and how many are left.
    source
        What was dropped, or a function that gives it: there may be millions, and few are asked
        for.
    reason
        What a reader has to know about what was counted; empty if the name says it all.

    Examples
    --------
    >>> FilterStep("Same group", "matches", 10, 7, [])
    Same group: 3 of 10 matches dropped, 7 left
    """

    name: str
    unit: str
    before: int
    after: int
    source: Dropped | Callable[[], Dropped]
    reason: str = ""

    @property
    def dropped(self) -> Dropped:
        """Return what was dropped: matches, or sequences; of runs, their first matches."""
        return self.source() if callable(self.source) else self.source

    def __repr__(self) -> str:
        reason = f"; {self.reason}" if self.reason else ""
        return (
            f"{self.name}: {self.before - self.after:,} of {self.before:,} {self.unit} "
            f"dropped, {self.after:,} left{reason}"
        )


class Funnel(list[FilterStep]):
    """Hold the filters used so far, in their order, and show one of them a line.

    Examples
    --------
    >>> Funnel([FilterStep("Same group", "matches", 10, 7, [])] * 2)
    Same group: 3 of 10 matches dropped, 7 left
    Same group: 3 of 10 matches dropped, 7 left
    """

    @overload
    def __getitem__(self, item: SupportsIndex) -> FilterStep: ...
    @overload
    def __getitem__(self, item: slice) -> Funnel: ...
    def __getitem__(self, item: SupportsIndex | slice) -> FilterStep | Funnel:
        """Return a step, or a shorter funnel for a slice."""
        if isinstance(item, slice):
            return Funnel(super().__getitem__(item))
        return super().__getitem__(item)

    def __repr__(self) -> str:
        return "\n".join(map(repr, self)) or "No filter was used."


def group_names(groups: Groups, names: list[str]) -> list[str]:
    """Return the group of every film, empty for films of no group.

    Examples
    --------
    >>> group_names({"a.mp4": "news"}, ["a.mp4", "b.mp4"])
    ['news', '']
    """
    if isinstance(groups, str | Path):
        table = read_spreadsheet(groups, ("Video", "Group")).dropna()
        groups = dict(zip(table["Video"].astype(str), table["Group"].astype(str), strict=True))
    if isinstance(groups, Mapping):
        # A name may be written with composed or with combining accents.
        given = {normalize("NFC", name): group for name, group in groups.items()}
        names = [normalize("NFC", name) for name in names]
        bare = {name.rsplit("/", 1)[-1] for name in names}
        unknown = sorted(set(given) - set(names) - bare)
        if unknown:
            others = " and others" if unknown[5:] else ""
            _NOTICES.warning(
                "Groups are given for films that are not in this project: %s%s",
                *(", ".join(unknown[:5]), others),
            )
        # A spreadsheet may give file names alone where films lie in folders.
        return [given.get(name) or given.get(name.rsplit("/", 1)[-1]) or "" for name in names]
    if callable(groups):
        return [groups(name) or "" for name in names]
    raise ProjectError(
        "Groups are a mapping or a function from film name to group, or a spreadsheet with the "
        f"columns Video and Group; not {groups!r}."
    )


def group_numbers(groups: Groups, names: list[str]) -> NDArray[np.int64]:
    """Return a number per film, equal for films of one group, -1 for films of no group.

    Examples
    --------
    >>> group_numbers({"a.mp4": "news", "c.mp4": "news"}, ["a.mp4", "b.mp4", "c.mp4"])
    array([ 0, -1,  0])
    """
    of_films = group_names(groups, names)
    numbers = {group: number for number, group in enumerate(sorted(set(of_films) - {""}))}
    return np.array([numbers.get(group, -1) for group in of_films], dtype=np.int64)


def sequences_between(
    sequences: Iterable[Triple], timeline: Timeline, groups: Groups, group: str, other_group: str
) -> list[Triple]:
    """Return the sequences between a film of one group and a film of another.

    Parameters
    ----------
    sequences
        Triples of rows, which are given back as they are.
    timeline
        The timeline they belong to.
    groups
        As for `vrd.matching.finder.SequenceFinder.filter_matches_from_same_group`.
    group, other_group
        Names of the groups, in any order; the same twice for sequences within a group.

    Raises
    ------
    UnknownNameError
        If no film is in one of the groups.
    """
    names = group_names(groups, timeline.video_list)
    known = sorted(set(names) - {""})
    for name in (group, other_group):
        if name not in known:
            raise UnknownNameError("group", name, known)
    wanted = {(group, other_group), (other_group, group)}
    film = timeline.video
    return [
        sequence
        for sequence in sequences
        if (names[film[sequence[0]]], names[film[sequence[1]]]) in wanted
    ]
