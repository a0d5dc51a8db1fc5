"""Find a picture from outside the collection in its films; a stage."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
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
from vrd.storage.temporary_folders import temporary_folder

if TYPE_CHECKING:
    import pandas as pd

#: Reads a still without its borders as a fingerprinter needs it: uint8 RGB (height, width, 3).
Sample = Callable[[Path, Borders], NDArray[np.uint8]]

COLUMNS = ["film", "start", "end", "distance", "seen_as", "row"]
AS_IT_IS, TRIMMED, MIRRORED = "as it is", "without its borders", "mirrored"
#: This part of the height or width is cut off beyond a border, because borders blur into the
#: picture and have ragged edges.
_BORDER_MARGIN = 0.005
#: Pixels of the longer side, and JPEG quality (2 is best), of the still that is compared.
_LONGEST_SIDE_PX, _QUALITY = 640, 2
#: Rows of fingerprints that are compared at once.
_BLOCK_ROWS = 4096


@dataclass(frozen=True)
class PictureDescriber:
    """Hold what makes a fingerprint of a picture.

    Attributes
    ----------
    fingerprinter
        The fingerprinter.
    sample
        A function that reads a still as the fingerprinter needs it.
    """

    fingerprinter: Fingerprinter
    sample: Sample


def find_picture(
    picture: str | Path | NDArray[np.uint8],
    fingerprints: Fingerprints,
    frames: Timeline,
    describer: PictureDescriber,
    *,
    mirrored: bool = False,
    max_distance: float = np.inf,
    leave_out: NDArray[np.bool_] | None = None,
    count: int = 20,
) -> pd.DataFrame:
    """Find the frame of each film that is nearest to a picture, the nearest film first.

    The picture is turned upright as its EXIF data say. It is searched for as it is. Where it
    seems to have dead borders, it is searched for without them as well, because borders cannot
    be told with certainty from a single picture.

    Parameters
    ----------
    picture
        An image file, or uint8 values of shape (height, width), grey, (height, width, 3), RGB,
        or (height, width, 4), RGB and opacity.
    fingerprints, frames
        The fingerprints to search in, and their timeline.
    describer
        What makes a fingerprint of a picture, in the way in which the fingerprints were made.
    mirrored
        Search for the mirror image, too.
    max_distance
        The largest distance (squared L2) of a frame that is returned.
    leave_out : ndarray of bool, shape (n,), optional
        Rows that are not returned, for example because they show nothing.
    count
        Largest number of films that are returned.

    Returns
    -------
    DataFrame
        ``film``, ``start`` and ``end`` of the frame (seconds), ``distance`` (squared L2),
        ``seen_as`` (`AS_IT_IS`, `TRIMMED`, `MIRRORED` or both of these) and ``row``.

    Raises
    ------
    VideoError
        If there is no such file, or it is not an image, is damaged, cut off or too large.
    ValueError
        If the array is not a picture, or ``count`` is negative.
    StaleArtefactError
        If another fingerprinter made the fingerprints.
    """
    import pandas as pd

    if count < 0:
        raise ValueError(f"count is {count}; it must be 0 or more")
    spec = describer.fingerprinter.spec
    if spec.digest != fingerprints.spec.digest:
        raise StaleArtefactError(
            f"The films were fingerprinted with {fingerprints.spec.key}; a picture fingerprinted "
            f"with {spec.key} cannot be compared. Call "
            "populate_fingerprint_database() to fingerprint the films with it."
        )
    looks = _looks(picture, describer.sample, mirrored)
    vectors = describer.fingerprinter(np.stack(list(looks.values())))
    distances, look = _distances(fingerprints, np.asarray(vectors, np.float32))
    distances[fingerprints.missing] = np.inf
    if leave_out is not None:
        distances[leave_out] = np.inf
    lines = [
        [*frames.segment(row), distance, list(looks)[look[row]], row]
        for row, distance in _nearest_rows(frames, distances)
        if distance <= max_distance
    ]
    lines.sort(key=lambda line: (line[3], line[5]))
    return pd.DataFrame(lines[:count], columns=COLUMNS)


def _nearest_rows(frames: Timeline, distances: NDArray[np.float32]) -> Iterator[tuple[int, float]]:
    """Yield the nearest row and its distance of each film that has a finite distance."""
    for first, after in itertools.pairwise(frames.first):
        if after == first:
            continue
        row = int(first) + int(distances[first:after].argmin())
        if np.isfinite(distances[row]):
            yield row, float(distances[row])


def _looks(
    picture: str | Path | NDArray[np.uint8], sample: Sample, mirrored: bool
) -> dict[str, NDArray[np.uint8]]:
    """Return the picture in every way in which it is searched for, by the name of the way."""
    with temporary_folder("picture-") as folder:
        still = _still(picture, folder)
        looks = {AS_IT_IS: sample(still, NONE)}
        borders = borders_of([still])
        if borders != NONE:
            top, bottom, left, right = (side + _BORDER_MARGIN if side else 0.0 for side in borders)
            looks[TRIMMED] = sample(still, (top, bottom, left, right))
    if mirrored:
        for name, look in list(looks.items()):
            mirrored_name = MIRRORED if name == AS_IT_IS else f"{MIRRORED}, {name}"
            looks[mirrored_name] = np.ascontiguousarray(look[:, ::-1])
    return looks


def _still(picture: str | Path | NDArray[np.uint8], folder: Path) -> Path:
    """Write the picture as a still, in the way in which the stills of films are made."""
    if isinstance(picture, str | Path):
        path = Path(picture).expanduser()
        if not path.is_file():
            raise VideoError(f"There is no picture {path}. Give the path of an image file.")
    else:
        path = folder / "array.png"
        _checked(picture).save(path)
    stills = folder / "stills"
    stills.mkdir()
    decode_picture(path, stills, longest_side=_LONGEST_SIDE_PX, quality=_QUALITY)
    return stills / "000000.jpg"


def _checked(values: NDArray[np.uint8]) -> Image.Image:
    array = np.asarray(values)
    has_shape = array.ndim == 2 or (array.ndim == 3 and array.shape[2] in (3, 4))
    if array.dtype != np.uint8 or not has_shape or not array.size:
        raise ValueError(
            f"an array of {array.dtype} and shape {array.shape} is no picture: give uint8 values "
            "of shape (height, width), (height, width, 3) or (height, width, 4)"
        )
    return Image.fromarray(np.ascontiguousarray(array))


def _distances(
    fingerprints: Fingerprints, vectors: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Return the squared L2 distance of every row to its nearest vector, and the vector."""
    nearest = np.empty(len(fingerprints), np.float32)
    number = np.empty(len(fingerprints), np.int64)
    for start in range(0, len(fingerprints), _BLOCK_ROWS):
        rows = slice(start, min(start + _BLOCK_ROWS, len(fingerprints)))
        block = fingerprints.read(rows.start, rows.stop)
        distances = np.stack([((block - vector) ** 2).sum(axis=1) for vector in vectors])
        number[rows] = distances.argmin(axis=0)
        nearest[rows] = distances.min(axis=0)
    return nearest, number
