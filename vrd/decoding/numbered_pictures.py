"""Name and list the pictures of a film scan: a film of which every frame is a file with a number.

The path of a film scan has ``#`` in place of the digits, one for each digit that is always there:
``scan_#####.tif`` stands for ``scan_00000.tif``, ``scan_00001.tif`` and so on. No such file exists.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from vrd.decoding.failures import shown
from vrd.errors import StorageError, VideoError
from vrd.storage.temporary_folders import temporary_folder

#: The sign that stands for a digit.
MARK = "#"
#: Frames per second of a film scan, unless somebody says otherwise.
SCAN_FPS = 24.0
#: Endings of pictures that only film scanners and film laboratories write.
SCANNER_EXTENSIONS = frozenset({".dpx", ".exr"})
#: Endings of pictures that may be frames of a film scan, and the name that ffmpeg knows them by.
FRAME_EXTENSIONS = {
    **{name: name for name in (".bmp", ".dpx", ".exr", ".j2k", ".jp2", ".jpg", ".png", ".ppm")},
    **{name: name for name in (".pgm", ".sgi", ".tga", ".tif", ".webp")},
    **{".tiff": ".tif", ".jpeg": ".jpg", ".jpe": ".jpg", ".jfif": ".jpg", ".dib": ".bmp"},
}
_SCAN = re.compile(rf"([^{MARK}]*)({MARK}+)")


def is_scan(film: Path) -> bool:
    """Return whether a path stands for numbered pictures."""
    known = film.suffix.lower() in FRAME_EXTENSIONS and _SCAN.fullmatch(film.stem)
    # A file may really be called so.
    return bool(known) and not os.path.lexists(film)


def scan_name(prefix: str, width: int, ending: str) -> str:
    """Return the name of a film scan.

    Parameters
    ----------
    prefix
        What stands before the digits.
    width
        The number of digits that are always there; 1 where numbers begin with no zero.
    ending
        What stands behind the digits, such as ``.tif``.

    Examples
    --------
    >>> scan_name("scan_", 5, ".tif")
    'scan_#####.tif'
    """
    return f"{prefix}{MARK * width}{ending}"


def numbered_pictures(film: Path) -> dict[int, Path]:
    """Return the pictures of a film scan by their numbers, in order.

    Raises
    ------
    VideoError
        If there are none, or their folder cannot be read.
    """
    match = _SCAN.fullmatch(film.stem)
    if match is None:
        raise ValueError(f"{film.name} is no name of a film scan")
    width = len(match[2])
    digits = rf"(\d{{{width}}}|[1-9]\d{{{width},}})"
    name = re.compile(re.escape(match[1]) + digits + re.escape(film.suffix), re.ASCII)
    try:
        found = {
            int(number[1]): film.with_name(entry.name)
            for entry in os.scandir(film.parent)
            if (number := name.fullmatch(entry.name)) and entry.is_file()
        }
    except OSError as error:
        raise VideoError(
            f"{shown(film)}: the folder of its pictures cannot be read ({error.strerror}). Check "
            "the disk or the network share."
        ) from error
    if not found:
        raise VideoError(
            f"{shown(film)}: its numbered pictures are no longer there. Put them back, or leave "
            "the film out."
        )
    return dict(sorted(found.items()))


def missing_numbers(numbers: Sequence[int]) -> str:
    """Say which numbers are missing in a film scan; an empty text where none is.

    Examples
    --------
    >>> missing_numbers([1, 2, 5, 6, 8])
    'pictures 3 to 4 and 7 are missing'
    """
    gaps = [
        (before + 1, after - 1)
        for before, after in itertools.pairwise(numbers)
        if after > before + 1
    ]
    if not gaps:
        return ""
    parts = [f"{first} to {last}" if last > first else str(first) for first, last in gaps[:3]]
    if len(gaps) > 3:
        parts.append(f"those of {len(gaps) - 3} further gaps")
    one = gaps == [(gaps[0][0], gaps[0][0])]
    text = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"picture {text} is missing" if one else f"pictures {text} are missing"


@contextlib.contextmanager
def linked(pictures: Sequence[Path]) -> Iterator[str]:
    """Give pictures as one sequence without gaps, as the demuxer ``image2`` of ffmpeg reads it.

    The names of the pictures never reach ffmpeg: a temporary folder holds links to them.

    Parameters
    ----------
    pictures
        The pictures in order; one may be there several times.

    Yields
    ------
    str
        The input for ffmpeg.
    """
    with temporary_folder("scan-") as folder:
        ending = FRAME_EXTENSIONS[pictures[0].suffix.lower()]
        for number, picture in enumerate(pictures):
            _link(picture.absolute(), folder / f"{number:08d}{ending}")
        pattern = os.path.join(str(folder).replace("%", "%%"), f"%08d{ending}")
        yield f"file:{pattern}"


def _link(picture: Path, link: Path) -> None:
    with contextlib.suppress(OSError, NotImplementedError):
        link.symlink_to(picture)
        return
    # Not every system lets everybody make links.
    try:
        shutil.copyfile(picture, link)
    except OSError as error:
        raise StorageError(
            f"{shown(picture)} could not be copied to {link.parent}: {error.strerror}. Make room "
            "in the folder for temporary files."
        ) from error
