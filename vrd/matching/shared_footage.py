"""Tell footage that films share from pictures that many films have.

A black leader, a slate or a talking head before a wall looks alike in many films, at any moment of
it. A moving shot that was reused looks like its copy at one moment only. So a line of matches is
taken for shared footage, in however many films it is, if it has evidence enough and if its rows
are nearer to their rows on the line than to other rows of the same film.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from vrd.core.matches import Matches
from vrd.core.sequences import AlignedSequence
from vrd.core.timelines import Timeline
from vrd.matching.alignment import align_sequences
from vrd.matching.novelty import Novelty
from vrd.matching.pair_table import MAX_ROWS_OFF, PairTable

#: Least evidence of shared footage, and least evidence that other rows of the film do not have as
#: well, in seconds of perfect match. Credits that roll alike in several demo films have up to 3.03.
MIN_EVIDENCE_S, MIN_OWN_EVIDENCE_S = 3.2, 1.5
#: Rows off its line from which on a match belongs to another moment.
MIN_ROWS_BESIDE = 2.0

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]


def find_shared_footage(
    matches: Matches, timeline: Timeline, *, max_distance: float, novelty: Novelty | None = None
) -> list[AlignedSequence]:
    """Find the lines of matches that only shared footage makes.

    Parameters
    ----------
    matches
        Pairs of rows, with their distances as the search gave them.
    timeline
        The timeline they belong to.
    max_distance
        Squared L2 distance at which a match says nothing any more.
    novelty
        How much each row differs from the one before it; without it, every row counts fully.

    Returns
    -------
    list of AlignedSequence
        The best evidence first.
    """
    novelty = Novelty.full(len(timeline)) if novelty is None else novelty
    aligned = align_sequences(
        matches,
        timeline,
        max_distance=max_distance,
        novelty=novelty,
        min_score=MIN_EVIDENCE_S,
        with_decoys=False,
    )
    pairs = PairTable(matches, timeline)
    return [
        line
        for line in aligned.sequences
        if _own_evidence(line, pairs, max_distance, novelty.scale.novelty) >= MIN_OWN_EVIDENCE_S
    ]


def lie_on_lines(matches: Matches, timeline: Timeline, lines: Iterable[AlignedSequence]) -> Mask:
    """Return which matches lie on one of several lines, shape (m,)."""
    pairs, result = PairTable(matches, timeline), np.zeros(len(matches), bool)
    for line in lines:
        rows = pairs.rows(line)
        result[rows.positions[(rows.off <= MAX_ROWS_OFF) & rows.within]] = True
    return result


def rows_sharing_films(timeline: Timeline, lines: Sequence[AlignedSequence]) -> NDArray[np.int64]:
    """Return which row shares footage with which film, as sorted numbers.

    The number of row r and film f is ``r * len(timeline.videos) + f``.
    """
    numbers = [np.empty(0, np.int64)]
    for line in lines:
        films = [int(timeline.video[row]) for row in line[:2]]
        spans = line.query_span, line.reference_span
        for film, other, (start, end) in zip(films, films[::-1], spans, strict=True):
            first, last = timeline.row_at(film, np.array([start, max(start, end - 1e-6)]))
            numbers.append(np.arange(first, last + 1) * len(timeline.videos) + other)
    return np.unique(np.concatenate(numbers))


def _own_evidence(
    line: AlignedSequence, pairs: PairTable, max_distance: float, novelty: float
) -> float:
    """Return the evidence of a line that other rows of its films do not have as well, in s.

    A row counts fully if it is nearer to its row on the line than to every other moment of the
    other film by ``novelty``. Of the two films the one that says more counts.
    """
    rows = pairs.rows(line)
    inside = rows.within & (rows.distance < max_distance)
    on, beside = inside & (rows.off < MAX_ROWS_OFF), inside & (rows.off >= MIN_ROWS_BESIDE)
    evidence = 0.0
    for side in (rows.query, rows.reference):
        nearest = _nearest(side, rows.distance, on, max_distance)
        other = _nearest(side, rows.distance, beside, max_distance)
        share = np.clip((other - nearest) / novelty, 0, 1)
        evidence = max(evidence, float(((1 - nearest / max_distance) * share).sum()))
    return evidence / pairs.timeline.mean_fps


def _nearest(
    rows: NDArray[np.int64], distances: NDArray[np.float32], mask: Mask, otherwise: float
) -> Numbers:
    """Return the least distance of each row that has matches, in row order."""
    distinct, numbers = np.unique(rows, return_inverse=True)
    nearest = np.full(len(distinct), otherwise, np.float64)
    np.minimum.at(nearest, numbers[mask], distances[mask])
    return nearest
