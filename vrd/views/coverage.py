"""Show how much of each film is also in other films, and what could not be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from vrd.analysis.film_shares import film_shares
from vrd.core.passed_over import passed_over_text
from vrd.core.text import clean, length_text, percent, plural
from vrd.core.timelines import Timeline
from vrd.views.drawing import Box, Drawing, Label, Mark
from vrd.views.fonts import fitted
from vrd.views.overview import WIDTH, Overview, nothing_to_show, overview

if TYPE_CHECKING:
    import pandas as pd

# Pixels: where bars begin and where the longest ends, the margin above, the height of a line.
_LEFT, _RIGHT, _TOP, _LINE = 200.0, 520.0, 6.0, 22.0
_HEADERS = ["Film", "Length", "Read", "Also in other films", "Share of the film", "Other films"]
# Headers of two more columns, where not every film was read completely.
_STATE_HEADERS = ["State", "Cause"]
_NOTE = (
    "Each bar is as long as its film. Its blue part is as long as the footage that is also in "
    "other films, wherever in the film that footage is."
)
Line = dict[str, Any]


def coverage(table: pd.DataFrame, frames: Timeline, *, most: int = 60) -> Overview:
    """Draw a bar for each film: its length, how much of it is elsewhere, and what was not read.

    Parameters
    ----------
    table, frames
        Sequences as `vrd.core.sequence_table` makes them, and their timeline.
    most
        Most films that have a bar of their own: those that could not be read completely, then
        those with the largest share of reused footage. The last bar stands for all others.

    Raises
    ------
    ValueError
        If ``most`` is below 1.
    UnknownNameError
        If the table names a film that is not in ``frames``.
    """
    if most < 1:
        raise ValueError(f"most is {most}; it must be at least 1")
    shares = film_shares(table, frames)
    if not len(shares):
        return nothing_to_show("There are no films in this collection yet.")
    lines = _in_order(shares, most)
    longest = max([float(line["duration"]) for line in lines if line["duration"] > 0], default=1.0)
    title = _in_words(shares)
    drawing = Drawing(WIDTH, 2 * _TOP + _LINE * len(lines), title)
    for position, line in enumerate(lines):
        drawing.marks += _line(line, _TOP + _LINE * (position + 0.5), longest)
    rows = [_cells(line) for line in shares.to_dict("records")]
    headers, notes = [*_HEADERS, *_STATE_HEADERS], [_NOTE, "A dashed part could not be read."]
    if (shares["state"] == "read").all():
        headers, notes = _HEADERS, [_NOTE]
        rows = [row[: len(_HEADERS)] for row in rows]
    if passed_over := passed_over_text(frames.passed_over):
        notes.append(f"{passed_over}.")
    return overview(title, drawing, headers, rows, notes=notes, numeric=[1, 2, 3, 4, 5])


def _in_order(shares: pd.DataFrame, most: int) -> list[Line]:
    """Return the films with the largest share first and those not read last; then the others."""
    whole = shares["state"] == "read"
    ranked = shares.assign(whole=whole).sort_values(
        ["whole", "share", "shared"], ascending=[True, False, False], kind="stable"
    )
    kept = ranked.head(most).sort_values(
        ["share", "shared"], ascending=False, kind="stable", na_position="last"
    )
    lines: list[Line] = kept.to_dict("records")  # type: ignore[assignment]
    rest = ranked.iloc[most:]
    return [*lines, _average(rest, whole=bool(whole.loc[rest.index].all()))] if len(rest) else lines


def _average(films: pd.DataFrame, *, whole: bool) -> Line:
    """Return the line that stands for films without a bar of their own."""
    total = {name: float(films[name].sum()) for name in ("duration", "read", "shared")}
    average: Line = {name: value / len(films) for name, value in total.items()}
    average["share"] = total["shared"] / total["duration"] if total["duration"] else float("nan")
    average["film"] = f"{plural(len(films), 'other film')}, on average"
    average["state"] = "read" if whole else "read in part"
    return average | {"cause": ""}


def _in_words(shares: pd.DataFrame) -> str:
    sharing, states = int((shares["shared"] > 0).sum()), shares["state"].value_counts()
    parts = [f"{sharing:,} of {plural(len(shares), 'film')} share footage with other films"]
    parts += [
        f"{states[state]:,} {'was' if states[state] == 1 else 'were'} {state}"
        for state in ("read in part", "not read")
        if state in states
    ]
    return "; ".join(parts)


def _cells(line: dict[Any, Any]) -> list[object]:
    lengths = [
        "–" if np.isnan(line[name]) else length_text(line[name])
        for name in ("duration", "read", "shared")
    ]
    share = percent(line["share"])
    return [line["film"], *lengths, share, line["films"], line["state"], line["cause"]]


def _line(line: Line, middle: float, longest: float) -> list[Mark]:
    """Return the name of a film, its bar and its figures."""
    name = clean(line["film"])
    label = Label(_LEFT - 8, middle, fitted(name, _LEFT - 12, 11.5), "end", 11.5, title=name)
    if line["state"] == "not read":
        text = f"not read: {clean(line['cause'])}"
        shown = fitted(text, WIDTH - _LEFT, 11)
        return [label, Label(_LEFT, middle, shown, size=11, title=text)]
    scale = (_RIGHT - _LEFT) / longest
    figures = "nothing shared"
    if line["shared"]:
        figures = f"{length_text(line['shared'])}, {percent(line['share'])}"
    if line["state"] == "read in part":
        figures += ", read in part"
    end = _LEFT + max(line["duration"] * scale, 1.0)
    return [label, *_bar(line, name, middle - 7, scale), Label(end + 8, middle, figures, size=11)]


def _bar(line: Line, name: str, top: float, scale: float) -> list[Mark]:
    whole, read = (max(line[column] * scale, 1.0) for column in ("duration", "read"))
    marks: list[Mark] = [
        Box(_LEFT, top, read, 14, "faint", f"{name}: {length_text(line['duration'])}")
    ]
    if whole - read > 1:
        unread = length_text(line["duration"] - line["read"])
        title = f"{unread} could not be read: {clean(line['cause'])}"
        marks.append(Box(_LEFT + read, top, whole - read, 14, "dashed", title))
    if line["shared"]:
        title = f"{name}: {length_text(line['shared'])} also in other films"
        marks.append(Box(_LEFT, top, max(line["shared"] * scale, 1.0), 14, "full", title))
    return marks
