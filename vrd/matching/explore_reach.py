"""How far the explorer looks in a large archive."""

from __future__ import annotations

import numpy as np

from vrd.core.neighbours import Neighbours

#: Neighbours that are explored at most, the nearest: with all that an archive of hundreds of hours
#: has, a change would take minutes, and more memory than there is.
MOST_EXPLORED = 3_000_000
_BINS = 10_000


def explorable_limit(neighbours: Neighbours, most: int = MOST_EXPLORED) -> float:
    """The distance within which at most so many neighbours lie, nearly as many if possible.

    Read batch by batch, twice: first for the farthest, then for how many lie how far.

    Returns
    -------
    float
        Squared L2; infinity where there are no more than ``most``.
    """
    count, farthest = 0, 0.0
    if len(neighbours) * neighbours.k <= most:
        return float("inf")
    for _, indices, distances in neighbours.batches():
        there = indices >= 0
        count += int(np.count_nonzero(there))
        farthest = max(farthest, float(distances.max(where=there, initial=0.0)))
    if count <= most or farthest == 0:
        return float("inf")
    counts = np.zeros(_BINS + 1, np.int64)
    for _, indices, distances in neighbours.batches():
        # What lies in the bin of a number is nearer than the next number.
        bins = (distances[indices >= 0] * (_BINS / farthest)).astype(np.int64)
        counts += np.bincount(np.minimum(bins, _BINS), minlength=_BINS + 1)
    whole = int(np.searchsorted(np.cumsum(counts), most, side="right"))
    return float(np.nextafter(np.float32(whole * farthest / _BINS), np.float32(0)))
