"""Find films that show another film in a part of their picture, by its regions.

The regions of every picture (see `vrd.core.regions`) were searched among whole pictures. For each
region, lines are found among these matches as among those of whole pictures, once with the regions
of the query and once with those of the reference. A line beside a better one of the same films says
nothing new, and is dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vrd.core.matches import Matches
from vrd.core.neighbours import Neighbours
from vrd.core.sequences import AlignedSequence, paired_rows
from vrd.core.timelines import Timeline
from vrd.matching.alignment import align_sequences
from vrd.matching.normalization import MAX_TIMES_BACKGROUND, MIN_BACKGROUND, background_distances
from vrd.matching.novelty import Novelty
from vrd.matching.pair_table import MAX_ROWS_OFF, PairTable

#: Times the limit of whole pictures at which a match of a region says nothing: it never shows
#: exactly what the other picture does.
TIMES_LIMIT = 1.25
#: Least evidence in seconds of perfect match, and largest share of what is found that chance may
#: make.
MIN_SCORE_S, MAX_FALSE_DISCOVERY_RATE = 3.0, 0.1
#: Share of a line that lies beside a better one from which on it is dropped.
MAX_BESIDE_SHARE = 0.3


class RegionMatches(NamedTuple):
    """Hold the nearest whole pictures of one region of every picture.

    Attributes
    ----------
    name
        Name of the region.
    neighbours
        What the search answered; ``indices`` are rows of whole pictures.
    novelty
        How much the region of each row differs from that of the row before.
    """

    name: str
    neighbours: Neighbours
    novelty: Novelty


def align_regions(
    regions: Iterable[RegionMatches],
    timeline: Timeline,
    *,
    max_distance: float,
    left_out: NDArray[np.bool_],
    known: Sequence[AlignedSequence],
) -> list[AlignedSequence]:
    """Find lines between a region of one film and whole pictures of another.

    Parameters
    ----------
    regions
        The matches of each region.
    timeline
        The timeline of all rows.
    max_distance
        Squared L2 distance at which a match of two whole pictures says nothing any more.
    left_out : ndarray of bool, shape (n,)
        Rows that match nothing, such as black frames.
    known
        Sequences of whole pictures, which tell more than regions.

    Returns
    -------
    list of AlignedSequence
        The best evidence first, each with ``query_region`` or ``reference_region``.
    """
    found: list[tuple[AlignedSequence, PairTable]] = []
    for region in regions:
        for side, matches in _directed(region.neighbours, max_distance, left_out):
            aligned = align_sequences(
                matches,
                timeline,
                max_distance=TIMES_LIMIT * max_distance,
                novelty=region.novelty,
                min_score=MIN_SCORE_S,
                max_false_discovery_rate=MAX_FALSE_DISCOVERY_RATE,
            )
            pairs = PairTable(matches, timeline)
            found += [(line.altered(**{side: region.name}), pairs) for line in aligned.sequences]
    found.sort(key=lambda item: (-item[0].score, item[0]))
    kept: list[AlignedSequence] = []
    for line, pairs in found:
        if not any(_beside(line, better, timeline) for better in (*known, *kept)):
            kept.append(line.altered(distances=_distances(line, pairs)))
    return kept


def _distances(line: AlignedSequence, pairs: PairTable) -> NDArray[np.float32]:
    """Return the distance of each row of a line, infinity where nothing matches."""
    rows = pairs.rows(line)
    on_line = rows.within & (rows.off <= MAX_ROWS_OFF)
    nearest = np.full(len(pairs.timeline), np.inf, np.float32)
    np.minimum.at(nearest, rows.query[on_line], rows.distance[on_line])
    distances: NDArray[np.float32] = nearest[paired_rows(line, pairs.timeline)[0]]
    return distances


def _directed(
    neighbours: Neighbours, max_distance: float, left_out: NDArray[np.bool_]
) -> Iterator[tuple[str, Matches]]:
    """Give the matches in which the query shows the region, then those in which the reference does.

    Their distances are measured against the background of the region.
    """
    limit = TIMES_LIMIT * max_distance
    own_limit = np.minimum(MAX_TIMES_BACKGROUND * background_distances(neighbours), limit)
    own_limit[left_out | (own_limit <= MIN_BACKGROUND)] = 0
    parts = []
    for start, indices, distances in neighbours.batches():
        rows = np.arange(start, start + len(indices))
        near = (indices >= 0) & (distances <= own_limit[rows, None]) & (own_limit[rows, None] > 0)
        row, column = np.nonzero(near)
        region, whole = row + start, indices[row, column].astype(np.int64)
        stretched = distances[row, column] * (limit / own_limit[region])
        known = ~left_out[whole]
        parts.append((region[known], whole[known], stretched[known].astype(np.float32)))
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)] if parts else []
    if not columns:
        return
    region, whole, distance = columns
    for side, first, second in (
        ("query_region", region, whole),
        ("reference_region", whole, region),
    ):
        order = np.lexsort((second, first))
        order = order[first[order] < second[order]]
        yield side, Matches(first[order], second[order], distance[order])


def _beside(line: AlignedSequence, better: AlignedSequence, timeline: Timeline) -> bool:
    """Return whether most of a line lies beside a better one of the same films, on either side."""
    films = timeline.video[list(line[:2])]
    if (films != timeline.video[list(better[:2])]).any():
        return False
    spans = ((line.query_span, better.query_span), (line.reference_span, better.reference_span))
    return any(
        min(own[1], other[1]) - max(own[0], other[0]) > MAX_BESIDE_SHARE * (own[1] - own[0])
        for own, other in spans
    )
