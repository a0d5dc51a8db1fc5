"""What filters of matches and sequences have in common: their record, and groups of films."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vrd.errors import ProjectError
from vrd.exclusions import read_spreadsheet
from vrd.matches import Matches
from vrd.sequences import Sequence

Groups = Mapping[str, str] | Callable[[str], str] | str | Path


@dataclass(frozen=True)
class FilterStep:
    """What one filter let through, and what it dropped."""

    name: str
    unit: str
    before: int
    after: int
    dropped: Matches | list[Sequence]

    def __repr__(self) -> str:
        return (
            f"{self.name}: {self.before - self.after:,} of {self.before:,} {self.unit} "
            f"dropped, {self.after:,} left"
        )


def group_numbers(groups: Groups, names: list[str]) -> NDArray[np.int64]:
    """A number per film, equal for films of one group, -1 for films of none."""
    if isinstance(groups, str | Path):
        table = read_spreadsheet(groups, ("Video", "Group")).dropna()
        groups = dict(zip(table["Video"].astype(str), table["Group"].astype(str), strict=True))
    if isinstance(groups, Mapping):
        given = groups
        bare = {name.rsplit("/", 1)[-1] for name in names}
        unknown = sorted(set(given) - set(names) - bare)
        if unknown:
            warnings.warn(
                f"Groups are given for films that are not in this project: {', '.join(unknown[:5])}"
                f"{' and others' if unknown[5:] else ''}",
                stacklevel=4,
            )
        # A spreadsheet may give file names alone where films lie in folders.
        found = [given.get(name) or given.get(name.rsplit("/", 1)[-1]) or "" for name in names]
    elif callable(groups):
        found = [groups(name) or "" for name in names]
    else:
        raise ProjectError(
            "Groups are a mapping or a function from film name to group, or a spreadsheet with the "
            f"columns Video and Group; not {groups!r}."
        )
    numbers = {group: number for number, group in enumerate(sorted(set(found) - {""}))}
    return np.array([numbers.get(group, -1) for group in found], dtype=np.int64)
