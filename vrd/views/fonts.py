"""Know the letters of figures: which fonts can draw them, and how wide they are."""

from __future__ import annotations

import unicodedata
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from vrd.core.text import clean, shorten

_WIDE_FONTS = [
    *("DejaVu Sans", "Noto Sans CJK JP", "Noto Sans CJK SC", "Noto Sans Arabic"),
    *("Noto Sans Devanagari", "Hiragino Sans", "PingFang SC", "Yu Gothic", "Arial Unicode MS"),
]
# FreeType counts an advance in 1/65536 of a pixel.
_FIXED_POINT = 65536
_MEASURED_SIZE = 64


@cache
def fonts() -> tuple[list[str], tuple[Any, ...]]:
    """Return matplotlib's own font and the installed ones that have more letters.

    Returns
    -------
    tuple of (list of str, tuple of FT2Font)
        Their names, and the fonts themselves.
    """
    from matplotlib import font_manager
    from matplotlib.ft2font import FT2Font

    installed = {font.name: font.fname for font in font_manager.fontManager.ttflist}
    names = [name for name in _WIDE_FONTS if name in installed]
    opened = tuple(FT2Font(installed[name]) for name in names)
    for font in opened:
        font.set_size(_MEASURED_SIZE, 72)
    return names, opened


def drawable(name: str) -> str:
    """Return a name with boxes for the letters that no font here has.

    matplotlib would warn at each of them.
    """
    return "".join(
        letter if _font_with(letter) else "□"
        for letter in clean(name).replace("\n", " ").replace("\t", " ")
    )


def fitted(text: str, width: float, size: float) -> str:
    """Return text shortened to a width, whatever sans-serif font the reader has.

    matplotlib's own font is wider than most, so a text rather ends too early than too late.

    Parameters
    ----------
    text
        The text; both of its ends are kept, as by `vrd.core.text.shorten`.
    width
        In pixels.
    size
        Size of the letters in pixels.
    """
    for length in range(len(text), 1, -1):
        shown = shorten(text, length)
        if size * sum(map(_width, shown)) <= width:
            return shown
    return text[:1]


@contextmanager
def without_glyph_warnings() -> Iterator[None]:
    """Keep matplotlib from warning of glyphs that no font has.

    A composed character may lack a glyph though each of its parts has one, so `drawable` does
    not catch them all.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        yield


def _font_with(letter: str) -> Any:
    return next((font for font in fonts()[1] if font.get_char_index(ord(letter))), None)


@cache
def _width(letter: str) -> float:
    """Return the width of a letter in ems; a whole em where no font here has it."""
    if unicodedata.combining(letter):
        return 0.0
    font = _font_with(letter)
    if font is None:
        return 1.0
    advance: int = font.load_char(ord(letter)).linearHoriAdvance
    return advance / _FIXED_POINT / _MEASURED_SIZE
