"""Stage: where a picture from outside the collection is in its films."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from vrd.core.fingerprints import Fingerprints
from vrd.core.protocols import Fingerprinter
from vrd.core.timelines import Timeline
from vrd.decoding.borders import NONE, Borders, borders_of
from vrd.decoding.image import decode_picture
from vrd.errors import StaleArtefactError, VideoError

if TYPE_CHECKING:
    import pandas as pd

#: Gives a still without its borders as a fingerprinter wants it: uint8 RGB (height, width, 3).
Sample = Callable[[Path, Borders], NDArray[np.uint8]]

COLUMNS = ["film", "start", "end", "distance", "seen_as", "row"]
AS_IT_IS, TRIMMED, MIRRORED = "as it is", "without its borders", "mirrored"
#: Cut off beyond a border, of height or width: it bleeds into the picture, and edges are ragged.
_EDGE = 0.005
_LONGEST_SIDE, _QUALITY, _BLOCK = 640, 2, 4096


def find_picture(
    picture: str | Path | NDArray[np.uint8],
    fingerprints: Fingerprints,
    frames: Timeline,
    fingerprinter: Fingerprinter,
    sample: Sample,
    *,
    mirrored: bool = False,
    max_distance: float = np.inf,
    leave_out: NDArray[np.bool_] | None = None,
    count: int = 20,
) -> pd.DataFrame:
    """The frame of each film that is nearest to a picture, the nearest film first.

    The picture is turned upright as its EXIF data say. It is looked for as it is and, where it
    seems to have dead borders, without them as well: of a single picture nobody can be sure.

    Parameters
    ----------
    picture
        An image file, or uint8 values of shape (height, width), grey, (height, width, 3), RGB,
        or (height, width, 4), RGB and opacity.
    fingerprints, frames
        Where to look, and the timeline of it.
    fingerprinter
        What made the fingerprints.
    sample
        How a still is brought to what the fingerprinter wants, as it was done for those.
    mirrored
        Look for it as in a mirror, too.
    max_distance
        Films of which no frame is as near as this (squared L2) are not given.
    leave_out : ndarray of bool, shape (n,), optional
        Rows that are no answer, as there is nothing to see in them.
    count
        Most films given.

    Returns
    -------
    DataFrame
        ``film``, ``start`` and ``end`` of the frame (seconds), ``distance`` (squared L2),
        ``seen_as`` (`AS_IT_IS`, `TRIMMED`, `MIRRORED` or both of these) and ``row``.

    Raises
    ------
    VideoError
        If there is no such file, or it is no image, damaged, cut off or too large.
    ValueError
        If the array is no picture, or ``count`` is negative.
    StaleArtefactError
        If the fingerprints were made by something else.
    """
    import pandas as pd

    if count < 0:
        raise ValueError(f"count is {count}; it must be 0 or more")
    if fingerprinter.spec.digest != fingerprints.spec.digest:
        raise StaleArtefactError(
            f"The films were fingerprinted with {fingerprints.spec.key}; a picture fingerprinted "
            f"with {fingerprinter.spec.key} cannot be compared. Call "
            "populate_fingerprint_database() to fingerprint the films with it."
        )
    looks = _looks(picture, sample, mirrored)
    vectors = fingerprinter(np.stack(list(looks.values())))
    distance, look = _distances(fingerprints, np.asarray(vectors, np.float32))
    distance[fingerprints.missing] = np.inf
    if leave_out is not None:
        distance[leave_out] = np.inf
    found = []
    for film, (first, after) in enumerate(zip(frames.first, frames.first[1:], strict=False)):
        if after == first:
            continue
        row = int(first) + int(distance[first:after].argmin())
        far = float(distance[row])
        if np.isfinite(far) and far <= max_distance:
            seen_as = list(looks)[look[row]]
            span = float(frames.start[row]), float(frames.end[row])
            found.append([frames.videos[film].name, *span, far, seen_as, row])
    found.sort(key=lambda line: (line[3], line[5]))
    return pd.DataFrame(found[:count], columns=COLUMNS)


def _looks(
    picture: str | Path | NDArray[np.uint8], sample: Sample, mirrored: bool
) -> dict[str, NDArray[np.uint8]]:
    """Every way in which the picture is looked for."""
    with tempfile.TemporaryDirectory(prefix="vrd-picture-") as folder:
        still = _still(picture, Path(folder))
        looks = {AS_IT_IS: sample(still, NONE)}
        borders = borders_of([still])
        if borders != NONE:
            top, bottom, left, right = (side + _EDGE if side else 0.0 for side in borders)
            looks[TRIMMED] = sample(still, (top, bottom, left, right))
    if mirrored:
        for name, look in list(looks.items()):
            said = MIRRORED if name == AS_IT_IS else f"{MIRRORED}, {name}"
            looks[said] = np.ascontiguousarray(look[:, ::-1])
    return looks


def _still(picture: str | Path | NDArray[np.uint8], folder: Path) -> Path:
    """The picture as a still, made in the way that the stills of films are."""
    if isinstance(picture, str | Path):
        path = Path(picture).expanduser()
        if not path.is_file():
            raise VideoError(f"There is no picture {path}. Give the path of an image file.")
    else:
        path = folder / "array.png"
        _checked(picture).save(path)
    stills = folder / "stills"
    stills.mkdir()
    decode_picture(path, stills, longest_side=_LONGEST_SIDE, quality=_QUALITY)
    return stills / "000000.jpg"


def _checked(values: NDArray[np.uint8]) -> Image.Image:
    array = np.asarray(values)
    deep = array.ndim == 2 or (array.ndim == 3 and array.shape[2] in (3, 4))
    if array.dtype != np.uint8 or not deep or not array.size:
        raise ValueError(
            f"an array of {array.dtype} and shape {array.shape} is no picture: give uint8 values "
            "of shape (height, width), (height, width, 3) or (height, width, 4)"
        )
    return Image.fromarray(np.ascontiguousarray(array))


def _distances(
    fingerprints: Fingerprints, vectors: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Squared L2 distance of every row to the nearest of some vectors, and which one that is."""
    distance = np.empty(len(fingerprints), np.float32)
    look = np.empty(len(fingerprints), np.int64)
    for start in range(0, len(fingerprints), _BLOCK):
        rows = slice(start, min(start + _BLOCK, len(fingerprints)))
        block = fingerprints.read(rows.start, rows.stop)
        each = np.stack([((block - one) ** 2).sum(axis=1) for one in vectors])
        look[rows] = each.argmin(axis=0)
        distance[rows] = each.min(axis=0)
    return distance, look
