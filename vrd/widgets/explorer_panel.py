"""Show what a limit finds: the base of both panels of the explorer.

A panel holds a histogram whose limit is dragged, what that limit finds, the stills of what lies
just inside and just outside of it, and the call that finds the same.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable

import ipywidgets as widgets

from vrd.core.matches import Matches
from vrd.core.neighbours import Neighbours
from vrd.core.sequence_table import sequence_table
from vrd.core.sequences import Sequence
from vrd.core.text import distance_text, plural
from vrd.views.html import Markup, page, render
from vrd.views.tables import sequences_html
from vrd.widgets.limit_sliders import Limits
from vrd.widgets.still_pairs import Pair, PairGroup, Pairs

#: Sequences listed.
MAX_LISTED = 12
#: Pairs of stills shown on either side of a limit.
MAX_BESIDE_LIMIT = 12
FUNNEL_HEADING = "What each step drops (press a step to see what it dropped)"
CALL_HEADING = "Python that finds the same sequences"
_HEADING = Markup('<b role="heading" aria-level="4">{}</b>')
_PARAGRAPH = Markup('<p style="margin:0;line-height:1.5;max-width:60em">{}</p>')
_CALL = Markup(
    '<pre style="font-family:monospace;user-select:all;margin:0;white-space:pre-wrap">{}</pre>'
)


class Panel(widgets.VBox):  # type: ignore[misc]
    """Hold what both panels have.

    Parameters
    ----------
    neighbours
        What the search answered.
    limits
        The histogram.

    Attributes
    ----------
    found_box, list_box, call_box
        How many sequences are found, the first of them, and the call that finds the same.
    """

    def __init__(self, neighbours: Neighbours, limits: Limits) -> None:
        self.neighbours, self.limits = neighbours, limits
        self.found_box, self.list_box, self.call_box = (widgets.HTML() for _ in range(3))
        self.pairs = Pairs(neighbours.frames, self.groups)
        super().__init__()

    @property
    @abstractmethod
    def sequences(self) -> list[Sequence]:
        """Return what the present settings find."""

    @property
    @abstractmethod
    def call(self) -> str:
        """Return the Python that finds the same."""

    @abstractmethod
    def groups(self) -> list[PairGroup]:
        """Return the groups of stills that the panel shows."""

    def _show(self, count: int, rest: str, first: Iterable[Sequence], max_distance: float) -> None:
        """Show what was found.

        Parameters
        ----------
        count
            How many sequences were found.
        rest
            What follows the count in the same sentence.
        first
            The sequences to be listed.
        max_distance
            The limit they were found with.
        """
        counted = plural(count, "sequence")
        self.found_box.value = str(render("found.html", "vrd.widgets", count=counted, rest=rest))
        first = list(first)
        caption = f"The first {len(first)} of {count:,}" if count > len(first) else ""
        table = sequence_table(first, self.neighbours, max_distance=max_distance)
        listed = sequences_html(table, caption=caption) if first else ""
        self.list_box.value = page(listed, "").html
        self.call_box.value = str(_CALL.format(self.call))


def distance_label(distance: float) -> str:
    """Return the text below a pair of frames.

    Examples
    --------
    >>> distance_label(0.25)
    'distance 0.2500'
    """
    return f"distance {distance_text(distance)}"


def match_pairs(matches: Matches) -> list[Pair]:
    """Return matches as pairs of stills with their distances."""
    labels = map(distance_label, matches.distance.tolist())
    rows = zip(matches.query.tolist(), matches.reference.tolist(), labels, strict=True)
    return [Pair(*pair) for pair in rows]


def heading(text: str) -> widgets.HTML:
    """Return a heading within a panel."""
    return widgets.HTML(str(_HEADING.format(text)))


def paragraph(text: str) -> widgets.HTML:
    """Return a paragraph within a panel."""
    return widgets.HTML(str(_PARAGRAPH.format(text)))
