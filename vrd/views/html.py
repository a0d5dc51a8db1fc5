"""What every view is made of: a displayable page, escaped text, inline pictures, clock times.

Pages are static: inline styles under the class ``vrd``, inline pictures, no script. They take
colour and font from what surrounds them, so they suit light and dark notebooks alike.
"""

from __future__ import annotations

import base64
import html
import io
import math
import re
from pathlib import Path

from PIL import Image, ImageOps

# Lone surrogates (undecodable file names) cannot be saved as UTF-8; control characters reach
# terminals; direction marks make a name read as another.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

# Every rule is under .vrd. The doubled class names outweigh the rules that JupyterLab and
# nbviewer have for tables and pictures in outputs.
STYLE = """<style>
.vrd{color:inherit;font-family:inherit;line-height:1.45;max-width:100%}
.vrd p.vrd-p{margin:.35em 0}
.vrd .vrd-muted{opacity:.78}
.vrd .vrd-note{border-left:3px solid rgba(128,128,128,.6);padding:.1em 0 .1em .8em;margin:.8em 0}
.vrd .vrd-scroll{overflow-x:auto;max-width:100%}
.vrd table.vrd-table{border-collapse:collapse;margin:.6em 0 1em;font-size:.92em;background:none;
border:0;table-layout:auto;color:inherit}
.vrd table.vrd-table caption{caption-side:top;text-align:left;font-weight:600;padding:.2em 0 .4em;
color:inherit}
.vrd table.vrd-table tr,.vrd table.vrd-table tbody tr:nth-child(n){background:none}
.vrd table.vrd-table tbody tr:hover{background:rgba(128,128,128,.13)}
.vrd table.vrd-table th,.vrd table.vrd-table td{text-align:left;vertical-align:top;
padding:.28em .75em .28em 0;border:0;border-bottom:1px solid rgba(128,128,128,.3);
font-weight:400;white-space:normal;max-width:36em;overflow-wrap:anywhere}
.vrd table.vrd-table thead th{font-weight:600;border-bottom:1.5px solid rgba(128,128,128,.75);
vertical-align:bottom;overflow-wrap:normal}
.vrd table.vrd-table thead th.vrd-n.vrd-n{white-space:normal}
.vrd table.vrd-table th.vrd-n,.vrd table.vrd-table td.vrd-n{text-align:right;
font-variant-numeric:tabular-nums;white-space:nowrap}
.vrd table.vrd-table .vrd-where{display:block;min-width:14em}
.vrd table.vrd-table .vrd-t{white-space:nowrap;font-variant-numeric:tabular-nums}
</style>"""


class Markup(str):
    """Text that is HTML already and is not escaped again."""

    __slots__ = ()


class Page:
    """Something to show: HTML in notebooks and browsers, plain text elsewhere.

    Parameters
    ----------
    html
        Static HTML, everything inline.
    text
        The same for a terminal, a screen reader or a text-only notebook viewer.
    """

    def __init__(self, html: str, text: str) -> None:
        self.html = html
        self.text = text

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.html

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.text}


def page(body: str, text: str) -> Page:
    """A page around HTML that is escaped already."""
    return Page(f'{STYLE}<div class="vrd">{body}</div>', text)


def clean(value: object) -> str:
    """Text without characters that cannot be saved, drive terminals or reverse a name."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", str(value))


def escape(value: object) -> str:
    """Text made inert for HTML, inside elements and inside quoted attributes.

    `Markup` passes unchanged.
    """
    return str(value) if isinstance(value, Markup) else html.escape(clean(value), quote=True)


def hms(seconds: float) -> str:
    """``hh:mm:ss``, rounded down; hours may exceed 99; dashes where it is no number."""
    if not math.isfinite(seconds):
        return "--:--:--"
    # A time such as 3.0000 s may be stored a hair below its second.
    whole = math.floor(abs(seconds) + 1e-6)
    clock = f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"
    return f"-{clock}" if seconds < 0 and whole else clock


def number(value: float, digits: int = 2) -> str:
    """A number as people write it: no needless zeros, a dash where there is none."""
    if not math.isfinite(value):
        return "–"
    text = f"{value:,.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text.replace("-", "−")


def distance_text(value: float) -> str:
    """A squared L2 distance, with decimals to suit its size; a dash where there is none."""
    if not math.isfinite(value):
        return "–"
    return f"{value:,.{1 if value >= 100 else 2 if value >= 1 else 4}f}"


def shorten(name: str, length: int) -> str:
    """A name of at most ``length`` characters, cut in the middle: both ends tell films apart."""
    if len(name) <= length:
        return name
    head = (length - 1) // 2
    return f"{name[:head]}…{name[len(name) - (length - 1 - head) :]}"


def jpeg_data_uri(
    picture: str | Path | Image.Image,
    size: tuple[int, int],
    *,
    convert_format: str = "JPEG",
    quality: int = 62,
) -> str:
    """A picture as a ``data:`` URI, to stand inside the page itself.

    Parameters
    ----------
    picture
        A file or an open picture.
    size
        Box ``(width, height)`` in pixels that it is made to fit in, proportions kept.
    convert_format
        ``"JPEG"``, ``"WEBP"`` (smaller) or ``"PNG"`` (larger).
    quality
        Of JPEG and WEBP, 1 to 95.

    Raises
    ------
    OSError
        If the file is absent or is no whole picture.
    """
    encoded = base64.b64encode(
        picture_bytes(picture, size, convert_format=convert_format, quality=quality)
    )
    return f"data:image/{convert_format.lower()};base64,{encoded.decode('ascii')}"


def picture_bytes(
    picture: str | Path | Image.Image,
    size: tuple[int, int],
    *,
    convert_format: str = "JPEG",
    quality: int = 62,
) -> bytes:
    """A picture made small and encoded anew; parameters and errors as of `jpeg_data_uri`."""
    if isinstance(picture, Image.Image):
        return _encode(picture, size, convert_format, quality)
    with Image.open(picture) as still:
        still.draft("RGB", (size[0] * 2, size[1] * 2))  # decodes JPEG at a fraction: faster
        return _encode(still, size, convert_format, quality)


def _encode(still: Image.Image, size: tuple[int, int], kind: str, quality: int) -> bytes:
    # Made small it looks nearly as with LANCZOS, in less than half the time.
    fitted = ImageOps.contain(still.convert("RGB"), size, Image.Resampling.HAMMING)
    out = io.BytesIO()
    fitted.save(out, format=kind, quality=quality, optimize=True)
    return out.getvalue()
