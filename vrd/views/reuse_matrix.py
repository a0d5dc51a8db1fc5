"""Who reuses whom: films against films, a square in each cell as large as what they share."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from vrd.analysis.totals import GroupOf, Ties, reuse_ties
from vrd.core.text import clean
from vrd.core.timelines import Timeline
from vrd.views.drawing import Box, Drawing, Label, Mark, Rule
from vrd.views.overview import WIDTH, Overview, fitted, length_text, nothing_to_show, overview

if TYPE_CHECKING:
    import pandas as pd

NOTHING = "No film shares footage with another in these sequences."
_LEFT, _TOP = 210.0, 30.0
#: Cells as wide as this have room for a number; names need rows of so much.
_ROOM, _LARGEST, _ROW = 34.0, 48.0, 12.5
_LINES = 100


class _Cell(NamedTuple):
    """Pixels of a cell."""

    width: float
    height: float

    @classmethod
    def of(cls, count: int) -> _Cell:
        width = min(_LARGEST, (WIDTH - _LEFT - 4) / count)
        return cls(width, max(width, _ROW))


def reuse_matrix(
    table: pd.DataFrame, frames: Timeline, *, groups: GroupOf | None = None, most: int = 60
) -> Overview:
    """How many seconds of each film are also in each other film.

    Films that share much lie side by side. The area of a square grows with the seconds; they are
    said where a cell is pointed at, and in the table.

    Parameters
    ----------
    table, frames
        Sequences as `vrd.core.sequences.sequence_table` makes them, and their timeline.
    groups
        Group of a film by its name, to see groups instead of films.
    most
        Most films told apart, those that share most; the others are one line, the last.

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
    names = ties_names(ties)
    cell = _Cell.of(len(names))
    drawing = Drawing(WIDTH, _TOP + cell.height * len(names) + 4, most_shared(ties, names))
    drawing.marks += _grid(names, cell)
    told = len(names) - bool(ties.rest)
    # All the others together would make every square of a single film too small to see.
    largest = float(ties.seconds[:told, :told].max(initial=0.0)) or float(ties.seconds.max())
    for row, column in zip(*np.nonzero(ties.seconds), strict=True):
        seconds = float(ties.seconds[row, column])
        said = f"{names[row]}: {length_text(seconds)} also in {names[column]}"
        drawing.marks += _square(row, column, cell, seconds, min(seconds / largest, 1.0), said)
    what = "films" if groups is None else "groups"
    note = (
        f"A row is a {what[:-1]}, and each square how much of it is also in the {what[:-1]} of "
        "that column; columns have the numbers of the rows."
    )
    return ties_overview(f"Who reuses whom: {count_text(ties, what)}", drawing, ties, names, note)


def ties_overview(
    title: str, drawing: Drawing, ties: Ties, names: list[str], note: str
) -> Overview:
    """A drawing of who shares how much with whom, and that as a table."""
    rows, notes = shared_rows(ties, names), [note, _only_first(ties)]
    return overview(title, drawing, ["", "Also in", "Seconds"], rows, notes=notes, numeric=[2])


def ties_of(table: pd.DataFrame, frames: Timeline, groups: GroupOf | None, most: int) -> Ties:
    """What films share; see `vrd.analysis.totals.reuse_ties` and `reuse_matrix`."""
    if most < 1:
        raise ValueError(f"most is {most}; it must be at least 1")
    return reuse_ties(table, frames, groups=groups, most=most)


def ties_names(ties: Ties) -> list[str]:
    """Names to be shown, the last one of all that are not told apart."""
    names = [clean(name) for name in ties.names]
    return [*names[:-1], f"{ties.rest:,} others"] if ties.rest else names


def count_text(ties: Ties, what: str) -> str:
    """How many there are, and how many of them are told apart."""
    told = len(ties.names) - bool(ties.rest)
    if not ties.rest:
        return f"{told:,} {what if told != 1 else what[:-1]}"
    return f"the {told:,} {what} that share most, of {told + ties.rest:,}"


def _only_first(ties: Ties) -> str:
    """What the table leaves out, in a sentence; empty if nothing."""
    every = int(np.count_nonzero(ties.seconds))
    return f"The table has the first {_LINES} of {every:,} lines." if every > _LINES else ""


def shared_rows(ties: Ties, names: list[str], most: int = _LINES) -> list[list[object]]:
    """Cells of a table of who shares how much with whom, most first."""
    found = [
        (float(seconds), one, other)
        for one, line in zip(names, ties.seconds, strict=True)
        for other, seconds in zip(names, line, strict=True)
        if seconds
    ]
    found.sort(key=lambda each: -each[0])
    return [[one, other, f"{seconds:,.1f}"] for seconds, one, other in found[:most]]


def most_shared(ties: Ties, names: list[str]) -> str:
    """The pairs that share most, in a sentence."""
    first = [
        f"{seconds} s of {one} also in {other}"
        for one, other, seconds in shared_rows(ties, names, 3)
    ]
    return f"Most is shared here: {'; '.join(first)}."


def _grid(names: list[str], cell: _Cell) -> list[Mark]:
    size = min(12.0, cell.height * 0.9)
    marks: list[Mark] = []
    right, bottom = _LEFT + cell.width * len(names), _TOP + cell.height * len(names)
    # Where cells are narrow, every line and number would be a blur.
    fine = cell.width >= 14
    for place, name in enumerate([*names, ""]):
        x, y = _LEFT + cell.width * place, _TOP + cell.height * place
        if fine or not place % 5 or place == len(names):
            marks += [Rule(_LEFT, y, right, y), Rule(x, _TOP, x, bottom)]
        if place == len(names):
            break
        middle, number = y + cell.height / 2, str(place + 1)
        marks.append(
            Label(_LEFT - 26, middle, fitted(name, _LEFT - 30, size), "end", size, said=name)
        )
        marks.append(Label(_LEFT - 6, middle, number, "end", size, said=name))
        if fine or not (place + 1) % 5 or not place:
            across = x + cell.width / 2
            marks.append(Label(across, _TOP - 10, number, "middle", size, said=name))
    return marks


def _square(
    row: int, column: int, cell: _Cell, seconds: float, share: float, said: str
) -> list[Mark]:
    left, top = _LEFT + cell.width * column, _TOP + cell.height * row
    numbered = cell.width >= _ROOM
    room = cell.height - 16 if numbered else cell.width - 1
    side = max(room * share**0.5, 2.0)
    above = 2 + (room - side) / 2 if numbered else (cell.height - side) / 2
    marks: list[Mark] = [
        Box(left + (cell.width - side) / 2, top + above, side, side, "full"),
        # The whole cell can be pointed at, not only a square of two pixels.
        Box(left, top, cell.width, cell.height, "clear", said),
    ]
    if numbered:
        middle = left + cell.width / 2
        marks.append(Label(middle, top + cell.height - 7, _short(seconds), "middle", 9.5, said))
    return marks


def _short(seconds: float) -> str:
    """Few characters: seconds, or minutes where they are many."""
    return f"{seconds:.0f} s" if seconds < 600 else f"{seconds / 60:,.0f} m"
