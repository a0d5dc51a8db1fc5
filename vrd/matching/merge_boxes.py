"""Boxes of rows that overlap on both sides, made one.

Conventions: a box ``[q0, q1, r0, r1]`` is the rows ``q0 <= q < q1`` of one film and
``r0 <= r < r1`` of another. In whatever order overlapping boxes are merged, the same remain:
so all that overlap are merged at once, again and again, in whole arrays.
"""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]

#: Boxes compared with each one at first, and pairs of boxes compared at once after that.
_BESIDE, _AT_ONCE = 8, 1_000_000


def merge_boxes(boxes: Rows, pair: Rows) -> Rows:
    """Merge boxes that overlap into the smallest box that holds them, until none do.

    Parameters
    ----------
    boxes : ndarray of int64, shape (b, 4)
        None of them empty.
    pair : ndarray of int64, shape (b,)
        A number of its own for the two films of each box, 0 or more; only boxes of the same two
        films merge.

    Returns
    -------
    ndarray of int64, shape (c, 4)
        In no order of meaning.
    """
    # Lifting each pair of films above the one before it lets one comparison serve all.
    lift = (pair * (boxes[:, 1].max(initial=0) + 1))[:, None]
    boxes = np.concatenate([boxes[:, :2] + lift, boxes[:, 2:], lift], axis=1)
    while True:
        boxes = boxes[np.argsort(boxes[:, 0])]
        one, other = _overlapping(boxes)
        if not len(one):
            boxes[:, :2] -= boxes[:, 4:]
            return boxes[:, :4]
        boxes = _joined(boxes, one, other)


def _overlapping(boxes: Rows) -> tuple[Rows, Rows]:
    """Positions of boxes that overlap, enough of them to go on with; none if there are none."""
    beside = [_hits(boxes, *_apart(len(boxes), step)) for step in range(1, _BESIDE + 1)]
    found = _together(beside)
    # Between still pictures everything overlaps: what lies side by side is merged first.
    return found if len(found[0]) else _every_overlap(boxes)


def _apart(count: int, step: int) -> tuple[Rows, Rows]:
    one = np.arange(max(count - step, 0))
    return one, one + step


def _every_overlap(boxes: Rows) -> tuple[Rows, Rows]:
    """All positions of boxes that overlap; ``boxes`` in order of their beginning."""
    after = np.searchsorted(boxes[:, 0], boxes[:, 1])
    number = after - np.arange(len(boxes)) - 1
    blocks = np.cumsum(number) // _AT_ONCE
    found = []
    for start, stop in _spans(blocks):
        one = np.repeat(np.arange(start, stop), number[start:stop])
        first = np.cumsum(number[start:stop]) - number[start:stop]
        within = np.arange(len(one)) - np.repeat(first, number[start:stop])
        found.append(_hits(boxes, one, one + 1 + within))
    return _together(found)


def _spans(blocks: Rows) -> list[tuple[int, int]]:
    """First position of each block, and the one after its last."""
    ends = [0, *(np.flatnonzero(np.diff(blocks)) + 1).tolist(), len(blocks)]
    return list(itertools.pairwise(ends))


def _hits(boxes: Rows, one: Rows, other: Rows) -> tuple[Rows, Rows]:
    """Of pairs of positions, ``one`` before ``other``, those whose boxes overlap."""
    _, end, low, high, _ = boxes.T
    near = boxes[other, 0] < end[one]
    one, other = one[near], other[near]
    hit = (low[one] < high[other]) & (low[other] < high[one])
    return one[hit], other[hit]


def _together(found: list[tuple[Rows, Rows]]) -> tuple[Rows, Rows]:
    one, other = (np.concatenate(part) for part in zip(*found, strict=True))
    return one, other


def _joined(boxes: Rows, one: Rows, other: Rows) -> Rows:
    """Every group of boxes that are linked, as the box that holds it."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    links = coo_array((np.ones(len(one), bool), (one, other)), shape=(len(boxes),) * 2)
    count, group = connected_components(links, directed=False)
    order = np.argsort(group, kind="stable")
    first = np.searchsorted(group[order], np.arange(count))
    low, high = (one.reduceat(boxes[order], first) for one in (np.minimum, np.maximum))
    return np.stack([low[:, 0], high[:, 1], low[:, 2], high[:, 3], low[:, 4]], axis=1)
