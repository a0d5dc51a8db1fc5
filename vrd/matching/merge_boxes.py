"""Merge sequences, and boxes of rows, that overlap on both sides.

Conventions: a box ``[q0, q1, r0, r1]`` is the rows ``q0 <= q < q1`` of one film and
``r0 <= r < r1`` of another. In whatever order overlapping boxes are merged, the same remain:
so all that overlap are merged at once, again and again, in whole arrays.
"""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray

from vrd.core.timelines import Timeline

Rows = NDArray[np.int64]

#: Boxes compared with each one at first, and pairs of boxes compared at once after that.
_BESIDE, _AT_ONCE = 8, 1_000_000


def merge_overlapping(
    query: Rows, reference: Rows, duration: Rows, frames: Timeline
) -> tuple[Rows, Rows, Rows]:
    """Merge sequences of one pair of films that share rows on both sides, until none do.

    Parameters
    ----------
    query, reference, duration : ndarray of int64, shape (s,)
        The sequences, in rows.
    frames
        The timeline they belong to.

    Returns
    -------
    tuple of ndarray of int64
        Query, reference and duration of the merged sequences.
    """
    while True:
        before = len(query)
        query, reference, duration = _merge_once(query, reference, duration, frames)
        if len(query) == before:
            return query, reference, duration


def _merge_once(
    query: Rows, reference: Rows, duration: Rows, frames: Timeline
) -> tuple[Rows, Rows, Rows]:
    if not len(query):
        return query, reference, duration
    pair = frames.video[query].astype(np.int64) * len(frames.videos) + frames.video[reference]
    boxes = np.stack([query, query + duration, reference, reference + duration], axis=1)
    whole = merge_boxes(boxes, pair)
    query, reference = whole[:, 0], whole[:, 2]
    room = frames.rows_left(whole[:, [0, 2]]).min(axis=1)
    longer = np.maximum(whole[:, 1] - query, whole[:, 3] - reference)
    return query, reference, np.minimum(longer, room)


def merge_boxes(boxes: Rows, pair: Rows) -> Rows:
    """Merge boxes that overlap into the smallest box that holds them, until none do.

    Parameters
    ----------
    boxes : ndarray of int64, shape (b, 4)
        None of them empty.
    pair : ndarray of int64, shape (b,)
        A number for the two films of each box, 0 or more; only boxes of the same two films merge.

    Returns
    -------
    ndarray of int64, shape (c, 4)
        The merged boxes, in no particular order.

    Examples
    --------
    >>> merge_boxes(np.array([[1, 5, 11, 15], [3, 7, 14, 18]]), np.array([0, 0]))
    array([[ 1,  7, 11, 18]])
    """
    # Lifting each pair of films above the one before it lets one comparison serve all.
    lift = (pair * (boxes[:, 1].max(initial=0) + 1))[:, None]
    boxes = np.concatenate([boxes[:, :2] + lift, boxes[:, 2:], lift], axis=1)
    while True:
        boxes = boxes[np.argsort(boxes[:, 0])]
        first, second = _overlapping(boxes)
        if not len(first):
            boxes[:, :2] -= boxes[:, 4:]
            return boxes[:, :4]
        boxes = _joined(boxes, first, second)


def boxes_that_meet(
    boxes: Rows, pair: Rows, others: Rows, other_pair: Rows
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which boxes overlap a box of the other kind, for both kinds.

    Parameters
    ----------
    boxes, others : ndarray of int64, shape (b, 4) and (c, 4)
        None of them empty.
    pair, other_pair : ndarray of int64, shape (b,) and (c,)
        A number for the two films of each box, 0 or more; only boxes of the same two films meet.

    Examples
    --------
    >>> first, second = np.array([[1, 5, 11, 15]]), np.array([[3, 7, 14, 18], [8, 9, 11, 15]])
    >>> boxes_that_meet(first, np.array([0]), second, np.array([0, 0]))
    (array([ True]), array([ True, False]))
    """
    both = np.concatenate([boxes, others])
    lift = np.concatenate([pair, other_pair])[:, None] * (both[:, 1].max(initial=0) + 1)
    both = np.concatenate([both[:, :2] + lift, both[:, 2:], lift], axis=1)
    order = np.argsort(both[:, 0])
    first, second = (order[places] for places in _all_overlaps(both[order]))
    apart = (first < len(boxes)) != (second < len(boxes))
    meets = np.zeros(len(both), bool)
    meets[first[apart]] = meets[second[apart]] = True
    return meets[: len(boxes)], meets[len(boxes) :]


def _overlapping(boxes: Rows) -> tuple[Rows, Rows]:
    """Return positions of boxes that overlap, enough to go on with; none if there are none."""
    beside = [_overlaps(boxes, *_apart(len(boxes), step)) for step in range(1, _BESIDE + 1)]
    pairs = _concatenated(beside)
    # Between still pictures everything overlaps: what lies side by side is merged first.
    return pairs if len(pairs[0]) else _all_overlaps(boxes)


def _apart(count: int, step: int) -> tuple[Rows, Rows]:
    first = np.arange(max(count - step, 0))
    return first, first + step


def _all_overlaps(boxes: Rows) -> tuple[Rows, Rows]:
    """Return all positions of boxes that overlap; ``boxes`` are in order of their beginning."""
    after = np.searchsorted(boxes[:, 0], boxes[:, 1])
    number = after - np.arange(len(boxes)) - 1
    blocks = np.cumsum(number) // _AT_ONCE
    pairs = []
    for start, stop in _ranges(blocks):
        own = number[start:stop]
        first = np.repeat(np.arange(start, stop), own)
        within = np.arange(len(first)) - np.repeat(np.cumsum(own) - own, own)
        pairs.append(_overlaps(boxes, first, first + 1 + within))
    return _concatenated(pairs)


def _ranges(blocks: Rows) -> list[tuple[int, int]]:
    """Return the first position of each block, and the one after its last."""
    ends = [0, *(np.flatnonzero(np.diff(blocks)) + 1).tolist(), len(blocks)]
    return list(itertools.pairwise(ends))


def _overlaps(boxes: Rows, first: Rows, second: Rows) -> tuple[Rows, Rows]:
    """Return those pairs of positions, the first before the second, whose boxes overlap."""
    _, end, low, high, _ = boxes.T
    near = boxes[second, 0] < end[first]
    first, second = first[near], second[near]
    overlap = (low[first] < high[second]) & (low[second] < high[first])
    return first[overlap], second[overlap]


def _concatenated(pairs: list[tuple[Rows, Rows]]) -> tuple[Rows, Rows]:
    first, second = (np.concatenate(part) for part in zip(*pairs, strict=True))
    return first, second


def _joined(boxes: Rows, first: Rows, second: Rows) -> Rows:
    """Return, of every group of boxes that are linked, the box that holds it."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    links = coo_array((np.ones(len(first), bool), (first, second)), shape=(len(boxes),) * 2)
    count, group = connected_components(links, directed=False)
    order = np.argsort(group, kind="stable")
    begins = np.searchsorted(group[order], np.arange(count))
    low, high = (extreme.reduceat(boxes[order], begins) for extreme in (np.minimum, np.maximum))
    return np.stack([low[:, 0], high[:, 1], low[:, 2], high[:, 3], low[:, 4]], axis=1)
