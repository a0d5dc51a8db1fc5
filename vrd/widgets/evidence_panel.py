"""The panel of evidence: lines of any speed, and how much evidence is asked of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import ipywidgets as widgets
import numpy as np

from vrd.core.decoys import DecoyCounts
from vrd.core.matches import Matches
from vrd.core.neighbours import Neighbours
from vrd.core.sequences import AlignedSequence, Sequence, paired_rows
from vrd.core.text import number
from vrd.matching.filters import FilterStep
from vrd.widgets.explorer_panel import BESIDE, FUNNEL, LISTED, Panel, distance_of, heading
from vrd.widgets.funnel import Funnel, spread
from vrd.widgets.limit_sliders import Limits
from vrd.widgets.still_pairs import Pair, PairGroup

_CLOSER = (
    "Without <code>confirm=False</code> and <code>refine=False</code>, VRD then looks at the films "
    "again, and so may find a few more or fewer: it keeps, of what hardly moves, only what moves "
    "alike in both films, and gives exact ends."
)


class EvidencePanel(Panel):
    """Lines of any speed, and how much evidence is asked of them.

    Parameters
    ----------
    neighbours
        What the search answered.
    sequences
        Lines with even little evidence, the best first.
    chance
        What chance finds at every score.
    max_distance
        The limit the evidence was weighed with.
    min_score
        Where the limit begins.
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
        self._every = sorted(sequences, key=lambda one: -one.score)
        self._scores = np.array([one.score for one in self._every])
        limits = Limits(
            {"min_score": min_score},
            title="Evidence of sequences",
            across="evidence, seconds of perfect match (the last bar: that and more)",
            up="sequences (logarithmic)",
        )
        super().__init__(neighbours, limits)
        self._filters = [sampled(one) for one in filters]
        self.funnel = Funnel(self.pairs.refresh)
        top = float(min(self._scores.max(initial=1.0), max(10 * min_score, 12.0)))
        edges = np.linspace(0.0, top, 81)
        counts, _ = np.histogram(np.minimum(self._scores, top), edges)
        limits.show(edges, counts.astype(np.int64))
        limits.share = [self._share(edge) for edge in edges[:-1].tolist()]
        self.children = [
            limits,
            self.said,
            heading(FUNNEL),
            self.funnel,
            self.pairs,
            heading("What is found, the best evidence first"),
            self.listed,
            heading("To find the same again"),
            self.told,
            widgets.HTML(_CLOSER),
        ]
        self._update()
        limits.observe(self._update, "values")

    def _share(self, score: float) -> float:
        found, decoys = self.chance.counts(score)
        return min(1.0, decoys / found) if found else 0.0

    @property
    def min_score(self) -> float:
        """The least evidence asked for, in seconds."""
        return float(self.limits.values[0])

    def _count(self) -> int:
        return int(np.count_nonzero(self._scores >= self.min_score))

    @property
    def sequences(self) -> list[Sequence]:
        return [*self._every[: self._count()]]

    @property
    def call(self) -> str:
        # What a closer look at the films adds is not known here.
        closer = "confirm=False, refine=False"
        return f"finder, sequences = project.find(min_score={self.min_score!r}, {closer})"

    def _update(self, _: object = None) -> None:
        count = self._count()
        _, decoys = self.chance.counts(self.min_score)
        word = "sequence" if count == 1 else "sequences"
        said = f'<span style="font-size:1.35em"><b>{count:,} {word}</b></span>'
        if count:
            said += (
                f"; chance, counted on films that run backward, makes about <b>{decoys:,}</b> of "
                f"them ({min(1.0, decoys / count):.0%})"
            )
        self.funnel.show(self._steps())
        self._show(said, self._every[:count][:LISTED], count, self.max_distance)
        self.pairs.refresh()

    def _steps(self) -> list[FilterStep]:
        """What the filters and the limit drop."""
        count = self._count()
        weak = self._every[count:]
        name = f"Evidence under {number(self.min_score)} s"
        weighed = FilterStep(name, "lines of matches", len(self._every), count, [*weak])
        return [*self._filters, weighed]

    def _dropped(self, place: int) -> list[Pair]:
        lost = self._steps()[place].dropped
        if isinstance(lost, Matches):
            rows = zip(lost.query.tolist(), lost.reference.tolist(), strict=True)
            return [
                Pair(*two, distance_of(distance))
                for two, distance in zip(rows, lost.distance.tolist(), strict=True)
            ]
        return [self._middle(lost[i]) for i in spread(len(lost)).tolist()]

    def groups(self) -> list[PairGroup]:
        if (dropped := self.funnel.dropped(self._dropped)) is not None:
            return [dropped]
        count = self._count()
        above = self._every[max(0, count - BESIDE) : count][::-1]
        below = self._every[count : count + BESIDE]
        return [
            PairGroup("Just enough evidence", [self._middle(one) for one in above]),
            PairGroup("Just too little evidence", [self._middle(one) for one in below]),
        ]

    def _middle(self, one: Sequence) -> Pair:
        query, reference = paired_rows(one, self.neighbours.frames)
        middle = one.duration // 2
        said = f"evidence {one.score:.2f} s" if isinstance(one, AlignedSequence) else ""
        return Pair(int(query[middle]), int(reference[middle]), said)


def sampled(step: FilterStep) -> FilterStep:
    """A step that keeps, of matches it dropped, only those to be shown: there may be millions."""
    if not isinstance(step.dropped, Matches):
        return step
    kept = np.zeros(len(step.dropped), bool)
    kept[spread(len(kept))] = True
    return replace(step, dropped=step.dropped.keep(kept))
