"""Make an overview: a page for the notebook that is a figure for print as well."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from vrd.core.text import clean
from vrd.storage.files import replacing
from vrd.views.cells import table, text_table
from vrd.views.drawing import Drawing, Label
from vrd.views.fonts import without_glyph_warnings
from vrd.views.html import Page, page, paragraph, render

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Pixels; an output of a notebook has room for as many on a small screen.
WIDTH = 700.0


class Overview(Page):
    """Show a drawing, and keep it as a figure for print.

    Parameters
    ----------
    drawing
        The drawing that the page shows.
    html, text
        As for `Page`.
    """

    def __init__(self, drawing: Drawing, html: str, text: str) -> None:
        super().__init__(html, text)
        self._drawing = drawing

    @cached_property
    def figure(self) -> Figure:
        """Return the drawing for print, black on white."""
        return self._drawing.figure()

    def save(self, path: str | Path, *, dpi: float = 300) -> Path:
        """Write the figure to a file; its ending chooses the format.

        Parameters
        ----------
        path
            The file: .pdf, .svg, .png or another format of matplotlib.
        dpi
            Dots per inch, for formats that are made of pixels.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        ValueError
            If there is no such format; the message lists the formats there are.
        ProjectError
            If there is no such folder.
        StorageError
            If the file cannot be written.
        """
        path = Path(path)
        kind = path.suffix[1:].lower() or "png"
        if kind not in (known := self.figure.canvas.get_supported_filetypes()):
            raise ValueError(
                f"{path} cannot be written: .{kind} is not a format of pictures. Use .pdf or .svg "
                f"for print, .png for the screen, or one of {', '.join(sorted(known))}."
            )
        with replacing(path) as temporary, without_glyph_warnings():
            self.figure.savefig(temporary, format=kind, dpi=dpi)
        return path


def overview(
    title: str,
    drawing: Drawing,
    headers: list[str],
    rows: Iterable[Iterable[object]],
    *,
    notes: Iterable[str] = (),
    numeric: Iterable[int] = (),
) -> Overview:
    """Return a drawing under its title, with a table of the same that a reader can open.

    Parameters
    ----------
    title
        The line above the drawing.
    drawing
        The drawing; the title is put before its alternative text.
    headers, rows
        The table.
    notes
        Sentences below the drawing; empty ones are left out.
    numeric
        Columns of the table that are aligned to the right.
    """
    cells = [list(row) for row in rows]
    drawing.alt = f"{title}. {drawing.alt}"
    notes = [clean(note) for note in notes if note]
    body = render(
        "overview.html",
        title=title,
        drawing=drawing.svg(),
        notes=notes,
        table=table(headers, cells, numeric=set(numeric)),
    )
    text = "\n".join([text_table(headers, cells, title), *notes])
    return Overview(drawing, page(body, text).html, text)


def nothing_to_show(message: str) -> Overview:
    """Return a sentence in place of a drawing."""
    drawing = Drawing(WIDTH, 60, message, [Label(10, 30, message, size=13)])
    return Overview(drawing, page(paragraph(message), message).html, message)
