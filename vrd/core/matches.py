"""Hold matches: pairs of rows close enough to count.

Conventions: each unordered pair once, ``query < reference``, sorted by query then reference;
``query`` and ``reference`` int64 (m,), ``distance`` float32 (m,), squared L2.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vrd.core.neighbours import Neighbours


@dataclass(frozen=True)
class Matches:
    """Hold pairs of rows that survived a threshold or a filter.

    Raises
    ------
    ValueError
        If the columns differ in length, or a query row does not come before its reference row.

    Examples
    --------
    >>> columns = np.array([0, 1]), np.array([5, 6]), np.array([0.1, 0.4], np.float32)
    >>> Matches(*columns).keep(columns[2] < 0.2)
    <Matches: 1 pairs of rows>
    """

    query: NDArray[np.int64]
    reference: NDArray[np.int64]
    distance: NDArray[np.float32]

    def __post_init__(self) -> None:
        if not self.query.shape == self.reference.shape == self.distance.shape:
            raise ValueError("query, reference and distance differ in length")
        if (self.query >= self.reference).any():
            raise ValueError("a match must have its query row before its reference row")

    def __len__(self) -> int:
        return len(self.query)

    def __repr__(self) -> str:
        return f"<Matches: {len(self):,} pairs of rows>"

    def keep(self, mask: NDArray[np.bool_]) -> Matches:
        """Return the matches where ``mask`` (m,) is true."""
        return Matches(self.query[mask], self.reference[mask], self.distance[mask])

    def take(self, positions: NDArray[np.int64]) -> Matches:
        """Return the matches at some positions, in the order of these."""
        return Matches(self.query[positions], self.reference[positions], self.distance[positions])


def matches_within(
    neighbours: Neighbours, max_distance: float = np.inf, *, ranks: int | None = None
) -> Matches:
    """Return every pair of different rows at most ``max_distance`` apart, each pair once.

    A pair that only one of its two rows counts among its k nearest is kept. Where the two
    searches report slightly different distances, the smaller is kept. Time O(m log m).

    Parameters
    ----------
    neighbours
        What the search answered.
    max_distance
        Largest squared L2 distance kept.
    ranks
        Look only at this many nearest neighbours of each row.
    """
    if not max_distance >= 0:
        raise ValueError(f"max_distance is {max_distance}; it must be 0 or more")
    parts: list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]] = []
    for start, indices, distances in neighbours.batches():
        indices, distances = indices[:, :ranks], distances[:, :ranks]
        near = (indices >= 0) & (distances <= max_distance)
        row, column = np.nonzero(near)
        parts.append((row + start, indices[row, column].astype(np.int64), distances[row, column]))
    if not parts:
        none = np.empty(0, np.int64)
        return Matches(none, none, np.empty(0, np.float32))
    rows, neighbour_rows, near_distances = zip(*parts, strict=True)
    return _each_once(
        np.concatenate(rows).astype(np.int64),
        np.concatenate(neighbour_rows).astype(np.int64),
        np.concatenate(near_distances),
    )


def _each_once(
    row: NDArray[np.int64], neighbour: NDArray[np.int64], distance: NDArray[np.float32]
) -> Matches:
    different = row != neighbour
    row, neighbour, distance = row[different], neighbour[different], distance[different]
    if not len(row):
        return Matches(row, neighbour, distance)
    # One number per pair: to sort by that takes a fifth of what sorting by two columns does.
    count = int(max(row.max(), neighbour.max())) + 1
    pair = np.minimum(row, neighbour) * count + np.maximum(row, neighbour)
    order = np.argsort(pair)
    pair = pair[order]
    first = np.flatnonzero(np.append(True, pair[1:] != pair[:-1]))
    query, reference = np.divmod(pair[first], count)
    return Matches(query, reference, np.minimum.reduceat(distance[order], first))
