"""What every panel of the explorer shows.

A histogram whose limit is dragged, what that limit finds, the stills of what lies just inside and
just outside of it, and the call that finds the same.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable

import ipywidgets as widgets

from vrd.core.neighbours import Neighbours
from vrd.core.sequences import Sequence, sequence_table
from vrd.core.text import distance_text
from vrd.views.html import escape, page
from vrd.views.tables import sequences_html
from vrd.widgets.limit_sliders import Limits
from vrd.widgets.still_pairs import PairGroup, Pairs

#: Sequences listed, and pairs of stills shown on either side of a limit.
LISTED, BESIDE = 12, 12
FUNNEL = "What each step drops (press one to see what it dropped)"


class Panel(widgets.VBox):  # type: ignore[misc]
    """What both panels have: a place for the answer, the pairs, the list and the call."""

    def __init__(self, neighbours: Neighbours, limits: Limits) -> None:
        self.neighbours, self.limits = neighbours, limits
        self.said, self.listed, self.told = (widgets.HTML() for _ in range(3))
        self.pairs = Pairs(neighbours.frames, self.groups)
        super().__init__()

    @property
    @abstractmethod
    def sequences(self) -> list[Sequence]:
        """What the present settings find."""

    @property
    @abstractmethod
    def call(self) -> str:
        """The Python that finds the same."""

    @abstractmethod
    def groups(self) -> list[PairGroup]:
        """The stills to be shown."""

    def _show(self, said: str, first: Iterable[Sequence], count: int, max_distance: float) -> None:
        """Tell what was found; ``said`` is HTML."""
        self.said.value = f'<div role="status" style="line-height:1.5">{said}</div>'
        first = list(first)
        caption = f"The first {len(first)} of {count:,}" if count > len(first) else ""
        table = sequence_table(first, self.neighbours, max_distance=max_distance)
        listed = sequences_html(table, caption=caption) if first else ""
        self.listed.value = page(listed, "").html
        code = escape(self.call)
        self.told.value = f'<pre style="user-select:all;margin:0;white-space:pre-wrap">{code}</pre>'


def distance_of(distance: float) -> str:
    """What is said of a pair of frames."""
    return f"distance {distance_text(distance)}"


def heading(text: str) -> widgets.HTML:
    return widgets.HTML(f'<b role="heading" aria-level="4">{escape(text)}</b>')
