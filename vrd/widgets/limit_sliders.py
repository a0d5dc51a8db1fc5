"""Show a histogram with limits that are dragged with the pointer, or moved with the arrow keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import traitlets
from numpy.typing import NDArray

from vrd.core.decoys import DecoyCounts
from vrd.core.text import number
from vrd.views.html import Page, page, paragraph
from vrd.widgets.requests_of_page import Ready
from vrd.widgets.widget import Handlers, Widget


class Limits(Widget):
    """Show a histogram and its limits; ``values`` may be observed.

    Parameters
    ----------
    limits
        Labels of the limits and where they are.
    title
        What the histogram shows, for screen readers.
    x_label, y_label
        What the axes count.
    unit
        Written after the value of a limit.
    """

    title = traitlets.Unicode().tag(sync=True)
    x_label = traitlets.Unicode().tag(sync=True)
    y_label = traitlets.Unicode().tag(sync=True)
    unit = traitlets.Unicode().tag(sync=True)
    labels = traitlets.List(traitlets.Unicode()).tag(sync=True)
    values = traitlets.List(traitlets.Float()).tag(sync=True)
    edges = traitlets.List(traitlets.Float()).tag(sync=True)
    counts = traitlets.List(traitlets.Int()).tag(sync=True)
    #: Share that is expected by chance, 0 to 1, at each bar; empty where it is not known.
    chance = traitlets.List(traitlets.Float()).tag(sync=True)

    def __init__(
        self, limits: Mapping[str, float], *, title: str, x_label: str, y_label: str, unit: str = ""
    ) -> None:
        super().__init__(
            "limits",
            labels=list(limits),
            values=[float(value) for value in limits.values()],
            title=title,
            x_label=x_label,
            y_label=y_label,
            unit=unit,
            edges=[0.0, 1.0],
            counts=[0],
        )

    @traitlets.validate("values")
    def _sound(self, proposed: dict[str, Any]) -> Any:
        values = proposed["value"]
        if len(values) != len(self.labels) or not all(0 <= value < np.inf for value in values):
            names = " and ".join(f"“{label}”" for label in self.labels)
            raise traitlets.TraitError(
                f"The page moved {names} to {str(values)[:60]}, which makes no sense. Move it "
                "again."
            )
        return values

    def show(
        self,
        edges: NDArray[np.float64],
        counts: NDArray[np.int64],
        chance: DecoyCounts | None = None,
    ) -> None:
        """Draw other bars, and the share that is expected by chance up to the end of each bar.

        Parameters
        ----------
        edges : ndarray, shape (n + 1,)
            Where bars begin and end.
        counts : ndarray, shape (n,)
            How high they are.
        chance
            What decoys find at every limit; without, no line is drawn.
        """
        with self.hold_sync():
            self.edges, self.counts = edges.tolist(), counts.tolist()
            self.chance = [] if chance is None else _share_below(chance, edges[1:]).tolist()

    def handlers(self) -> Handlers:
        """Return what answers each kind of message."""
        return {Ready: lambda _: None}  # everything it shows is synced

    def static_page(self) -> Page:
        """Return what is shown where no kernel runs: where the limits are."""
        limits = ", ".join(
            f"{label} {number(value, 4)}{self.unit}"
            for label, value in zip(self.labels, self.values, strict=True)
        )
        text = f"{self.title}: {limits}. Run this cell to move the limits."
        return page(paragraph(text), text)


def _share_below(chance: DecoyCounts, edges: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share of chance among what lies below each edge, 0 where nothing does."""
    if not len(chance.threshold):
        return np.zeros(len(edges))
    position = np.searchsorted(chance.threshold, edges, side="right") - 1
    share: NDArray[np.float64] = np.where(
        position >= 0, chance.false_discovery_rate[np.maximum(position, 0)], 0.0
    )
    return share
