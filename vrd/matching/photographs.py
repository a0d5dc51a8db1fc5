"""Find the films that show a photograph of the collection.

A photograph has one row, which is too little for a line of matches (`vrd.matching.alignment`) and
for a run of them (`vrd.matching.runs`). So it is compared by its picture alone: the frame of each
other film that is nearest to it is a sequence of one row, if it is much nearer than a match must
be.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from vrd.core.matches import Matches
from vrd.core.sequences import AlignedSequence
from vrd.core.timelines import Timeline

#: A frame that shows a photograph is at most so far from it, as a share of the limit of matches.
MAX_DISTANCE_SHARE = 0.5


def photograph_sequences(
    matches: Matches,
    timeline: Timeline,
    photographs: NDArray[np.bool_],
    max_distance: float,
    found: Iterable[tuple[int, int, int]] = (),
) -> list[AlignedSequence]:
    """Return the nearest frame of each film to each photograph, as sequences of one row.

    Parameters
    ----------
    matches
        Pairs of rows that are left after every filter.
    timeline
        The timeline they belong to.
    photographs : ndarray of bool, shape (number of films,)
        Which of its films are photographs.
    max_distance
        Squared L2 distance at which a match says nothing any more.
    found
        Sequences that were found before; their pairs of films are left out.

    Returns
    -------
    list of AlignedSequence
        The nearest first. Their score, in seconds, is at most the length of a row.
    """
    query, reference = timeline.video[matches.query], timeline.video[matches.reference]
    near = matches.distance <= MAX_DISTANCE_SHARE * max_distance
    kept = matches.keep(near & (photographs[query] | photographs[reference]) & (query != reference))
    known = {(int(timeline.video[each[0]]), int(timeline.video[each[1]])) for each in found}
    sequences: dict[tuple[int, int], AlignedSequence] = {}
    for position in np.argsort(kept.distance, kind="stable").tolist():
        rows = int(kept.query[position]), int(kept.reference[position])
        pair = int(timeline.video[rows[0]]), int(timeline.video[rows[1]])
        if pair not in known and pair not in sequences:
            closeness = 1 - float(kept.distance[position]) / max_distance
            sequences[pair] = _sequence(rows, timeline, closeness)
    return list(sequences.values())


def _sequence(rows: tuple[int, int], timeline: Timeline, closeness: float) -> AlignedSequence:
    query, reference = (timeline.segment(row) for row in rows)
    seconds = min(query.duration, reference.duration)
    return AlignedSequence.make((*rows, 1), query[1:], reference[1:], score=closeness * seconds)
