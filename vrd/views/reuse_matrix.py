"""Show who shares footage with whom: films against films, with a square for what two share."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from vrd.analysis.totals import GroupOf, Ties, reuse_ties
from vrd.core.text import clean, column_text, length_text, plural
from vrd.core.timelines import Timeline
from vrd.views.drawing import Box, Drawing, Label, Mark, Rule
from vrd.views.fonts import fitted
from vrd.views.overview import WIDTH, Overview, nothing_to_show, overview

if TYPE_CHECKING:
    import pandas as pd

NOTHING = "No film shares footage with another in these sequences."
_LEFT, _TOP = 210.0, 30.0
#: Pixels: the narrowest cell with room for a number, the widest cell, the lowest row for a name.
_NUMBERED, _WIDEST, _LOWEST = 34.0, 48.0, 12.5
_MAX_LINES = 100


class _Cell(NamedTuple):
    """Hold the pixels of a cell."""

    width: float
    height: float

    @classmethod
    def of(cls, count: int) -> _Cell:
        width = min(_WIDEST, (WIDTH - _LEFT - 4) / count)
        return cls(width, max(width, _LOWEST))


def reuse_matrix(
    table: pd.DataFrame, frames: Timeline, *, groups: GroupOf | None = None, most: int = 60
) -> Overview:
    """Draw how many seconds of each film are also in each other film.

    Films that share much lie side by side. The area of a square grows with the seconds, which
    appear under the pointer and stand in the table.

    Parameters
    ----------
    table, frames
        Sequences as `vrd.core.sequence_table` makes them, and their timeline.
    groups
        Group of a film by its name, to see groups instead of films.
    most
        Most films that have a row of their own: those that share most. The last row stands for
        all others.

    Raises
    ------
    ValueError
        If ``most`` is below 1.
    UnknownNameError
        If the table names a film that is not in ``frames``.
    """
    ties = ties_of(table, frames, groups, most)
    if not ties.names:
        return nothing_to_show(NOTHING)
    noun = "film" if groups is None else "group"
    names = ties_names(ties, noun)
    cell = _Cell.of(len(names))
    drawing = Drawing(WIDTH, _TOP + cell.height * len(names) + 4, most_shared(ties, names))
    drawing.marks += _grid(names, cell)
    single = len(names) - bool(ties.rest)
    # All the others together would make every square of a single film too small to see.
    largest = float(ties.seconds[:single, :single].max(initial=0.0)) or float(ties.seconds.max())
    for row, column in zip(*np.nonzero(ties.seconds), strict=True):
        seconds = float(ties.seconds[row, column])
        title = f"{names[row]}: {length_text(seconds)} also in {names[column]}"
        drawing.marks += _square(row, column, cell, seconds, min(seconds / largest, 1.0), title)
    note = (
        f"Each row is a {noun}. A square shows how much of that {noun} is also in the {noun} of "
        f"the column; the larger the square, the more. The columns are the same {noun}s, by number."
    )
    return ties_overview(drawing, ties, names, noun, note)


def ties_overview(drawing: Drawing, ties: Ties, names: list[str], noun: str, note: str) -> Overview:
    """Return a drawing of who shares how much with whom, with the same as a table.

    Parameters
    ----------
    drawing
        The drawing.
    ties, names
        What it shows, and the names as it shows them.
    noun
        ``"film"`` or ``"group"``.
    note
        How to read the drawing.
    """
    title = f"Who shares footage with whom: {_count_text(ties, noun)}"
    headers = [noun.capitalize(), "Also in", "Seconds"]
    notes = [note, _cut_note(ties)]
    return overview(title, drawing, headers, _shared_rows(ties, names), notes=notes, numeric=[2])


def ties_of(table: pd.DataFrame, frames: Timeline, groups: GroupOf | None, most: int) -> Ties:
    """Return what films share; see `vrd.analysis.totals.reuse_ties` and `reuse_matrix`."""
    if most < 1:
        raise ValueError(f"most is {most}; it must be at least 1")
    return reuse_ties(table, frames, groups=groups, most=most)


def ties_names(ties: Ties, noun: str) -> list[str]:
    """Return the names to show; the last stands for all that have no row of their own."""
    names = [clean(name) for name in ties.names]
    return [*names[:-1], plural(ties.rest, f"other {noun}")] if ties.rest else names


def most_shared(ties: Ties, names: list[str]) -> str:
    """Return the pairs that share most, in a sentence."""
    largest = [
        f"{seconds} s of {film} also in {other_film}"
        for film, other_film, seconds in _shared_rows(ties, names, 3)
    ]
    return f"The largest shares: {'; '.join(largest)}."


def _count_text(ties: Ties, noun: str) -> str:
    single = len(ties.names) - bool(ties.rest)
    if not ties.rest:
        return plural(single, noun)
    return f"the {single:,} of {plural(single + ties.rest, noun)} that share most"


def _cut_note(ties: Ties) -> str:
    """Return a sentence on what the table leaves out; empty if it leaves out nothing."""
    count = int(np.count_nonzero(ties.seconds))
    return (
        f"The table has the {_MAX_LINES} largest of {count:,} shares." if count > _MAX_LINES else ""
    )


def _shared_rows(ties: Ties, names: list[str], most: int = _MAX_LINES) -> list[list[object]]:
    """Return cells of a table of who shares how much with whom, most first."""
    lines = [
        (float(seconds), film, other_film)
        for film, row in zip(names, ties.seconds, strict=True)
        for other_film, seconds in zip(names, row, strict=True)
        if seconds
    ]
    lines = sorted(lines, key=lambda line: -line[0])[:most]
    seconds_column = column_text(seconds for seconds, *_ in lines)
    return [[*films, text] for (_, *films), text in zip(lines, seconds_column, strict=True)]


def _grid(names: list[str], cell: _Cell) -> list[Mark]:
    """Return the lines of the table, the names of its rows and the numbers of its columns."""
    size = min(12.0, cell.height * 0.9)
    # Where cells are narrow, every line and number would be a blur.
    fine = cell.width >= 14
    marks = _lines(len(names), cell, fine)
    for position, name in enumerate(names):
        middle, number = _TOP + cell.height * (position + 0.5), str(position + 1)
        marks += [
            Label(_LEFT - 26, middle, fitted(name, _LEFT - 30, size), "end", size, title=name),
            Label(_LEFT - 6, middle, number, "end", size, title=name),
        ]
        if fine or not (position + 1) % 5 or not position:
            across = _LEFT + cell.width * (position + 0.5)
            marks.append(Label(across, _TOP - 10, number, "middle", size, title=name))
    return marks


def _lines(count: int, cell: _Cell, fine: bool) -> list[Mark]:
    right, bottom = _LEFT + cell.width * count, _TOP + cell.height * count
    marks: list[Mark] = []
    for position in range(count + 1):
        x, y = _LEFT + cell.width * position, _TOP + cell.height * position
        if fine or not position % 5 or position == count:
            marks += [Rule(_LEFT, y, right, y), Rule(x, _TOP, x, bottom)]
    return marks


def _square(
    row: int, column: int, cell: _Cell, seconds: float, share: float, title: str
) -> list[Mark]:
    left, top = _LEFT + cell.width * column, _TOP + cell.height * row
    numbered = cell.width >= _NUMBERED
    room = cell.height - 16 if numbered else cell.width - 1
    side = max(room * share**0.5, 2.0)
    above = 2 + (room - side) / 2 if numbered else (cell.height - side) / 2
    marks: list[Mark] = [
        Box(left + (cell.width - side) / 2, top + above, side, side, "full"),
        # The whole cell can be pointed at, not only a square of two pixels.
        Box(left, top, cell.width, cell.height, "clear", title),
    ]
    if numbered:
        middle = left + cell.width / 2
        marks.append(Label(middle, top + cell.height - 7, _short(seconds), "middle", 9.5, title))
    return marks


def _short(seconds: float) -> str:
    """Return a length in a few letters: seconds, or minutes or hours where they are many."""
    if seconds < 600:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:,.1f} h"
