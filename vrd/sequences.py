"""Sequences: runs of matches, and the one door to everything tabular.

Conventions: a `Sequence` counts in rows; tables count in seconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from vrd.neighbours import Neighbours

if TYPE_CHECKING:
    import pandas as pd


class Sequence(NamedTuple):
    """Rows ``query .. query + duration - 1`` match ``reference .. reference + duration - 1``.

    In the literature on copy detection, a copied segment.
    """

    query: int
    reference: int
    duration: int


def sequence_distances(
    sequence: tuple[int, int, int], neighbours: Neighbours, max_distance: float = np.inf
) -> NDArray[np.float32]:
    """Distance of each row of a sequence, infinity where nothing matches.

    A sequence that begins and ends with a match at its own lag is read along that lag. Any
    other (several merged into one, or a triple of the reader's own) is read as the box that it
    spans: each of its rows matches if both its query row and its reference row have a match
    within the box, and the farther of their closest ones counts.

    Returns
    -------
    ndarray of float32, shape (duration,)
        Squared L2; infinity for a row over ``max_distance`` or not among the neighbours.
    """
    query, reference, duration = (int(value) for value in sequence)
    forward = _within(neighbours, query, reference, duration)
    backward = _within(neighbours, reference, query, duration)
    box = np.minimum(forward, backward.T)
    box[box > max_distance] = np.inf
    diagonal: NDArray[np.float32] = np.diagonal(box).copy()
    if np.isfinite(diagonal[0]) and np.isfinite(diagonal[-1]):
        return diagonal
    closest: NDArray[np.float32] = np.maximum(box.min(axis=1), box.min(axis=0))
    return closest


def _within(neighbours: Neighbours, rows: int, others: int, length: int) -> NDArray[np.float32]:
    """Distances from ``length`` rows to ``length`` others, shape (length, length)."""
    box = np.full((length, length), np.inf, np.float32)
    indices, distances = neighbours.rows(rows, rows + length)
    column = indices.astype(np.int64) - others
    row, rank = np.nonzero((column >= 0) & (column < length))
    box[row, column[row, rank]] = distances[row, rank]
    return box


def sequence_table(
    sequences: Iterable[tuple[int, int, int]],
    neighbours: Neighbours,
    *,
    max_distance: float = np.inf,
) -> pd.DataFrame:
    """One line per sequence, in seconds.

    Parameters
    ----------
    sequences
        Triples ``(query, reference, duration)`` in rows.
    neighbours
        The neighbours they were found in.
    max_distance
        The limit they were found with; rows over it count as skipped.

    Returns
    -------
    DataFrame
        ``query_id``, ``ref_id`` (film names), ``query_start``, ``query_end``, ``ref_start``,
        ``ref_end``, ``duration``, ``lag`` (seconds; reference start minus query start),
        ``score`` (higher is better: the sum over matched rows of closeness to the limit, in
        seconds), ``mean_distance`` (squared L2 of the matched rows), ``matched`` and ``skipped``
        (seconds), ``query_row``, ``ref_row``, ``rows``.
    """
    import pandas as pd

    lines = [_line(Sequence(*map(int, one)), neighbours, max_distance) for one in sequences]
    return pd.DataFrame(lines, columns=COLUMNS)


COLUMNS = [
    *("query_id", "ref_id", "query_start", "query_end", "ref_start", "ref_end"),
    *("duration", "lag", "score", "mean_distance", "matched", "skipped"),
    *("query_row", "ref_row", "rows"),
]


def _line(sequence: Sequence, neighbours: Neighbours, max_distance: float) -> list[object]:
    frames = neighbours.frames
    one = frames.segment(sequence.query, sequence.duration)
    two = frames.segment(sequence.reference, sequence.duration)
    distances = sequence_distances(sequence, neighbours, max_distance)
    matched = distances[np.isfinite(distances)]
    mean = float(matched.mean()) if len(matched) else float("inf")
    limit = max_distance if np.isfinite(max_distance) else float(matched.max(initial=0.0))
    closeness = float((1 - matched / limit).sum()) if limit > 0 else float(len(matched))
    return [
        *(one.video, two.video, one.start, one.end, two.start, two.end),
        *(max(one.end - one.start, two.end - two.start), two.start - one.start),
        *(closeness / frames.fps, mean, len(matched) / frames.fps),
        (sequence.duration - len(matched)) / frames.fps,
        *sequence,
    ]
