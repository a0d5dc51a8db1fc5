"""The explorer: what other settings would find, while they are being moved."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import ipywidgets as widgets
import numpy as np
from numpy.typing import NDArray

from vrd.core.scale import USUAL_SCALE, Scale
from vrd.core.sequences import Sequence
from vrd.matching.explore_reach import explorable_limit
from vrd.matching.filters import Groups, group_numbers
from vrd.matching.finder import SequenceFinder
from vrd.matching.match_table import MatchTable
from vrd.matching.settings import FinderSettings
from vrd.matching.thresholds import count_runs
from vrd.views.html import Page, escape, page
from vrd.widgets.evidence_panel import EvidencePanel
from vrd.widgets.explorer_panel import Panel
from vrd.widgets.messages import said_of
from vrd.widgets.runs_panel import RunsPanel
from vrd.widgets.widget import needed_by_colab, with_static

#: Lines with less evidence than this are not listed (seconds of perfect match).
LOWEST_SCORE = 0.5

Review = Callable[[list[Sequence], float, str], widgets.Widget]


class Explorer(widgets.VBox):  # type: ignore[misc]
    """What other settings would find.

    Parameters
    ----------
    finder
        The matches, filtered as ``settings`` say.
    settings
        How the project finds sequences, with nothing left open.
    max_chance
        Sequences more likely than this to be chance lie outside the limit at first, 0 to 1.
    contrast : ndarray, shape (n,), optional
        Of every row; without, contrast is no filter.
    steps : ndarray, shape (n,), optional
        How far each row is from the one before it, for the evidence; see
        `vrd.matching.alignment.frame_novelty`.
    scale
        Of the fingerprints: how ``steps`` are read.
    excluded : ndarray of bool, shape (n,), optional
        Rows never to be shown; ``finder`` has left them out already.
    groups
        Groups of films, as for `SequenceFinder.filter_matches_from_same_group`.
    review
        Makes a review of the sequences it is given, found with that limit by that call; shown
        below when asked for.

    Attributes
    ----------
    sequences
        What the present settings find.
    call
        The Python that finds the same.
    """

    def __init__(
        self,
        finder: SequenceFinder,
        settings: FinderSettings,
        *,
        max_chance: float = 1.0,
        contrast: NDArray[np.float32] | None = None,
        steps: NDArray[np.float32] | None = None,
        scale: Scale = USUAL_SCALE,
        excluded: NDArray[np.bool_] | None = None,
        groups: Groups | None = None,
        review: Review | None = None,
    ) -> None:
        self._review, neighbours = review, finder.neigh
        background = finder.background if settings.normalize else None
        exploration = MatchTable(
            neighbours,
            contrast=contrast,
            background=background,
            excluded=excluded,
            # What the settings themselves find must be there, however many that are.
            max_distance=max(explorable_limit(neighbours), 1.5 * (settings.max_distance or 0.0)),
        )
        numbers = None
        if groups is not None:
            numbers = group_numbers(groups, neighbours.frames.video_list)
        self.runs = RunsPanel(
            neighbours, exploration, settings, groups=numbers, chance=count_runs(neighbours)
        )
        self.evidence = None
        if settings.align and finder.max_distance > 0:
            self.evidence = _weighed(finder, settings.min_score, max_chance, steps, scale)
        self._place = widgets.VBox()
        super().__init__([self._panels(), *self._review_button(), self._place])

    def _panels(self) -> widgets.Widget:
        if self.evidence is None:
            return self.runs
        self._tabs = widgets.Tab(
            [self.evidence, self.runs], titles=["Evidence", "Runs (published)"]
        )
        return self._tabs

    def _review_button(self) -> list[widgets.Widget]:
        if self._review is None:
            return []
        button = widgets.Button(description="Review these sequences", layout={"width": "auto"})
        button.on_click(self._show_review)
        return [button]

    def _show_review(self, _: object) -> None:
        if self._review is None:
            return
        try:
            shown = self._review(self.sequences, self.max_distance, self.call)
        except Exception as error:  # the page shows it; nobody sees the kernel's log
            told = f'<div role="alert">{escape(said_of(error))}</div>'
            shown = widgets.HTML(told)
        for old in self._place.children:
            old.close()
        self._place.children = (shown,)

    @property
    def panel(self) -> Panel:
        """The panel that is shown."""
        if self.evidence is None or self._tabs.selected_index == 1:
            return self.runs
        return self.evidence

    @property
    def max_distance(self) -> float:
        """The limit of the present settings (squared L2)."""
        if self.panel is self.evidence:
            return self.evidence.max_distance
        return self.runs.settings.max_distance

    @property
    def sequences(self) -> list[Sequence]:
        """What the present settings find."""
        return self.panel.sequences

    @property
    def call(self) -> str:
        """The Python that finds the same."""
        return self.panel.call

    def _static(self) -> Page:
        count = len(self.sequences)
        said = f"Explorer: {count:,} sequences are found by\n{self.call}"
        return page(f'<pre class="vrd-p">{escape(said)}</pre>', said)

    def __repr__(self) -> str:
        return self._static().text

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        shown = super()._repr_mimebundle_(**kwargs), needed_by_colab(self.panel.pairs)
        return with_static(shown, self._static())


def _weighed(
    finder: SequenceFinder,
    min_score: float | None,
    max_chance: float,
    steps: NDArray[np.float32] | None,
    scale: Scale,
) -> EvidencePanel:
    every = finder.align_sequences(LOWEST_SCORE, steps=steps, scale=scale)
    assert finder.chance is not None
    least = min_score or LOWEST_SCORE
    # Confidence falls with the score.
    unsure = [one.score for one in every if 1 - one.confidence > max_chance]
    sure = [one.score for one in every if 1 - one.confidence <= max_chance]
    if unsure:
        least = max(least, _between(max(unsure), min(sure, default=np.inf)))
    return EvidencePanel(
        finder.neigh,
        every,
        finder.chance,
        max_distance=finder.max_distance,
        min_score=least,
        filters=finder.funnel,
    )


def _between(low: float, high: float) -> float:
    """The shortest decimal number over ``low`` and at most ``high``."""
    for digits in range(1, 9):
        value: float = round(math.floor(low * 10**digits + 1) / 10**digits, digits)
        if low < value <= high:
            return value
    return high
