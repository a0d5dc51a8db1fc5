"""Propose a first distance limit, read off the data.

Where rows q and r match in reused footage, so do q - 1 with r - 1 and q + 1 with r + 1. Runs that
go forward in one film and backward in the other are made by chance (`vrd.core.decoys`), and can be
counted at every limit. Runs that go both ways are still pictures and say nothing.

Where films have many copies, the nearest neighbours of a row are all copies, and runs that chance
makes do not show among them. So the limit is tried on whole sequences among all neighbours, as a
search finds them (`vrd.matching.one_way_runs`), and lowered until few go opposite ways only. Where
no limit is left, nothing is proposed.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vrd.core.decoys import DecoyCounts
from vrd.core.matches import Matches, matches_within
from vrd.core.neighbours import Neighbours
from vrd.matching.one_way_runs import count_one_way
from vrd.matching.runs import RunSettings

#: Share of the forward runs below the largest good limit that the limit proposed still holds.
_MIN_SHARE_OF_RUNS = 0.98
#: Most sequences that may go opposite ways only, as a share of those that go the same way only.
_MAX_OPPOSITE_SHARE = 0.25
#: Factor by which a limit is lowered that does not separate, and the most times that it is.
_LOWERED, _MAX_TRIALS = 0.85, 24


class SuggestedDistance(NamedTuple):
    """Hold a limit, and how many short runs of matches go forward and backward below it.

    Where no limit separates reuse from chance, ``max_distance`` is 0, and ``refuted`` is the
    smallest limit at which sequences were seen to go opposite ways; infinity if none was.
    """

    max_distance: float
    forward: int
    backward: int
    refuted: float = np.inf

    @property
    def separates(self) -> bool:
        """Return whether reuse stands out from chance within this limit."""
        return self.forward > 0

    @property
    def reason(self) -> str:
        """Return the proposal in words."""
        if not self.separates:
            return "no distance separates reuse from chance in these films"
        return (
            f"at most {self.max_distance:g} apart, {self.forward:,} short runs of frames go the "
            f"same way in both films and {self.backward:,} go opposite ways, as chance would"
        )


def suggest_max_distance(
    neighbours: Neighbours,
    *,
    max_false_discovery_rate: float = 0.1,
    length: int = 5,
    ranks: int = 20,
) -> SuggestedDistance:
    """Propose the largest limit at which chance makes few of the matches that run on.

    Sequences found at that limit must go the same way in both films, too, but for few.

    Parameters
    ----------
    neighbours
        What the search answered.
    max_false_discovery_rate
        Largest number of backward runs, as a share of the forward ones.
    length, ranks
        See `count_runs`.

    Returns
    -------
    SuggestedDistance
        ``max_distance`` in squared L2; 0 where no limit separates reuse from chance.
    """
    limits, forward, backward = count_runs(neighbours, length=length, ranks=ranks)
    # One is added to both, so that a handful of runs is no proof of anything.
    good = np.flatnonzero((backward + 1) <= max_false_discovery_rate * (forward + 1))
    matches, refuted = None, np.inf
    for _ in range(_MAX_TRIALS):
        if not len(good):
            break
        # Past the last real run the limit could rise at no price; it stays where the runs end.
        best = np.argmax(forward >= _MIN_SHARE_OF_RUNS * forward[good[-1]])
        limit = float(limits[best])
        if matches is None:
            matches = _between_films(matches_within(neighbours, limit), neighbours)
        if _separates(limit, matches, neighbours):
            return SuggestedDistance(limit, int(forward[best]), int(backward[best]))
        refuted = limit
        good = good[limits[good] <= _LOWERED * limit]
    return SuggestedDistance(0.0, 0, 0, refuted)


def careful_limit(neighbours: Neighbours, limit: float) -> float:
    """Lower a limit until few of the sequences found at it go opposite ways.

    Parameters
    ----------
    neighbours
        What the search answered.
    limit
        Squared L2, 0 or more.

    Returns
    -------
    float
        The limit, or a lower one; 0 where sequences go opposite ways at every limit.
    """
    matches = _between_films(matches_within(neighbours, limit), neighbours)
    for _ in range(_MAX_TRIALS):
        if _separates(limit, matches, neighbours):
            return limit
        limit *= _LOWERED
    return 0.0


def _between_films(matches: Matches, neighbours: Neighbours) -> Matches:
    film = neighbours.frames.video
    return matches.keep(film[matches.query] != film[matches.reference])


def _separates(limit: float, matches: Matches, neighbours: Neighbours) -> bool:
    """Return whether few of the sequences found at a limit go opposite ways."""
    settings = RunSettings(max_distance=limit)
    forward, backward = count_one_way(matches, neighbours.frames, settings)
    # One alone proves nothing.
    return backward <= max(1, _MAX_OPPOSITE_SHARE * forward)


def count_runs(neighbours: Neighbours, *, length: int = 5, ranks: int = 20) -> DecoyCounts:
    """Count short runs of matches between films at every distance limit, forward and backward.

    Parameters
    ----------
    neighbours
        What the search answered.
    length
        Rows of a run, an odd number.
    ranks
        Nearest neighbours of each row that are looked at.

    Returns
    -------
    DecoyCounts
        ``threshold`` is the limit, squared L2.
    """
    matches = _between_films(matches_within(neighbours, ranks=ranks), neighbours)
    film = neighbours.frames.video
    forward = _runs(matches, film, +1, length // 2)
    backward = _runs(matches, film, -1, length // 2)
    both = np.sort(np.maximum(forward, backward))
    forward, backward = np.sort(forward), np.sort(backward)
    limits = np.unique(forward[np.isfinite(forward)])

    def count(distances: NDArray[np.float32]) -> NDArray[np.int64]:
        return np.searchsorted(distances, limits, side="right") - np.searchsorted(
            both, limits, side="right"
        )

    return DecoyCounts(limits.astype(np.float64), count(forward), count(backward))


def _runs(
    matches: Matches, film: NDArray[np.int32], direction: int, reach: int
) -> NDArray[np.float32]:
    """Return the largest distance of each match and the next ones on both sides, shape (m,).

    It is infinity where one of these, ``reach`` on either side, is absent.
    """
    rows = np.int64(len(film))
    keys = matches.query * rows + matches.reference
    worst = matches.distance.copy()
    for step in (*range(-reach, 0), *range(1, reach + 1)):
        query, reference = matches.query + step, matches.reference + step * direction
        inside = (query >= 0) & (query < rows) & (reference >= 0) & (reference < rows)
        query, reference = np.where(inside, query, 0), np.where(inside, reference, 0)
        inside &= film[query] == film[matches.query]
        inside &= film[reference] == film[matches.reference]
        next_keys = query * rows + reference
        position = np.minimum(np.searchsorted(keys, next_keys), max(len(keys) - 1, 0))
        inside &= keys[position] == next_keys
        worst = np.where(inside, np.maximum(worst, matches.distance[position]), np.inf)
    return worst.astype(np.float32)
