"""Explore evidence: lines of any speed, and how much evidence is asked of them."""

from __future__ import annotations

from collections.abc import Iterable

import ipywidgets as widgets
import numpy as np

from vrd.core.decoys import DecoyCounts
from vrd.core.matches import Matches
from vrd.core.neighbours import Neighbours
from vrd.core.sequences import AlignedSequence, Sequence, paired_rows
from vrd.core.spread import spread
from vrd.core.text import number, percent
from vrd.matching.filters import FilterStep
from vrd.widgets.explorer_panel import (
    CALL_HEADING,
    FUNNEL_HEADING,
    MAX_BESIDE_LIMIT,
    MAX_LISTED,
    Panel,
    heading,
    match_pairs,
    paragraph,
)
from vrd.widgets.funnel import MAX_SHOWN, Funnel, sampled
from vrd.widgets.limit_sliders import Limits
from vrd.widgets.still_pairs import Pair, PairGroup

_CLOSER_LOOK = (
    "If you leave out <code>confirm=False</code> and <code>refine=False</code>, VRD then looks at "
    "the films again, more closely. It gives exact ends, and of still pictures keeps only those "
    "that move alike in both films; so it may find a few sequences more or fewer."
)
_METHOD = (
    "Every sequence, even if it runs faster or slower in one of the films, is weighed by its "
    "evidence: how much footage matches, and how well. Move the limit to ask for more or less."
)
_BARS = 80
#: The histogram reaches to so many times the first limit, and at least so many seconds.
_REACH, _MIN_REACH_S = 10, 12.0


class EvidencePanel(Panel):
    """Show lines of any speed, and how much evidence is asked of them.

    Parameters
    ----------
    neighbours
        What the search answered.
    sequences
        Lines with even little evidence.
    chance
        How many chance makes at every score.
    max_distance
        The limit the evidence was weighed with (squared L2).
    min_score
        Where the limit begins, in seconds of perfect match.
    filters
        What was dropped before evidence was weighed.
    """

    def __init__(
        self,
        neighbours: Neighbours,
        sequences: Iterable[AlignedSequence],
        chance: DecoyCounts,
        *,
        max_distance: float,
        min_score: float,
        filters: Iterable[FilterStep] = (),
    ) -> None:
        self.chance, self.max_distance = chance, max_distance
        #: All lines, the best first.
        self.lines = sorted(sequences, key=lambda sequence: -sequence.score)
        self._scores = np.array([sequence.score for sequence in self.lines])
        limits = Limits(
            {"evidence at least": min_score},
            title="Evidence of sequences",
            x_label="evidence, in seconds of perfect match (the last bar: that much or more)",
            y_label="sequences (logarithmic scale)",
            unit=" s",
        )
        super().__init__(neighbours, limits)
        self._filters = [sampled(step) for step in filters]
        self.funnel = Funnel(self.pairs.refresh)
        self._draw_histogram(min_score)
        self.children = [
            paragraph(_METHOD),
            limits,
            self.found_box,
            heading(FUNNEL_HEADING),
            self.funnel,
            self.pairs,
            heading("Sequences found, those with the most evidence first"),
            self.list_box,
            heading(CALL_HEADING),
            self.call_box,
            widgets.HTML(_CLOSER_LOOK),
        ]
        self._update()
        limits.observe(self._update, "values")

    def _draw_histogram(self, min_score: float) -> None:
        top = float(min(self._scores.max(initial=1.0), max(_REACH * min_score, _MIN_REACH_S)))
        edges = np.linspace(0.0, top, _BARS + 1)
        counts, _ = np.histogram(np.minimum(self._scores, top), edges)
        self.limits.show(edges, counts.astype(np.int64))
        self.limits.chance = [self._share_of_chance(edge) for edge in edges[1:].tolist()]

    def _share_of_chance(self, score: float) -> float:
        found, decoys = self.chance.counts(score)
        return min(1.0, decoys / found) if found else 0.0

    @property
    def min_score(self) -> float:
        """Return how much evidence is asked for, in seconds of perfect match."""
        return float(self.limits.values[0])

    def _count(self) -> int:
        return int(np.count_nonzero(self._scores >= self.min_score))

    @property
    def sequences(self) -> list[Sequence]:
        """Return the sequences that the present limit finds, those with most evidence first."""
        return [*self.lines[: self._count()]]

    @property
    def call(self) -> str:
        """Return the Python call that finds the same sequences."""
        # What a closer look at the films adds is not known here.
        closer = "confirm=False, refine=False"
        return f"found = project.find(min_score={self.min_score!r}, {closer})"

    def _update(self, _: object = None) -> None:
        count = self._count()
        _, decoys = self.chance.counts(self.min_score)
        rest = ". None of them is expected by chance." if count else "."
        if count and decoys:
            rest = (
                f". About {decoys:,} of them ({percent(min(1.0, decoys / count))}) are expected by "
                "chance: as many are found where one of the films runs backward."
            )
        self.funnel.show(self._steps())
        self._show(count, rest, self.lines[:count][:MAX_LISTED], self.max_distance)
        self.pairs.refresh()

    def _steps(self) -> list[FilterStep]:
        """Return what the filters and the limit drop."""
        count = self._count()
        weak = self.lines[count:]
        name = f"Evidence below {number(self.min_score)} s"
        weighed = FilterStep(name, "lines of matches", len(self.lines), count, [*weak])
        return [*self._filters, weighed]

    def _dropped(self, position: int) -> list[Pair]:
        dropped = self._steps()[position].dropped
        if isinstance(dropped, Matches):
            return match_pairs(dropped)
        return [self._middle(dropped[i]) for i in spread(len(dropped), MAX_SHOWN).tolist()]

    def groups(self) -> list[PairGroup]:
        """Return stills from beside the limit, or stills that the chosen step dropped."""
        if (dropped := self.funnel.dropped(self._dropped)) is not None:
            return [dropped]
        count = self._count()
        above = self.lines[max(0, count - MAX_BESIDE_LIMIT) : count][::-1]
        below = self.lines[count : count + MAX_BESIDE_LIMIT]
        return [
            PairGroup("Just enough evidence", [self._middle(sequence) for sequence in above]),
            PairGroup("Just too little evidence", [self._middle(sequence) for sequence in below]),
        ]

    def _middle(self, sequence: Sequence) -> Pair:
        query, reference = paired_rows(sequence, self.neighbours.frames)
        middle = sequence.duration // 2
        text = ""
        if isinstance(sequence, AlignedSequence):
            text = f"evidence {sequence.score:.2f} s"
        return Pair(int(query[middle]), int(reference[middle]), text)
