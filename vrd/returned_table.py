"""The columns of judgements that come back, made of whatever programs write into them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from vrd.errors import ProjectError
from vrd.exclusions import to_seconds
from vrd.judgements import VERDICTS

if TYPE_CHECKING:
    import pandas as pd

SAID = ("match_id", "verdict", "note", "reviewer")
FILMS = ("query", "ref")
TIMES = ("query_start", "query_end", "ref_start", "ref_end")


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
