"""Run a temporal network (Tan et al. 2009), with the settings of the VSC2022 baseline.

Nodes are the nearest `TOP` rows of another film for each row, as far as they are close enough. An
edge leads from one node to another at most `STEP` rows later on both sides. The path with the
largest sum of similarities is a stretch; its nodes are taken out, and the next is looked for, up
to `PATHS`. It runs on the same fingerprints as this toolkit, so that it tells what the alignment
alone is worth.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmark.systems.collection import Collection, Tried, line_of, predictions
from vrd.core.matches import Matches, matches_within
from vrd.core.neighbours import Neighbours
from vrd.core.timelines import Timeline

TOP, STEP, LEAST, PATHS = 5, 5, 4, 10  # nearest rows, rows, nodes of a path, paths of a pair
#: Squared L2 distances of unit vectors.
LIMITS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2)


class Nodes(NamedTuple):
    """Hold rows of the query and the reference, and how similar they are, sorted by query row."""

    query: NDArray[np.int64]
    reference: NDArray[np.int64]
    similarity: NDArray[np.float64]

    def keep(self, mask: NDArray[np.bool_]) -> Nodes:
        """Return the nodes where ``mask`` is true."""
        return Nodes(self.query[mask], self.reference[mask], self.similarity[mask])


def tries(collection: Collection) -> Iterator[Tried]:
    """Try paths at a range of limits."""
    with collection.opened(collection.network) as project:
        nodes = _nearest_by_film(project.neighbours, max(LIMITS))
        for limit in LIMITS:
            stretches = paths(nodes.keep(nodes.distance <= limit), project.frames)
            yield Tried(limit, stretches)


def _nearest_by_film(neighbours: Neighbours, limit: float) -> Matches:
    """Return the `TOP` nearest rows in each other film, of every row on either side of a match."""
    matches, film = matches_within(neighbours, limit), neighbours.frames.video
    keep = np.zeros(len(matches), bool)
    for row, other in (
        (matches.query, film[matches.reference]),
        (matches.reference, film[matches.query]),
    ):
        order = np.lexsort((matches.distance, other, row))
        begins = np.ones(len(order), bool)
        begins[1:] = (np.diff(row[order]) != 0) | (np.diff(other[order].astype(int)) != 0)
        starts = np.flatnonzero(begins)
        rank = np.arange(len(order)) - starts[np.cumsum(begins) - 1]
        keep[order[rank < TOP]] = True
    return matches.keep(keep & (film[matches.query] != film[matches.reference]))


def paths(matches: Matches, frames: Timeline) -> pd.DataFrame:
    """Return the stretches of all pairs of films; their score is the sum of similarities."""
    pair = frames.video[matches.query].astype(np.int64) * len(frames.videos)
    pair += frames.video[matches.reference]
    lines: list[tuple[object, ...]] = []
    for number in np.unique(pair).tolist():
        mine = pair == number
        # Half the squared distance of unit vectors is 1 minus their cosine.
        similarity = 1 - matches.distance[mine].astype(np.float64) / 2
        nodes = Nodes(matches.query[mine], matches.reference[mine], similarity)
        for (query, query_rows), (ref, ref_rows), score in _paths_of_pair(nodes):
            stretches = frames.segment(query, query_rows), frames.segment(ref, ref_rows)
            lines.append(line_of(*stretches, score))
    return predictions(lines)


def _paths_of_pair(nodes: Nodes) -> Iterator[tuple[tuple[int, int], tuple[int, int], float]]:
    """Yield the first row and the number of rows on both sides, and the score, of each path."""
    for _ in range(PATHS):
        if len(nodes.query) < LEAST:
            return
        path, score = longest_path(nodes)
        if len(path) < LEAST:
            return
        query, reference = nodes.query[path], nodes.reference[path]
        low, high = reference.min(), reference.max()
        yield (
            (int(query[0]), int(query[-1] - query[0]) + 1),
            (int(low), int(high - low) + 1),
            score,
        )
        inside = (nodes.query >= query[0]) & (nodes.query <= query[-1])
        inside &= (nodes.reference >= low) & (nodes.reference <= high)
        nodes = nodes.keep(~inside)


def longest_path(nodes: Nodes) -> tuple[list[int], float]:
    """Return the numbers of the nodes of the path with the largest sum, and that sum."""
    count = len(nodes.query)
    best, before = nodes.similarity.copy(), np.full(count, -1)
    # Only nodes of the few rows before can lead here; those of one row are neighbours here.
    starts = np.searchsorted(nodes.query, nodes.query - STEP)
    stops = np.searchsorted(nodes.query, nodes.query)
    for number in range(count):
        window = slice(starts[number], stops[number])
        later = nodes.reference[number] - nodes.reference[window]
        reached = np.where((later > 0) & (later <= STEP), best[window], -np.inf)
        if len(reached) and (top := int(np.argmax(reached))) >= 0 and reached[top] > 0:
            best[number] += reached[top]
            before[number] = starts[number] + top
    path = [int(np.argmax(best))]
    while before[path[-1]] >= 0:
        path.append(int(before[path[-1]]))
    return path[::-1], float(best.max())
