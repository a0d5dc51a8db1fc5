"""Normalize distances by the rest of the archive, the background.

What lies near many films lies near none in particular (score normalization for copy detection,
Jégou et al. 2011, "Exploiting descriptor distances for precise image search"; SSCD, Pizzi et al.
2022), with the rest of the archive as background: the distance at which a row begins to look like
films that it shares nothing with is the distance at which a match of it says nothing.

Footage that many films share is near all of them, too, and would be its own background. So what
certainly is shared (see `vrd.matching.shared_footage`) keeps its distances, and the films that
share a row are no background of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vrd.core.matches import Matches
from vrd.core.neighbours import Neighbours
from vrd.core.sequences import AlignedSequence
from vrd.core.timelines import Timeline
from vrd.matching.novelty import Novelty
from vrd.matching.shared_footage import find_shared_footage, lie_on_lines, rows_sharing_films

#: Films that may share footage with one row before they count as background: so many, or this
#: share of the others, whichever is more.
MIN_SHARING_FILMS, MIN_SHARING_SHARE = 2, 0.1
#: A match says nothing at so many times the distance of the background.
MAX_TIMES_BACKGROUND = 1.25
#: Rows with a background nearer than this (squared L2) are in the archive many times over.
MIN_BACKGROUND = 1e-3


@dataclass(frozen=True)
class Background:
    """Hold how far the rest of the archive is from every row.

    Attributes
    ----------
    distance : ndarray of float32, shape (n,)
        Squared L2 distance of each row to films that it shares nothing with; see
        `background_distances`.
    timeline
        The timeline of the rows.
    shared
        Lines of footage that certainly is shared, whose matches are not measured against the
        background.
    """

    distance: NDArray[np.float32]
    timeline: Timeline
    shared: Sequence[AlignedSequence] = ()

    @classmethod
    def of(
        cls,
        neighbours: Neighbours,
        matches: Matches,
        max_distance: float,
        novelty: Novelty | None = None,
    ) -> Background:
        """Return the background of an archive.

        Parameters
        ----------
        neighbours
            What the search answered.
        matches
            Pairs of rows, without those that are left out anyway, such as black frames.
        max_distance
            Squared L2 distance above which no match counts, whatever its background.
        novelty
            How much each row differs from the one before it; without it, every row counts fully.
        """
        timeline = neighbours.frames
        plain = cls(background_distances(neighbours), timeline)
        doubted = plain.limits(matches) < max_distance
        # Where no match of two films is doubted, nothing has to be proved.
        near = _of_same_films(matches, doubted, timeline)
        shared = find_shared_footage(
            matches.keep(near), timeline, max_distance=max_distance, novelty=novelty
        )
        if not shared:
            return plain
        sharing = rows_sharing_films(timeline, shared)
        return cls(background_distances(neighbours, sharing), timeline, shared)

    def limits(self, matches: Matches) -> NDArray[np.floating[Any]]:
        """Return the distance at which each match says nothing any more, shape (m,).

        It is infinity for matches of shared footage.
        """
        nearer = np.minimum(self.distance[matches.query], self.distance[matches.reference])
        limits = np.where(nearer > MIN_BACKGROUND, MAX_TIMES_BACKGROUND * nearer, 0.0)
        if self.shared:
            limits[lie_on_lines(matches, self.timeline, self.shared)] = np.inf
        return limits

    def tells_apart(self, matches: Matches) -> NDArray[np.bool_]:
        """Return which matches say anything, seen against the background of both rows."""
        limits = self.limits(matches)
        near: NDArray[np.bool_] = (matches.distance <= limits) & (limits > 0)
        return near


def _of_same_films(
    matches: Matches, chosen: NDArray[np.bool_], timeline: Timeline
) -> NDArray[np.bool_]:
    """Return which matches link two films that a chosen match links, too."""
    films = np.int64(len(timeline.videos))
    pairs = timeline.video[matches.query] * films + timeline.video[matches.reference]
    return np.isin(pairs, np.unique(pairs[chosen]))


def background_distances(
    neighbours: Neighbours, sharing: NDArray[np.int64] | None = None
) -> NDArray[np.float32]:
    """Return the distance of each row to the nearest film beyond those that may share footage.

    A row's own film is left out. Where a row's neighbours lie in fewer films, it is the distance
    of the last of them, as the others are farther.

    Parameters
    ----------
    neighbours
        What the search answered.
    sharing : ndarray of int64, sorted
        Films that are known to share a row, as
        `vrd.matching.shared_footage.rows_sharing_films` gives them. They are no background, and
        are counted among those that may share footage.

    Returns
    -------
    ndarray of float32, shape (n,)
        Squared L2; infinity where the archive is too small to tell.
    """
    frames = neighbours.frames
    result = np.full(len(frames), np.inf, np.float32)
    other_films = len(frames.videos) - 1
    most_sharing = max(MIN_SHARING_FILMS, round(MIN_SHARING_SHARE * other_films))
    if most_sharing >= other_films:
        return result
    for start, indices, distances in neighbours.batches():
        rows = np.arange(start, start + len(indices))
        film = np.where(indices >= 0, frames.video[indices], -1)
        film[film == frames.video[rows, None]] = -1
        order = np.argsort(film, axis=1, kind="stable")
        film = np.take_along_axis(film, order, axis=1)
        # Neighbours come nearest first, so the first of a film is its nearest.
        first = film >= 0
        first[:, 1:] &= film[:, 1:] != film[:, :-1]
        nearest = np.where(first, np.take_along_axis(distances, order, axis=1), np.inf)
        rank = np.full(len(rows), min(most_sharing, nearest.shape[1] - 1))
        if sharing is not None:
            numbers = rows[:, None] * len(frames.videos) + film
            known = first & np.isin(numbers, sharing)
            nearest[known] = np.inf
            rank = np.maximum(rank - known.sum(axis=1), 0)
        nearest.sort(axis=1)
        beyond = nearest[np.arange(len(rows)), rank]
        result[rows] = np.where(np.isfinite(beyond), beyond, distances[:, -1])
    return result


def normalize_distances(
    matches: Matches, background: Background, max_distance: float
) -> tuple[Matches, Matches]:
    """Stretch distances so that ``max_distance`` is where the matches of both rows say nothing.

    Parameters
    ----------
    matches
        Pairs of rows.
    background
        Of every row.
    max_distance
        Squared L2 distance above which no match counts, whatever its background.

    Returns
    -------
    kept, dropped : Matches
        Those at most ``max_distance`` apart after it, with their new distances, and the rest, with
        their old ones. No distance becomes smaller.
    """
    limits = np.minimum(background.limits(matches), max_distance)
    near = (matches.distance <= limits) & (limits > 0)
    kept, dropped = matches.keep(near), matches.keep(~near)
    distance = kept.distance * (max_distance / limits[near])
    return Matches(kept.query, kept.reference, distance.astype(np.float32)), dropped
