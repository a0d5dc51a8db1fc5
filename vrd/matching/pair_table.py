"""Look up the matches of the two films of a line, sorted by pairs of films."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vrd.core.matches import Matches
from vrd.core.sequences import AlignedSequence
from vrd.core.timelines import Timeline

#: Rows by which a match may miss the line that it lies on.
MAX_ROWS_OFF = 1.5


class LineMatches(NamedTuple):
    """Hold the matches of the films of a line.

    ``positions`` are among all matches; ``query`` and ``reference`` are rows, ``off`` counts rows
    from the line, and ``within`` says which matches lie between the ends of the line.
    """

    positions: NDArray[np.int64]
    query: NDArray[np.int64]
    reference: NDArray[np.int64]
    distance: NDArray[np.float32]
    off: NDArray[np.float64]
    within: NDArray[np.bool_]


class PairTable:
    """Hold matches, sorted by their pairs of films.

    Parameters
    ----------
    matches
        Pairs of rows, in any order.
    timeline
        The timeline they belong to.
    """

    def __init__(self, matches: Matches, timeline: Timeline) -> None:
        self._matches, self.timeline = matches, timeline
        numbers = self._number(timeline.video[matches.query], timeline.video[matches.reference])
        self._order = np.argsort(numbers, kind="stable")
        self._numbers = numbers[self._order]

    def _number(self, query: NDArray[np.int32], reference: NDArray[np.int32]) -> NDArray[np.int64]:
        return query.astype(np.int64) * len(self.timeline.videos) + reference

    def rows(self, line: AlignedSequence) -> LineMatches:
        """Return the matches between the two films of a line."""
        timeline = self.timeline
        number = self._number(*(timeline.video[[row]] for row in line[:2]))[0]
        first, last = np.searchsorted(self._numbers, [number, number + 1])
        positions = self._order[first:last]
        query, reference = self._matches.query[positions], self._matches.reference[positions]
        (start, end), (low, high) = line.query_span, line.reference_span
        seconds = timeline.middle[query]
        on_line = (low + high) / 2 + line.speed * (seconds - (start + end) / 2)
        off = np.abs(timeline.middle[reference] - on_line) * timeline.mean_fps
        row = 1 / timeline.mean_fps
        within = (seconds > start - row) & (seconds < end + row)
        distance = self._matches.distance[positions]
        return LineMatches(positions, query, reference, distance, off, within)
