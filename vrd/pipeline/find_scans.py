"""Tell the frames of film scans from photographs that are merely numbered.

Pictures that only scanners of film write (DPX, OpenEXR) are frames. Of other pictures, those are
taken for frames that are many, equally large, and like their neighbours: two photographs seldom
show nearly the same, two frames of a film do, except where there is a cut.
"""

from __future__ import annotations

import functools
import re
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from vrd.core.thumbnails import UNREADABLE
from vrd.decoding.numbered_pictures import FRAME_EXTENSIONS, MARK, SCANNER_EXTENSIONS, scan_name

#: What numbered pictures are: told from the pictures, always frames, or always single pictures.
NumberedPictures = Literal["auto", "film", "pictures"]

#: Fewer pictures than these are no film: of a scanner of film, and of other origin.
MIN_SCANNER_FRAMES, MIN_FRAMES = 2, 12
#: Pairs of neighbours that are compared, and the share of them that must be alike.
PAIRS, MIN_ALIKE_SHARE = 7, 0.5
#: Pixels of the side to which pictures are shrunk, and grey levels that neighbours may differ.
SIDE_PX, MAX_DIFFERENCE = 32, 4.0
#: Least correlation of neighbours: pictures that move differ, but keep their composition.
MIN_CORRELATION = 0.9
_NUMBERED = re.compile(rf"([^{MARK}]*?)(\d+)", re.ASCII)

Small = tuple[tuple[int, int], NDArray[np.float32]]


def find_scans(
    folder: Path, names: Iterable[str], kind: NumberedPictures = "auto"
) -> dict[str, list[str]]:
    """Find the film scans among the files of a folder.

    Parameters
    ----------
    folder
        The folder.
    names
        The names of its files.
    kind
        ``"film"`` takes all numbered pictures for frames of films, ``"pictures"`` none, and
        ``"auto"`` those that look like it.

    Returns
    -------
    dict of str to list of str
        The names of the frames of each film scan, in order, by the name of the scan; see
        `vrd.decoding.numbered_pictures`.
    """
    names = set(names)
    if kind == "pictures":
        return {}
    return {
        scan: frames
        for scan, frames in _groups(names).items()
        if scan not in names and _is_film(folder, frames, kind)
    }


def _groups(names: Iterable[str]) -> dict[str, list[str]]:
    """Return numbered pictures that could be one film, by the name that the film would have."""
    numbers: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for name in names:
        path = Path(name)
        match = _NUMBERED.fullmatch(path.stem)
        if match and path.suffix.lower() in FRAME_EXTENSIONS:
            numbers[match[1], path.suffix][match[2]] = name
    groups: dict[str, list[str]] = defaultdict(list)
    for (prefix, ending), by_digits in sorted(numbers.items()):
        widths = _widths(by_digits)
        for digits in sorted(by_digits, key=int):
            groups[scan_name(prefix, widths[digits], ending)].append(by_digits[digits])
    return groups


def _widths(numbers: Iterable[str]) -> dict[str, int]:
    """Return for each number how many digits the numbers of its film have at least."""
    lengths = {len(number) for number in numbers}
    padded = sorted({len(number) for number in numbers if number.startswith("0")})
    # Without a zero in front, numbers of one length may be padded or not, which is the same.
    least = padded or [min(lengths) if len(lengths) == 1 else 1]
    return {
        number: max([width for width in least if width <= len(number)], default=1)
        for number in numbers
    }


def _is_film(folder: Path, frames: list[str], kind: NumberedPictures) -> bool:
    if Path(frames[0]).suffix.lower() in SCANNER_EXTENSIONS or kind == "film":
        return len(frames) >= MIN_SCANNER_FRAMES
    if len(frames) < MIN_FRAMES:
        return False
    pairs = np.linspace(0, len(frames) - 2, PAIRS).round().astype(int)
    chosen = [(folder / frames[first], folder / frames[first + 1]) for first in pairs]
    return _look_like_film(tuple((*pair, *map(_stamp, pair)) for pair in chosen))


def _stamp(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


@functools.lru_cache(maxsize=4096)
def _look_like_film(pairs: tuple[tuple[Path, Path, int, int], ...]) -> bool:
    """Return whether most pairs of neighbours show nearly the same, at one size."""
    alike: Counter[bool] = Counter()
    sizes = set()
    for first, second, *_ in pairs:
        shrunk = _small(first), _small(second)
        if shrunk[0] is None or shrunk[1] is None:
            continue
        sizes |= {shrunk[0][0], shrunk[1][0]}
        alike[_alike(shrunk[0][1], shrunk[1][1])] += 1
    if not alike:
        # Pillow reads photographs of every kind, but not everything that scanners of film write.
        return True
    return len(sizes) == 1 and alike[True] >= MIN_ALIKE_SHARE * alike.total()


def _small(path: Path) -> Small | None:
    """Return the size of a picture, and its grey levels at a small size; None if unreadable."""
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(path) as picture:
            size = picture.size
            picture.draft("L", (SIDE_PX * 4, SIDE_PX * 4))
            # A plain conversion would clip scans of 16 bits to white.
            deep = picture.mode.startswith("I")
            grey = picture.convert("F" if deep else "L")
            small = grey.resize((SIDE_PX, SIDE_PX), Image.Resampling.BOX)
    except UNREADABLE:
        return None
    return size, np.asarray(small, np.float32) / np.float32(257 if deep else 1)


def _alike(first: NDArray[np.float32], second: NDArray[np.float32]) -> bool:
    if float(np.abs(first - second).mean()) <= MAX_DIFFERENCE:
        return True
    if not first.std() or not second.std():
        return False
    return bool(np.corrcoef(first.ravel(), second.ravel())[0, 1] >= MIN_CORRELATION)
