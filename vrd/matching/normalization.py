"""Normalize distances by the rest of the archive, the background.

What lies near many films lies near none in particular (score normalization for copy detection,
Jégou et al. 2011, "Exploiting descriptor distances for precise image search"; SSCD, Pizzi et al.
2022), with the rest of the archive as background: the distance at which a row begins to look like
films that it shares nothing with is the distance at which a match of it says nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from vrd.core.matches import Matches
from vrd.core.neighbours import Neighbours

#: Films that may share footage with one row before they count as background: so many, or this
#: share of the others, whichever is more.
MIN_SHARING_FILMS, MIN_SHARING_SHARE = 2, 0.1
#: A match says nothing at so many times the distance of the background.
MAX_TIMES_BACKGROUND = 1.25
#: Rows with a background nearer than this (squared L2) are in the archive many times over.
MIN_BACKGROUND = 1e-3


def background_distances(neighbours: Neighbours) -> NDArray[np.float32]:
    """Return the distance of each row to the nearest film beyond those that may share footage.

    A row's own film is left out. Where a row's neighbours lie in fewer films, it is the distance
    of the last of them, as the others are farther.

    Parameters
    ----------
    neighbours
        What the search answered.

    Returns
    -------
    ndarray of float32, shape (n,)
        Squared L2; infinity where the archive is too small to tell.
    """
    frames = neighbours.frames
    result = np.full(len(frames), np.inf, np.float32)
    other_films = len(frames.videos) - 1
    sharing = max(MIN_SHARING_FILMS, round(MIN_SHARING_SHARE * other_films))
    if sharing >= other_films:
        return result
    for start, indices, distances in neighbours.batches():
        rows = slice(start, start + len(indices))
        film = np.where(indices >= 0, frames.video[indices], -1)
        film[film == frames.video[rows, None]] = -1
        order = np.argsort(film, axis=1, kind="stable")
        film = np.take_along_axis(film, order, axis=1)
        # Neighbours come nearest first, so the first of a film is its nearest.
        first = film >= 0
        first[:, 1:] &= film[:, 1:] != film[:, :-1]
        nearest = np.where(first, np.take_along_axis(distances, order, axis=1), np.inf)
        rank = min(sharing, nearest.shape[1] - 1)
        nearest.partition(rank, axis=1)
        beyond = nearest[:, rank]
        result[rows] = np.where(np.isfinite(beyond), beyond, distances[:, -1])
    return result


def apart_from_background(matches: Matches, background: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Return which matches say anything, seen against the background of both rows, shape (m,).

    Parameters
    ----------
    matches
        Pairs of rows.
    background : ndarray, shape (n,)
        Of every row; see `background_distances`.
    """
    limit = _own_limit(matches, background)
    return (matches.distance <= limit) & (limit > MIN_BACKGROUND)


def _own_limit(matches: Matches, background: NDArray[np.float32]) -> NDArray[np.floating[Any]]:
    """Return the distance at which each match says nothing any more, shape (m,)."""
    nearer = np.minimum(background[matches.query], background[matches.reference])
    return MAX_TIMES_BACKGROUND * nearer


def normalize_distances(
    matches: Matches, background: NDArray[np.float32], max_distance: float
) -> tuple[Matches, Matches]:
    """Stretch distances so that ``max_distance`` is where the matches of both rows say nothing.

    Parameters
    ----------
    matches
        Pairs of rows.
    background : ndarray, shape (n,)
        Of every row; see `background_distances`.
    max_distance
        Squared L2 distance above which no match counts, whatever its background.

    Returns
    -------
    kept, dropped : Matches
        Those at most ``max_distance`` apart after it, with their new distances, and the rest, with
        their old ones. No distance becomes smaller.
    """
    limit = np.minimum(_own_limit(matches, background), max_distance)
    near = (matches.distance <= limit) & (limit > MIN_BACKGROUND)
    kept, dropped = matches.keep(near), matches.keep(~near)
    distance = kept.distance * (max_distance / limit[near])
    return Matches(kept.query, kept.reference, distance.astype(np.float32)), dropped
