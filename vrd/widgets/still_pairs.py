"""Show groups of pairs of stills, such as those just inside and just outside of a limit."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from vrd.core.text import clean
from vrd.core.timelines import Timeline
from vrd.views.html import Page, page, paragraph
from vrd.widgets.answers import Stale, StillPair, StillPairGroup, StillPairs
from vrd.widgets.requests_of_page import Ready
from vrd.widgets.small_stills import small_still
from vrd.widgets.widget import Handlers, Widget

_RUN_TO_SEE = "Pairs of stills. Run this cell to see them."


class Pair(NamedTuple):
    """Hold two rows and the text below them."""

    query: int
    reference: int
    text: str


class PairGroup(NamedTuple):
    """Hold pairs under a heading; ``if_none`` is shown where there are none."""

    title: str
    pairs: list[Pair]
    if_none: str = "None."


class Pairs(Widget):
    """Show pairs of stills, side by side.

    Parameters
    ----------
    frames
        The timeline of the rows.
    groups
        Returns what is to be shown. It is called when the page asks, and the page waits until a
        limit that is being dragged rests.
    """

    def __init__(self, frames: Timeline, groups: Callable[[], list[PairGroup]]) -> None:
        self._frames, self._groups = frames, groups
        super().__init__("pairs")

    def handlers(self) -> Handlers:
        """Return what answers each kind of message."""
        return {Ready: self._send_pairs}

    def refresh(self) -> None:
        """Let the page know that what it shows has changed: it will ask for it again."""
        self.send_answer(Stale())

    def _send_pairs(self, request: Ready) -> None:
        groups, pictures = [], []
        for group in self._groups():
            pairs = [self._described(pair) for pair in group.pairs]
            groups.append(StillPairGroup(title=group.title, if_none=group.if_none, pairs=pairs))
            for pair in group.pairs:
                for row in (pair.query, pair.reference):
                    pictures.append(small_still(self._frames.still(row)))
        self.send_answer(StillPairs(view=request.view, groups=groups), pictures)

    def _described(self, pair: Pair) -> StillPair:
        (query, query_time), (reference, reference_time) = (
            self._frames.get_video_and_start_time_from_index(row)
            for row in (pair.query, pair.reference)
        )
        return StillPair(
            films=(clean(query), clean(reference)),
            times=(query_time, reference_time),
            text=pair.text,
        )

    def static_page(self) -> Page:
        """Return what is shown where no kernel runs: how to see the stills."""
        return page(paragraph(_RUN_TO_SEE), _RUN_TO_SEE)
