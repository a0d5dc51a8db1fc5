"""Read the first sheet of an OpenDocument spreadsheet (.ods), line by line.

The file says "this cell, two billion times" in a few bytes, and readers that build such lines
run out of memory. Here lines are read one after another, and only as far as they are wanted. The
parser refuses entities, with which a small file grows without end.
"""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_NAMESPACE = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_OFFICE, _TABLE, _TEXT = (_NAMESPACE % name for name in ("office", "table", "text"))
_CELLS = {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}
_SPACES, _BREAKS = f"{_TEXT}s", {f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
#: A run of more spaces than this is no text that anybody typed.
_MAX_SPACES = 10_000


def read_ods_lines(path: Path, max_columns: int) -> Iterator[tuple[int, list[Any]]]:
    """Yield the number of each line that is not empty, from 1, and its cells.

    Parameters
    ----------
    path
        The file.
    max_columns
        Columns that are read; each line is that long, None where a cell is empty.

    Raises
    ------
    ValueError
        If the file is protected by a password, or is no such spreadsheet.
    """
    from defusedxml.ElementTree import iterparse

    with zipfile.ZipFile(path) as packed:
        names = packed.namelist()
        manifest = packed.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""
        if b"encryption-data" in manifest:
            raise ValueError("it is protected by a password")
        if "content.xml" not in names:
            raise ValueError("it has no content.xml, as every .ods file has")
        with packed.open("content.xml") as content:
            yield from _lines(iterparse(content, ("start", "end")), max_columns)


def _lines(events: Any, max_columns: int) -> Iterator[tuple[int, list[Any]]]:
    number, within = 1, False
    for event, element in events:
        if element.tag == f"{_TABLE}table":
            if within and event == "end":
                return
            within = True
        elif within and event == "end" and element.tag == f"{_TABLE}table-row":
            line = list(islice(_cells(element), max_columns))
            line += [None] * (max_columns - len(line))
            repeated = _repeated(element, "rows")
            if any(value is not None for value in line):
                yield from ((number + step, line) for step in range(repeated))
            number += repeated
            element.clear()


def _cells(row: Element) -> Iterator[Any]:
    for cell in row:
        if cell.tag in _CELLS:
            value = _value(cell)
            yield from (value for _ in range(_repeated(cell, "columns")))


def _repeated(element: Element, what: str) -> int:
    return int(element.get(f"{_TABLE}number-{what}-repeated", "1"))


def _value(cell: Element) -> Any:
    """Return the value of a cell: text, number, time, date or truth value; None if it is empty."""
    import pandas as pd

    kind = cell.get(f"{_OFFICE}value-type", "")
    if kind in ("float", "percentage", "currency"):
        number = float(cell.get(f"{_OFFICE}value", "nan"))
        return int(number) if number.is_integer() else number
    if kind == "time":
        return pd.Timedelta(cell.get(f"{_OFFICE}time-value", "")).to_pytimedelta()
    if kind == "date":
        return datetime.datetime.fromisoformat(cell.get(f"{_OFFICE}date-value", ""))
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value") == "true"
    paragraphs = ["".join(_texts(part)) for part in cell.findall(f"{_TEXT}p")]
    return "\n".join(paragraphs) or cell.get(f"{_OFFICE}string-value") or None


def _texts(element: Element) -> Iterator[str]:
    """Yield the parts of a paragraph; runs of spaces, tabs and line ends are elements."""
    if element.tag == _SPACES:
        count = int(element.get(f"{_TEXT}c", "1"))
        if count > _MAX_SPACES:
            raise ValueError(f"a cell has {count:,} spaces in a row")
        yield " " * count
    yield _BREAKS.get(element.tag, "") + (element.text or "")
    for part in element:
        yield from _texts(part)
        yield part.tail or ""
