"""The line that two finely sampled films follow, and where it begins and ends.

A line is ``reference = speed x query + lag``, in seconds of the two films. Samples are taken at
equal steps, perhaps in several stretches; what lies between two samples of the reference is read
from the straight line between their fingerprints.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vrd.core.segments import Span

#: Bounds of the speed, seconds of the reference per second of the query.
SLOWEST, FASTEST = 0.75, 1.3
#: Speeds that films are converted and played at; the first that explains
#: so much as the best does is taken, at a lag up to some seconds beside it.
USUAL = ((1.0, 0.9), (24 / 25, 0.93), (25 / 24, 0.93), (0.8, 0.95), (1.25, 0.95))
REACH_USUAL = 0.5
#: What leaving the line at hand by a second at both ends costs, as a share of all evidence.
FAR = 0.01
#: A sample says nothing of the line where it is farther than the nearest by so many times what
#: the picture changes in a second.
MUCH, LEAST = 0.4, 0.03
#: A line ends where distances exceed so many times the usual one, and so much of the limit.
FARTHER, SURE = 8.0, 0.6
FINEST = 0.025  # seconds

Numbers = NDArray[np.float64]


class TimeMap(NamedTuple):
    """``reference = speed x query + lag``."""

    speed: float
    lag: float

    def at(self, query: float) -> float:
        """The second of the reference that a second of the query shows."""
        return self.speed * query + self.lag


@dataclass(frozen=True)
class DistanceGrid:
    """Squared L2 distances of samples of a query to samples of a reference.

    Attributes
    ----------
    query : ndarray, shape (q,)
        Times, ascending.
    reference : ndarray, shape (r,)
        Times, ascending.
    distance : ndarray, shape (q, r)
    step : ndarray, shape (r - 1,)
        Squared L2 distance of each sample of the reference to the next one.
    moved
        Usual squared L2 distance of two samples of one film that are a second apart.
    spacing
        Seconds between samples of one stretch.
    """

    query: Numbers
    reference: Numbers
    distance: NDArray[np.float32]
    step: NDArray[np.float32]
    moved: float
    spacing: float

    @classmethod
    def make(
        cls,
        query: tuple[Numbers, NDArray[np.float32]],
        reference: tuple[Numbers, NDArray[np.float32]],
        spacing: float,
    ) -> DistanceGrid:
        """The map of two series of times (n,) and fingerprints (n, d)."""
        one, two = query[1], reference[1]
        squares = (one**2).sum(axis=1)[:, None] + (two**2).sum(axis=1)[None]
        distance = np.maximum(squares - 2 * one @ two.T, 0).astype(np.float32)
        step = ((two[1:] - two[:-1]) ** 2).sum(axis=1)
        moved = min(_moved(*query, spacing), _moved(*reference, spacing))
        return cls(query[0], reference[0], distance, step, moved, spacing)

    def along(self, speed: Numbers, lag: Numbers) -> Numbers:
        """Distances (l, q) along l lines; infinity where the reference was not sampled."""
        if len(self.reference) < 2:
            return np.full((len(speed), len(self.query)), np.inf)
        target = speed[:, None] * self.query[None] + lag[:, None]
        before = np.searchsorted(self.reference, target, side="right") - 1
        before = np.clip(before, 0, len(self.reference) - 2)
        low, high = self.reference[before], self.reference[before + 1]
        share = (target - low) / (high - low)
        # Half a spacing around each sample is its own.
        slack = 0.5001 * self.spacing
        known = (target >= low - slack) & (target <= high + slack)
        gap = high - low > 1.5 * self.spacing
        known &= ~gap | (target <= low + slack) | (target >= high - slack)
        share = np.where(gap, np.rint(share), np.clip(share, 0, 1))
        row = np.arange(len(self.query))[None]
        between = (1 - share) * self.distance[row, before]
        between += share * self.distance[row, before + 1]
        between -= share * (1 - share) * self.step[before]
        return np.where(known, np.maximum(between, 0), np.inf)


def fit_line(
    fine: DistanceGrid, line: TimeMap, query: Span, limit: float, *, reach: float, step: float
) -> TimeMap:
    """The line near another one that explains most.

    Parameters
    ----------
    fine
        The samples around the line.
    line
        The line at hand.
    query
        Its ends, seconds.
    limit
        Distance at which a sample says nothing any more.
    reach, step
        Seconds by which the line sought may miss this one at either end, and steps of the search.
    """
    fine, sharp = _excess(fine, limit)
    while True:
        shifts = np.arange(-reach, reach + step / 2, step)
        one, two = (one.ravel() for one in np.meshgrid(shifts, shifts))
        gain, best = _best(fine, _lines(line, query, one, two), sharp, FAR * (abs(one) + abs(two)))
        if step <= FINEST:
            break
        line, reach, step = best, step, step / 4
    return _usual(fine, best, query, sharp, gain)


def _excess(fine: DistanceGrid, limit: float) -> tuple[DistanceGrid, float]:
    """How much farther each two samples are than the nearest of either, and what much is.

    An edited copy is at some distance everywhere; slow pictures differ little from those beside
    them. What tells the line from lines beside it is how much nearer it is than they are.
    """
    nearest = np.minimum(fine.distance.min(axis=1)[:, None], fine.distance.min(axis=0)[None])
    excess = np.where(fine.distance < limit, fine.distance - nearest, np.float32(limit))
    much = float(np.clip(MUCH * fine.moved, min(LEAST, limit), limit))
    return replace(fine, distance=excess), much


def _lines(line: TimeMap, query: Span, one: Numbers, two: Numbers) -> tuple[Numbers, Numbers]:
    """Speeds and lags of lines that miss a line by so much at its two ends."""
    speeds = line.speed + (two - one) / max(query[1] - query[0], 1e-6)
    return speeds, line.lag + line.speed * query[0] + one - speeds * query[0]


def _best(
    fine: DistanceGrid, lines: tuple[Numbers, Numbers], sharp: float, cost: Numbers | float = 0.0
) -> tuple[float, TimeMap]:
    """The best of several lines, and its evidence."""
    speeds, lags = lines
    distances = fine.along(speeds, lags)
    gain = np.maximum(1 - distances / sharp, 0).sum(axis=1)
    # A slow line meets more of the query, a fast one more of the reference: neither is better.
    gain *= np.sqrt(np.maximum(speeds, 0)) * (1 - cost)
    gain[(speeds < SLOWEST) | (speeds > FASTEST)] = -1
    top = int(np.argmax(gain))
    return float(gain[top]), TimeMap(float(speeds[top]), float(lags[top]))


def _usual(fine: DistanceGrid, line: TimeMap, query: Span, sharp: float, gain: float) -> TimeMap:
    """The line of a usual speed that explains as much as this one, else this one."""
    middle = (query[0] + query[1]) / 2
    shifts = np.arange(-REACH_USUAL, REACH_USUAL + FINEST / 2, FINEST)
    for speed, worth in USUAL:
        lags = line.at(middle) - speed * middle + shifts
        usual, best = _best(fine, (np.full(len(shifts), speed), lags), sharp)
        if usual >= worth * gain:
            return best
    return line


def _moved(times: Numbers, vectors: NDArray[np.float32], spacing: float) -> float:
    """Median squared L2 distance of samples a second apart; infinity where there are none."""
    second = max(1, round(1 / spacing))
    apart = times[second:] - times[:-second] < 1.5 * max(1.0, spacing)
    distances = ((vectors[second:] - vectors[:-second]) ** 2).sum(axis=1)[apart]
    return float(np.median(distances)) if len(distances) else np.inf


class Ends(NamedTuple):
    """Where a line begins and ends in the query, seconds.

    ``start`` or ``end`` is None where nothing near it tells; ``open_start`` and ``open_end`` say
    that the line still holds at the outermost sample.
    """

    start: float | None
    end: float | None
    open_start: bool
    open_end: bool


def find_ends(fine: DistanceGrid, line: TimeMap, query: Span, inside: float, limit: float) -> Ends:
    """Walk outwards along a line to where its evidence stops.

    Parameters
    ----------
    fine
        The samples.
    line
        The line.
    query
        Coarse ends, seconds.
    inside
        Seconds inside of the coarse ends at which the walks begin.
    limit
        Distance at which a sample speaks against the line.
    """
    distances = fine.along(np.array([line.speed]), np.array([line.lag]))[0]
    within = distances[(fine.query > query[0]) & (fine.query < query[1]) & (distances < limit)]
    usual = float(np.median(within)) if len(within) else limit
    # Another take of the same scene may be within the limit, yet much farther than the copy is.
    limit = float(np.clip(FARTHER * usual, SURE * limit, limit))
    evidence = np.clip(1 - distances / limit, -1, 1)
    middle = (query[0] + query[1]) / 2
    forward = np.flatnonzero(fine.query >= max(query[1] - inside, middle))
    backward = np.flatnonzero(fine.query <= min(query[0] + inside, middle))[::-1]
    half = fine.spacing / 2
    end, start = _last(evidence[forward]), _last(evidence[backward])
    return Ends(
        None if start is None else float(fine.query[backward[start]]) - half,
        None if end is None else float(fine.query[forward[end]]) + half,
        start is not None and start == len(backward) - 1,
        end is not None and end == len(forward) - 1,
    )


def _last(evidence: Numbers) -> int | None:
    """Number of the sample up to which the evidence is greatest; None if there is none."""
    total = np.cumsum(evidence)
    if not len(total) or total.max() <= 0:
        return None
    return int(np.argmax(total))
