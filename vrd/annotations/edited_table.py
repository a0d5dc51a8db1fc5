"""The columns of judgements that come back, made of whatever programs write into them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from vrd.annotations.judgements import VERDICTS
from vrd.core.segments import Segment
from vrd.errors import ProjectError
from vrd.matching.unwanted import to_seconds

if TYPE_CHECKING:
    import pandas as pd

_BORDERS = ("_start_before", "_end_before", "_start", "_end")
SAID = ("match_id", "verdict", "note", "reviewer")
FILMS = ("query", "ref")
TIMES = ("query_start", "query_end", "ref_start", "ref_end")
MOVED = (
    "match_id",
    *(f"{side}{what}" for side in FILMS for what in ("", *_BORDERS)),
)
# Seconds; programs write times to the thousandth.
_A_MOMENT = 0.0015


def tidy_returned(table: pd.DataFrame, prefix: str = "") -> pd.DataFrame:
    """All columns, as texts and seconds, with verdicts that exist.

    Parameters
    ----------
    table
        With the columns of `SAID`, and those of `FILMS` and `TIMES` that it has.
    prefix
        What to say before the line in errors: the file.

    Raises
    ------
    ProjectError
        If a column is lacking, or there is no such verdict.
    """
    import pandas as pd

    lacking = [name for name in SAID if name not in table.columns]
    if lacking:
        raise ProjectError(f"What came back has no column {', '.join(map(repr, lacking))}.")
    tidy = pd.DataFrame(index=table.index)
    for names, read in (((*SAID, *FILMS), _text), (TIMES, _seconds)):
        for name in names:
            given = table[name] if name in table.columns else [None] * len(table)
            tidy[name] = pd.Series([read(value) for value in given], table.index, object)
    where = f"{prefix}{table.index.name or 'row'}"
    tidy["verdict"] = [_verdict(one, f"{where} {line}") for line, one in tidy["verdict"].items()]
    return tidy


def called_as_here(table: pd.DataFrame, films: Iterable[str]) -> pd.DataFrame:
    """The table with these names of films, where programs wrote them in another way."""
    from vrd.core.text import visible

    here = {normalize("NFC", visible(film)).strip(): film for film in films}
    named = {side: [here.get(normalize("NFC", one), one) for one in table[side]] for side in FILMS}
    return table.assign(**named)


def moved_borders(
    row: Mapping[str, Any], query: Segment, reference: Segment
) -> dict[str, Any] | None:
    """What a line says of stretches whose borders were moved; None where none were.

    Parameters
    ----------
    row
        A line of what `tidy_returned` makes.
    query, reference
        The match that it names, as it was found.

    Returns
    -------
    dict or None
        `MOVED`: each time as it came back, and with ``_before`` as it was found.
    """
    found = (query, reference)
    # A later search may call the other side the query.
    if any(_fits(row, pair) for pair in (found, found[::-1])):
        return None
    turned = row["query"] == reference.video != query.video
    moved: dict[str, Any] = {"match_id": row["match_id"]}
    for side, one in zip(FILMS, found[::-1] if turned else found, strict=True):
        moved |= {side: one.video, f"{side}_start_before": one.start, f"{side}_end_before": one.end}
        moved |= {name: row[name] for name in (f"{side}_start", f"{side}_end")}
    return moved


def _fits(row: Mapping[str, Any], pair: tuple[Segment, Segment]) -> bool:
    """Whether these are the times of a line, as far as it has any."""
    times = [time for one in pair for time in one[1:]]
    return not any(
        abs(row[name] - time) > _A_MOMENT for name, time in zip(TIMES, times, strict=True)
    )


def _verdict(written: str, where: str) -> str:
    verdict = " ".join(written.casefold().split())
    if verdict not in ("", *VERDICTS):
        raise ProjectError(
            f"{where}: there is no verdict {written!r}. Write one of: {', '.join(VERDICTS)}; or "
            "leave it empty."
        )
    return verdict


def _text(value: Any) -> str:
    return "" if value is None or value != value else str(value).strip()


def _seconds(value: Any) -> float:
    try:
        return to_seconds(value)
    except (ValueError, TypeError):
        return math.nan
