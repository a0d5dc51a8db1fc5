"""Bring tables of judgements that other programs wrote into one form."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from vrd.annotations.judgements import VERDICTS, Judgement
from vrd.core.guarded_text import guarded, unguarded
from vrd.core.segments import Segment
from vrd.core.text import visible
from vrd.errors import ProjectError
from vrd.matching.unwanted import to_seconds

if TYPE_CHECKING:
    import pandas as pd

_BORDERS = ("_start_before", "_end_before", "_start", "_end")
JUDGEMENT_COLUMNS = ("match_id", "verdict", "note", "reviewer")
FILMS = ("query", "ref")
TIMES = ("query_start", "query_end", "ref_start", "ref_end")
MOVED_COLUMNS = (
    "match_id",
    *(f"{side}{suffix}" for side in FILMS for suffix in ("", *_BORDERS)),
)
#: Times that differ by no more than this are the same: programs round them to the thousandth.
_SAME_TIME_S = 0.0015


def tidy_returned(table: pd.DataFrame, prefix: str = "") -> pd.DataFrame:
    """Return all columns as texts and seconds, and check that every verdict exists.

    Parameters
    ----------
    table
        A table with the columns of `JUDGEMENT_COLUMNS`, and those of `FILMS` and `TIMES` that
        the program wrote.
    prefix
        A text that precedes the line in errors, such as the name of the file.

    Raises
    ------
    ProjectError
        If a column is missing, or a verdict does not exist.
    """
    import pandas as pd

    missing = [name for name in JUDGEMENT_COLUMNS if name not in table.columns]
    if missing:
        raise ProjectError(
            f"{prefix}The edited table has no column {', '.join(map(repr, missing))}. Export the "
            "judgements again, edit only verdicts and notes, and leave the columns as they are."
        )
    tidy = pd.DataFrame(index=table.index)
    for names, read in (((*JUDGEMENT_COLUMNS, *FILMS), _text), (TIMES, _seconds)):
        for name in names:
            values = table[name] if name in table.columns else [None] * len(table)
            tidy[name] = pd.Series([read(value) for value in values], table.index, object)
    where = f"{prefix}{table.index.name or 'row'}"
    tidy["verdict"] = [_verdict(text, f"{where} {line}") for line, text in tidy["verdict"].items()]
    return tidy


def called_as_here(table: pd.DataFrame, films: Iterable[str]) -> pd.DataFrame:
    """Return the table with the names of films as the project writes them.

    Programs compose accents differently, and escape characters that they cannot store. An
    apostrophe that guarded a name in a .csv file stays in it when a program saves the file in
    another format.
    """
    films = list(films)
    spellings = ((spelling(film), film) for spelling in (str, guarded, unguarded) for film in films)
    names: dict[str, str] = {}
    for text, film in spellings:
        names.setdefault(normalize("NFC", visible(text)).strip(), film)
    columns = {
        side: [names.get(normalize("NFC", name), name) for name in table[side]] for side in FILMS
    }
    return table.assign(**columns)


def moved_borders(
    row: Mapping[str, Any], query: Segment, reference: Segment
) -> dict[str, Any] | None:
    """Return the times of a line whose stretches were moved, or None if they were not.

    Parameters
    ----------
    row
        A line of the table that `tidy_returned` makes.
    query, reference
        The match that the line names, as VRD found it.

    Returns
    -------
    dict or None
        The values of `MOVED_COLUMNS`: each time as it was edited, and with ``_before`` as VRD
        found it.
    """
    pair = (query, reference)
    # A later search may exchange query and reference.
    if any(_has_times(row, sides) for sides in (pair, pair[::-1])):
        return None
    exchanged = row["query"] == reference.video != query.video
    moved: dict[str, Any] = {"match_id": row["match_id"]}
    for side, segment in zip(FILMS, pair[::-1] if exchanged else pair, strict=True):
        moved |= {
            side: segment.video,
            f"{side}_start_before": segment.start,
            f"{side}_end_before": segment.end,
        }
        moved |= {name: row[name] for name in (f"{side}_start", f"{side}_end")}
    return moved


def says_the_same(judgement: Judgement | None, verdict: str, note: str) -> bool:
    """Return whether a judgement has this verdict and this note.

    Line ends, characters that programs replace in a note, and apostrophes that guard it make no
    difference.
    """
    if judgement is None:
        return False
    before, now = (visible(unguarded(text)).split() for text in (judgement.note, note))
    return judgement.verdict == verdict and before == now


def _has_times(row: Mapping[str, Any], pair: tuple[Segment, Segment]) -> bool:
    """Return whether a line has these times; times that it does not give count as equal."""
    times = [time for segment in pair for time in segment[1:]]
    return not any(
        abs(row[name] - time) > _SAME_TIME_S for name, time in zip(TIMES, times, strict=True)
    )


def _verdict(text: str, where: str) -> str:
    verdict = " ".join(text.casefold().split())
    if verdict not in ("", *VERDICTS):
        raise ProjectError(
            f"{where}: there is no verdict {text!r}. Write one of: {', '.join(VERDICTS)}; or "
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
