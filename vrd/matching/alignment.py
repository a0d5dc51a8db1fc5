"""From matches to aligned sequences: straight lines of any plausible speed, and their evidence.

The published runs (`vrd.matching.runs`) follow one lag, and every row counts alike. Here a
sequence is a line ``reference = speed x query + lag`` between two films:

* A match within a row of the line speaks for it by ``1 - distance / max_distance``, at most 1
  (a perfect second), times how much its picture differs from the one before it, but for one that
  counts fully: twenty seconds of one still picture are hardly more evidence than one.
* Each row between two matches that has none speaks against it by `GAP_PENALTY`, weighed likewise.
* The best stretch of a line is the one whose sum is largest (Kadane's maximum subarray). Of the
  stretches of two films the best is taken; the matches in the box that it spans are set aside,
  and those of its rows with other moments of the same shot, as a row is a copy of one moment
  only; and so on, until none has the evidence asked for.

**How sure.** Chance makes as many sequences when one film of each pair runs backward
(`vrd.core.decoys`). A decoy that lies in a better sequence is that one's still picture, and does
not count.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from vrd.core.decoys import DecoyCounts
from vrd.core.fingerprints import Fingerprints
from vrd.core.matches import Matches
from vrd.core.scale import USUAL_SCALE, Scale
from vrd.core.sequences import AlignedSequence
from vrd.core.timelines import Timeline
from vrd.matching.clock import Clock
from vrd.matching.lines import (
    AlignedLine,
    FilmPair,
    PairMatches,
    ScoreThreshold,
    explained,
    find_lines,
)

#: Least evidence of a candidate, in seconds, as it is and if every row counted fully.
CANDIDATE_SCORE, CANDIDATE_FULL_SCORE = 0.5, 1.9
_BLOCK = 4096


def frame_novelty(fingerprints: Fingerprints, frames: Timeline) -> NDArray[np.float32]:
    """How far each row is from the one before it in its film.

    Parameters
    ----------
    fingerprints
        Of length 1; read block by block.
    frames
        The timeline they belong to.

    Returns
    -------
    ndarray of float32, shape (n,)
        Squared L2; infinity for the first row of a film.
    """
    result = np.full(len(fingerprints), np.inf, np.float32)
    for start in range(0, len(fingerprints) - 1, _BLOCK):
        vectors = fingerprints.read(start, min(start + _BLOCK + 1, len(fingerprints)))
        result[start + 1 : start + len(vectors)] = ((vectors[1:] - vectors[:-1]) ** 2).sum(axis=1)
    result[frames.first[:-1][np.diff(frames.first) > 0]] = np.inf
    return result


class Alignment(NamedTuple):
    """What was found.

    Attributes
    ----------
    sequences
        The best evidence first.
    chance
        What chance would find at every score (seconds).
    candidates
        What has too little evidence as next to nothing moves in it, but would have enough if its
        pictures counted fully, the most of it first: their score is that evidence.
    """

    sequences: list[AlignedSequence]
    chance: DecoyCounts
    candidates: list[AlignedSequence]


def align_sequences(
    matches: Matches,
    frames: Timeline,
    *,
    max_distance: float,
    steps: NDArray[np.float32] | None = None,
    scale: Scale = USUAL_SCALE,
    min_score: float = 1.5,
    max_chance: float = 1.0,
    with_candidates: bool = False,
) -> Alignment:
    """Find lines of matches between different films, the best evidence first.

    Parameters
    ----------
    matches
        Pairs of rows; those of one film are ignored.
    frames
        The timeline they belong to.
    max_distance
        Squared L2 distance at which a match says nothing any more.
    steps : ndarray, shape (n,), optional
        How far each row is from the one before it; see `frame_novelty`. Without, every row counts
        fully, and stands for a shot of its own.
    scale
        Of the fingerprints: how ``steps`` are read.
    min_score
        Least evidence of a sequence, in perfect seconds.
    max_chance
        Drop sequences more likely than this to be chance, 0 to 1.
    with_candidates
        Look for candidates, too.

    Returns
    -------
    Alignment
        The sequences, with speed and ends to a row, ``score`` and ``confidence``; what chance
        would find at every score; and the candidates.

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
    if frames.fps is None:
        settings = {"scale": scale, "min_score": min_score, "max_chance": max_chance}
        settings |= {"max_distance": max_distance, "with_candidates": with_candidates}
        return _aligned_on_a_clock(matches, frames, steps, settings)
    found: list[tuple[AlignedLine, int, int]] = []
    decoys: list[float] = []
    least = ScoreThreshold.of(min_score * frames.mean_fps)  # lines count in rows
    also = (
        min(CANDIDATE_SCORE, min_score) * frames.mean_fps,
        max(CANDIDATE_FULL_SCORE, min_score) * frames.mean_fps,
    )
    thresholds = [least, ScoreThreshold(least.score, *also)] if with_candidates else [least]
    steps = np.full(len(frames), np.inf, np.float32) if steps is None else steps
    shots = np.cumsum(steps > scale.shot_cut, dtype=np.int64)
    weight = np.clip(steps / scale.novelty, scale.min_novelty, 1).astype(np.float64)
    for query, reference, hits in _pairs(matches, frames, max_distance, weight):
        one, other = (shots[slice(*frames.first[i : i + 2])] for i in (query, reference))
        films = FilmPair(one, other, weight[slice(*frames.first[query : query + 2])])
        lines = find_lines(hits, films, *thresholds)
        last = len(other) - 1
        reversed_hits = hits._replace(reference=last - hits.reference)
        reversed_films = films._replace(reference=other[::-1])
        backward = find_lines(reversed_hits, reversed_films, least)
        decoys += [one.score for one in backward if not explained(one, lines, last)]
        found += [(one, query, reference) for one in lines]
    found.sort(key=lambda one: (-one[0].score, one[1:]))
    enough = [one for one in found if one[0].score >= least.score]
    scores = np.array([one[0].score for one in enough]) / frames.mean_fps
    chance = DecoyCounts.at_least(scores, np.array(decoys) / frames.mean_fps)
    confidence = chance.confidence(scores)
    sure = int(np.count_nonzero(confidence >= 1 - max_chance))  # falls with the score
    sequences = [
        _aligned(*one, frames, float(sureness))
        for one, sureness in zip(enough[:sure], confidence, strict=False)
    ]
    candidates = [
        _aligned(line._replace(score=line.full_score), query, reference, frames, float("nan"))
        for line, query, reference in found[sure:]
        if with_candidates and line.full_score >= thresholds[-1].full_score
    ]
    candidates.sort(key=lambda one: (-one.score, one))
    return Alignment(sequences, chance, candidates)


