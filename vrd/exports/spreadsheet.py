"""Write sequences as a spreadsheet: to sort, to filter, to judge, with pictures where asked for.

Every text is written as text, whatever it looks like: openpyxl would take a film called ``=1+1``
for a formula.
"""

from __future__ import annotations

import contextlib
import gc
import io
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from vrd.annotations.judgements import VERDICTS
from vrd.core.guarded_text import guarded
from vrd.exports.options import Export
from vrd.exports.plain_columns import plain_rows
from vrd.exports.sheet_content import (
    NO_PICTURE,
    PICTURE,
    column_width,
    pictured,
    sheet_table,
    sheet_text,
    still_picture,
)
from vrd.storage.files import storage_errors

_POINTS_PER_PIXEL = 0.75


def write_xlsx(export: Export, path: Path) -> None:
    """Write a sheet of sequences; with ``share="thumbs"``, two pictures stand before each."""
    from openpyxl import Workbook

    table = sheet_table(export, ".xlsx")
    book = Workbook()
    sheet = book.active
    sheet.title = "Sequences"
    sheet.freeze_panes = "C2"
    for row, values in enumerate([list(table.columns), *plain_rows(table)], 1):
        for column, value in enumerate(values, 1):
            _fill(sheet.cell(row, column), value, header=row == 1)
    _lay_out(sheet, list(table.columns))
    if pictured(export):
        _add_pictures(sheet, export)
    path.write_bytes(_packed(book))


def _packed(book: Any) -> bytes:
    """Return a workbook as the bytes of its file.

    openpyxl writes each sheet into the folder of temporary files first. Where that is full, what
    it leaves open would print errors of its own later.
    """
    packed = io.BytesIO()
    try:
        book.save(packed)
    except OSError as error:
        number, reason = error.errno, error.strerror
        with _silent_cleaning():
            error.__traceback__ = None
            gc.collect()
        with storage_errors(Path(tempfile.gettempdir())):
            raise OSError(number, reason) from None
    return packed.getvalue()


@contextlib.contextmanager
def _silent_cleaning() -> Iterator[None]:
    """Print nothing of files that cannot be closed any more."""
    usual = sys.unraisablehook
    sys.unraisablehook = lambda _: None
    try:
        yield
    finally:
        sys.unraisablehook = usual


def _fill(cell: Any, value: Any, *, header: bool) -> None:
    from openpyxl.styles import Alignment, Font

    if value == "":
        value = None  # an empty text would not be an empty cell to a spreadsheet program
    if isinstance(value, str):
        cell.value = sheet_text(value, ".xlsx")
        cell.data_type = "s"
        # A program that edits the cell goes on taking it for text.
        cell.quotePrefix = guarded(value[:1]) != value[:1]
    else:
        cell.value = value
    if header:
        cell.font = Font(bold=True)
    cell.alignment = Alignment(vertical="top", wrap_text=isinstance(value, str) and not header)


def _lay_out(sheet: Any, columns: list[str]) -> None:
    """Set widths, a filter, and a list of the words that a verdict may be."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    letters = {name: get_column_letter(i) for i, name in enumerate(columns, 1)}
    for name, letter in letters.items():
        sheet.column_dimensions[letter].width = column_width(name)
    sheet.auto_filter.ref = sheet.dimensions
    words = DataValidation(
        "list",
        formula1=f'"{",".join(VERDICTS)}"',
        allow_blank=True,
        showErrorMessage=True,
        errorTitle="Verdict",
        error=f"A verdict is one of: {', '.join(VERDICTS)}; or empty.",
    )
    words.add(f"{letters['verdict']}2:{letters['verdict']}{max(2, sheet.max_row)}")
    sheet.add_data_validation(words)


def _add_pictures(sheet: Any, export: Export) -> None:
    from openpyxl.drawing.image import Image as Picture

    frames = export.timeline
    for number, row in enumerate(export.rows, 2):
        sheet.row_dimensions[number].height = PICTURE[1] * _POINTS_PER_PIXEL + 3
        for column, segment in (("A", row.query), ("B", row.reference)):
            still = still_picture(frames, segment)
            if still is None:
                sheet[f"{column}{number}"] = NO_PICTURE
            else:
                sheet.add_image(Picture(still), f"{column}{number}")
