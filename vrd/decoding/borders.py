"""Dead borders of a film: letterbox and pillarbox bars of one constant colour.

A border is judged over the whole film, never from a single frame: it must keep one colour nearly
everywhere and nearly always, end in a straight edge, and have picture, not void, along that edge.
In doubt nothing is trimmed. Fractions are of the height (top, bottom) and width (left, right).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from vrd.errors import VideoError

Borders = tuple[float, float, float, float]
NONE: Borders = (0.0, 0.0, 0.0, 0.0)

TOLERANCE = 14  # grey levels around the colour of the bar: JPEG and analogue noise
BLACK = 40  # brighter bars must come in equal pairs: they may be sky, or a page
THIN = 0.03  # of the height or width: a bar that comes alone is no thicker (overscan)
# Shares, over all frames and points, that keep the colour of the bar: logos and subtitles do not.
LINE = 0.6  # of one line of the bar
WHOLE = 0.8  # of all lines of the bar together
FILLED = 0.6  # share of the picture along the edge that is not of the colour of the bar
LARGEST = 0.4  # of the height or width, on one side
SIDE, STILLS = 320, 40

Mask = npt.NDArray[np.bool_]


def find_borders(luma: npt.NDArray[np.uint8]) -> Borders:
    """Find the dead borders of a film.

    Parameters
    ----------
    luma
        Frames spread over the film, shape ``(n, h, w)``, uint8.

    Returns
    -------
    tuple of float
        ``(top, bottom, left, right)``: fractions of the height and the width to cut away.
    """
    _, height, width = luma.shape
    # Leaders and fades are one colour everywhere and would make anything look like a border.
    luma = luma[luma.std(axis=(1, 2)) > 6]
    if not len(luma) or min(height, width) < 16:
        return NONE
    box = [0, height, 0, width]
    # A window box (bars on all sides) shows its second pair only when the first is off.
    for axis in (0, 1, 0, 1):
        inside = luma[:, box[0] : box[1], box[2] : box[3]]
        first, last = _bars(inside if axis == 0 else inside.transpose(0, 2, 1))
        box[2 * axis] += first
        box[2 * axis + 1] -= last
    top, bottom, left, right = box[0], height - box[1], box[2], width - box[3]
    if max(top, bottom) > LARGEST * height or max(left, right) > LARGEST * width:
        return NONE
    return top / height, bottom / height, left / width, right / width


def _bars(luma: npt.NDArray[np.uint8]) -> tuple[int, int]:
    """Lines to cut at the start and at the end of the middle axis of ``(n, h, w)``."""
    (first, colour), (last, other) = _bar(luma), _bar(luma[:, ::-1])
    thin = THIN * luma.shape[1]
    if first and last and max(colour, other) <= BLACK:
        return first, last
    alike = abs(first - last) <= 2 + 0.1 * max(first, last) and abs(colour - other) <= TOLERANCE
    if first and last and alike:
        return first, last
    first = first if colour <= BLACK and first <= thin else 0
    last = last if other <= BLACK and last <= thin else 0
    return first, last


def _bar(luma: npt.NDArray[np.uint8]) -> tuple[int, float]:
    """Thickness in lines, and grey level, of the bar at the start of the middle axis."""
    height = luma.shape[1]
    colour = float(np.median(luma[:, :2]))
    near = np.abs(luma.astype(np.int16) - colour) <= TOLERANCE
    share = near.mean(axis=(0, 2))
    alive = np.flatnonzero(share < LINE)
    thick = int(alive[0]) if len(alive) else height
    # A line that a subtitle or a logo fills is no edge if the bar goes on beyond it.
    while len(later := alive[alive >= thick]) and (gap := _gap(share, int(later[0]))):
        following = np.flatnonzero(share[int(later[0]) + gap :] < LINE)
        thick = int(later[0]) + gap + (int(following[0]) if len(following) else height)
    if not 1 <= thick <= LARGEST * height or share[:thick].mean() < WHOLE:
        return 0, colour
    return (thick if _is_edge(near, thick) else 0), colour


def _gap(share: npt.NDArray[np.float64], line: int) -> int:
    """Length of the interruption of a bar at `line`; 0 if the bar ends there."""
    longest = max(1, round(0.04 * len(share)))
    beyond = share[line + 1 : line + 1 + 2 * longest]
    back = np.flatnonzero(beyond >= 0.9)
    if not len(back) or back[0] >= longest or not (beyond[back[0] :] >= LINE).all():
        return 0
    return int(back[0]) + 1


def _is_edge(near: Mask, thick: int) -> bool:
    """Whether picture, rather than void, sky or a line of text, begins below the bar."""
    height = near.shape[1]
    strip = near[:, thick + 1 : thick + 1 + max(3, round(0.04 * height))]
    if not strip.size:
        return False
    # A horizon is ragged, text on black is mostly black: both fail in the first lines below.
    filled = 1 - strip[:, :3].mean(axis=(0, 2)).min()
    inner = near[:, thick : max(thick + 1, height - thick)]
    return bool(filled >= FILLED and inner.mean() < 0.5)


def borders_of(stills: Sequence[Path]) -> Borders:
    """Find the dead borders of a film from its stills, at most 40 of them, evenly spread.

    Parameters
    ----------
    stills
        Pictures of one film, in order. Those whose size differs from the first are left out.

    Returns
    -------
    tuple of float
        ``(top, bottom, left, right)`` as fractions; zeros when there are no stills.

    Raises
    ------
    VideoError
        If a still cannot be read.
    """
    count = min(len(stills), STILLS)
    chosen = [stills[(2 * k + 1) * len(stills) // (2 * count)] for k in range(count)]
    frames = [_small(still) for still in chosen]
    alike = [frame for frame in frames if frame.shape == frames[0].shape]
    return find_borders(np.stack(alike)) if alike else NONE


def _small(still: Path) -> npt.NDArray[np.uint8]:
    try:
        with Image.open(still) as picture:
            picture.draft("L", (SIDE, SIDE))
            grey = picture.convert("L")
            scale = min(1.0, SIDE / max(grey.size))
            size = (max(1, round(grey.width * scale)), max(1, round(grey.height * scale)))
            return np.asarray(grey.resize(size, Image.Resampling.BOX))
    except OSError as error:
        raise VideoError(f"The still {still.name} cannot be read: {error}.") from error
