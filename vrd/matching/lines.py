"""Straight lines among the matches of two films; see `vrd.matching.alignment` for what they mean.

Conventions: rows are counted from the films' own first rows; speeds are rows of the reference per
row of the query.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vrd.core.segments import Span, spans_overlap

#: Seconds of the reference per second of the query.
SPEEDS = (1.0, 0.8, 0.9, 0.96, 1.04, 1.12, 1.25)
GAP_PENALTY = 0.75
#: A speed other than 1 must explain more, by so much.
SPEED_PRIOR = 0.85
#: What a match a row beside the line counts: of two lines the one that goes through them wins.
OFF_LINE_WEIGHT = 0.93
_ROUNDING = 1e-9

Numbers = NDArray[np.float64]
Rows = NDArray[np.int64]


class PairMatches(NamedTuple):
    """Matches of one pair of films, counted from the films' own first rows.

    ``closeness`` is what a match would say alone, 0 to 1; ``evidence`` is less where the picture
    hardly differs from the one before it.
    """

    query: Rows
    reference: Rows
    closeness: Numbers
    evidence: Numbers

    @property
    def most(self) -> tuple[float, float]:
        """No stretch of these has a score, or a full score, above this."""
        if not len(self.query):
            return 0.0, 0.0
        # One picture of a stretch counts fully, which adds at most this.
        new = float((self.closeness - self.evidence).max())
        return float(self.evidence.sum()) + new + _ROUNDING, float(self.closeness.sum()) + _ROUNDING

    def keep(self, mask: NDArray[np.bool_]) -> PairMatches:
        """The matches where ``mask`` is true."""
        return PairMatches(
            self.query[mask], self.reference[mask], self.closeness[mask], self.evidence[mask]
        )


class FilmPair(NamedTuple):
    """Number of the shot of every row of the two films, and what rows of the query count."""

    query: Rows
    reference: Rows
    weight: Numbers


class AlignedLine(NamedTuple):
    """A stretch of a line: rows ``first`` to ``last`` of the query.

    ``full_score`` is what its evidence would be if pictures that hardly change counted fully.
    """

    score: float
    full_score: float
    first: int
    last: int
    speed: float
    lag: int

    @property
    def query(self) -> Span:
        """Seconds in rows, half-open."""
        return float(self.first), float(self.last + 1)

    @property
    def reference(self) -> Span:
        """The same stretch in the reference."""
        middle, half = self.lag + 0.5, self.speed / 2
        return (
            self.speed * self.first + middle - half,
            self.speed * self.last + middle + half,
        )


class ScoreThreshold(NamedTuple):
    """Least evidence of a line: its score, or a lower one with so much if every row counted fully.

    The same for both lets no line pass for its full evidence alone.
    """

    score: float
    low_score: float
    full_score: float

    @classmethod
    def of(cls, score: float) -> ScoreThreshold:
        """So much, however it counts."""
        return cls(score, score, score)

    def passed(self, score: float, full_score: float) -> bool:
        """Whether this is enough."""
        return score >= self.score or (score >= self.low_score and full_score >= self.full_score)


def find_lines(
    hits: PairMatches, films: FilmPair, *thresholds: ScoreThreshold
) -> list[AlignedLine]:
    """The best lines of a pair of films, no two of which share a row on both sides.

    What passes a later one of ``thresholds`` is sought only among what the earlier ones left.
    """
    found: list[AlignedLine] = []
    for least in thresholds:
        # Where all matches together are too few, no line can be enough.
        while least.passed(*hits.most):
            best = sorted(_best_of_each_line(hits, films, least), key=lambda one: -one.score)
            taken: list[AlignedLine] = []
            for line in best:
                # What shares rows with a better one is looked at again without its matches.
                if not any(_touch(line, one) for one in taken):
                    taken.append(line)
            if not taken:
                break
            found += taken
            free = np.ones(len(hits.query), bool)
            for line in taken:
                free &= ~(_inside(hits, line) | _same_shot(hits, line, films))
            hits = hits.keep(free)
    return found


def _best_of_each_line(
    hits: PairMatches, films: FilmPair, least: ScoreThreshold
) -> list[AlignedLine]:
    weighed = np.append(0, np.cumsum(films.weight))
    result = []
    for speed in SPEEDS:
        lag = np.rint(hits.reference - speed * hits.query).astype(np.int64)
        # A match within a row of the line belongs to it: copies are sampled at any phase.
        lags = np.concatenate([lag - 1, lag, lag + 1])
        closeness = np.concatenate(
            [OFF_LINE_WEIGHT * hits.closeness, hits.closeness, OFF_LINE_WEIGHT * hits.closeness]
        )
        query = np.tile(hits.query, 3)
        order = np.lexsort((-closeness, query, lags))
        first = np.ones(len(query), bool)
        first[1:] = (np.diff(lags[order]) != 0) | (np.diff(query[order]) != 0)
        order = order[first]
        share = np.tile(hits.evidence / hits.closeness, 3)[order]
        line = PairMatches(query[order], lags[order], closeness[order], share * closeness[order])
        result += _best_stretches(line, weighed, speed, least)
    return result


def _best_stretches(
    hits: PairMatches, weighed: Numbers, speed: float, least: ScoreThreshold
) -> list[AlignedLine]:
    """Every stretch with enough evidence, line by line; ``hits.reference`` is the lag."""
    # A slow line meets each row of the reference more than once: that is no more evidence.
    trust = 1.0 if speed == 1 else SPEED_PRIOR * min(1.0, speed) ** 0.5
    lags = hits.reference
    begins = np.flatnonzero(np.append(True, lags[1:] != lags[:-1]))
    ends = np.append(begins[1:], len(lags))
    new = np.maximum.reduceat(hits.closeness - hits.evidence, begins) + _ROUNDING
    most = (np.add.reduceat(hits.evidence, begins) + new) * trust
    fully = (np.add.reduceat(hits.closeness, begins) + _ROUNDING) * trust
    enough = (most >= least.score) | (most >= least.low_score) & (fully >= least.full_score)
    # Before and after the best stretch of a line there may be others.
    waiting = list(zip(begins[enough].tolist(), ends[enough].tolist(), strict=True))
    result = []
    while waiting:
        begin, end = waiting.pop()
        score, first, last = _best_stretch(hits, begin, end, weighed)
        matched = hits.closeness[first : last + 1]
        rows = int(hits.query[first]), int(hits.query[last])
        full = float(matched.sum()) - GAP_PENALTY * (rows[1] + 1 - rows[0] - len(matched))
        scores = score * trust, max(score, full) * trust
        if least.passed(*scores):
            result.append(AlignedLine(*scores, *rows, speed, int(lags[begin])))
            rest = (begin, first), (last + 1, end)
            waiting += [one for one in rest if one[0] < one[1]]
    return result


def _best_stretch(
    hits: PairMatches, begin: int, end: int, weighed: Numbers
) -> tuple[float, int, int]:
    """Largest sum of evidence less misses, and the first and last match of that stretch."""
    query, evidence = hits.query[begin:end], hits.evidence[begin:end]
    here, after = weighed[query], weighed[query + 1]
    missed = here - here[0] - np.append(0, np.cumsum(after - here)[:-1])
    total = np.cumsum(evidence) - GAP_PENALTY * missed
    before = np.minimum.accumulate(total - evidence)
    last = int(np.argmax(total - before))
    first = int(np.argmin((total - evidence)[: last + 1]))
    # Whatever came before it in its film, one row of the stretch is new, and counts fully.
    stretch = slice(begin + first, begin + last + 1)
    new = hits.closeness[stretch].max() - hits.evidence[stretch].max()
    return float(total[last] - before[last] + new), begin + first, begin + last


def _touch(one: AlignedLine, other: AlignedLine) -> bool:
    return spans_overlap(one.query, other.query) or spans_overlap(one.reference, other.reference)


def _inside(hits: PairMatches, line: AlignedLine) -> NDArray[np.bool_]:
    low, high = line.reference
    inside = (hits.query >= line.first - 1) & (hits.query <= line.last + 1)
    return inside & (hits.reference >= low - 2) & (hits.reference <= high + 1)


def _same_shot(hits: PairMatches, line: AlignedLine, films: FilmPair) -> NDArray[np.bool_]:
    """Matches of a row of the line with another moment of the shot that the line gives it."""
    low, high = line.reference
    there = np.rint(line.speed * hits.query + line.lag).astype(np.int64)
    there = np.clip(there, 0, len(films.reference) - 1)
    within = (hits.query >= line.first) & (hits.query <= line.last)
    same: NDArray[np.bool_] = within & (films.reference[hits.reference] == films.reference[there])
    back = np.rint((hits.reference - line.lag) / line.speed).astype(np.int64)
    back = np.clip(back, 0, len(films.query) - 1)
    within = (hits.reference >= low) & (hits.reference < high)
    same |= within & (films.query[hits.query] == films.query[back])
    return same


def explained(decoy: AlignedLine, lines: list[AlignedLine], last: int) -> bool:
    """Whether a backward line lies in a better forward one."""
    low, high = decoy.reference
    forward = (last + 1 - high, last + 1 - low)
    return any(
        line.score >= decoy.score
        and spans_overlap(line.query, decoy.query)
        and spans_overlap(line.reference, forward)
        for line in lines
    )
