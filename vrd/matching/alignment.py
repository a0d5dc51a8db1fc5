"""Find aligned sequences among matches: straight lines of any plausible speed, by evidence.

The published runs (`vrd.matching.runs`) follow one lag, and every row counts alike. Here a
sequence is a line ``reference = speed x query + lag`` between two films:

* A match within a row of the line speaks for it by ``1 - distance / max_distance``, at most 1
  (a perfect second), times the novelty of its picture: how much that differs from the one before
  it. One picture of a sequence counts fully. So twenty seconds of one still picture are hardly
  more evidence than one.
* Each row between two matches that has none speaks against it by `GAP_PENALTY`, weighed likewise.
* The best stretch of a line is the one whose sum is largest (Kadane's maximum subarray). Of the
  stretches of two films the best is taken; the matches in the box that it spans are set aside,
  and so are those of its rows with other moments of the same shot, as a row is a copy of one
  moment only. This is repeated until no stretch has the evidence asked for.

**Confidence.** Chance makes as many sequences when one film of each pair runs backward
(`vrd.core.decoys`). A decoy that lies in a better sequence is that one's still picture, and does
not count.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vrd.core.decoys import DecoyCounts
from vrd.core.matches import Matches
from vrd.core.sequences import AlignedSequence
from vrd.core.timelines import Timeline
from vrd.matching.aligned_lines import AlignedLine, FilmPair, PairMatches, ScoreThreshold
from vrd.matching.clock import Clock
from vrd.matching.lines import explained, find_lines
from vrd.matching.novelty import Novelty

#: Least evidence of a candidate in seconds, as it is and if every row counted fully.
CANDIDATE_SCORE, CANDIDATE_FULL_SCORE = 0.5, 1.9


class Alignment(NamedTuple):
    """Hold what `align_sequences` found.

    Attributes
    ----------
    sequences
        The best evidence first.
    decoys
        How many sequences there are at every score (seconds), and how many chance makes.
    candidates
        Sequences with too little evidence as next to nothing moves in them, which would have
        enough if their pictures counted fully, the most of it first; ``score`` is that evidence.
    """

    sequences: list[AlignedSequence]
    decoys: DecoyCounts
    candidates: list[AlignedSequence]


def align_sequences(
    matches: Matches,
    timeline: Timeline,
    *,
    max_distance: float,
    novelty: Novelty | None = None,
    min_score: float = 1.5,
    max_false_discovery_rate: float = 1.0,
    with_candidates: bool = False,
    with_decoys: bool = True,
) -> Alignment:
    """Find lines of matches between different films, the best evidence first.

    Parameters
    ----------
    matches
        Pairs of rows; those of one film are ignored.
    timeline
        The timeline they belong to.
    max_distance
        Squared L2 distance at which a match says nothing any more.
    novelty
        How much each row differs from the one before it; see `vrd.matching.novelty`. Without it,
        every row counts fully, and stands for a shot of its own.
    min_score
        Least evidence of a sequence, in seconds of perfect match.
    max_false_discovery_rate
        Largest share of the sequences that chance may make, 0 to 1.
    with_candidates
        Look for candidates, too.
    with_decoys
        Count what chance makes. Without, confidence is 1 everywhere, in half the time.

    Returns
    -------
    Alignment
        The sequences, with speed and ends to a row, ``score`` and ``confidence``; how many chance
        would make at every score; and the candidates.

    Raises
    ------
    ValueError
        If a setting makes no sense.
    """
    for name, value, good, message in (
        ("max_distance", max_distance, max_distance > 0, "a distance above 0"),
        ("min_score", min_score, min_score > 0, "above 0 seconds of evidence"),
        (
            *("max_false_discovery_rate", max_false_discovery_rate),
            *(0 <= max_false_discovery_rate <= 1, "a share, from 0 to 1"),
        ),
    ):
        if not good:
            raise ValueError(f"{name} is {value:g}; it must be {message}")
    novelty = Novelty.full(len(timeline)) if novelty is None else novelty
    # Rows that are not equally long are aligned on a clock.
    clock = Clock.of(timeline) if timeline.fps is None else None
    if clock is not None:
        matches, novelty, timeline = clock.matches(matches), clock.novelty(novelty), clock.ticks
    thresholds = _thresholds(min_score, timeline.mean_fps, with_candidates=with_candidates)
    options = {"with_decoys": with_decoys}
    found = _lines_of_all_pairs(matches, timeline, max_distance, novelty, thresholds, **options)
    aligned = _aligned(*found, timeline, thresholds, max_false_discovery_rate)
    return aligned if clock is None else _in_rows(aligned, clock)


def _in_rows(aligned: Alignment, clock: Clock) -> Alignment:
    return aligned._replace(
        sequences=[clock.in_rows(sequence) for sequence in aligned.sequences],
        candidates=[clock.in_rows(candidate) for candidate in aligned.candidates],
    )


def _thresholds(min_score: float, fps: float, *, with_candidates: bool) -> list[ScoreThreshold]:
    """Return the least evidence in rows: of a sequence, and where wanted also of a candidate."""
    whole = ScoreThreshold.of(min_score * fps)
    low_score = min(CANDIDATE_SCORE, min_score) * fps
    full_score = max(CANDIDATE_FULL_SCORE, min_score) * fps
    candidate = ScoreThreshold(whole.score, low_score, full_score)
    return [whole, candidate] if with_candidates else [whole]


class _FoundLine(NamedTuple):
    """Hold a line, and the positions of its two films."""

    line: AlignedLine
    query: int
    reference: int


def _lines_of_all_pairs(
    matches: Matches,
    timeline: Timeline,
    max_distance: float,
    novelty: Novelty,
    thresholds: list[ScoreThreshold],
    *,
    with_decoys: bool,
) -> tuple[list[_FoundLine], NDArray[np.float64]]:
    """Return the lines of all pairs of films, the best first, and the scores of decoys (rows)."""
    shots, weight = novelty.shots, novelty.weights
    found: list[_FoundLine] = []
    decoys: list[float] = []
    for query, reference, pair_matches in _pairs(matches, timeline, max_distance, weight):
        rows, other_rows = (slice(*timeline.first[film : film + 2]) for film in (query, reference))
        pair = FilmPair(shots[rows], shots[other_rows], weight[rows])
        lines = find_lines(pair_matches, pair, *thresholds)
        found += [_FoundLine(line, query, reference) for line in lines]
        if with_decoys:
            decoys += _decoys(pair_matches, pair, lines, thresholds[0])
    found.sort(key=lambda item: (-item.line.score, item.query, item.reference))
    return found, np.array(decoys)


def _decoys(
    matches: PairMatches, pair: FilmPair, lines: list[AlignedLine], threshold: ScoreThreshold
) -> list[float]:
    """Return the scores of lines that go backward in the reference, without still pictures."""
    last = len(pair.reference) - 1
    backward = find_lines(
        matches._replace(reference=last - matches.reference),
        pair._replace(reference=pair.reference[::-1]),
        threshold,
    )
    return [line.score for line in backward if not explained(line, lines, last)]


def _aligned(
    found: list[_FoundLine],
    decoy_scores: NDArray[np.float64],
    timeline: Timeline,
    thresholds: list[ScoreThreshold],
    max_false_discovery_rate: float,
) -> Alignment:
    fps = timeline.mean_fps
    enough = [item for item in found if item.line.score >= thresholds[0].score]
    scores = np.array([item.line.score for item in enough]) / fps
    decoys = DecoyCounts.at_least(scores, decoy_scores / fps)
    confidence = decoys.confidence(scores)
    # Confidence falls with the score.
    confident = int(np.count_nonzero(confidence >= 1 - max_false_discovery_rate))
    sequences = [
        _sequence(item, timeline, float(value))
        for item, value in zip(enough[:confident], confidence, strict=False)
    ]
    candidates = [
        _sequence(item._replace(line=_counted_fully(item.line)), timeline, float("nan"))
        for item in found[confident:]
        if len(thresholds) > 1 and item.line.full_score >= thresholds[-1].full_score
    ]
    candidates.sort(key=lambda candidate: (-candidate.score, candidate))
    return Alignment(sequences, decoys, candidates)


def _counted_fully(line: AlignedLine) -> AlignedLine:
    return line._replace(score=line.full_score)


def _pairs(
    matches: Matches, timeline: Timeline, max_distance: float, weight: NDArray[np.float64]
) -> list[tuple[int, int, PairMatches]]:
    """Return the matches of every pair of different films that has any."""
    query, reference = timeline.video[matches.query], timeline.video[matches.reference]
    near = (query != reference) & (matches.distance < max_distance)
    kept = matches.keep(near)
    if not len(kept):
        return []
    pair = query[near].astype(np.int64) * len(timeline.videos) + reference[near]
    order = np.argsort(pair, kind="stable")
    numbers, starts = np.unique(pair[order], return_index=True)
    closeness = 1 - kept.distance.astype(np.float64) / max_distance
    evidence = closeness * np.minimum(weight[kept.query], weight[kept.reference])
    pairs = []
    for number, own in zip(numbers.tolist(), np.split(order, starts[1:]), strict=True):
        film, other_film = divmod(number, len(timeline.videos))
        pair_matches = PairMatches(
            kept.query[own] - timeline.first[film],
            kept.reference[own] - timeline.first[other_film],
            closeness[own],
            evidence[own],
        )
        pairs.append((film, other_film, pair_matches))
    return pairs


def _sequence(found: _FoundLine, timeline: Timeline, confidence: float) -> AlignedSequence:
    line, fps = found.line, timeline.mean_fps
    rows = timeline.videos[found.reference].rows
    low, high = max(line.reference[0], 0.0), min(line.reference[1], float(rows))
    start = min(round(low), rows - 1)
    query = int(timeline.first[found.query]) + line.first
    reference = int(timeline.first[found.reference]) + start
    duration = max(line.last + 1 - line.first, round(high) - start, 1)
    room = int(timeline.rows_left([query, reference]).min())
    query_end = float(timeline.end[int(timeline.first[found.query]) + line.last])
    return AlignedSequence.make(
        (query, reference, min(duration, room)),
        (line.first / fps, query_end),
        (low / fps, high / fps),
        speed=line.speed,
        confidence=confidence,
        score=line.score / fps,
    )
