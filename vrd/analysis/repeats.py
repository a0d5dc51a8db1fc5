"""Find footage that a film shows more than once; a stage.

The usual search leaves out the film that a row belongs to. Where it does not, the rows next to it
fill its list of neighbours. So a film is searched in itself again, from its fingerprints: every
row is compared with the rows that follow it after some time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from vrd.core.fingerprints import Fingerprints
from vrd.core.matches import Matches
from vrd.core.neighbours import Batch, Neighbours
from vrd.core.sequences import AlignedSequence
from vrd.core.timelines import Timeline
from vrd.matching.alignment import align_sequences
from vrd.matching.novelty import Novelty

#: Rows that are compared at once, and rows of other films that are padded at once.
_BLOCK_ROWS, _PADDED_ROWS = 512, 4096


def film_neighbours(
    fingerprints: Fingerprints,
    frames: Timeline,
    film: str,
    *,
    min_gap: float = 10.0,
    k: int = 250,
    max_distance: float = np.inf,
) -> Neighbours:
    """Find the nearest later rows of every row of a film in the film itself.

    Parameters
    ----------
    fingerprints, frames
        Those of the whole collection; only the rows of the film are read.
    film
        The name of the film.
    min_gap
        Seconds that lie at least between two rows that are compared.
    k
        Neighbours per row.
    max_distance
        The largest distance (squared L2) of neighbours. Two rows are also no neighbours if every
        row between them is as near as this to the first: they belong to one still picture.

    Returns
    -------
    Neighbours
        The neighbours of all rows of ``frames``, so that they fit the timeline of the collection;
        rows of other films have none. A pair is given at its earlier row only.

    Raises
    ------
    UnknownNameError
        If there is no such film.
    ValueError
        If ``k`` is below 1, or ``min_gap`` is not above 0.
    """
    if k < 1 or not 0 < min_gap < np.inf:
        raise ValueError(
            f"k is {k} and min_gap is {min_gap:g} s: k must be at least 1, and min_gap above 0"
        )
    rows = frames.get_index_from_video_name(film)
    vectors = fingerprints.read(rows.start, rows.stop)
    without = np.isin(rows, fingerprints.missing)
    apart = _rows_apart(rows, frames, min_gap)
    parts = _empty(range(rows.start), k)
    for start in range(0, len(rows), _BLOCK_ROWS):
        first = rows.start + start
        distances = _distances(vectors, start, without)
        distances = _later(distances, apart[start : start + _BLOCK_ROWS, None], max_distance)
        parts.append((first, partial(_as_is, _nearest(distances, k, first))))
    parts += _empty(range(rows.stop, len(frames)), k)
    return Neighbours.from_batches(
        [start for start, _ in parts],
        [load for _, load in parts],
        k,
        frames,
        own_video_left_out=False,
    )


def _empty(rows: range, k: int) -> list[tuple[int, Callable[[], Batch]]]:
    """Return rows without neighbours, in parts that take little memory."""
    starts = range(rows.start, rows.stop, _PADDED_ROWS)
    return [(start, partial(_padding, min(_PADDED_ROWS, rows.stop - start), k)) for start in starts]


def _distances(
    vectors: NDArray[np.float32], start: int, without: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """Return the squared L2 distances of a block of rows to its rows and all later ones.

    Parameters
    ----------
    vectors : ndarray, shape (n, d)
        The fingerprints of the film.
    start
        The first row of the block.
    without : ndarray of bool, shape (n,)
        Whether a row has no fingerprint; its distances are infinite.
    """
    block, later = vectors[start : start + _BLOCK_ROWS], vectors[start:]
    squares = (later**2).sum(axis=1)
    distances: NDArray[np.float32] = squares[: len(block), None] + squares - 2 * (block @ later.T)
    # Rounding leaves some slightly below 0.
    np.maximum(distances, 0, out=distances)
    distances[without[start : start + _BLOCK_ROWS]] = np.inf
    distances[:, without[start:]] = np.inf
    return distances


def _rows_apart(rows: range, frames: Timeline, min_gap: float) -> NDArray[np.int64]:
    """Return how many rows lie in ``min_gap`` seconds from each row on, at least 1, shape (n,)."""
    if frames.fps is not None:
        return np.full(len(rows), max(round(min_gap * frames.fps), 1))
    start = frames.start[rows.start : rows.stop]
    apart = np.searchsorted(start, start + min_gap) - np.arange(len(rows))
    result: NDArray[np.int64] = np.maximum(apart, 1)
    return result


def _later(
    distances: NDArray[np.float32], apart: NDArray[np.int64], max_distance: float
) -> NDArray[np.float32]:
    """Return distances with infinity where two rows cannot be a repeat.

    Parameters
    ----------
    distances : ndarray, shape (b, m)
        Distances of b rows to these rows and the later ones.
    apart : ndarray, shape (b, 1)
        Number of rows that lie at least between a row and its repeat.
    max_distance
        As for `film_neighbours`.
    """
    row = np.arange(len(distances))[:, None]
    column = np.arange(distances.shape[1])
    far = distances > max_distance
    if np.isfinite(max_distance):
        changed = far & (column > row)
        change = np.where(changed.any(axis=1), changed.argmax(axis=1), distances.shape[1])
        far |= column < change[:, None]
    return np.where(far | (column < row + apart), np.float32(np.inf), distances)


def _nearest(distances: NDArray[np.float32], k: int, first: int) -> Batch:
    """Return rows and distances of the k nearest, both (b, k); column 0 is row ``first``."""
    count = min(k, distances.shape[1])
    order = np.argsort(distances, axis=1, kind="stable")[:, :count]
    near = np.take_along_axis(distances, order, axis=1)
    indices, nearest = _padding(len(distances), k)
    indices[:, :count] = np.where(np.isfinite(near), order + first, -1)
    nearest[:, :count] = near
    return indices, nearest


def _as_is(batch: Batch) -> Batch:
    return batch


def _padding(m: int, k: int) -> Batch:
    """Return the lists of m rows without neighbours, (m, k)."""
    return np.full((m, k), -1, np.int32), np.full((m, k), np.inf, np.float32)


def align_repeats(
    matches: Matches,
    frames: Timeline,
    film: str,
    *,
    max_distance: float,
    novelty: Novelty | None = None,
    min_score: float = 1.5,
    max_false_discovery_rate: float = 1.0,
) -> list[AlignedSequence]:
    """Find the sequences that a film repeats, in order of their evidence, the strongest first.

    Parameters
    ----------
    matches
        Pairs of rows; those of other films are ignored.
    film
        The name of the film.
    frames, max_distance, novelty, min_score, max_false_discovery_rate
        As for `vrd.matching.alignment.align_sequences`, which gets the film twice.

    Returns
    -------
    list of AlignedSequence
        Sequences with both sides in the film; the earlier side is the query.
    """
    rows = frames.get_index_from_video_name(film)
    video = frames.videos[frames.get_position_from_video_name(film)]
    films = [video, replace(video, name=f"{video.name} again")]
    times = [np.tile(side[rows.start : rows.stop], 2) for side in (frames.start, frames.end)]
    twice = Timeline(films, *times, fps=frames.fps)
    first, count = rows.start, len(rows)
    sides = matches.query, matches.reference
    in_film = [(side >= first) & (side < rows.stop) for side in sides]
    own = matches.keep(in_film[0] & in_film[1])
    own = Matches(own.query - first, own.reference - first + count, own.distance)
    if novelty is not None:
        own_novelty = novelty.distance[first : rows.stop]
        novelty = novelty._replace(distance=np.concatenate([own_novelty] * 2))
    sequences, _, _ = align_sequences(
        own,
        twice,
        max_distance=max_distance,
        novelty=novelty,
        min_score=min_score,
        max_false_discovery_rate=max_false_discovery_rate,
    )
    return [
        AlignedSequence.make(
            (sequence.query + first, sequence.reference - count + first, sequence.duration),
            **vars(sequence),
        )
        for sequence in sequences
    ]
