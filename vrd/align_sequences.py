"""From matches to aligned sequences: straight lines of any plausible speed, and their evidence.

The published runs (`vrd.find_sequences`) follow one lag, and every row counts alike. Here a
sequence is a line ``reference = speed x query + lag`` between two films:

* A match within a row of the line speaks for it by ``1 - distance / max_distance``, at most 1
  (a perfect second), times how much its picture differs from the one before it: twenty seconds
  of one still picture are hardly more evidence than one.
* Each row between two matches that has none speaks against it by `MISS`.
* The best stretch of a line is the one whose sum is largest (Kadane's maximum subarray). Of the
  stretches of two films the best is taken, the matches in the box that it spans are set aside,
  and so on, until none has the evidence asked for.

**How sure.** Chance, as it knows no direction, makes as many sequences when one film of each
pair runs backward. These decoys (Elias & Gygi 2007, for proteomics) are counted at the score of
each sequence: their share is the probability that it is chance. A decoy that lies in a better
sequence is that one's still picture, and does not count.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vrd.fingerprints import Fingerprints
from vrd.frames import Frames
from vrd.matches import Matches
from vrd.sequences import AlignedSequence

#: Seconds of the reference per second of the query.
SPEEDS = (1.0, 0.8, 0.9, 0.96, 1.04, 1.12, 1.25)
MISS = 0.75
#: A speed other than 1 must explain more, by so much.
OTHER_SPEED = 0.95
#: What a match a row beside the line counts: of two lines the one that goes through them wins.
BESIDE = 0.97
#: Squared L2 distance to the row before at which a picture counts as another one.
NEW = 0.24
LEAST_NEW = 0.12
_BLOCK = 4096

Numbers = NDArray[np.float64]
Rows = NDArray[np.int64]


class _Hits(NamedTuple):
    """Matches of one pair of films, counted from the films' own first rows."""

    query: Rows
    reference: Rows
    evidence: Numbers


class _Line(NamedTuple):
    """A stretch of a line: rows ``first`` to ``last`` of the query."""

    score: float
    first: int
    last: int
    speed: float
    lag: int

    @property
    def query(self) -> tuple[float, float]:
        """Seconds in rows, half-open."""
        return float(self.first), float(self.last + 1)

    @property
    def reference(self) -> tuple[float, float]:
        """The same stretch in the reference."""
        middle, half = self.lag + 0.5, self.speed / 2
        return (
            self.speed * self.first + middle - half,
            self.speed * self.last + middle + half,
        )


def distinctness(fingerprints: Fingerprints, frames: Frames) -> NDArray[np.float32]:
    """How much each row differs from the one before it in its film, `LEAST_NEW` to 1.

    Parameters
    ----------
    fingerprints
        Of length 1; read block by block.
    frames
        The timeline they belong to.

    Returns
    -------
    ndarray of float32, shape (n,)
    """
    new = np.ones(len(fingerprints), np.float32)
    for start in range(0, len(fingerprints) - 1, _BLOCK):
        vectors = fingerprints.read(start, min(start + _BLOCK + 1, len(fingerprints)))
        steps = ((vectors[1:] - vectors[:-1]) ** 2).sum(axis=1)
        new[start + 1 : start + len(vectors)] = steps / NEW
    new[frames.first[:-1][np.diff(frames.first) > 0]] = 1
    return np.clip(new, LEAST_NEW, 1)


