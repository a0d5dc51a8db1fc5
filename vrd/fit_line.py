"""The line that two finely sampled films follow, and where it begins and ends.

A line is ``reference = speed x query + lag``, in seconds of the two films. Samples are taken at
equal steps, perhaps in several stretches; what lies between two samples of the reference is read
from the straight line between their fingerprints.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

#: Seconds by which the line may miss the coarse one at either end, and in what steps it is tried.
REACH, STEP, FINE_STEP = 1.5, 0.1, 0.02
#: By how much the speed may differ from the coarse one, and its outer bounds.
OTHER_SPEED, SLOWEST, FASTEST = 0.075, 0.75, 1.3
#: What leaving the coarse line, and its speed, by a second costs, in seconds of perfect match.
FAR, STEEP = 0.02, 0.02

Numbers = NDArray[np.float64]
Span = tuple[float, float]


class Line(NamedTuple):
    """``reference = speed x query + lag``."""

    speed: float
    lag: float

    def at(self, query: Numbers | float) -> Numbers | float:
        """The second of the reference that a second of the query shows."""
        return self.speed * query + self.lag


@dataclass(frozen=True)
class FineMap:
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
    spacing
        Seconds between samples of one stretch.
    """

    query: Numbers
    reference: Numbers
    distance: NDArray[np.float32]
    step: NDArray[np.float32]
    spacing: float

    @classmethod
    def make(
        cls,
        query: tuple[Numbers, NDArray[np.float32]],
        reference: tuple[Numbers, NDArray[np.float32]],
        spacing: float,
    ) -> FineMap:
        """The map of two series of times (n,) and fingerprints (n, d)."""
        one, two = query[1], reference[1]
        squares = (one**2).sum(axis=1)[:, None] + (two**2).sum(axis=1)[None]
        distance = np.maximum(squares - 2 * one @ two.T, 0).astype(np.float32)
        step = ((two[1:] - two[:-1]) ** 2).sum(axis=1)
        return cls(query[0], reference[0], distance, step, spacing)

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


def fit_line(fine: FineMap, query: Span, reference: Span, speed: float, limit: float) -> Line:
    """The line near a coarse one that explains most.

    Parameters
    ----------
    fine
        The samples around the coarse line.
    query, reference
        Its coarse ends, seconds.
    speed
        Its coarse speed.
    limit
        Distance at which a sample says nothing any more.
    """
    first, last = query
    middle = (reference[0] + reference[1]) / 2
    half = speed * (last - first) / 2
    shifts = np.arange(-REACH, REACH + STEP / 2, STEP)
    one, two = (one.ravel() for one in np.meshgrid(shifts, shifts))
    length = max(last - first, 1e-6)

    def best(one: Numbers, two: Numbers) -> tuple[float, float, Line]:
        speeds = speed + (two - one) / length
        lags = middle - half + one - speeds * first
        likely = np.abs(speeds - speed) <= OTHER_SPEED
        likely &= (speeds >= SLOWEST) & (speeds <= FASTEST)
        one, two, speeds, lags = one[likely], two[likely], speeds[likely], lags[likely]
        gain = np.maximum(1 - fine.along(speeds, lags) / limit, 0).sum(axis=1) * fine.spacing
        gain -= FAR * np.abs(one + two) / 2 + STEEP * np.abs(two - one)
        top = int(np.argmax(gain))
        return float(one[top]), float(two[top]), Line(float(speeds[top]), float(lags[top]))

    one_best, two_best, _ = best(one, two)
    shifts = np.arange(-STEP, STEP + FINE_STEP / 2, FINE_STEP)
    one, two = (one.ravel() for one in np.meshgrid(one_best + shifts, two_best + shifts))
    return best(one, two)[2]


class Ends(NamedTuple):
    """Where a line begins and ends in the query, seconds.

    ``start`` or ``end`` is None where nothing near it tells; ``open_start`` and ``open_end`` say
    that the line still holds at the outermost sample.
    """

    start: float | None
    end: float | None
    open_start: bool
    open_end: bool


def find_ends(fine: FineMap, line: Line, query: Span, inside: float, limit: float) -> Ends:
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
