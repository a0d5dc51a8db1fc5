"""Fit the line that two densely sampled films follow, and find where it begins and ends.

Lines and samples are those of `vrd.matching.distance_grid`: times are in seconds of the two films,
and distances are squared L2.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from vrd.core.scale import USUAL_SCALE
from vrd.core.segments import Span
from vrd.matching.dense_samples import Numbers
from vrd.matching.distance_grid import DistanceGrid, TimeMap

#: Bounds of the speed, seconds of the reference per second of the query.
MIN_SPEED, MAX_SPEED = 0.75, 1.3
#: Speeds that films are converted and played at, and the share of the best line's evidence that
#: each must have; the first that has it is taken, at a lag up to some seconds beside the best.
USUAL_SPEEDS = ((1.0, 0.9), (24 / 25, 0.93), (25 / 24, 0.93), (0.8, 0.95), (1.25, 0.95))
USUAL_REACH_S = 0.5
#: What leaving the line at hand by a second at both ends costs, as a share of all evidence.
DEPARTURE_COST = 0.01
#: A sample says nothing of the line where it is farther than the nearest one by this share of
#: what the picture changes in a second, and by the noise of coding.
MAX_EXCESS_SHARE = 0.4
#: A line ends where distances exceed so many times the usual one, and this share of the limit.
MAX_TIMES_USUAL, MIN_LIMIT_SHARE = 8.0, 0.6
#: Steps of the last search.
FINEST_STEP_S = 0.025


def fit_line(
    grid: DistanceGrid,
    line: TimeMap,
    span: Span,
    limit: float,
    *,
    reach: float,
    step: float,
    coding_noise: float = USUAL_SCALE.coding_noise,
) -> TimeMap:
    """Return the line near another one that explains most.

    Parameters
    ----------
    grid
        The samples around the line.
    line
        The line at hand.
    span
        Its ends in the query, seconds.
    limit
        Distance at which a sample says nothing any more.
    reach, step
        Seconds by which the line sought may miss this one at either end, and steps of the search.
    coding_noise
        As in `vrd.core.scale.Scale`.
    """
    grid, max_excess = _excess(grid, limit, coding_noise)
    while True:
        shifts = np.arange(-reach, reach + step / 2, step)
        start, end = (shift.ravel() for shift in np.meshgrid(shifts, shifts))
        cost = DEPARTURE_COST * (abs(start) + abs(end))
        gain, best = _best(grid, _lines(line, span, start, end), max_excess, cost)
        if step <= FINEST_STEP_S:
            break
        line, reach, step = best, step, step / 4
    return _usual(grid, best, span, max_excess, gain)


def _excess(grid: DistanceGrid, limit: float, noise: float) -> tuple[DistanceGrid, float]:
    """Return how much farther each two samples are than the nearest of either, and a limit of it.

    An edited copy is at some distance everywhere; slow pictures differ little from those beside
    them. What tells the line from lines beside it is how much nearer it is than they are.
    """
    nearest = np.minimum(grid.distance.min(axis=1)[:, None], grid.distance.min(axis=0)[None])
    excess = np.where(grid.distance < limit, grid.distance - nearest, np.float32(limit))
    max_excess = float(np.clip(MAX_EXCESS_SHARE * grid.change, min(noise, limit), limit))
    return replace(grid, distance=excess), max_excess


def _lines(line: TimeMap, span: Span, start: Numbers, end: Numbers) -> tuple[Numbers, Numbers]:
    """Return speeds and lags of lines that miss a line by so many seconds at its two ends."""
    speeds = line.speed + (end - start) / max(span[1] - span[0], 1e-6)
    return speeds, line.lag + line.speed * span[0] + start - speeds * span[0]


def _best(
    grid: DistanceGrid,
    lines: tuple[Numbers, Numbers],
    max_excess: float,
    cost: Numbers | float = 0.0,
) -> tuple[float, TimeMap]:
    """Return the best of several lines, and its evidence."""
    speeds, lags = lines
    distances = grid.along(speeds, lags)
    gain = np.maximum(1 - distances / max_excess, 0).sum(axis=1)
    # A slow line meets more of the query, a fast one more of the reference: neither is better.
    gain *= np.sqrt(np.maximum(speeds, 0)) * (1 - cost)
    gain[(speeds < MIN_SPEED) | (speeds > MAX_SPEED)] = -1
    top = int(np.argmax(gain))
    return float(gain[top]), TimeMap(float(speeds[top]), float(lags[top]))


def _usual(
    grid: DistanceGrid, line: TimeMap, span: Span, max_excess: float, gain: float
) -> TimeMap:
    """Return the line of a usual speed that explains as much as this one, else this one."""
    middle = (span[0] + span[1]) / 2
    shifts = np.arange(-USUAL_REACH_S, USUAL_REACH_S + FINEST_STEP_S / 2, FINEST_STEP_S)
    for speed, min_share in USUAL_SPEEDS:
        lags = line.at(middle) - speed * middle + shifts
        usual, best = _best(grid, (np.full(len(shifts), speed), lags), max_excess)
        if usual >= min_share * gain:
            return best
    return line


class Ends(NamedTuple):
    """Say where a line begins and ends in the query, in seconds.

    ``start`` or ``end`` is None where nothing near it tells; ``open_start`` and ``open_end`` say
    that the line still holds at the outermost sample.
    """

    start: float | None
    end: float | None
    open_start: bool
    open_end: bool


def find_ends(grid: DistanceGrid, line: TimeMap, span: Span, inside: float, limit: float) -> Ends:
    """Walk outwards along a line to where its evidence stops.

    Parameters
    ----------
    grid
        The samples.
    line
        The line.
    span
        Coarse ends in the query, seconds.
    inside
        Seconds inside of the coarse ends at which the walks begin.
    limit
        Distance at which a sample speaks against the line.
    """
    distances = grid.along(np.array([line.speed]), np.array([line.lag]))[0]
    within = distances[(grid.query > span[0]) & (grid.query < span[1]) & (distances < limit)]
    usual = float(np.median(within)) if len(within) else limit
    # Another take of the same scene may be within the limit, yet much farther than the copy is.
    limit = float(np.clip(MAX_TIMES_USUAL * usual, MIN_LIMIT_SHARE * limit, limit))
    evidence = np.clip(1 - distances / limit, -1, 1)
    middle = (span[0] + span[1]) / 2
    forward = np.flatnonzero(grid.query >= max(span[1] - inside, middle))
    backward = np.flatnonzero(grid.query <= min(span[0] + inside, middle))[::-1]
    half = grid.spacing / 2
    end, start = _last(evidence[forward]), _last(evidence[backward])
    return Ends(
        None if start is None else float(grid.query[backward[start]]) - half,
        None if end is None else float(grid.query[forward[end]]) + half,
        start is not None and start == len(backward) - 1,
        end is not None and end == len(forward) - 1,
    )


def _last(evidence: Numbers) -> int | None:
    """Return the position of the sample up to which the evidence is greatest, if there is any."""
    total = np.cumsum(evidence)
    if not len(total) or total.max() <= 0:
        return None
    return int(np.argmax(total))
