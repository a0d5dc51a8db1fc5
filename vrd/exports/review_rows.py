"""What every export reads: sequences, with what people said of them where they said anything."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from vrd.annotations.judgements import match_id
from vrd.core.segments import Segment

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
    """One sequence: both stretches, the verdict ("" where none), and its finite numbers."""

    match_id: str
    query: Segment
    reference: Segment
    verdict: str
    note: str
    reviewer: str
    judged: str
    numbers: dict[str, float]

    def side(self, role: Role) -> tuple[Segment, Segment]:
        """The stretch of this role, then that of the other."""
        both = self.query, self.reference
        return both if role == "query" else both[::-1]

    def sides_in(self, film: str) -> Iterator[tuple[Role, Segment, Segment]]:
        """Role, own stretch and other stretch, for each side that lies in a film."""
        for role in ROLES:
            own, other = self.side(role)
            if own.video == film:
                yield role, own, other


def with_review(table: pd.DataFrame) -> pd.DataFrame:
    """A table of sequences or of a review, under the exports' names of columns.

    Parameters
    ----------
    table
        As `sequence_table` or `review_table` makes it.

    Returns
    -------
    DataFrame
        `COLUMNS`, `REVIEW` ("" where nobody said anything), ``match_id``, then the rest.
    """
    table = table.rename(columns=_NAMES).copy()
    for name in REVIEW:
        table[name] = [_text(value) for value in table.get(name, [""] * len(table))]
    known = [_text(value) for value in table.get("match_id", [""] * len(table))]
    made = [match_id(*_sides(one)) for one in table.to_dict("records")]
    table["match_id"] = [old or new for old, new in zip(known, made, strict=True)]
    first = [*COLUMNS, *REVIEW, "match_id"]
    return table[[*first, *(name for name in table.columns if name not in first)]]


def review_rows(table: pd.DataFrame) -> list[ReviewRow]:
    """The lines of a table that `with_review` made."""
    rows = []
    for one in table.to_dict("records"):
        said = {name: str(one[name]) for name in ("match_id", *REVIEW)}
        values = {name: float(one[name]) for name in NUMBERS if name in one}
        numbers = {name: round(v, 6) for name, v in values.items() if math.isfinite(v)}
        query, reference = _sides(one)
        rows.append(ReviewRow(query=query, reference=reference, numbers=numbers, **said))
    return rows


def _sides(one: dict[Any, Any]) -> tuple[Segment, Segment]:
    query, ref, *times = (one[name] for name in COLUMNS)
    a, b, c, d = map(float, times)
    return Segment(str(query), a, b), Segment(str(ref), c, d)


def _text(value: object) -> str:
    """Text of a cell; an empty cell that pandas read is a NaN."""
    return "" if value is None or value != value else str(value)
