"""Make pictures small, and encode them to stand inside a page."""

from __future__ import annotations

import base64
import io
from pathlib import Path

from PIL import Image, ImageOps

#: What reading a picture raises where the file is absent, cut off, damaged or far too large.
UNREADABLE = (OSError, ValueError, SyntaxError, Image.DecompressionBombError)


def jpeg_data_uri(
    picture: str | Path | Image.Image,
    size: tuple[int, int],
    *,
    convert_format: str = "JPEG",
    quality: int = 62,
) -> str:
    """Return a picture as a ``data:`` URI, to stand inside the page itself.

    Parameters
    ----------
    picture
        A file, or a picture that is open.
    size
        Width and height in pixels of the box that it is made to fit in, with its proportions.
    convert_format
        ``"JPEG"``, ``"WEBP"`` (smaller) or ``"PNG"`` (larger).
    quality
        Quality of JPEG and WEBP, 1 to 95.

    Raises
    ------
    OSError
        If the file is absent or is no whole picture; of damaged files, any of `UNREADABLE`.
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
    """Return the bytes of a picture, made small and encoded again.

    Parameters and errors are those of `jpeg_data_uri`.
    """
    if isinstance(picture, Image.Image):
        return _encode(picture, size, convert_format, quality)
    with Image.open(picture) as still:
        still.draft("RGB", (size[0] * 2, size[1] * 2))  # decodes JPEG at a fraction: faster
        return _encode(still, size, convert_format, quality)


def _encode(still: Image.Image, size: tuple[int, int], kind: str, quality: int) -> bytes:
    # A small picture looks nearly as with LANCZOS, and takes less than half the time.
    fitted = ImageOps.contain(still.convert("RGB"), size, Image.Resampling.HAMMING)
    out = io.BytesIO()
    fitted.save(out, format=kind, quality=quality, optimize=True)
    return out.getvalue()
