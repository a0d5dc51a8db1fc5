"""Make columns of plain values for every format that is a table; write CSV, which is no more."""

from __future__ import annotations

import csv
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vrd.core.guarded_text import guarded
from vrd.core.text import hms
from vrd.core.timecodes import COLUMNS as TIMECODES
from vrd.exports.options import Export
from vrd.exports.review_rows import COLUMNS

if TYPE_CHECKING:
    import pandas as pd


def with_clock(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with ``hh:mm:ss`` columns after those in seconds, then timecodes."""
    clock = {f"{name}_hms": [hms(value) for value in table[name]] for name in COLUMNS[2:]}
    timecodes = {name: table[name] for name in TIMECODES if name in table}
    table = table.drop(columns=list(timecodes))
    for i, (name, values) in enumerate((clock | timecodes).items()):
        table.insert(len(COLUMNS) + i, name, values)
    return table


def plain(value: Any) -> Any:
    """Return a value as Python has it, rounded to 6 digits; None where there is no number."""
    value = value.item() if hasattr(value, "item") else value
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else None
    return value


def plain_rows(table: pd.DataFrame) -> list[list[Any]]:
    """Return the lines of a table as plain values."""
    return [[plain(value) for value in row] for row in table.itertuples(index=False)]


def write_csv(export: Export, path: Path) -> None:
    """Write UTF-8 with a byte order mark, so that Excel shows accents.

    Texts are guarded as `vrd.core.guarded_text` says, unless ``apostrophes=False``.
    """
    table = with_clock(export.table)
    cell = _guarded if export.options.apostrophes else _as_it_is
    with path.open("w", encoding="utf-8-sig", errors="backslashreplace", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(map(cell, table.columns))
        writer.writerows(map(cell, row) for row in plain_rows(table))


def _guarded(value: Any) -> Any:
    return guarded(value) if isinstance(value, str) else value


def _as_it_is(value: Any) -> Any:
    return value
