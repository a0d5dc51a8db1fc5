"""Who reuses whom: films on a line, bows between those that share footage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vrd.analysis.totals import GroupOf, Ties
from vrd.core.timelines import Timeline
from vrd.views.drawing import Arc, Drawing, Label, Rule
from vrd.views.overview import WIDTH, Overview, fitted, length_text, nothing_to_show
from vrd.views.reuse_matrix import (
    NOTHING,
    count_text,
    most_shared,
    ties_names,
    ties_of,
    ties_overview,
)

if TYPE_CHECKING:
    import pandas as pd

_LEFT, _TOP, _THICKEST = 300.0, 14.0, 9.0


def reuse_arcs(
    table: pd.DataFrame, frames: Timeline, *, groups: GroupOf | None = None, most: int = 60
) -> Overview:
    """Films on a line, a bow between two that share footage, thicker where they share more.

    Parameters and errors as for `vrd.views.reuse_matrix.reuse_matrix`.
    """
    ties = ties_of(table, frames, groups, most)
    if not ties.names:
        return nothing_to_show(NOTHING)
    names = ties_names(ties)
    step = 30.0 if len(names) <= 12 else 22.0 if len(names) <= 30 else 15.0
    drawing = Drawing(WIDTH, 2 * _TOP + step * (len(names) - 1), most_shared(ties, names))
    heights = [_TOP + step * place for place in range(len(names))]
    size = min(12.0, step * 0.8)
    for name, partners, y in zip(names, _partners(ties), heights, strict=True):
        drawing.marks.append(
            Label(_LEFT - 34, y, fitted(name, _LEFT - 38, size), "end", size, said=name)
        )
        drawing.marks.append(
            Label(_LEFT - 6, y, str(partners), "end", size, f"shares with {partners}", strong=True)
        )
    drawing.marks.append(Rule(_LEFT, heights[0], _LEFT, heights[-1]))
    drawing.marks += _arcs(ties, names, heights)
    what = "films" if groups is None else "groups"
    note = (
        f"The number beside a name says with how many {what} it shares footage; a bow is the "
        "thicker the more two share."
    )
    return ties_overview(
        f"Who shares with whom: {count_text(ties, what)}", drawing, ties, names, note
    )


def _partners(ties: Ties) -> list[int]:
    shares = np.maximum(ties.seconds, ties.seconds.T) > 0
    np.fill_diagonal(shares, False)
    return [int(count) for count in shares.sum(axis=1)]


def _arcs(ties: Ties, names: list[str], heights: list[float]) -> list[Arc]:
    """The thinnest first, so that thick ones do not hide behind many."""
    both = np.maximum(ties.seconds, ties.seconds.T)
    largest = max(float(both.max(initial=0.0)), 1e-9)
    farthest = max(heights[-1] - heights[0], 1.0)
    arcs = []
    for one, other in zip(*np.nonzero(np.triu(both, 1)), strict=True):
        seconds = float(both[one, other])
        apart = heights[other] - heights[one]
        # Where films are many, bows of half a circle would leave the picture.
        reach = min(apart * 0.9, (WIDTH - _LEFT - 12) * (apart / farthest) ** 0.6)
        said = f"{names[one]} and {names[other]}: {length_text(seconds)}"
        thickness = max(_THICKEST * (seconds / largest) ** 0.5, 1.0)
        arcs.append(Arc(_LEFT, heights[one], heights[other], reach, thickness, said))
    return sorted(arcs, key=lambda arc: arc.thickness)
