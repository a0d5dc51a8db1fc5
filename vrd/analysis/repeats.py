"""Stage: the same footage twice within one film.

The usual search leaves a row's own film out, and where it does not, the rows beside it fill its
list. So the film is searched in itself anew, from its fingerprints, without what lies too near in
time: every row among the later ones.
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
from vrd.core.scale import USUAL_SCALE, Scale
from vrd.core.sequences import AlignedSequence
from vrd.core.timelines import Timeline
from vrd.matching.alignment import align_sequences

_BLOCK, _PIECE = 512, 4096


def film_neighbours(
    fingerprints: Fingerprints,
    frames: Timeline,
    film: str,
    *,
    min_gap: float = 10.0,
    k: int = 250,
    max_distance: float = np.inf,
) -> Neighbours:
    """The nearest later rows of every row of a film, in the film itself.

    Parameters
    ----------
    fingerprints, frames
        Of the whole collection; only those of the film are read.
    film
        Its name.
    min_gap
        Least seconds between two rows that are compared.
    k
        Neighbours per row.
    max_distance
        Rows further apart (squared L2) are no neighbours; and two rows between which every row is
        as near as this to the first are the same still picture, and none either.

    Returns
    -------
    Neighbours
        Of all rows of ``frames``, so that it can stand where others do; rows of other films have
        none. A pair is given at its earlier row only.

    Raises
    ------
    UnknownNameError
        If there is no such film.
    ValueError
        If ``k`` or ``min_gap`` makes no sense.
    """
    if k < 1 or not 0 < min_gap < np.inf:
        raise ValueError(f"k {k} must be at least 1, and min_gap {min_gap:g} s above 0")
    rows = frames.get_index_from_video_name(film)
    vectors = fingerprints.read(rows.start, rows.stop)
    none = np.zeros(len(rows), bool)
    missing = fingerprints.missing
    none[missing[(missing >= rows.start) & (missing < rows.stop)] - rows.start] = True
    apart = _rows_apart(rows, frames, min_gap)
    parts = _empty(range(rows.start), k)
    for start in range(0, len(rows), _BLOCK):
        distances = _distances(vectors, start, none)
        places = _later(distances, apart[start : start + _BLOCK, None], max_distance)
        parts.append((rows.start + start, partial(_as_is, _nearest(places, k, rows.start + start))))
    parts += _empty(range(rows.stop, len(frames)), k)
    return Neighbours.from_batches(
        [start for start, _ in parts],
        [load for _, load in parts],
        k,
        frames,
        own_video_left_out=False,
    )


def _empty(rows: range, k: int) -> list[tuple[int, Callable[[], Batch]]]:
    """Rows without neighbours, in parts that take little memory."""
    starts = range(rows.start, rows.stop, _PIECE)
    return [(start, partial(_padding, min(_PIECE, rows.stop - start), k)) for start in starts]


def _distances(
    vectors: NDArray[np.float32], start: int, none: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """Squared L2 distances of a block of rows to those from its first one on."""
    block, later = vectors[start : start + _BLOCK], vectors[start:]
    squares = (later**2).sum(axis=1)
    distances: NDArray[np.float32] = squares[: len(block), None] + squares - 2 * (block @ later.T)
    # Rounding leaves some a hair below 0.
    np.maximum(distances, 0, out=distances)
    distances[none[start : start + _BLOCK]] = np.inf
    distances[:, none[start:]] = np.inf
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
    """Distances with infinity where two rows are no pair."""
    row = np.arange(len(distances))[:, None]
    column = np.arange(distances.shape[1])
    far = distances > max_distance
    if np.isfinite(max_distance):
        beyond = far & (column > row)
        held = np.where(beyond.any(axis=1), beyond.argmax(axis=1), distances.shape[1])
        far |= column < held[:, None]
    return np.where(far | (column < row + apart), np.float32(np.inf), distances)


def _nearest(distances: NDArray[np.float32], k: int, first: int) -> Batch:
    """Lists of the k nearest, (b, k); the first column is row ``first``."""
    count = min(k, distances.shape[1])
    order = np.argsort(distances, axis=1, kind="stable")[:, :count]
    near = np.take_along_axis(distances, order, axis=1)
    indices = np.full((len(distances), k), -1, np.int32)
    found = np.full((len(distances), k), np.inf, np.float32)
    indices[:, :count] = np.where(np.isfinite(near), order + first, -1)
    found[:, :count] = near
    return indices, found


def _as_is(batch: Batch) -> Batch:
    return batch


def _padding(m: int, k: int) -> Batch:
    return np.full((m, k), -1, np.int32), np.full((m, k), np.inf, np.float32)


def align_repeats(
    matches: Matches,
    frames: Timeline,
    film: str,
    *,
    max_distance: float,
    steps: NDArray[np.float32] | None = None,
    scale: Scale = USUAL_SCALE,
    min_score: float = 1.5,
    max_chance: float = 1.0,
) -> list[AlignedSequence]:
    """Find lines of matches within one film, the best evidence first.

    Parameters
    ----------
    matches
        Pairs of rows; those of other films are ignored.
    film
        Its name.
    frames, max_distance, steps, scale, min_score, max_chance
        As for `vrd.matching.alignment.align_sequences`, which sees the film twice.

    Returns
    -------
    list of AlignedSequence
        Both sides in the film, the earlier one as the query.
    """
    rows = frames.get_index_from_video_name(film)
    video = frames.videos[frames.get_position_from_video_name(film)]
    films = [video, replace(video, name=f"{video.name} again")]
    times = [np.tile(side[rows.start : rows.stop], 2) for side in (frames.start, frames.end)]
    twice = Timeline(films, *times, fps=frames.fps)
    first, count = rows.start, len(rows)
    mine = [(one >= first) & (one < rows.stop) for one in (matches.query, matches.reference)]
    own = matches.keep(mine[0] & mine[1])
    own = Matches(own.query - first, own.reference - first + count, own.distance)
    if steps is not None:
        steps = np.concatenate([steps[first : rows.stop]] * 2)
    found, _, _ = align_sequences(
        own,
        twice,
        max_distance=max_distance,
        steps=steps,
        scale=scale,
        min_score=min_score,
        max_chance=max_chance,
    )
    return [
        AlignedSequence.make(
            (one.query + first, one.reference - count + first, one.duration), **vars(one)
        )
        for one in found
    ]
