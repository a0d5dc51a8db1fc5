"""Find the dead borders of a film: letterbox and pillarbox bars of one constant colour.

A border is judged over the whole film, never from a single frame: it must keep one colour nearly
everywhere and nearly always, end in a straight edge, and have picture, not darkness, along that
edge. In doubt nothing is trimmed. Borders are fractions of the height (top, bottom) and of the
width (left, right).
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

#: Grey levels that a bar may differ from its colour, because of JPEG and analogue noise.
COLOUR_TOLERANCE = 14
#: Grey level of the brightest bar that counts as black. Brighter bars must come in equal pairs,
#: because one alone may be sky, or a page.
MAX_BLACK_LEVEL = 40
#: Part of the height or width that a bar without a counterpart takes at most (overscan).
MAX_SINGLE_BAR = 0.03
# Logos and subtitles lie on some points of a bar, so only a share of the points, over all frames,
# must have the colour of the bar: of each line of the bar, and of all its lines together.
MIN_LINE_SHARE = 0.6
MIN_BAR_SHARE = 0.8
#: Least share of the points along the edge that must not have the colour of the bar.
MIN_EDGE_SHARE = 0.6
#: Part of the height or width that a border takes at most, on one side.
MAX_BORDER = 0.4
#: Frames whose luma deviates by no more grey levels than this are of one colour.
MAX_FLAT_DEVIATION = 6
#: Pixels below which a picture is too small to be judged.
MIN_SIDE_PX = 16
#: Pixels of the longer side, and number, of the stills that are looked at.
STILL_SIDE_PX, MAX_STILLS = 320, 40

Mask = npt.NDArray[np.bool_]


def find_borders(luma: npt.NDArray[np.uint8]) -> Borders:
    """Find the dead borders of a film.

    Parameters
    ----------
    luma : ndarray of uint8, shape (n, h, w)
        Frames spread over the film.

    Returns
    -------
    tuple of float
        ``(top, bottom, left, right)``: fractions of the height and the width to cut away.

    Examples
    --------
    >>> film = np.random.default_rng(0).integers(60, 255, (9, 40, 60)).astype(np.uint8)
    >>> film[:, :5] = film[:, -5:] = 16
    >>> find_borders(film)
    (0.125, 0.125, 0.0, 0.0)
    """
    _, height, width = luma.shape
    # Leaders and fades have one colour everywhere, so that any part of them looks like a border.
    luma = luma[luma.std(axis=(1, 2)) > MAX_FLAT_DEVIATION]
    if not len(luma) or min(height, width) < MIN_SIDE_PX:
        return NONE
    box = [0, height, 0, width]
    # Where bars lie on all sides, the second pair is visible only when the first is cut off.
    for axis in (0, 1, 0, 1):
        inside = luma[:, box[0] : box[1], box[2] : box[3]]
        first, last = _bars(inside if axis == 0 else inside.transpose(0, 2, 1))
        box[2 * axis] += first
        box[2 * axis + 1] -= last
    top, bottom, left, right = box[0], height - box[1], box[2], width - box[3]
    if max(top, bottom) > MAX_BORDER * height or max(left, right) > MAX_BORDER * width:
        return NONE
    return top / height, bottom / height, left / width, right / width


def _bars(luma: npt.NDArray[np.uint8]) -> tuple[int, int]:
    """Return the lines to cut at the start and at the end of the middle axis of ``(n, h, w)``."""
    (first, first_level), (last, last_level) = _bar(luma), _bar(luma[:, ::-1])
    if first and last and max(first_level, last_level) <= MAX_BLACK_LEVEL:
        return first, last
    equally_thick = abs(first - last) <= 2 + 0.1 * max(first, last)
    if first and last and equally_thick and abs(first_level - last_level) <= COLOUR_TOLERANCE:
        return first, last
    thin = MAX_SINGLE_BAR * luma.shape[1]
    first = first if first_level <= MAX_BLACK_LEVEL and first <= thin else 0
    last = last if last_level <= MAX_BLACK_LEVEL and last <= thin else 0
    return first, last


def _bar(luma: npt.NDArray[np.uint8]) -> tuple[int, float]:
    """Return thickness in lines, and grey level, of the bar at the start of the middle axis."""
    height = luma.shape[1]
    level = float(np.median(luma[:, :2]))
    of_bar = np.abs(luma.astype(np.int16) - level) <= COLOUR_TOLERANCE
    share = of_bar.mean(axis=(0, 2))
    picture_lines = np.flatnonzero(share < MIN_LINE_SHARE)
    thick = int(picture_lines[0]) if len(picture_lines) else height
    # A line that a subtitle or a logo fills is no edge if the bar continues beyond it.
    while len(later := picture_lines[picture_lines >= thick]) and (
        gap := _gap(share, int(later[0]))
    ):
        beyond = int(later[0]) + gap
        following = np.flatnonzero(share[beyond:] < MIN_LINE_SHARE)
        thick = beyond + (int(following[0]) if len(following) else height)
    if not 1 <= thick <= MAX_BORDER * height or share[:thick].mean() < MIN_BAR_SHARE:
        return 0, level
    return (thick if _is_edge(of_bar, thick) else 0), level


def _gap(share: npt.NDArray[np.float64], line: int) -> int:
    """Return the length of the interruption of a bar at `line`; 0 if the bar ends there."""
    longest = max(1, round(0.04 * len(share)))
    beyond = share[line + 1 : line + 1 + 2 * longest]
    back = np.flatnonzero(beyond >= 0.9)
    if not len(back) or back[0] >= longest or not (beyond[back[0] :] >= MIN_LINE_SHARE).all():
        return 0
    return int(back[0]) + 1


def _is_edge(of_bar: Mask, thick: int) -> bool:
    """Return whether picture, rather than darkness, sky or a line of text, begins below a bar."""
    height = of_bar.shape[1]
    strip = of_bar[:, thick + 1 : thick + 1 + max(3, round(0.04 * height))]
    if not strip.size:
        return False
    # A horizon is ragged and text on black is mostly black: both fail in the first lines below.
    filled = 1 - strip[:, :3].mean(axis=(0, 2)).min()
    inner = of_bar[:, thick : max(thick + 1, height - thick)]
    return bool(filled >= MIN_EDGE_SHARE and inner.mean() < 0.5)


def borders_of(stills: Sequence[Path]) -> Borders:
    """Find the dead borders of a film from at most `MAX_STILLS` of its stills, evenly spread.

    Parameters
    ----------
    stills
        Stills of one film, in order. Those whose size differs from the first are left out.

    Returns
    -------
    tuple of float
        ``(top, bottom, left, right)`` as fractions; zeros when there are no stills.

    Raises
    ------
    VideoError
        If a still cannot be read.
    """
    count = min(len(stills), MAX_STILLS)
    chosen = [stills[(2 * k + 1) * len(stills) // (2 * count)] for k in range(count)]
    frames = [_small(still) for still in chosen]
    alike = [frame for frame in frames if frame.shape == frames[0].shape]
    return find_borders(np.stack(alike)) if alike else NONE


def _small(still: Path) -> npt.NDArray[np.uint8]:
    try:
        with Image.open(still) as picture:
            picture.draft("L", (STILL_SIDE_PX, STILL_SIDE_PX))
            grey = picture.convert("L")
            scale = min(1.0, STILL_SIDE_PX / max(grey.size))
            size = (max(1, round(grey.width * scale)), max(1, round(grey.height * scale)))
            return np.asarray(grey.resize(size, Image.Resampling.BOX))
    except OSError as error:
        raise VideoError(
            f"The still {still} cannot be read: {error}. Delete it and extract the frames again."
        ) from error
