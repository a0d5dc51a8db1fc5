"""Decode still images with Pillow, so that an image is a film of one row."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from vrd.decoding.failures import shown
from vrd.decoding.headers import check_openable
from vrd.decoding.numbered_pictures import is_scan
from vrd.errors import StorageError, VideoError

# The formats that Pillow may open: its other readers start programs (EPS) or expect other media.
FORMATS = (
    "AVIF", "BMP", "DIB", "GIF", "HEIF", "JPEG", "JPEG2000", "MPO", "PCX", "PNG", "PPM", "SGI",
    "TGA", "TIFF", "WEBP",
)  # fmt: skip
#: Endings of the photographs of telephones.
HEIF_EXTENSIONS = frozenset({".heic", ".heif", ".hif"})
#: Endings of the names of still images.
IMAGE_EXTENSIONS = frozenset((
    ".apng", ".avif", ".bmp", ".dib", ".heic", ".heif", ".hif", ".j2k", ".jfif", ".jp2", ".jpe",
    ".jpeg", ".jpg", ".jpx", ".pbm", ".pcx", ".pgm", ".png", ".pnm", ".ppm", ".sgi", ".tga",
    ".tif", ".tiff", ".webp",
))  # fmt: skip
JPEG_QUALITY = {2: 92, 3: 88, 4: 84, 5: 80}  # about the same as on ffmpeg's scale of 2 to 31


def is_photograph(film: Path) -> bool:
    """Return whether a film is a single picture."""
    return film.suffix.lower() in IMAGE_EXTENSIONS and not is_scan(film)


def is_image(path: Path) -> bool:
    """Return whether a file is a still image, whatever its name says."""
    Image.init()
    try:
        with Image.open(path, formats=[name for name in FORMATS if name in Image.OPEN]):
            return True
    except Exception:  # Pillow raises whatever it stumbles over in a file of another kind.
        return False


def decode_picture(film: Path, folder: Path, *, longest_side: int, quality: int) -> None:
    """Write the still image `film` as ``000000.jpg`` into the existing `folder`.

    The picture is turned upright as its EXIF data say, transparency becomes black, and a small
    picture is not enlarged.

    Parameters
    ----------
    film
        The image file.
    folder
        The folder of the still.
    longest_side
        Pixels of the longer side of the still, at most.
    quality
        JPEG quality on ffmpeg's scale, 2 (best) to 31.

    Raises
    ------
    VideoError
        If the file is not an image, is damaged, or is too large to be opened safely.
    StorageError
        If the still cannot be written.
    """
    check_openable(film)
    Image.init()
    if film.suffix.lower() in HEIF_EXTENSIONS:
        _learn_heif(film)
    try:
        with Image.open(film, formats=[name for name in FORMATS if name in Image.OPEN]) as picture:
            if picture.mode in ("RGB", "L", "YCbCr"):
                picture.draft(picture.mode, (longest_side * 2, longest_side * 2))
            upright = ImageOps.exif_transpose(_plain(picture))
    except UnidentifiedImageError:
        raise VideoError(
            f"{shown(film)}: it is not an image, whatever its name says. Leave it out."
        ) from None
    except (Image.DecompressionBombError, MemoryError):
        raise VideoError(
            f"{shown(film)}: the image is too large to be opened safely. Make a smaller copy."
        ) from None
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise VideoError(
            f"{shown(film)}: the image is damaged or cut off ({error}). Copy it again."
        ) from error
    upright.thumbnail((longest_side, longest_side), Image.Resampling.LANCZOS, reducing_gap=3)
    try:
        upright.save(folder / "000000.jpg", quality=JPEG_QUALITY.get(quality, 75))
    except OSError as error:
        raise StorageError(
            f"The still of {shown(film)} could not be written to {folder}: "
            f"{error.strerror or error}. Make room on the disk, or change its permissions."
        ) from error


def _learn_heif(film: Path) -> None:
    """Let Pillow read the photographs of telephones, with a package that need not be there."""
    try:
        from pillow_heif import register_heif_opener
    except ImportError:
        raise VideoError(
            f"{shown(film)}: it is a HEIC photograph, and the package that reads them is not "
            "installed. Install it with 'python -m pip install pillow-heif', or save the "
            "photograph as JPEG."
        ) from None
    register_heif_opener()


def _plain(picture: Image.Image) -> Image.Image:
    """Return a picture of any mode as RGB, on black, with its EXIF orientation kept."""
    orientation = picture.getexif().get(0x0112)
    if picture.mode.startswith(("I", "F")):
        values = np.asarray(picture, dtype=np.float64)
        # A plain conversion would clip 16-bit scans to white.
        full = 65535.0 if picture.mode.startswith("I") else max(float(values.max()), 1e-9)
        plain = Image.fromarray(np.clip(values * (255.0 / full), 0, 255).astype(np.uint8))
        plain = plain.convert("RGB")
    elif picture.has_transparency_data:
        clear = picture.convert("RGBA")
        plain = Image.new("RGB", clear.size)
        plain.paste(clear, mask=clear.getchannel("A"))
    else:
        plain = picture.convert("RGB")
    if orientation:
        plain.getexif()[0x0112] = orientation
    return plain
