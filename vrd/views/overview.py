"""What every overview gives: a page for the notebook that is a figure for print as well."""

from __future__ import annotations

import unicodedata
import warnings
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from vrd.core.text import clean, hms, shorten
from vrd.storage.files import replacing
from vrd.views.drawing import Drawing, Label
from vrd.views.html import STYLE, Page, escape
from vrd.views.tables import table, text_table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Pixels; what an output of a notebook has room for on a small screen.
WIDTH = 700.0


class Overview(Page):
    """A drawing to show, and the same as a figure.

    Parameters
    ----------
    drawing
        What is shown.
    html, text
        As for `Page`.
    """

    def __init__(self, drawing: Drawing, html: str, text: str) -> None:
        super().__init__(html, text)
        self._drawing = drawing

    @cached_property
    def figure(self) -> Figure:
        """The same for print, black on white."""
        return self._drawing.figure()

    def save(self, path: str | Path, *, dpi: float = 300) -> Path:
        """Write the figure to a file, by its ending: .pdf, .svg, .png and others of matplotlib.

        Parameters
        ----------
        path
            The file.
        dpi
            Dots per inch of formats made of pixels.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        ValueError
            If there is no such format; the message lists those there are.
        ProjectError
            If there is no such folder.
        StorageError
            If the file cannot be written.
        """
        path = Path(path)
        kind = path.suffix[1:].lower() or "png"
        if kind not in (known := self.figure.canvas.get_supported_filetypes()):
            raise ValueError(
                f"{path} cannot be written: .{kind} is no format of pictures. Use .pdf or .svg "
                f"for print, .png for the screen, or one of {', '.join(sorted(known))}."
            )
        with replacing(path) as temporary, warnings.catch_warnings():
            # Composed characters may lack a glyph though each of their parts has one.
            warnings.filterwarnings("ignore", message="Glyph .* missing")
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
    """A drawing under its title, and what it shows as a table that can be unfolded.

    Parameters
    ----------
    title
        Said above it.
    drawing
        Its alternative text is the title and what it says itself.
    headers, rows
        The table.
    notes
        Sentences below the drawing.
    numeric
        Columns aligned to the right.
    """
    cells = [list(row) for row in rows]
    drawing.alt = f"{title}. {drawing.alt}"
    said = [clean(note) for note in notes if note]
    html = (
        f'{STYLE}<div class="vrd"><p class="vrd-p"><b>{escape(title)}</b></p>{drawing.svg()}'
        + "".join(f'<p class="vrd-p vrd-muted">{escape(note)}</p>' for note in said)
        + f"<details><summary>As a table</summary>{table(headers, cells, numeric=set(numeric))}"
        "</details></div>"
    )
    return Overview(drawing, html, "\n".join([text_table(headers, cells, title), *said]))


def nothing_to_show(said: str) -> Overview:
    """A sentence in place of a drawing."""
    drawing = Drawing(WIDTH, 60, said, [Label(10, 30, said, size=13)])
    html = f'{STYLE}<div class="vrd"><p class="vrd-p">{escape(said)}</p></div>'
    return Overview(drawing, html, said)


def span_text(start: float, end: float) -> str:
    """``hh:mm:ss–hh:mm:ss``."""
    return f"{hms(start)}–{hms(end)}"


def length_text(seconds: float) -> str:
    """A length as people say it: ``41 s``, ``3 min 05 s``, ``2 h 10 min``."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600:,} h {whole // 60 % 60:02d} min"


def fitted(text: str, pixels: float, size: float) -> str:
    """Text shortened to so many pixels in letters of a size, whatever the font: an estimate.

    Both ends are kept, as of `vrd.views.html.shorten`.
    """
    for length in range(len(text), 1, -1):
        shown = shorten(text, length)
        if size * sum(map(_width, shown)) <= pixels:
            return shown
    return text[:1]


def _width(sign: str) -> float:
    """Width of a character in ems, rather too wide than too narrow."""
    if unicodedata.combining(sign):
        return 0.0
    if unicodedata.east_asian_width(sign) in "WF":
        return 1.0
    if sign in "mwMW@%—":
        return 0.95
    if sign in " .,:;'|!ijlftI()[]/":
        return 0.36
    return 0.72 if sign.isupper() else 0.6
