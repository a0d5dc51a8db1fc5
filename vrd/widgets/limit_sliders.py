"""A histogram with limits that are dragged with the pointer, or moved with the arrow keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import traitlets
from numpy.typing import NDArray

from vrd.core.decoys import DecoyCounts
from vrd.core.text import number
from vrd.views.html import Page, page
from vrd.widgets.widget import Widget


class Limits(Widget):
    """A histogram and its limits; ``values`` may be observed.

    Parameters
    ----------
    limits
        Names of the limits and where they are.
    title
        What it is, for screen readers.
    across, up
        What the axes count.
    """

    title = traitlets.Unicode().tag(sync=True)
    across = traitlets.Unicode().tag(sync=True)
    up = traitlets.Unicode().tag(sync=True)
    handles = traitlets.List(traitlets.Unicode()).tag(sync=True)
    values = traitlets.List(traitlets.Float()).tag(sync=True)
    edges = traitlets.List(traitlets.Float()).tag(sync=True)
    counts = traitlets.List(traitlets.Int()).tag(sync=True)
    share = traitlets.List(traitlets.Float()).tag(sync=True)

    def __init__(self, limits: Mapping[str, float], *, title: str, across: str, up: str) -> None:
        super().__init__(
            part="limits",
            handles=list(limits),
            values=[float(one) for one in limits.values()],
            title=title,
            across=across,
            up=up,
            edges=[0.0, 1.0],
            counts=[0],
        )

    @traitlets.validate("values")
    def _sound(self, proposed: dict[str, Any]) -> Any:
        values = proposed["value"]
        if len(values) != len(self.handles) or not all(0 <= one < np.inf for one in values):
            names = " and ".join(self.handles)
            raise traitlets.TraitError(
                f"The page moved {names} to {str(values)[:60]}: these are no limits."
            )
        return values

    def show(
        self,
        edges: NDArray[np.float64],
        counts: NDArray[np.int64],
        chance: DecoyCounts | None = None,
    ) -> None:
        """Draw other bars, and the share that chance makes at the end of each of them."""
        with self.hold_sync():
            self.edges, self.counts = edges.tolist(), counts.tolist()
            self.share = [] if chance is None else _share_at(chance, edges[1:]).tolist()

    def _static(self) -> Page:
        where = ", ".join(
            f"{name} {number(value, 4)}"
            for name, value in zip(self.handles, self.values, strict=True)
        )
        said = f"{self.title}: {where}. Run this cell to move them."
        return page(f'<p class="vrd-p">{said}</p>', said)

    def _on_ready(self, asked: dict[str, Any]) -> None:
        """Everything it shows is synced: there is nothing to send."""


def _share_at(chance: DecoyCounts, edges: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share of chance among what lies below each edge, 0 where nothing does."""
    if not len(chance.threshold):
        return np.zeros(len(edges))
    place = np.searchsorted(chance.threshold, edges, side="right") - 1
    share: NDArray[np.float64] = np.where(place >= 0, chance.share[np.maximum(place, 0)], 0.0)
    return share
