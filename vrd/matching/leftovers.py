"""Search again what lies beside sequences whose exact ends turned out to be nearer.

Two stretches that follow one another in both films may lie on one line of another speed. The closer
look then finds the ends of one of them, and the other would be lost.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from vrd.core.matches import Matches
from vrd.core.sequences import AlignedSequence
from vrd.core.timelines import Timeline
from vrd.matching.alignment import align_sequences
from vrd.matching.novelty import Novelty
from vrd.matching.pair_table import PairTable

#: Seconds by which ends must have moved inwards for another stretch to have room there.
MIN_LEFT_S = 2.0


def find_leftovers(
    refined: Iterable[tuple[AlignedSequence, AlignedSequence]],
    matches: Matches,
    timeline: Timeline,
    *,
    max_distance: float,
    novelty: Novelty,
    min_score: float,
) -> list[AlignedSequence]:
    """Find sequences beside those that became much shorter.

    Parameters
    ----------
    refined
        Pairs of a sequence as it was found, and with its exact ends.
    matches
        The matches that the sequences were found in.
    timeline
        The timeline they belong to.
    max_distance, novelty, min_score
        As for `vrd.matching.alignment.align_sequences`.

    Returns
    -------
    list of AlignedSequence
        The best evidence first, with ends to a row.
    """
    pairs = PairTable(matches, timeline)
    left = np.zeros(len(matches), bool)
    for coarse, exact in refined:
        if _room(coarse, exact) >= MIN_LEFT_S:
            left |= _beside(coarse, exact, pairs, len(matches))
    if not left.any():
        return []
    found = align_sequences(
        matches.keep(left),
        timeline,
        max_distance=max_distance,
        novelty=novelty,
        min_score=min_score,
        with_decoys=False,
    )
    return found.sequences


def _room(coarse: AlignedSequence, exact: AlignedSequence) -> float:
    """Return the seconds of the query that were lost at one end, where most were."""
    return max(
        exact.query_span[0] - coarse.query_span[0], coarse.query_span[1] - exact.query_span[1]
    )


def _beside(
    coarse: AlignedSequence, exact: AlignedSequence, pairs: PairTable, count: int
) -> NDArray[np.bool_]:
    """Return which matches lie in the box of a sequence, and beside its exact ends."""
    rows, middle = pairs.rows(coarse), pairs.timeline.middle
    beside = np.zeros(count, bool)
    query, reference = middle[rows.query], middle[rows.reference]
    inside = _within(query, coarse.query_span) & _within(reference, coarse.reference_span)
    taken = _within(query, exact.query_span) | _within(reference, exact.reference_span)
    beside[rows.positions[inside & ~taken]] = True
    return beside


def _within(seconds: NDArray[np.float64], span: tuple[float, float]) -> NDArray[np.bool_]:
    return (seconds > span[0]) & (seconds < span[1])
