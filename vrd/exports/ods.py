"""Write sequences as an OpenDocument spreadsheet, for LibreOffice.

Every text is written as text, whatever it looks like. A line of a note is a paragraph of its
cell, as in LibreOffice.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from vrd.annotations.judgements import VERDICTS
from vrd.exports.ods_layout import SHEET, VERDICT_WORDS, OdsLayout
from vrd.exports.options import Export, optional
from vrd.exports.plain_columns import plain_rows
from vrd.exports.sheet_content import NO_PICTURE, pictured, sheet_table, sheet_text, still_picture


def write_ods(export: Export, path: Path) -> None:
    """Write a sheet of sequences; with ``share="thumbs"``, two pictures stand before each."""
    document = optional("odf.opendocument", "odfpy")
    from odf.table import Table

    table = sheet_table(export, ".ods")
    columns = [str(name) for name in table.columns]
    book = document.OpenDocumentSpreadsheet()
    layout = OdsLayout(book, pictured=pictured(export))
    layout.add_words(VERDICTS, columns.index("verdict"))
    sheet = Table(name=SHEET)
    layout.add_columns(sheet, columns)
    rows = [_row(layout, columns, header=True)]
    rows += [_row(layout, values, verdict=columns.index("verdict")) for values in plain_rows(table)]
    if pictured(export):
        _add_pictures(rows[1:], layout, export)
    for row in rows:
        sheet.addElement(row)
    book.spreadsheet.addElement(sheet)
    layout.add_filter(len(columns), len(table))
    # On a full disk, an archive that is written in place would print errors of its own later.
    packed = io.BytesIO()
    book.save(packed)
    path.write_bytes(packed.getvalue())


def _row(
    layout: OdsLayout, values: Iterable[Any], *, header: bool = False, verdict: int = -1
) -> Any:
    """Return a line of cells; that at ``verdict`` has a list of words to choose from."""
    row = layout.row(header=header)
    for column, value in enumerate(values):
        chosen = {"contentvalidationname": VERDICT_WORDS} if column == verdict else {}
        row.addElement(_cell(layout, value, header=header, **chosen))
    return row


def _cell(layout: OdsLayout, value: Any, *, header: bool, **attributes: Any) -> Any:
    """Return a cell; an empty text is an empty cell."""
    if value is None or value == "":
        return layout.cell(header=header, **attributes)
    if isinstance(value, bool):
        return _with_text(
            layout.cell(
                header=header, valuetype="boolean", booleanvalue=str(value).lower(), **attributes
            ),
            str(value).upper(),
        )
    if isinstance(value, int | float):
        cell = layout.cell(header=header, valuetype="float", value=value, **attributes)
        return _with_text(cell, str(value))
    cell = layout.cell(header=header, valuetype="string", **attributes)
    return _with_text(cell, sheet_text(str(value), ".ods"))


def _with_text(cell: Any, text: str) -> Any:
    """Return a cell with a paragraph for each line of a text; runs of spaces are kept."""
    from odf.teletype import addTextToElement
    from odf.text import P

    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        paragraph = P()
        addTextToElement(paragraph, line)
        cell.addElement(paragraph)
    return cell


def _add_pictures(rows: Iterable[Any], layout: OdsLayout, export: Export) -> None:
    """Put two pictures, or words in their place, into the first cells of every line."""
    frames = export.timeline
    for number, (row, sequence) in enumerate(zip(rows, export.rows, strict=True), 1):
        sides = (("query", sequence.query), ("ref", sequence.reference))
        for cell, (name, segment) in zip(row.childNodes, sides, strict=False):
            still = still_picture(frames, segment)
            if still is None:
                _with_text(cell, NO_PICTURE)
                cell.setAttribute("valuetype", "string")
            else:
                cell.addElement(layout.picture(still.getvalue(), f"{name}{number}"))
