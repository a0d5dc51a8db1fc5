"""Give rows that are not equally long a clock that ticks uniformly.

Lines are sought among rows that count alike (`vrd.matching.lines`). Where the rows of a timeline
are not uniform, its matches are written on a clock instead: every tick lasts equally long and
belongs to the row that it falls into, and what is found on the ticks is given back in rows. So
evidence is counted in seconds whatever the rows are.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vrd.core.matches import Matches
from vrd.core.sequences import AlignedSequence
from vrd.core.timelines import Timeline
from vrd.matching.novelty import Novelty

#: A row of usual length has at most so many ticks.
MAX_TICKS_OF_MEDIAN = 8


class Clock(NamedTuple):
    """Hold the ticks of a timeline.

    Attributes
    ----------
    rows
        The timeline of rows.
    ticks
        The uniform timeline of ticks, of the same films.
    row : ndarray of int64, shape (ticks,)
        The row that each tick falls into; -1 where the film has no row.
    """

    rows: Timeline
    ticks: Timeline
    row: NDArray[np.int64]

    @classmethod
    def of(cls, timeline: Timeline) -> Clock:
        """Return a clock that ticks as often as the shortest rows change."""
        seconds = timeline.row_seconds
        usual = float(np.median(seconds)) if len(timeline) else 1.0
        tick = max(float(seconds.min(initial=usual)), usual / MAX_TICKS_OF_MEDIAN)
        videos, rows = [], [np.empty(0, np.int64)]
        for position, video in enumerate(timeline.videos):
            middles = (np.arange(np.ceil(timeline.read_to(position) / tick)) + 0.5) * tick
            videos.append(replace(video, rows=len(middles), stills_per_second=None))
            if len(middles):
                row = timeline.row_at(position, middles)
                inside = (timeline.start[row] <= middles) & (middles < timeline.end[row])
                rows.append(np.where(inside, row, -1))
        return cls(timeline, Timeline.uniform(videos, fps=1 / tick), np.concatenate(rows))

    def matches(self, matches: Matches) -> Matches:
        """Return the matches of ticks: every tick of one row with every tick of the other."""
        held = np.flatnonzero(self.row >= 0)
        # The ticks of a row follow one another.
        first = np.searchsorted(self.row[held], np.arange(len(self.rows) + 1))
        count = np.diff(first)
        across = count[matches.reference]
        pairs = count[matches.query] * across
        match = np.repeat(np.arange(len(matches)), pairs)
        number = np.arange(len(match)) - np.repeat(np.cumsum(pairs) - pairs, pairs)
        query = held[first[matches.query[match]] + number // across[match]]
        reference = held[first[matches.reference[match]] + number % across[match]]
        order = np.lexsort((reference, query))
        return Matches(query[order], reference[order], matches.distance[match][order])

    def novelty(self, novelty: Novelty) -> Novelty:
        """Return the novelty of ticks: that of their rows, but only a first tick begins a shot."""
        distance = novelty.distance[np.maximum(self.row, 0)]
        again = np.append(False, self.row[1:] == self.row[:-1])
        shot_cut = np.float32(novelty.scale.shot_cut)
        return novelty._replace(distance=np.where(again, np.minimum(distance, shot_cut), distance))

    def in_rows(self, sequence: AlignedSequence) -> AlignedSequence:
        """Return a sequence of ticks as one of rows; its times lie within these rows."""
        query, query_span = self._side(sequence.query, sequence.query_span)
        reference, reference_span = self._side(sequence.reference, sequence.reference_span)
        room = int(self.rows.rows_left([query.start, reference.start]).min())
        duration = min(max(len(query), len(reference)), room)
        return AlignedSequence.make(
            (query.start, reference.start, duration),
            query_span,
            reference_span,
            speed=sequence.speed,
            confidence=sequence.confidence,
            score=sequence.score,
        )

    def _side(self, tick: int, span: tuple[float, float]) -> tuple[range, tuple[float, float]]:
        """Return the rows of one side, and its times without what lies outside of them."""
        position, half = int(self.ticks.video[tick]), 0.5 / self.ticks.mean_fps
        first = self.rows.row_at(position, span[0] + half)
        last = max(self.rows.row_at(position, span[1] - half), first)
        start, end = float(self.rows.start[first]), float(self.rows.end[last])
        return range(first, last + 1), (max(span[0], start), min(span[1], end))
