"""Show who shares footage with whom: films in a column, and arcs between those that share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vrd.analysis.totals import GroupOf, Ties
from vrd.core.text import length_text, plural
from vrd.core.timelines import Timeline
from vrd.views.drawing import Arc, Drawing, Label, Rule
from vrd.views.fonts import fitted
from vrd.views.overview import WIDTH, Overview, nothing_to_show
from vrd.views.reuse_matrix import NOTHING, most_shared, ties_names, ties_of, ties_overview

if TYPE_CHECKING:
    import pandas as pd

# Pixels: where arcs begin, the margin above, and the thickest arc.
_LEFT, _TOP, _THICKEST = 300.0, 14.0, 9.0


def reuse_arcs(
    table: pd.DataFrame, frames: Timeline, *, groups: GroupOf | None = None, most: int = 60
) -> Overview:
    """Draw films in a column, and an arc between two that share footage, thicker for more.

    Parameters and errors are those of `vrd.views.reuse_matrix.reuse_matrix`.
    """
    ties = ties_of(table, frames, groups, most)
    if not ties.names:
        return nothing_to_show(NOTHING)
    noun = "film" if groups is None else "group"
    names = ties_names(ties, noun)
    step = 30.0 if len(names) <= 12 else 22.0 if len(names) <= 30 else 15.0
    drawing = Drawing(WIDTH, 2 * _TOP + step * (len(names) - 1), most_shared(ties, names))
    heights = [_TOP + step * position for position in range(len(names))]
    for name, partners, y in zip(names, _partners(ties), heights, strict=True):
        drawing.marks += _labels(name, partners, noun, y, min(12.0, step * 0.8))
    drawing.marks.append(Rule(_LEFT, heights[0], _LEFT, heights[-1]))
    drawing.marks += _arcs(ties, names, heights)
    note = (
        f"The number beside a name says with how many {noun}s it shares footage. The thicker an "
        f"arc is, the more footage the two {noun}s share."
    )
    return ties_overview(drawing, ties, names, noun, note)


def _labels(name: str, partners: int, noun: str, y: float, size: float) -> list[Label]:
    title = f"shares footage with {plural(partners, noun)}"
    return [
        Label(_LEFT - 34, y, fitted(name, _LEFT - 38, size), "end", size, title=name),
        Label(_LEFT - 6, y, f"{partners:,}", "end", size, title, strong=True),
    ]


def _partners(ties: Ties) -> list[int]:
    shares = np.maximum(ties.seconds, ties.seconds.T) > 0
    np.fill_diagonal(shares, False)
    return [int(count) for count in shares.sum(axis=1)]


def _arcs(ties: Ties, names: list[str], heights: list[float]) -> list[Arc]:
    """Return the arcs, the thinnest first, so that thin ones do not cover thick ones."""
    both = np.maximum(ties.seconds, ties.seconds.T)
    largest = max(float(both.max(initial=0.0)), 1e-9)
    farthest = max(heights[-1] - heights[0], 1.0)
    arcs = []
    for upper, lower in zip(*np.nonzero(np.triu(both, 1)), strict=True):
        seconds = float(both[upper, lower])
        apart = heights[lower] - heights[upper]
        # Where films are many, arcs of half a circle would leave the picture.
        reach = min(apart * 0.9, (WIDTH - _LEFT - 12) * (apart / farthest) ** 0.6)
        title = f"{names[upper]} and {names[lower]}: {length_text(seconds)}"
        thickness = max(_THICKEST * (seconds / largest) ** 0.5, 1.0)
        arcs.append(Arc(_LEFT, heights[upper], heights[lower], reach, thickness, title))
    return sorted(arcs, key=lambda arc: arc.thickness)
