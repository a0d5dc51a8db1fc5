"""Find straight lines among the matches of two films; `vrd.matching.alignment` says their meaning.

Conventions: rows are counted from the films' own first rows; speeds are rows of the reference per
row of the query.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vrd.core.segments import spans_overlap
from vrd.matching.aligned_lines import (
    ROUNDING,
    AlignedLine,
    FilmPair,
    Numbers,
    PairMatches,
    ScoreThreshold,
)

#: Rows of the reference per row of the query.
SPEEDS = (1.0, 0.8, 0.9, 0.96, 1.04, 1.12, 1.25)
#: What a row without a match takes from the evidence of a line, where its picture counts fully.
GAP_PENALTY = 0.75
#: A line of a speed other than 1 counts this share of its evidence: it must explain more.
SPEED_PRIOR = 0.85
#: The share that a match a row beside the line counts: of two lines the one that goes through
#: them wins.
OFF_LINE_WEIGHT = 0.93


def find_lines(
    matches: PairMatches, pair: FilmPair, *thresholds: ScoreThreshold
) -> list[AlignedLine]:
    """Find the best lines of a pair of films, no two of which share a row on both sides.

    Parameters
    ----------
    matches
        The matches of the two films.
    pair
        What is known of their rows.
    *thresholds
        The evidence that a line needs. What passes a later threshold is sought only among what
        the earlier ones left.
    """
    lines: list[AlignedLine] = []
    for threshold in thresholds:
        # Where all matches together are too few, no line can be enough.
        while threshold.passed(*matches.max_scores):
            best = _best_of_each_line(matches, pair, threshold)
            taken: list[AlignedLine] = []
            for line in sorted(best, key=lambda line: -line.score):
                # What shares rows with a better one is looked at again without its matches.
                if not any(_touch(line, better) for better in taken):
                    taken.append(line)
            if not taken:
                break
            lines += taken
            free = np.ones(len(matches.query), bool)
            for line in taken:
                free &= ~(_inside(matches, line) | _same_shot(matches, line, pair))
            matches = matches.keep(free)
    return lines


def _best_of_each_line(
    matches: PairMatches, pair: FilmPair, threshold: ScoreThreshold
) -> list[AlignedLine]:
    weighed = np.append(0, np.cumsum(pair.weight))
    lines = []
    for speed in SPEEDS:
        lag = np.rint(matches.reference - speed * matches.query).astype(np.int64)
        # A match within a row of the line belongs to it: copies are sampled at any phase.
        lags = np.concatenate([lag - 1, lag, lag + 1])
        beside = OFF_LINE_WEIGHT * matches.closeness
        closeness = np.concatenate([beside, matches.closeness, beside])
        query = np.tile(matches.query, 3)
        order = np.lexsort((-closeness, query, lags))
        first = np.ones(len(query), bool)
        first[1:] = (np.diff(lags[order]) != 0) | (np.diff(query[order]) != 0)
        order = order[first]
        share = np.tile(matches.evidence / matches.closeness, 3)[order]
        on_lines = PairMatches(
            query[order], lags[order], closeness[order], share * closeness[order]
        )
        lines += _best_stretches(on_lines, weighed, speed, threshold)
    return lines


def _best_stretches(
    matches: PairMatches, weighed: Numbers, speed: float, threshold: ScoreThreshold
) -> list[AlignedLine]:
    """Return every stretch with enough evidence, line by line; ``matches.reference`` is the lag."""
    # A slow line meets each row of the reference more than once: that is no more evidence.
    trust = 1.0 if speed == 1 else SPEED_PRIOR * min(1.0, speed) ** 0.5
    lags = matches.reference
    begins = np.flatnonzero(np.append(True, lags[1:] != lags[:-1]))
    ends = np.append(begins[1:], len(lags))
    bonus = np.maximum.reduceat(matches.closeness - matches.evidence, begins) + ROUNDING
    score = (np.add.reduceat(matches.evidence, begins) + bonus) * trust
    full_score = (np.add.reduceat(matches.closeness, begins) + ROUNDING) * trust
    enough = score >= threshold.score
    enough |= (score >= threshold.low_score) & (full_score >= threshold.full_score)
    # Before and after the best stretch of a line there may be others.
    waiting = list(zip(begins[enough].tolist(), ends[enough].tolist(), strict=True))
    lines = []
    while waiting:
        begin, end = waiting.pop()
        evidence, first, last = _best_stretch(matches, begin, end, weighed)
        matched = matches.closeness[first : last + 1]
        rows = int(matches.query[first]), int(matches.query[last])
        full = float(matched.sum()) - GAP_PENALTY * (rows[1] + 1 - rows[0] - len(matched))
        scores = evidence * trust, max(evidence, full) * trust
        if threshold.passed(*scores):
            lines.append(AlignedLine(*scores, *rows, speed, int(lags[begin])))
            waiting += [rest for rest in ((begin, first), (last + 1, end)) if rest[0] < rest[1]]
    return lines


def _best_stretch(
    matches: PairMatches, begin: int, end: int, weighed: Numbers
) -> tuple[float, int, int]:
    """Return the largest sum of evidence less gaps, and the first and last match of its stretch."""
    query, evidence = matches.query[begin:end], matches.evidence[begin:end]
    before_row, after_row = weighed[query], weighed[query + 1]
    missed = before_row - before_row[0] - np.append(0, np.cumsum(after_row - before_row)[:-1])
    total = np.cumsum(evidence) - GAP_PENALTY * missed
    before = np.minimum.accumulate(total - evidence)
    last = int(np.argmax(total - before))
    first = int(np.argmin((total - evidence)[: last + 1]))
    # Whatever came before it in its film, one row of the stretch is new, and counts fully.
    stretch = slice(begin + first, begin + last + 1)
    bonus = matches.closeness[stretch].max() - matches.evidence[stretch].max()
    return float(total[last] - before[last] + bonus), begin + first, begin + last


def _touch(line: AlignedLine, other: AlignedLine) -> bool:
    """Return whether two lines share a row on either side."""
    queries, references = (line.query, other.query), (line.reference, other.reference)
    return spans_overlap(*queries) or spans_overlap(*references)


def _inside(matches: PairMatches, line: AlignedLine) -> NDArray[np.bool_]:
    """Return which matches lie in the box that a line spans, or within a row of it."""
    low, high = line.reference
    inside = (matches.query >= line.first - 1) & (matches.query <= line.last + 1)
    return inside & (matches.reference >= low - 2) & (matches.reference <= high + 1)


def _same_shot(matches: PairMatches, line: AlignedLine, pair: FilmPair) -> NDArray[np.bool_]:
    """Return which matches link a row of the line to another moment of the copied shot."""
    low, high = line.reference
    copied = np.rint(line.speed * matches.query + line.lag).astype(np.int64)
    copied = np.clip(copied, 0, len(pair.reference) - 1)
    within = (matches.query >= line.first) & (matches.query <= line.last)
    same: NDArray[np.bool_] = within & (pair.reference[matches.reference] == pair.reference[copied])
    copy = np.rint((matches.reference - line.lag) / line.speed).astype(np.int64)
    copy = np.clip(copy, 0, len(pair.query) - 1)
    within = (matches.reference >= low) & (matches.reference < high)
    same |= within & (pair.query[matches.query] == pair.query[copy])
    return same


def explained(decoy: AlignedLine, lines: list[AlignedLine], last: int) -> bool:
    """Return whether a backward line lies in a better forward one.

    Parameters
    ----------
    decoy
        A line whose reference is counted backward.
    lines
        The forward lines of the same films.
    last
        Last row of the reference.
    """
    low, high = decoy.reference
    forward = (last + 1 - high, last + 1 - low)
    return any(
        line.score >= decoy.score
        and spans_overlap(line.query, decoy.query)
        and spans_overlap(line.reference, forward)
        for line in lines
    )
