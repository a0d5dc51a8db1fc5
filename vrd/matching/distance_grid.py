"""Hold the distances of two densely sampled films, and read them along lines.

A line is ``reference = speed x query + lag``, in seconds of the two films. Samples are taken at
equal steps, perhaps in several stretches; what lies between two samples of the reference is read
from the straight line between their fingerprints. Distances are squared L2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vrd.matching.dense_samples import Numbers, Series


class TimeMap(NamedTuple):
    """Map seconds of the query to seconds of the reference: ``speed x query + lag``.

    Examples
    --------
    >>> TimeMap(1.25, 10.0).at(4.0)
    15.0
    """

    speed: float
    lag: float

    def at(self, query: float) -> float:
        """Return the second of the reference that a second of the query shows."""
        return self.speed * query + self.lag


@dataclass(frozen=True)
class DistanceGrid:
    """Hold the distances of samples of a query to samples of a reference.

    Attributes
    ----------
    query : ndarray, shape (q,)
        Times, ascending.
    reference : ndarray, shape (r,)
        Times, ascending.
    distance : ndarray, shape (q, r)
    step : ndarray, shape (r - 1,)
        Distance of each sample of the reference to the next one.
    change
        Usual distance of two samples of one film that are a second apart.
    spacing
        Seconds between samples of one stretch.
    """

    query: Numbers
    reference: Numbers
    distance: NDArray[np.float32]
    step: NDArray[np.float32]
    change: float
    spacing: float

    @classmethod
    def make(cls, query: Series, reference: Series, spacing: float) -> DistanceGrid:
        """Return the grid of two series of times (n,) and fingerprints (n, d)."""
        rows, columns = query[1], reference[1]
        squares = (rows**2).sum(axis=1)[:, None] + (columns**2).sum(axis=1)[None]
        distance = np.maximum(squares - 2 * rows @ columns.T, 0).astype(np.float32)
        step = ((columns[1:] - columns[:-1]) ** 2).sum(axis=1)
        change = min(_change(*query, spacing), _change(*reference, spacing))
        return cls(query[0], reference[0], distance, step, change, spacing)

    def along(self, speed: Numbers, lag: Numbers) -> Numbers:
        """Return distances (l, q) along l lines; infinity where the reference was not sampled."""
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


def _change(times: Numbers, vectors: NDArray[np.float32], spacing: float) -> float:
    """Return the median distance of samples a second apart; infinity where there are none."""
    second = max(1, round(1 / spacing))
    apart = times[second:] - times[:-second] < 1.5 * max(1.0, spacing)
    distances = ((vectors[second:] - vectors[:-second]) ** 2).sum(axis=1)[apart]
    return float(np.median(distances)) if len(distances) else np.inf
