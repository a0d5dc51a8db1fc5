"""Hold the sequences as every export reads them, with the judgements of people."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from vrd.annotations.judgements import match_id
from vrd.core.segments import Segment
from vrd.core.text import span_text

if TYPE_CHECKING:
    import pandas as pd

Role = Literal["query", "reference"]
ROLES: tuple[Role, Role] = ("query", "reference")
COLUMNS = ["query", "ref", "query_start", "query_end", "ref_start", "ref_end"]
REVIEW = ["verdict", "note", "reviewer", "judged"]
NUMBERS = ["score", "mean_distance", "speed", "confidence"]
_NAMES = {"query_id": "query", "ref_id": "ref"}


@dataclass(frozen=True)
class ReviewRow:
    """Hold one sequence: both stretches, the judgement ("" where there is none), finite numbers."""

    match_id: str
    query: Segment
    reference: Segment
    verdict: str
    note: str
    reviewer: str
    judged: str
    numbers: dict[str, float]

    def side(self, role: Role) -> tuple[Segment, Segment]:
        """Return the stretch of this role, then that of the other role."""
        both = self.query, self.reference
        return both if role == "query" else both[::-1]

    def sides_in(self, film: str) -> Iterator[tuple[Role, Segment, Segment]]:
        """Give role, own stretch and other stretch, for each side that lies in a film."""
        for role in ROLES:
            own, other = self.side(role)
            if own.video == film:
                yield role, own, other


def with_review(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of sequences or of a review with the columns of exports.

    Parameters
    ----------
    table
        As `sequence_table` or `review_table` makes it.

    Returns
    -------
    DataFrame
        `COLUMNS`, `REVIEW` ("" where nobody judged), ``match_id``, then the rest.
    """
    table = table.rename(columns=_NAMES).copy()
    for name in REVIEW:
        table[name] = [_text(value) for value in table.get(name, [""] * len(table))]
    known = [_text(value) for value in table.get("match_id", [""] * len(table))]
    computed = [match_id(*_sides(line)) for line in table.to_dict("records")]
    table["match_id"] = [old or new for old, new in zip(known, computed, strict=True)]
    first = [*COLUMNS, *REVIEW, "match_id"]
    return table[[*first, *(name for name in table.columns if name not in first)]]


def review_rows(table: pd.DataFrame) -> list[ReviewRow]:
    """Return the lines of a table that `with_review` made."""
    rows = []
    for line in table.to_dict("records"):
        texts = {name: str(line[name]) for name in ("match_id", *REVIEW)}
        values = {name: float(line[name]) for name in NUMBERS if name in line}
        numbers = {name: round(value, 6) for name, value in values.items() if math.isfinite(value)}
        query, reference = _sides(line)
        rows.append(ReviewRow(query=query, reference=reference, numbers=numbers, **texts))
    return rows


def segment_text(segment: Segment) -> str:
    """Return a stretch in words: the name of the film, and its clock times."""
    return f"{segment.video} {span_text(segment.start, segment.end)}"


def _sides(line: dict[Any, Any]) -> tuple[Segment, Segment]:
    query, ref, *times = (line[name] for name in COLUMNS)
    query_start, query_end, ref_start, ref_end = map(float, times)
    return Segment(str(query), query_start, query_end), Segment(str(ref), ref_start, ref_end)


def _text(value: object) -> str:
    """Return the text of a cell; an empty cell that pandas read is a NaN."""
    return "" if value is None or value != value else str(value)
