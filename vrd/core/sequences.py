"""Hold sequences, which are runs of matches, and measure distances along them.

Conventions: a `Sequence` counts in rows; what an `AlignedSequence` adds is in seconds.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from vrd.core.neighbours import Neighbours
from vrd.core.segments import Segment
from vrd.core.timelines import Timeline


class Sequence(NamedTuple):
    """Say that ``duration`` rows from ``query`` match as many rows from ``reference``.

    The literature on copy detection calls it a copied segment.
    """

    query: int
    reference: int
    duration: int


class AlignedSequence(Sequence):
    """Hold a sequence with its exact ends, its speed and its confidence.

    It is the same triple of rows as any `Sequence`, where ``duration`` is that of its longer side,
    and can be used in place of one. Everything else is in seconds.

    Attributes
    ----------
    query_span, reference_span : tuple of float
        ``(start, end)`` in seconds from the start of the film, finer than a row.
    speed
        Seconds of the reference that pass in a second of the query: 1.25 where the query was
        speeded up.
    confidence
        Probability that it is reuse and not made by chance, 0 to 1; NaN where it was not
        estimated.
    score
        Evidence in seconds of perfect match; NaN where none was gathered.
    mirrored
        Whether the query shows the reference as in a mirror.
    confirmed
        Whether the movement of the two films was compared, so that speed and lag are exact.
    query_region, reference_region
        Name of the part of this film's picture that shows the whole picture of the other film (see
        `vrd.core.regions`); empty where whole pictures match.
    distances : ndarray of float32, shape (duration,), or None
        Distance of each of its rows where it was not whole pictures that were compared, infinity
        where they do not match.
    """

    query_span: tuple[float, float]
    reference_span: tuple[float, float]
    speed: float
    confidence: float
    score: float
    mirrored: bool
    confirmed: bool
    query_region: str
    reference_region: str
    distances: NDArray[np.float32] | None

    @property
    def regions(self) -> tuple[str, str]:
        """Return the names of the regions of both films; see `query_region`."""
        return self.query_region, self.reference_region

    @classmethod
    def make(
        cls,
        rows: tuple[int, int, int],
        query_span: tuple[float, float],
        reference_span: tuple[float, float],
        *,
        speed: float = 1.0,
        confidence: float = float("nan"),
        score: float = float("nan"),
        mirrored: bool = False,
        confirmed: bool = False,
        query_region: str = "",
        reference_region: str = "",
        distances: NDArray[np.float32] | None = None,
    ) -> AlignedSequence:
        """Return an aligned sequence of these rows.

        Examples
        --------
        >>> sequence = AlignedSequence.make((3, 40, 5), (3.2, 8.1), (1.7, 7.8), speed=1.25)
        >>> tuple(sequence), sequence.speed
        ((3, 40, 5), 1.25)
        """
        self = cls(*rows)
        self.query_span, self.reference_span = query_span, reference_span
        self.speed, self.confidence, self.score = speed, confidence, score
        self.mirrored, self.confirmed = mirrored, confirmed
        self.query_region, self.reference_region = query_region, reference_region
        self.distances = distances
        return self

    def altered(self, **values: Any) -> AlignedSequence:
        """Return the same rows, with other values for some attributes."""
        return self.make((self.query, self.reference, self.duration), **vars(self) | values)


def as_sequence(triple: tuple[int, int, int]) -> Sequence:
    """Return a triple of rows as a sequence; what is one already is returned as it is.

    Examples
    --------
    >>> as_sequence((3, 40, 5))
    Sequence(query=3, reference=40, duration=5)
    """
    return triple if isinstance(triple, Sequence) else Sequence(*map(int, triple))


def sequence_distances(
    sequence: tuple[int, int, int], neighbours: Neighbours, max_distance: float = np.inf
) -> NDArray[np.float32]:
    """Return the distance of each row of a sequence, infinity where nothing matches.

    An `AlignedSequence` is read along its line, within a row of it, unless it knows the distances
    of its rows itself. A sequence that begins and ends with a match at its own lag is read along
    that lag. Any other (several merged into one, or a triple of the reader's own) is read as the
    box that it spans: each of its rows matches if both its query row and its reference row have a
    match within the box, and the farther of their closest ones counts.

    Returns
    -------
    ndarray of float32, shape (duration,)
        Squared L2; infinity for a row over ``max_distance`` or not among the neighbours.

    Raises
    ------
    ValueError
        If the sequence has no rows.
    """
    query, reference, duration = (int(value) for value in sequence)
    if duration < 1:
        raise ValueError(f"a sequence of {duration} rows has no distances")
    if isinstance(sequence, AlignedSequence) and sequence.distances is not None:
        return sequence.distances
    if isinstance(sequence, AlignedSequence):
        return _along_line(sequence, neighbours, max_distance)
    row, column, distance = _within(neighbours, query, reference, duration)
    back_column, back_row, back_distance = _within(neighbours, reference, query, duration)
    row, column = np.concatenate([row, back_row]), np.concatenate([column, back_column])
    distance = np.concatenate([distance, back_distance])
    near = distance <= max_distance
    row, column, distance = row[near], column[near], distance[near]
    own_lag = row == column
    diagonal = _closest(row[own_lag], distance[own_lag], duration)
    if np.isfinite(diagonal[0]) and np.isfinite(diagonal[-1]):
        return diagonal
    return np.maximum(_closest(row, distance, duration), _closest(column, distance, duration))


def paired_rows(
    sequence: Sequence, frames: Timeline
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows of both films that lie above one another, shape (duration,) each."""
    steps = np.arange(sequence.duration)
    if not isinstance(sequence, AlignedSequence):
        return sequence.query + steps, sequence.reference + steps
    rows = []
    for row, (start, end) in zip(
        sequence[:2], (sequence.query_span, sequence.reference_span), strict=True
    ):
        film = int(frames.video[row])
        seconds = start + (steps + 0.5) / sequence.duration * (end - start)
        rows.append(frames.row_at(film, seconds))
    return rows[0], rows[1]


def _along_line(
    sequence: AlignedSequence, neighbours: Neighbours, max_distance: float
) -> NDArray[np.float32]:
    closest = np.full(sequence.duration, np.inf, np.float32)
    sides = paired_rows(sequence, neighbours.frames)
    for rows, others in (sides, sides[::-1]):
        indices, distances = neighbours.rows(int(rows[0]), int(rows[-1]) + 1)
        indices, distances = indices[rows - rows[0]], distances[rows - rows[0]]
        near = np.abs(indices - others[:, None]) <= 1
        matched = np.where(near & (indices >= 0), distances, np.inf)
        nearest = matched.min(axis=1, initial=np.inf)
        closest = np.minimum(closest, nearest.astype(np.float32))
    return np.where(closest <= max_distance, closest, np.float32(np.inf))


def segments(sequence: tuple[int, int, int], frames: Timeline) -> tuple[Segment, Segment]:
    """Return the stretches of both films, in seconds."""
    rows, duration = (int(sequence[0]), int(sequence[1])), int(sequence[2])
    query, reference = (frames.segment(row, duration) for row in rows)
    if not isinstance(sequence, AlignedSequence):
        return query, reference
    exact = Segment(query.video, *sequence.query_span)
    return exact, Segment(reference.video, *sequence.reference_span)


def _within(
    neighbours: Neighbours, rows: int, others: int, length: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    """Return which of ``length`` rows have which of ``length`` others as neighbours, and distances.

    Both are counted from 0.
    """
    indices, distances = neighbours.rows(rows, rows + length)
    column = indices.astype(np.int64) - others
    row, rank = np.nonzero((column >= 0) & (column < length))
    return row, column[row, rank], distances[row, rank]


def _closest(
    positions: NDArray[np.int64], distances: NDArray[np.float32], length: int
) -> NDArray[np.float32]:
    """Return the smallest distance at each of ``length`` positions, infinity for none."""
    closest = np.full(length, np.inf, np.float32)
    np.minimum.at(closest, positions, distances)
    return closest