def align_sequences(
    matches: Matches,
    frames: Frames,
    *,
    max_distance: float,
    weight: NDArray[np.float32] | None = None,
    min_score: float = 2.0,
    max_chance: float = 1.0,
) -> list[AlignedSequence]:
    """Find lines of matches between different films, the best evidence first.

    Parameters
    ----------
    matches
        Pairs of rows; those of one film are ignored.
    frames
        The timeline they belong to.
    max_distance
        Squared L2 distance at which a match says nothing any more.
    weight : ndarray, shape (n,), optional
        What each row counts, 0 to 1; see `distinctness`.
    min_score
        Least evidence of a sequence, in perfect seconds.
    max_chance
        Drop sequences more likely than this to be chance, 0 to 1.

    Returns
    -------
    list of AlignedSequence
        With exact speed and ends to a row, ``score`` and ``confidence``.

    Raises
    ------
    ValueError
        If a setting makes no sense.
    """
    if not (max_distance > 0 and min_score > 0 and 0 <= max_chance <= 1):
        raise ValueError(
            f"max_distance {max_distance} and min_score {min_score} must be above 0, and "
            f"max_chance {max_chance} from 0 to 1"
        )
    found: list[tuple[_Line, int, int]] = []
    decoys: list[float] = []
    weight = np.ones(len(frames), np.float32) if weight is None else weight
    for query, reference, hits in _pairs(matches, frames, max_distance, weight):
        lines = _lines(hits, min_score)
        last = int(frames.first[reference + 1] - frames.first[reference]) - 1
        backward = _lines(hits._replace(reference=last - hits.reference), min_score)
        decoys += [one.score for one in backward if not _explained(one, lines, last)]
        found += [(one, query, reference) for one in lines]
    found.sort(key=lambda one: (-one[0].score, one[1:]))
    scores = np.array([one[0].score for one in found])
    sure = 1 - _chance(scores, np.sort(decoys))
    return [
        _aligned(line, query, reference, frames, float(confidence))
        for (line, query, reference), confidence in zip(found, sure, strict=True)
        if confidence >= 1 - max_chance
    ]


def _pairs(
    matches: Matches, frames: Frames, max_distance: float, weight: NDArray[np.float32]
) -> list[tuple[int, int, _Hits]]:
    """The matches of every pair of different films that has any."""
    film, other = frames.video[matches.query], frames.video[matches.reference]
    near = (film != other) & (matches.distance < max_distance)
    kept = matches.keep(near)
    if not len(kept):
        return []
    pair = film[near].astype(np.int64) * len(frames.videos) + other[near]
    order = np.argsort(pair, kind="stable")
    numbers, starts = np.unique(pair[order], return_index=True)
    evidence = 1 - kept.distance.astype(np.float64) / max_distance
    evidence *= np.minimum(weight[kept.query], weight[kept.reference])
    result = []
    for number, mine in zip(numbers.tolist(), np.split(order, starts[1:]), strict=True):
        one, two = divmod(number, len(frames.videos))
        hits = _Hits(
            kept.query[mine] - frames.first[one],
            kept.reference[mine] - frames.first[two],
            evidence[mine],
        )
        result.append((one, two, hits))
    return result


def _lines(hits: _Hits, min_score: float) -> list[_Line]:
    """The best lines of a pair of films, no two of which share a row on both sides."""
    found: list[_Line] = []
    # Where all matches together are too few, no line can be enough.
    while len(hits.query) and hits.evidence.sum() >= min_score:
        best = sorted(_best_of_each_line(hits, min_score), key=lambda one: -one.score)
        taken: list[_Line] = []
        for line in best:
            if not any(_overlap(line, one) for one in taken):
                taken.append(line)
        if not taken:
            break
        found += taken
        free = np.ones(len(hits.query), bool)
        for line in taken:
            free &= ~_inside(hits, line)
        hits = _Hits(hits.query[free], hits.reference[free], hits.evidence[free])
    return found


def _best_of_each_line(hits: _Hits, min_score: float) -> list[_Line]:
    result = []
    for speed in SPEEDS:
        lag = np.rint(hits.reference - speed * hits.query).astype(np.int64)
        # A match within a row of the line belongs to it: copies are sampled at any phase.
        lags = np.concatenate([lag - 1, lag, lag + 1])
        query = np.tile(hits.query, 3)
        beside = hits.evidence * BESIDE
        evidence = np.concatenate([beside, hits.evidence, beside])
        order = np.lexsort((-evidence, query, lags))
        lags, query, evidence = lags[order], query[order], evidence[order]
        first = np.ones(len(query), bool)
        first[1:] = (lags[1:] != lags[:-1]) | (query[1:] != query[:-1])
        lags, query, evidence = lags[first], query[first], evidence[first]
        result += _best_stretches(lags, query, evidence, speed, min_score)
    return result


