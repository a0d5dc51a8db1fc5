"""Sequences as files for other programs: .csv, .xlsx, .json.

Conventions: times in seconds, distances squared L2, an empty cell (``null`` in JSON) where
there is no number. File names stand exactly as on disk, so that programs can open the films.
That holds for CSV too, where a film called ``=1+1`` is a formula to a spreadsheet program:
use .xlsx for those, in which every name is text whatever it looks like. Only what a format
cannot hold is changed: characters that are no valid text, written ``\\x07`` or ``\\udc80``.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vrd.errors import ProjectError
from vrd.files import replacing
from vrd.views.html import hms

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ["query", "ref", "query_start", "query_end", "ref_start", "ref_end"]
_NAMES = {"query_id": "query", "ref_id": "ref"}
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def export(table: pd.DataFrame, path: str | Path) -> Path:
    """Write a table of sequences; the extension of ``path`` chooses the format.

    CSV (UTF-8 with a byte order mark, so that Excel shows accents) and XLSX have the times as
    ``hh:mm:ss`` beside the seconds. JSON is a list of objects, one per sequence, as
    ``pandas.read_json`` reads it.

    Parameters
    ----------
    table
        As `vrd.sequences.sequence_table` makes it.
    path
        A name that ends in ``.csv``, ``.xlsx`` or ``.json``; a file there is replaced.

    Returns
    -------
    Path
        What was written.

    Raises
    ------
    ProjectError
        If the extension is none of these, or the folder does not exist.
    StorageError
        If the disk is full or may not be written.
    """
    path = Path(path)
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        kinds = ", ".join(WRITERS)
        raise ProjectError(
            f"{path} cannot be written: {path.suffix or 'no extension'} is not one of {kinds}."
        )
    if not path.parent.is_dir():
        raise ProjectError(f"There is no folder {path.parent} to write {path.name} in.")
    with replacing(path) as temporary:
        writer(table.rename(columns=_NAMES), temporary)
    return path


def _with_clock(table: pd.DataFrame) -> pd.DataFrame:
    """The table with ``hh:mm:ss`` columns after those in seconds."""
    table = table[[*COLUMNS, *(name for name in table.columns if name not in COLUMNS)]].copy()
    for i, name in enumerate(COLUMNS[2:]):
        table.insert(len(COLUMNS) + i, f"{name}_hms", [hms(value) for value in table[name]])
    return table


def _plain(value: Any) -> Any:
    """A Python value; None where there is no number."""
    value = value.item() if hasattr(value, "item") else value
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else None
    return value


def _rows(table: pd.DataFrame) -> list[list[Any]]:
    return [[_plain(value) for value in row] for row in table.itertuples(index=False)]


def _write_csv(table: pd.DataFrame, path: Path) -> None:
    import csv

    table = _with_clock(table)
    with path.open("w", encoding="utf-8-sig", errors="backslashreplace", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(table.columns)
        writer.writerows(_rows(table))


def _write_json(table: pd.DataFrame, path: Path) -> None:
    records = [dict(zip(table.columns, row, strict=True)) for row in _rows(table)]
    lines = ",\n".join(json.dumps(one, ensure_ascii=False, allow_nan=False) for one in records)
    path.write_text(f"[\n{lines}\n]\n" if lines else "[]\n", "utf-8", errors="backslashreplace")


def _write_xlsx(table: pd.DataFrame, path: Path) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    table = _with_clock(table)
    book = Workbook()
    sheet = book.active
    sheet.title = "Sequences"
    sheet.freeze_panes = "C2"
    for row, values in enumerate([list(table.columns), *_rows(table)], 1):
        for column, value in enumerate(values, 1):
            cell = sheet.cell(row, column)
            if isinstance(value, str):
                cell.value = _NOT_XML.sub(_visible, value)
                # openpyxl takes what begins with = for a formula: a film name never is one.
                cell.data_type = "s"
                cell.quotePrefix = value[:1] in ("=", "+", "-", "@")
            else:
                cell.value = value
            if row == 1:
                cell.font = Font(bold=True)
                cell.alignment = Alignment(vertical="top")
    for column, name in enumerate(table.columns, 1):
        width = 44 if name in ("query", "ref") else max(11, len(name) + 2)
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.auto_filter.ref = sheet.dimensions
    with path.open("wb") as out:
        book.save(out)


def _visible(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"


WRITERS: dict[str, Callable[[pd.DataFrame, Path], None]] = {
    ".csv": _write_csv,
    ".xlsx": _write_xlsx,
    ".json": _write_json,
}
