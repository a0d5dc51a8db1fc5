"""Merge the two sides of a sequence, which stand in the ELAN files of both films, into lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vrd.annotations.edited_table import FILMS, JUDGEMENT_COLUMNS, TIMES
from vrd.core.segments import Segment
from vrd.exports.review_rows import Role

if TYPE_CHECKING:
    import pandas as pd

#: Columns of the table that is read back.
COLUMNS = [*JUDGEMENT_COLUMNS, *FILMS, *TIMES]


@dataclass(frozen=True)
class ElanSide:
    """Hold one side of a sequence: as it stands in a file, and as it was written.

    Attributes
    ----------
    where
        Film and times, for people.
    match_id
        The match; empty for an annotation that the annotator added or copied elsewhere.
    role
        Which side of the match the annotation is.
    stretches
        Both stretches of the match, this side as the file has it now.
    verdict, note
        The judgement as the file has it now.
    written
        Verdict and note as they were written.
    reviewer
        Who judged: the annotator where the judgement was changed, else the reviewer as written.
    annotator
        Who annotated, as far as the file says so.
    moved
        Whether start or end differ from those written.
    """

    where: str
    match_id: str
    role: Role
    stretches: dict[Role, Segment]
    verdict: str
    note: str
    written: tuple[str, str]
    reviewer: str
    annotator: str
    moved: bool = False

    @property
    def changed(self) -> bool:
        """Return whether the judgement differs from what was written."""
        return (self.verdict, self.note) != self.written


def sides_table(sides: Iterable[ElanSide]) -> pd.DataFrame:
    """Return a line for each match, and for each annotation that belongs to none.

    A match has a line for each film where the changes in both films contradict one another.

    Parameters
    ----------
    sides
        The annotations of all files.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`; the index is the film and the times of the annotation.
    """
    import pandas as pd

    by_match: dict[str, list[ElanSide]] = {}
    added: list[ElanSide] = []
    for side in sides:
        if side.match_id:
            by_match.setdefault(side.match_id, []).append(side)
        else:
            added.append(side)
    merged = [side for of_match in by_match.values() for side in _merged(of_match)] + added
    index = pd.Index([side.where for side in merged], name="annotation")
    return pd.DataFrame(list(map(_line, merged)), index, columns=COLUMNS)


def _merged(sides: list[ElanSide]) -> list[ElanSide]:
    """Return one side for the files of both films, or several where the files differ."""
    ends: dict[Role, Segment] = {}
    # Of several annotations of a match, one that was not moved shows where the match is.
    for side in sorted(sides, key=lambda side: side.moved):
        ends.setdefault(side.role, side.stretches[side.role])
    own = [side for side in sides if side.stretches[side.role] == ends[side.role]]
    copies = [
        replace(side, match_id="", reviewer=side.annotator) for side in sides if side not in own
    ]
    changed = [side for side in own if side.changed] or own[:1]
    merged = [replace(side, stretches=side.stretches | ends) for side in _agreed(changed)]
    return [*merged, *copies]


def _agreed(sides: list[ElanSide]) -> list[ElanSide]:
    """Return changes put together, unless they contradict one another."""
    verdicts = {side.verdict for side in sides if side.verdict != side.written[0]}
    notes = {side.note for side in sides if side.note != side.written[1]}
    reviewers = {side.reviewer for side in sides}
    if max(len(verdicts), len(notes), len(reviewers)) > 1:
        return sides
    verdict = next(iter(verdicts), sides[0].verdict)
    return [replace(sides[0], verdict=verdict, note=next(iter(notes), sides[0].note))]


def _line(side: ElanSide) -> list[object]:
    query, reference = side.stretches["query"], side.stretches["reference"]
    return [
        *(side.match_id, side.verdict, side.note, side.reviewer, query.video, reference.video),
        *(*query[1:], *reference[1:]),
    ]
