"""Who reuses whom: films against films, a square in each cell as large as what they share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vrd.frames import Frames
from vrd.reuse_totals import GroupOf, Ties, reuse_ties
from vrd.views.drawing import Box, Drawing, Label, Mark, Rule
from vrd.views.html import clean, shorten
from vrd.views.overview import WIDTH, Overview, length_text, nothing_to_show, overview

if TYPE_CHECKING:
    import pandas as pd

NOTHING = "No film shares footage with another in these sequences."
_LEFT, _TOP, _LARGEST, _LETTERS = 190.0, 30.0, 46.0, 30
#: Cells as wide as this have room for a number.
_ROOM = 30.0


def reuse_matrix(
    table: pd.DataFrame, frames: Frames, *, groups: GroupOf | None = None, most: int = 60
) -> Overview:
    """How many seconds of each film are also in each other film.

    Films that share much lie side by side. The area of a square grows with the seconds; they are
    said where a cell is pointed at, and in the table.

    Parameters
    ----------
    table, frames
        Sequences as `vrd.sequences.sequence_table` makes them, and their timeline.
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
    count = len(names)
    cell = min(_LARGEST, (WIDTH - _LEFT - 4) / count)
    drawing = Drawing(WIDTH, _TOP + cell * count + 4, most_shared(ties, names))
    drawing.marks += _grid(names, cell)
    largest = max(float(ties.seconds.max()), 1e-9)
    for row in range(count):
        for column in range(count):
            seconds = float(ties.seconds[row, column])
            if seconds:
                said = f"{names[row]}: {length_text(seconds)} also in {names[column]}"
                drawing.marks += _cell(row, column, cell, seconds, largest, said)
    what = "films" if groups is None else "groups"
    return overview(
        f"Who reuses whom: {count_text(ties, what)}",
        drawing,
        ["", "Also in", "Seconds"],
        shared_rows(ties, names),
        notes=[
            "A row is a film, and each square how much of it is also in the film of that "
            "column; columns have the numbers of the rows."
        ],
        numeric=[2],
    )


def ties_of(table: pd.DataFrame, frames: Frames, groups: GroupOf | None, most: int) -> Ties:
    """What films share; see `vrd.reuse_totals.reuse_ties` and `reuse_matrix`."""
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


def shared_rows(ties: Ties, names: list[str], most: int = 100) -> list[list[object]]:
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


def _grid(names: list[str], cell: float) -> list[Mark]:
    size = min(12.0, max(cell * 0.95, 5.0))
    marks: list[Mark] = []
    for place, name in enumerate(names):
        middle = _TOP + cell * (place + 0.5)
        text = f"{shorten(name, _LETTERS)}  {place + 1}"
        marks.append(Label(_LEFT - 6, middle, text, "end", size, said=name))
        across = _LEFT + cell * (place + 0.5)
        number = Label(across, _TOP - 8, str(place + 1), "middle", size, said=name)
        # Every number would be a blur where cells are narrow.
        if cell >= 14 or not (place + 1) % 5 or not place:
            marks.append(number)
        end = cell * len(names)
        marks.append(Rule(_LEFT, _TOP + cell * place, _LEFT + end, _TOP + cell * place))
        marks.append(Rule(_LEFT + cell * place, _TOP, _LEFT + cell * place, _TOP + end))
    marks.append(Rule(_LEFT, _TOP + end, _LEFT + end, _TOP + end))
    marks.append(Rule(_LEFT + end, _TOP, _LEFT + end, _TOP + end))
    return marks


def _cell(
    row: int, column: int, cell: float, seconds: float, largest: float, said: str
) -> list[Mark]:
    left, top = _LEFT + cell * column, _TOP + cell * row
    number = cell >= _ROOM
    room = cell - (13 if number else 2)
    side = max(room * (seconds / largest) ** 0.5, 2.0)
    above = 1 + (room - side) / 2
    # The whole cell can be pointed at, not only a square of two pixels.
    marks: list[Mark] = [
        Box(left + (cell - side) / 2, top + above, side, side, "full"),
        Box(left, top, cell, cell, "clear", said),
    ]
    if number:
        marks.insert(1, Label(left + cell / 2, top + cell - 7, _short(seconds), "middle", 9.5))
    return marks


def _short(seconds: float) -> str:
    """Few characters: seconds, or minutes where they are many."""
    return f"{seconds:.0f} s" if seconds < 600 else f"{seconds / 60:,.0f} m"