def _best_stretches(
    lags: Rows, query: Rows, evidence: Numbers, speed: float, min_score: float
) -> list[_Line]:
    """Every stretch with enough evidence, line by line."""
    trust = 1.0 if speed == 1 else OTHER_SPEED
    begins = np.flatnonzero(np.append(True, lags[1:] != lags[:-1]))
    ends = np.append(begins[1:], len(lags))
    enough = np.add.reduceat(evidence, begins) * trust >= min_score
    # Before and after the best stretch of a line there may be others.
    waiting = list(zip(begins[enough].tolist(), ends[enough].tolist(), strict=True))
    result = []
    while waiting:
        begin, end = waiting.pop()
        score, first, last = _best_stretch(query[begin:end], evidence[begin:end])
        if score * trust >= min_score:
            lag = int(lags[begin])
            rows = int(query[begin + first]), int(query[begin + last])
            result.append(_Line(score * trust, *rows, speed, lag))
            rest = (begin, begin + first), (begin + last + 1, end)
            waiting += [one for one in rest if one[0] < one[1]]
    return result


def _best_stretch(query: Rows, evidence: Numbers) -> tuple[float, int, int]:
    """Largest sum of evidence less misses, and the first and last match of that stretch."""
    total = np.cumsum(evidence) - MISS * (query - query[0] - np.arange(len(query)))
    before = np.minimum.accumulate(total - evidence)
    last = int(np.argmax(total - before))
    first = int(np.argmin((total - evidence)[: last + 1]))
    return float(total[last] - before[last]), first, last


def _overlap(one: _Line, other: _Line) -> bool:
    return _meet(one.query, other.query) and _meet(one.reference, other.reference)


def _meet(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _inside(hits: _Hits, line: _Line) -> NDArray[np.bool_]:
    low, high = line.reference
    inside = (hits.query >= line.first - 1) & (hits.query <= line.last + 1)
    return inside & (hits.reference >= low - 2) & (hits.reference <= high + 1)


def _explained(decoy: _Line, lines: list[_Line], last: int) -> bool:
    """Whether a backward line lies in a better forward one."""
    low, high = decoy.reference
    forward = (last + 1 - high, last + 1 - low)
    return any(
        line.score >= decoy.score
        and _meet(line.query, decoy.query)
        and _meet(line.reference, forward)
        for line in lines
    )


def _chance(scores: Numbers, decoys: Numbers) -> Numbers:
    """Expected share of chance among sequences of at least each score; scores fall."""
    if not len(scores):
        return scores
    above = len(decoys) - np.searchsorted(decoys, scores, side="left")
    share = np.minimum(above / np.arange(1, len(scores) + 1), 1.0)
    # The share at a score is the least that any lower limit would have.
    result: Numbers = np.minimum.accumulate(share[::-1])[::-1]
    return result


def _aligned(
    line: _Line, query: int, reference: int, frames: Frames, confidence: float
) -> AlignedSequence:
    fps = frames.fps
    rows = frames.videos[reference].rows
    low, high = max(line.reference[0], 0.0), min(line.reference[1], float(rows))
    start = min(round(low), rows - 1)
    one, two = int(frames.first[query]) + line.first, int(frames.first[reference]) + start
    duration = max(line.last + 1 - line.first, round(high) - start, 1)
    room = min(frames.first[query + 1] - one, frames.first[reference + 1] - two)
    return AlignedSequence.make(
        (one, two, min(duration, int(room))),
        (line.first / fps, float(frames.end[int(frames.first[query]) + line.last])),
        (low / fps, high / fps),
        speed=line.speed,
        confidence=confidence,
        score=line.score / fps,
    )