def _aligned_on_a_clock(
    matches: Matches,
    frames: Timeline,
    steps: NDArray[np.float32] | None,
    settings: dict[str, Any],
) -> Alignment:
    """Align rows that are not equally long; see `vrd.matching.clock`."""
    clock = Clock.of(frames)
    if steps is not None:
        settings["steps"] = clock.steps(steps, settings["scale"].shot_cut)
    aligned = align_sequences(clock.matches(matches), clock.ticks, **settings)
    return aligned._replace(
        sequences=[clock.in_rows(sequence) for sequence in aligned.sequences],
        candidates=[clock.in_rows(candidate) for candidate in aligned.candidates],
    )


def _pairs(
    matches: Matches, frames: Timeline, max_distance: float, weight: NDArray[np.float64]
) -> list[tuple[int, int, PairMatches]]:
    """The matches of every pair of different films that has any."""
    film, other = frames.video[matches.query], frames.video[matches.reference]
    near = (film != other) & (matches.distance < max_distance)
    kept = matches.keep(near)
    if not len(kept):
        return []
    pair = film[near].astype(np.int64) * len(frames.videos) + other[near]
    order = np.argsort(pair, kind="stable")
    numbers, starts = np.unique(pair[order], return_index=True)
    closeness = 1 - kept.distance.astype(np.float64) / max_distance
    evidence = closeness * np.minimum(weight[kept.query], weight[kept.reference])
    result = []
    for number, mine in zip(numbers.tolist(), np.split(order, starts[1:]), strict=True):
        one, two = divmod(number, len(frames.videos))
        hits = PairMatches(
            kept.query[mine] - frames.first[one],
            kept.reference[mine] - frames.first[two],
            closeness[mine],
            evidence[mine],
        )
        result.append((one, two, hits))
    return result


def _aligned(
    line: AlignedLine, query: int, reference: int, frames: Timeline, confidence: float
) -> AlignedSequence:
    fps = frames.mean_fps
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
