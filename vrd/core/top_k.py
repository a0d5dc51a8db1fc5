"""Lists of nearest neighbours: ordering and merging them.

Conventions: distances float32, not negative, and rows, both (m, k); no neighbour is infinity
and -1. A pair is packed into one uint64, distance above row, as the bits of floats that are not
negative order like the floats: so one plain sort orders by distance, then by row, and nothing
before something.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Packed = NDArray[np.uint64]


def pack(distances: NDArray[np.float32], rows: NDArray[np.integer[Any]]) -> Packed:
    """Distances and rows (below 2³² - 1) as sortable numbers of the same shape."""
    # Adding 0 turns -0.0, whose bits are those of a huge number, into 0.0.
    bits = np.ascontiguousarray(distances + np.float32(0), np.float32).view(np.uint32)
    packed = bits.astype(np.uint64) << np.uint64(32)
    return packed | (rows.astype(np.int64) & 0xFFFFFFFF).astype(np.uint64)


def unpack(packed: Packed) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """The inverse of `pack`."""
    distances = (packed >> np.uint64(32)).astype(np.uint32).view(np.float32)
    return distances, packed.astype(np.uint32).view(np.int32)


def nothing(m: int, k: int) -> Packed:
    """Lists with no neighbour, shape (m, k)."""
    return pack(np.full((m, k), np.inf, np.float32), np.full((m, k), -1))


def merge_nearest(one: Packed, other: Packed) -> Packed:
    """The nearest of two sets of lists, as many as ``one`` has.

    Parameters
    ----------
    one : ndarray of uint64, shape (m, k)
        In order.
    other : ndarray of uint64, shape (m, any)
        In any order.
    """
    k = one.shape[1]
    other = np.sort(other, axis=1)[:, :k]
    # Of two ordered lists, one turned round, the smaller at each place are the k smallest.
    kept = k - other.shape[1]
    merged = one.copy()
    np.minimum(one[:, kept:], other[:, ::-1], out=merged[:, kept:])
    merged.sort(axis=1)
    return merged
