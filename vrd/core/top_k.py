"""Order and merge lists of nearest neighbours.

Conventions: distances are float32 and not negative; distances and rows have the shape (m, k);
where there is no neighbour, they are infinity and -1. A pair is packed into one uint64, with the
distance above the row. The bits of floats that are not negative order like the floats, so one
plain sort orders by distance, then by row, and puts places without a neighbour last.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Packed = NDArray[np.uint64]

#: Neighbours per row that FAISS finds on a GPU, at most.
GPU_MAX_K = 2048


def pack(distances: NDArray[np.float32], rows: NDArray[np.integer[Any]]) -> Packed:
    """Return distances and rows (below 2³² - 1) as sortable numbers of the same shape.

    Examples
    --------
    >>> packed = pack(np.array([[0.5, 0.25]], np.float32), np.array([[7, 9]]))
    >>> unpack(np.sort(packed, axis=1))
    (array([[0.25, 0.5 ]], dtype=float32), array([[9, 7]], dtype=int32))
    """
    # Adding 0 turns -0.0, whose bits are those of a huge number, into 0.0.
    bits = np.ascontiguousarray(distances + np.float32(0), np.float32).view(np.uint32)
    packed = bits.astype(np.uint64) << np.uint64(32)
    return packed | (rows.astype(np.int64) & 0xFFFFFFFF).astype(np.uint64)


def unpack(packed: Packed) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """Return the distances and rows that `pack` has packed."""
    distances = (packed >> np.uint64(32)).astype(np.uint32).view(np.float32)
    return distances, packed.astype(np.uint32).view(np.int32)


def nothing(m: int, k: int) -> Packed:
    """Return lists without any neighbour, shape (m, k)."""
    return pack(np.full((m, k), np.inf, np.float32), np.full((m, k), -1))


def merge_nearest(nearest: Packed, further: Packed) -> Packed:
    """Return the nearest of two sets of lists, as many as the first set has.

    Parameters
    ----------
    nearest : ndarray of uint64, shape (m, k)
        Lists in order.
    further : ndarray of uint64, shape (m, any)
        Lists in any order.

    Returns
    -------
    ndarray of uint64, shape (m, k)
        The merged lists, in order.
    """
    k = nearest.shape[1]
    further = np.sort(further, axis=1)[:, :k]
    # If one of two ordered lists is turned round, the smaller at each place are the k smallest.
    kept = k - further.shape[1]
    merged = nearest.copy()
    np.minimum(nearest[:, kept:], further[:, ::-1], out=merged[:, kept:])
    merged.sort(axis=1)
    return merged
