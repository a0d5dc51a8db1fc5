"""Tell where in the picture shared footage lies.

A *region* is ``(left, top, width, height)``, in parts of the width and the height of a picture:
``WHOLE`` is all of it, ``(0.5, 0.5, 0.5, 0.5)`` its lower right quarter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from vrd.core.segments import intersect_spans
from vrd.planting.edits import EDITS, WHOLE, Edit, Region

#: Decimals of the regions in a truth.
DECIMALS = 4


class Picture(NamedTuple):
    """Hold which region of an original a film shows, and in which region of its own picture."""

    shown: Region
    lies: Region
    mirrored: bool

    def region_of(self, shown: Region) -> Region:
        """Return where the film shows a region of the original."""
        left, top, width, height = part_of(self.shown, shown)
        return within(self.lies, (1 - left - width if self.mirrored else left, top, width, height))


def picture_of(piece: Mapping[str, Any], own_size: Sequence[int], size: Sequence[int]) -> Picture:
    """Return what a piece of a plan shows of its original, and where.

    Parameters
    ----------
    piece
        The piece; see `vrd.planting.pieces`.
    own_size, size
        Width and height of the original and of the film, in pixels.
    """
    edit = EDITS[piece["edit"]] if piece["kind"] == "plant" else EDITS["plain"]
    x, y = place_of(piece, edit)
    shown = _placed(edit.crop, x, y) if edit.crop else edit.shows
    frame = _placed(edit.inset, x, y) if edit.inset else WHOLE
    return Picture(shown, within(within(frame, fitted(own_size, size)), edit.lies), edit.mirrored)


def place_of(piece: Mapping[str, Any], edit: Edit) -> tuple[float, float]:
    """Return the parts of the spare width and height that are left of a crop or inset, and above.

    Plans before version 3 do not tell it; all their crops and insets lie where the edit says.
    """
    x, y = piece.get("place", edit.place)
    return float(x), float(y)


def _placed(part: float, x: float, y: float) -> Region:
    return ((1 - part) * x, (1 - part) * y, part, part)


def fitted(size: Sequence[int], into: Sequence[int]) -> Region:
    """Return where a picture of one size lies in one of another size, between bars.

    Examples
    --------
    >>> fitted((400, 400), (800, 400))
    (0.25, 0.0, 0.5, 1.0)
    """
    aspect = (size[0] / size[1]) / (into[0] / into[1])
    width, height = min(1.0, aspect), min(1.0, 1 / aspect)
    return ((1 - width) / 2, (1 - height) / 2, width, height)


def within(region: Region, part: Region) -> Region:
    """Return a part of a region as a region of the whole picture.

    Examples
    --------
    >>> within((0.5, 0.5, 0.5, 0.5), (0.5, 0, 0.5, 1))
    (0.75, 0.5, 0.25, 0.5)
    """
    left, top, width, height = region
    return (
        *(left + part[0] * width, top + part[1] * height),
        *(part[2] * width, part[3] * height),
    )


def part_of(region: Region, inner: Region) -> Region:
    """Return a region of the whole picture as a part of another: the inverse of `within`."""
    left, top, width, height = region
    return (
        *((inner[0] - left) / width, (inner[1] - top) / height),
        *(inner[2] / width, inner[3] / height),
    )


def common_region(region: Region, other: Region) -> Region | None:
    """Return the region that two share, or None.

    Examples
    --------
    >>> common_region((0, 0, 0.5, 1), (0.25, 0, 0.75, 0.5))
    (0.25, 0, 0.25, 0.5)
    """
    left, right = intersect_spans(
        (region[0], region[0] + region[2]), (other[0], other[0] + other[2])
    )
    top, bottom = intersect_spans(
        (region[1], region[1] + region[3]), (other[1], other[1] + other[3])
    )
    if right <= left or bottom <= top:
        return None
    return (left, top, right - left, bottom - top)


def joint_region(region: Region, other: Region) -> Region:
    """Return the smallest region that holds two.

    Examples
    --------
    >>> joint_region((0, 0, 0.5, 0.5), (0.5, 0, 0.25, 1))
    (0, 0, 0.75, 1)
    """
    left, top = min(region[0], other[0]), min(region[1], other[1])
    right = max(region[0] + region[2], other[0] + other[2])
    bottom = max(region[1] + region[3], other[1] + other[3])
    return (left, top, right - left, bottom - top)


def rounded(region: Region) -> list[float]:
    """Return a region as a list for a truth, without more decimals than a pixel needs."""
    return [round(side, DECIMALS) for side in region]
