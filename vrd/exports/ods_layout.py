"""Lay out an OpenDocument sheet: styles, widths, filter, lines in view, the words of a column."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from vrd.exports.sheet_content import FROZEN, PICTURE, column_width

SHEET = "Sequences"
VERDICT_WORDS = "verdicts"
_HEADER, _CELL, _WITH_PICTURE = "header", "cell", "with_picture"
#: LibreOffice takes a range of this name for the filter of the sheet.
_FILTER = "__Anonymous_Sheet_DB__0"
_MM_PER_DIGIT, _MM_PER_PIXEL = 1.9, 25.4 / 96


class OdsLayout:
    """Give rows, cells and pictures their looks.

    Parameters
    ----------
    book
        The document, of odfpy.
    pictured
        Whether lines are as high as a picture.
    """

    def __init__(self, book: Any, *, pictured: bool) -> None:
        from odf.style import Style, TableCellProperties, TableRowProperties, TextProperties

        self._book = book
        header = self._style(_HEADER, "table-cell")
        header.addElement(TextProperties(fontweight="bold"))
        cell: Style = self._style(_CELL, "table-cell")
        cell.addElement(TableCellProperties(verticalalign="top", wrapoption="wrap"))
        self._line = _WITH_PICTURE if pictured else None
        if pictured:
            line = self._style(_WITH_PICTURE, "table-row")
            height = millimetres(PICTURE[1] + 4)
            line.addElement(TableRowProperties(rowheight=height, useoptimalrowheight="false"))
        self._freeze()

    def _style(self, name: str, family: str) -> Any:
        from odf.style import Style

        style = Style(name=name, family=family)
        self._book.automaticstyles.addElement(style)
        return style

    def add_columns(self, sheet: Any, columns: Iterable[str]) -> None:
        """Add the columns of a sheet, each in its width."""
        from odf.style import TableColumnProperties
        from odf.table import TableColumn

        for number, name in enumerate(columns):
            style = self._style(f"column{number}", "table-column")
            width = f"{column_width(name) * _MM_PER_DIGIT:.1f}mm"
            style.addElement(TableColumnProperties(columnwidth=width))
            sheet.addElement(TableColumn(stylename=style))

    def row(self, *, header: bool) -> Any:
        """Return a line without cells."""
        from odf.table import TableRow

        return TableRow() if header or self._line is None else TableRow(stylename=self._line)

    def cell(self, *, header: bool, **attributes: Any) -> Any:
        """Return a cell without text."""
        from odf.table import TableCell

        return TableCell(stylename=_HEADER if header else _CELL, **attributes)

    def picture(self, content: bytes, name: str) -> Any:
        """Return a frame with a JPEG picture, in the size in which it is shown."""
        from odf.draw import Frame, Image

        width, height = map(millimetres, PICTURE)
        frame = Frame(width=width, height=height, name=name)
        place = self._book.addPicture(f"Pictures/{name}.jpg", "image/jpeg", content)
        frame.addElement(Image(href=place, type="simple", show="embed", actuate="onLoad"))
        return frame

    def add_words(self, words: Iterable[str], column: int) -> None:
        """Let the cells that name `VERDICT_WORDS` hold one of some words, or nothing."""
        from odf.table import ContentValidation, ContentValidations, ErrorMessage
        from odf.text import P

        words = list(words)
        listed = ";".join(f'"{word}"' for word in words)
        validation = ContentValidation(
            name=VERDICT_WORDS,
            condition=f"of:cell-content-is-in-list({listed})",
            allowemptycell="true",
            basecelladdress=f"{SHEET}.{_letters(column)}2",
        )
        message = ErrorMessage(display="true", messagetype="stop", title="Verdict")
        message.addElement(P(text=f"A verdict is one of: {', '.join(words)}; or empty."))
        validation.addElement(message)
        validations = ContentValidations()
        validations.addElement(validation)
        self._book.spreadsheet.addElement(validations)

    def add_filter(self, columns: int, lines: int) -> None:
        """Let every column be filtered; ``lines`` lie below the header."""
        from odf.table import DatabaseRange, DatabaseRanges

        ranges = DatabaseRanges()
        area = f"{SHEET}.A1:{SHEET}.{_letters(columns - 1)}{lines + 1}"
        ranges.addElement(
            DatabaseRange(name=_FILTER, targetrangeaddress=area, displayfilterbuttons="true")
        )
        self._book.spreadsheet.addElement(ranges)

    def _freeze(self) -> None:
        """Keep the first line and the first columns in view."""
        from odf import config

        sheet = config.ConfigItemMapEntry(name=SHEET)
        for axis, count in zip(("Horizontal", "Vertical"), FROZEN, strict=True):
            opposite = "Right" if axis == "Horizontal" else "Bottom"
            for name, kind, value in (
                (f"{axis}SplitMode", "short", 2),
                (f"{axis}SplitPosition", "int", count),
                (f"Position{opposite}", "int", count),
            ):
                item = config.ConfigItem(name=name, type=kind)
                item.addText(str(value))
                sheet.addElement(item)
        sheets, view = config.ConfigItemMapNamed(name="Tables"), config.ConfigItemMapEntry()
        views = config.ConfigItemMapIndexed(name="Views")
        settings = config.ConfigItemSet(name="ooo:view-settings")
        for parent, child in ((sheets, sheet), (view, sheets), (views, view), (settings, views)):
            parent.addElement(child)
        self._book.settings.addElement(settings)


def millimetres(pixels: float) -> str:
    """Return a length on a screen of 96 dots per inch.

    Examples
    --------
    >>> millimetres(160)
    '42.3mm'
    """
    return f"{pixels * _MM_PER_PIXEL:.1f}mm"


def _letters(column: int) -> str:
    """Return the letters of a column, counted from 0."""
    from openpyxl.utils import get_column_letter

    letters: str = get_column_letter(column + 1)
    return letters
