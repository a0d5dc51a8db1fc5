"""Explore what other settings would find, while they are being moved."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets
import numpy as np
from numpy.typing import NDArray

from vrd.core.sequences import Sequence
from vrd.core.text import plural
from vrd.matching.explorable import ExplorableMatches, explorable_limit
from vrd.matching.filters import Groups, group_numbers
from vrd.matching.finder import SequenceFinder
from vrd.matching.novelty import Novelty
from vrd.matching.settings import FinderSettings
from vrd.matching.thresholds import count_runs
from vrd.views.html import Markup, Page, page
from vrd.widgets.evidence_panel import EvidencePanel
from vrd.widgets.explorer_panel import Panel
from vrd.widgets.messages import message_of
from vrd.widgets.runs_panel import RunsPanel
from vrd.widgets.widget import needed_by_colab, with_static

#: Lines with less evidence than this are not listed, in seconds of perfect match.
MIN_LISTED_SCORE_S = 0.5
#: How much farther than the project's limit the explorer reaches at least.
_MIN_REACH = 1.5
_ALERT = Markup('<div role="alert">{}</div>')
_STATIC = Markup('<pre class="vrd-p">{}</pre>')

Review = Callable[[list[Sequence], float, str], widgets.Widget]


@dataclass(frozen=True)
class EvidenceSettings:
    """Say how evidence is weighed.

    Attributes
    ----------
    max_false_discovery_rate
        At first, sequences that are chance more likely than this are left out, 0 to 1.
    novelty
        How much each row differs from the one before it; see `vrd.matching.novelty`.
    """

    max_false_discovery_rate: float = 1.0
    novelty: Novelty | None = None


class Explorer(widgets.VBox):  # type: ignore[misc]
    """Show what other settings would find.

    Parameters
    ----------
    finder
        The matches, filtered as ``settings`` say.
    settings
        How the project finds sequences, with nothing left open.
    evidence
        How evidence is weighed, and how much is asked for at first.
    contrast : ndarray, shape (n,), optional
        Contrast of every row; without, contrast is no filter.
    excluded : ndarray of bool, shape (n,), optional
        Excluded rows; ``finder`` has left them out already.
    groups
        Groups of films, as for `SequenceFinder.filter_matches_from_same_group`.
    review
        Returns a review of the sequences, limit and call that it is given; the review is shown
        below when the user asks for it.

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
        evidence: EvidenceSettings | None = None,
        contrast: NDArray[np.float32] | None = None,
        excluded: NDArray[np.bool_] | None = None,
        groups: Groups | None = None,
        review: Review | None = None,
    ) -> None:
        self._review, neighbours = review, finder.neigh
        explorable = ExplorableMatches(
            neighbours,
            contrast=contrast,
            background=finder.background if settings.normalize else None,
            excluded=excluded,
            # What the settings themselves find must be there, however many matches that takes.
            max_distance=max(
                explorable_limit(neighbours), _MIN_REACH * (settings.max_distance or 0.0)
            ),
        )
        numbers = None
        if groups is not None:
            numbers = group_numbers(groups, neighbours.frames.video_list)
        self.runs = RunsPanel(
            neighbours, explorable, settings, groups=numbers, chance=count_runs(neighbours)
        )
        self.evidence = None
        if settings.align and finder.max_distance > 0:
            self.evidence = _evidence_panel(
                finder, settings.min_score, evidence or EvidenceSettings()
            )
        self.review_box = widgets.VBox()
        super().__init__([self._panels(), *self._review_button(), self.review_box])

    def _panels(self) -> widgets.Widget:
        if self.evidence is None:
            return self.runs
        titles = ["By evidence", "As published"]
        self._tabs = widgets.Tab([self.evidence, self.runs], titles=titles)
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
        except Exception as error:  # nobody sees the log of the kernel
            shown = widgets.HTML(str(_ALERT.format(message_of(error))))
        for old in self.review_box.children:
            old.close()
        self.review_box.children = (shown,)

    @property
    def panel(self) -> Panel:
        """Return the panel that is shown."""
        if self.evidence is None or self._tabs.selected_index == 1:
            return self.runs
        return self.evidence

    @property
    def max_distance(self) -> float:
        """Return the limit of the present settings (squared L2)."""
        if self.panel is self.evidence:
            return self.evidence.max_distance
        return self.runs.settings.max_distance

    @property
    def sequences(self) -> list[Sequence]:
        """Return the sequences that the present settings find."""
        return self.panel.sequences

    @property
    def call(self) -> str:
        """Return the Python that finds the same."""
        return self.panel.call

    def static_page(self) -> Page:
        """Return what is shown where no kernel runs: how many sequences there are, and the call."""
        count = plural(len(self.sequences), "sequence")
        text = f"The explorer finds {count}. This call finds the same:\n{self.call}"
        return page(_STATIC.format(text), text)

    def __repr__(self) -> str:
        return self.static_page().text

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        shown = super()._repr_mimebundle_(**kwargs), needed_by_colab(self.panel.pairs)
        return with_static(shown, self.static_page())


def _evidence_panel(
    finder: SequenceFinder, min_score: float | None, evidence: EvidenceSettings
) -> EvidencePanel:
    lines = finder.align_sequences(MIN_LISTED_SCORE_S, novelty=evidence.novelty)
    assert finder.decoys is not None  # it is counted while sequences are aligned
    limit = min_score or MIN_LISTED_SCORE_S
    most = evidence.max_false_discovery_rate
    # Confidence falls with the score.
    unsure = [line.score for line in lines if 1 - line.confidence > most]
    sure = [line.score for line in lines if 1 - line.confidence <= most]
    if unsure:
        limit = max(limit, _between(max(unsure), min(sure, default=np.inf)))
    return EvidencePanel(
        finder.neigh,
        lines,
        finder.decoys,
        max_distance=finder.max_distance,
        min_score=limit,
        filters=finder.funnel,
    )


def _between(low: float, high: float) -> float:
    """Return the shortest decimal number over ``low`` and at most ``high``."""
    for digits in range(1, 9):
        value: float = round(math.floor(low * 10**digits + 1) / 10**digits, digits)
        if low < value <= high:
            return value
    return high
