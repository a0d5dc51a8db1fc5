"""Make HTML and plain text of cells: tables, spans of time, places in films."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from vrd.core.text import clean, seconds_span, span_text
from vrd.views.html import Markup, render

Rows = Iterable[Iterable[object]]
Cells = list[list[object]]


def table(
    headers: Iterable[str],
    rows: Rows,
    caption: str = "",
    *,
    numeric: Collection[int] = (),
) -> Markup:
    """Return an accessible HTML table, whose first column names the rows.

    Everything but `Markup` is escaped.

    Parameters
    ----------
    headers
        One per column.
    rows
        Cells.
    caption
        Title of the table; none if empty.
    numeric
        Columns aligned to the right.
    """
    return render(
        "table.html",
        headers=list(headers),
        rows=rows,
        caption=caption,
        numeric=numeric,
    )


def text_table(headers: Iterable[str], rows: Rows, caption: str = "") -> str:
    """Return the same table in plain text, with aligned columns.

    Examples
    --------
    >>> print(text_table(["Film", "Frames"], [["a.mp4", 12]], "Films"))
    Films
    Film   Frames
    a.mp4  12
    """
    lines = [[clean(name) for name in headers]]
    lines += [[clean(value).replace("\n", " ") for value in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    shown = [
        "  ".join(value.ljust(width) for value, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]
    return "\n".join(([clean(caption)] if caption else []) + shown)


def times(start: float, end: float) -> Markup:
    """Return a span of seconds as clock times, with the seconds beside them."""
    return render("times.html", start=start, end=end)


def film_times(film: str, start: float, end: float) -> Markup:
    """Return the name of a film above a span of seconds in it."""
    return render("film_times.html", film=film, start=start, end=end)


def plain_times(start: float, end: float) -> str:
    """Return a span of seconds in plain text.

    Examples
    --------
    >>> plain_times(8, 28)
    '00:00:08–00:00:28 (8–28 s)'
    """
    return f"{span_text(start, end)} ({seconds_span(start, end)})"
