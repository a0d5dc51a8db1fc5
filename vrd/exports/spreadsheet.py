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
from vrd.core.segments import Segment
from vrd.core.text import visible
from vrd.core.thumbnails import UNREADABLE, picture_bytes
from vrd.core.timelines import Timeline
from vrd.errors import ProjectError
from vrd.exports.options import Export
from vrd.exports.plain_columns import plain_rows, with_clock
from vrd.exports.review_rows import ROLES
from vrd.storage.files import storage_errors

PICTURE = (160, 90)
_POINTS_PER_PIXEL = 0.75
_MAX_CELL = 32_767
_MAX_LINES = 1_048_575  # below the header
_WIDTHS = {"query": 44, "ref": 44, "note": 44, "verdict": 14, "reviewer": 18, "judged": 22}
_HEADERS = {"query": "query_picture", "reference": "ref_picture"}


def write_xlsx(export: Export, path: Path) -> None:
    """Write a sheet of sequences; with ``share="thumbs"``, two pictures stand before each."""
    from openpyxl import Workbook

    if len(export.table) > _MAX_LINES:
        raise ProjectError(
            f"{len(export.table):,} sequences are more than the {_MAX_LINES:,} that a sheet of "
            ".xlsx holds. Choose .csv, or find fewer."
        )
    table = with_clock(export.table)
    pictured = export.options.share == "thumbs"
    if pictured:
        for i, role in enumerate(ROLES):
            table.insert(i, _HEADERS[role], "")
    book = Workbook()
    sheet = book.active
    sheet.title = "Sequences"
    sheet.freeze_panes = "C2"
    for row, values in enumerate([list(table.columns), *plain_rows(table)], 1):
        for column, value in enumerate(values, 1):
            _fill(sheet.cell(row, column), value, header=row == 1)
    _lay_out(sheet, list(table.columns))
    if pictured:
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
        cell.value = _text(value)
        cell.data_type = "s"
        cell.quotePrefix = value[:1] in ("=", "+", "-", "@")
    else:
        cell.value = value
    if header:
        cell.font = Font(bold=True)
    cell.alignment = Alignment(vertical="top", wrap_text=isinstance(value, str) and not header)


def _text(value: str) -> str:
    text = visible(value)
    if len(text) > _MAX_CELL:
        # openpyxl would cut it silently.
        raise ProjectError(
            f"A text of {len(text):,} characters, {text[:40]!r}..., is more than the "
            f"{_MAX_CELL:,} that a cell of .xlsx holds. Choose .csv, or shorten the note."
        )
    return text


def _lay_out(sheet: Any, columns: list[str]) -> None:
    """Set widths, a filter, and a list of the words that a verdict may be."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    letters = {name: get_column_letter(i) for i, name in enumerate(columns, 1)}
    for name, letter in letters.items():
        sheet.column_dimensions[letter].width = _WIDTHS.get(name, max(11, len(name) + 2))
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
    for column in ("A", "B"):
        # A column is as wide as so many digits, about 7 pixels each.
        sheet.column_dimensions[column].width = PICTURE[0] / 7 + 1
    for number, row in enumerate(export.rows, 2):
        sheet.row_dimensions[number].height = PICTURE[1] * _POINTS_PER_PIXEL + 3
        for column, segment in (("A", row.query), ("B", row.reference)):
            still = _still(frames, segment)
            if still is None:
                sheet[f"{column}{number}"] = "picture missing"
            else:
                sheet.add_image(Picture(still), f"{column}{number}")


def _still(frames: Timeline, segment: Segment) -> io.BytesIO | None:
    """Return the still from the middle of a stretch as a small JPEG; None if there is none."""
    position = frames.get_position_from_video_name(segment.video)
    if not frames.videos[position].rows:
        return None
    row = frames.row_at(position, (segment.start + segment.end) / 2)
    try:
        return io.BytesIO(picture_bytes(frames.still(row), PICTURE, quality=70))
    except UNREADABLE:
        return None
