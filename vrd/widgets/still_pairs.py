"""Groups of pairs of stills, such as those just inside and just outside of a limit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from vrd.core.text import clean
from vrd.core.timelines import Timeline
from vrd.views.html import Page, page
from vrd.widgets.review_items import small_still
from vrd.widgets.widget import Widget


class Pair(NamedTuple):
    """Two rows, and what is said of them."""

    query: int
    reference: int
    said: str


class PairGroup(NamedTuple):
    """Pairs under a heading; ``none`` is said where there are none."""

    title: str
    pairs: list[Pair]
    none: str = "None."


class Pairs(Widget):
    """Pairs of stills, side by side.

    Parameters
    ----------
    frames
        The timeline of the rows.
    groups
        Gives what is to be shown. It is asked when the page wants it, which waits until a limit
        that is being dragged rests.
    """

    def __init__(self, frames: Timeline, groups: Callable[[], list[PairGroup]]) -> None:
        self._frames, self._groups = frames, groups
        super().__init__(part="pairs")

    def refresh(self) -> None:
        """What is shown has changed: the page will ask for it."""
        self.send({"kind": "stale"})

    def _on_ready(self, asked: dict[str, Any]) -> None:
        told, pictures = [], []
        for group in self._groups():
            pairs = []
            for pair in group.pairs:
                rows = (pair.query, pair.reference)
                where = [self._frames.get_video_and_start_time_from_index(row) for row in rows]
                films, times = [clean(name) for name, _ in where], [start for _, start in where]
                pairs.append({"films": films, "times": times, "said": pair.said})
                pictures += [small_still(self._frames.still(row)) for row in rows]
            told.append({"title": group.title, "none": group.none, "pairs": pairs})
        self.tell("pairs", asked, pictures, groups=told)

    def _static(self) -> Page:
        said = "Pairs of stills. Run this cell to look at them."
        return page(f'<p class="vrd-p">{said}</p>', said)
