"""Compare the motion of two stretches of film that hardly change.

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
from vrd.matching.dense_samples import Numbers, Series

#: Seconds by which the lag may differ from that of the coarse line, and steps of the search.
REACH_S, STEP_S = 2.5, 0.1
#: Samples between the two whose difference is taken: the results for both must agree.
SAMPLES_APART = (1, 2)
#: Least number of differences that say something.
MIN_DIFFERENCES = 14
#: Lags nearer than this to the best one share its motion: they are no measure of chance.
PEAK_REACH_S = 0.45
#: Least number of other lags that the best one is compared with.
_MIN_LAGS = 10


class Motion(NamedTuple):
    """Say how much the motion of two stretches goes together.

    Attributes
    ----------
    correlation
        Of the differences of following fingerprints at the best lag, -1 to 1.
    prominence
        How far that stands out from other lags, in their standard deviations.
    speed, lag
        The line it was found on: ``reference = speed x query + lag``.
    """

    correlation: float
    prominence: float
    speed: float
    lag: float

    def shared(self, min_prominence: float, min_correlation: float) -> bool:
        """Return whether the two stretches move alike.

        Examples
        --------
        >>> Motion(0.6, 9.0, 1.0, 12.0).shared(5.5, 0.1)
        True
        """
        return self.prominence >= min_prominence and self.correlation >= min_correlation


def compare_motion(
    query: Series,
    reference: Series,
    middles: tuple[float, float],
    speeds: Iterable[float],
    scale: Scale = USUAL_SCALE,
) -> Motion:
    """Compare how two stretches move, at lags around the one that they were found at.

    Parameters
    ----------
    query, reference
        Times and fingerprints of the two stretches; the reference reaches beyond the query by
        `REACH_S` on both sides.
    middles
        Seconds of the two films that lie above one another.
    speeds
        Speeds to try, seconds of the reference in a second of the query.
    scale
        Of the fingerprints: from which distance on there is a cut, and below which stillness.

    Returns
    -------
    Motion
        At the speed and lag at which it goes together best; the weaker of its values for samples
        that follow one another and for the next but one. NaN where there is too little to see.
    """
    times, vectors = reference
    if len(query[0]) <= MIN_DIFFERENCES or len(times) < 2:
        return Motion(np.nan, np.nan, 1.0, middles[1] - middles[0])
    lags = np.arange(-REACH_S, REACH_S + STEP_S / 2, STEP_S)
    candidates = []
    for speed in sorted(set(speeds)):
        seconds = middles[1] + speed * (query[0] - middles[0])
        shifted = [_between(times, vectors, seconds + lag) for lag in lags]
        correlations = [
            np.array([_correlation(query[1], series, apart, scale) for series in shifted])
            for apart in SAMPLES_APART
        ]
        best = int(np.argmax(np.nan_to_num(correlations[0], nan=-1.0)))
        prominences = [_prominence(values, lags, best) for values in correlations]
        lag = middles[1] + float(lags[best]) - speed * middles[0]
        correlation = float(min(values[best] for values in correlations))
        candidates.append(Motion(correlation, min(prominences), speed, lag))
    return max(candidates, key=lambda motion: np.nan_to_num(motion.correlation, nan=-1.0))


def _between(times: Numbers, vectors: NDArray[np.float32], wanted: Numbers) -> NDArray[np.float64]:
    """Return fingerprints at times between the samples; NaN beyond them."""
    before = np.clip(np.searchsorted(times, wanted, side="right") - 1, 0, len(times) - 2)
    share = (wanted - times[before]) / (times[before + 1] - times[before])
    beyond = (share < -0.51) | (share > 1.51)
    share = np.clip(share, 0, 1)[:, None]
    result = vectors[before] * (1 - share) + vectors[before + 1] * share
    result[beyond] = np.nan
    return result


def _correlation(
    query: NDArray[np.float32], reference: NDArray[np.float64], apart: int, scale: Scale
) -> float:
    """Return the correlation of the differences of samples that are so many apart."""
    moves = [
        vectors[apart:].astype(np.float64) - vectors[:-apart] for vectors in (query, reference)
    ]
    squares = [(move**2).sum(axis=1) for move in moves]
    use = (squares[0] < scale.motion_cut) & (squares[1] < scale.motion_cut)
    # Half of the stretch is enough: edits fade in and out, and films end.
    if use.sum() < max(MIN_DIFFERENCES, len(use) / 2):
        return np.nan
    if min(np.median(square[use]) for square in squares) < scale.motion_still:
        return np.nan
    energy = np.sqrt(squares[0][use].sum() * squares[1][use].sum())
    return float((moves[0][use] * moves[1][use]).sum() / energy)


def _prominence(values: Numbers, lags: Numbers, best: int) -> float:
    """Return by how many standard deviations the best of several lags exceeds those apart."""
    apart = values[np.abs(lags - lags[best]) > PEAK_REACH_S]
    apart = apart[np.isfinite(apart)]
    if len(apart) < _MIN_LAGS or not apart.std() > 0:
        return float("nan")
    return float((values[best] - apart.mean()) / apart.std())
