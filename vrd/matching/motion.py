"""Whether two stretches of film that hardly change move alike.

One beach, one speaker before one wall, or one test card looks like another, however long it is
shown. What tells a copy is that the little that moves moves alike: with many samples a second, the
differences of following fingerprints of the two films go together at the lag of the copy, and at
no other.

Times are seconds of the two films; fingerprints have one row per sample.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vrd.core.scale import USUAL_SCALE, Scale

#: Seconds by which the lag sought may differ from that of the coarse line, and its steps.
REACH, STEP = 2.5, 0.1
#: Samples between the two whose difference is taken: both must agree.
APART = (1, 2)
#: Least number of differences that say something.
LEAST = 14
#: Lags nearer than this to the best one, in seconds, share its movement: they are no chance.
BESIDE = 0.45

Numbers = NDArray[np.float64]
Series = tuple[Numbers, NDArray[np.float32]]


class Movement(NamedTuple):
    """How much the movement of two stretches goes together.

    Attributes
    ----------
    correlation
        Of the differences of following fingerprints at the best lag, -1 to 1.
    sureness
        How far that stands out from other lags, in their standard deviations.
    speed, lag
        The line it was found on: ``reference = speed x query + lag``.
    """

    correlation: float
    sureness: float
    speed: float
    lag: float

    def shared(self, least_sureness: float, least_correlation: float) -> bool:
        """Whether the two stretches move alike."""
        return self.sureness >= least_sureness and self.correlation >= least_correlation


def compare_movement(
    query: Series,
    reference: Series,
    middles: tuple[float, float],
    speeds: Iterable[float],
    scale: Scale = USUAL_SCALE,
) -> Movement:
    """Compare how two stretches move, at lags around the one that they were found at.

    Parameters
    ----------
    query, reference
        Times (n,), ascending, and fingerprints (n, d); the reference reaches beyond the query by
        `REACH` on both sides.
    middles
        Seconds of the two films that lie above one another.
    speeds
        Speeds to try, seconds of the reference in a second of the query.
    scale
        Of the fingerprints: from which distance on there is a cut, and below which stillness.

    Returns
    -------
    Movement
        Of the speed and lag at which it goes together best; the weaker of its values for samples
        that follow one another and for the next but one. Not a number where there is too little
        to see.
    """
    times, vectors = reference
    if len(query[0]) <= LEAST or len(times) < 2:
        return Movement(np.nan, np.nan, 1.0, middles[1] - middles[0])
    lags = np.arange(-REACH, REACH + STEP / 2, STEP)
    found = []
    for speed in sorted(set(speeds)):
        seconds = middles[1] + speed * (query[0] - middles[0])
        moved = [_between(times, vectors, seconds + lag) for lag in lags]
        values = [
            np.array([_together(query[1], one, apart, scale) for one in moved]) for apart in APART
        ]
        best = int(np.argmax(np.nan_to_num(values[0], nan=-1.0)))
        scores = [_stands_out(value, lags, best) for value in values]
        lag = middles[1] + float(lags[best]) - speed * middles[0]
        correlation = float(min(value[best] for value in values))
        found.append(Movement(correlation, min(scores), speed, lag))
    return max(found, key=lambda one: np.nan_to_num(one.correlation, nan=-1.0))


def _between(times: Numbers, vectors: NDArray[np.float32], wanted: Numbers) -> NDArray[np.float64]:
    """Fingerprints at times between the samples; not a number beyond them."""
    before = np.clip(np.searchsorted(times, wanted, side="right") - 1, 0, len(times) - 2)
    share = (wanted - times[before]) / (times[before + 1] - times[before])
    slack = (share < -0.51) | (share > 1.51)
    share = np.clip(share, 0, 1)[:, None]
    result = vectors[before] * (1 - share) + vectors[before + 1] * share
    result[slack] = np.nan
    return result


def _together(
    query: NDArray[np.float32], other: NDArray[np.float64], apart: int, scale: Scale
) -> float:
    """Correlation of the differences of samples that are so many apart."""
    one, two = (vectors[apart:].astype(np.float64) - vectors[:-apart] for vectors in (query, other))
    squares = (one**2).sum(axis=1), (two**2).sum(axis=1)
    use = (squares[0] < scale.motion_cut) & (squares[1] < scale.motion_cut)
    # Half of the stretch is enough: edits fade in and out, and films end.
    if use.sum() < max(LEAST, len(one) / 2):
        return np.nan
    if min(np.median(some[use]) for some in squares) < scale.motion_still:
        return np.nan
    energy = np.sqrt(squares[0][use].sum() * squares[1][use].sum())
    return float((one[use] * two[use]).sum() / energy)


def _stands_out(values: Numbers, lags: Numbers, best: int) -> float:
    """Standard deviations by which the best of several lags stands out from those apart from it."""
    others = values[np.abs(lags - lags[best]) > BESIDE]
    others = others[np.isfinite(others)]
    if len(others) < 10 or not others.std() > 0:
        return float("nan")
    return float((values[best] - others.mean()) / others.std())
