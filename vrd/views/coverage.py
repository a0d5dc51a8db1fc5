"""How much of each film is also in other films, and what could not be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from vrd.analysis.totals import film_shares
from vrd.core.text import clean
from vrd.core.timelines import Timeline
from vrd.views.drawing import Box, Drawing, Label, Mark
from vrd.views.overview import WIDTH, Overview, fitted, length_text, nothing_to_show, overview

if TYPE_CHECKING:
    import pandas as pd

_LEFT, _RIGHT, _TOP, _LINE = 200.0, 520.0, 6.0, 22.0


def coverage(table: pd.DataFrame, frames: Timeline, *, most: int = 60) -> Overview:
    """A bar for each film: its length, how much of it is also elsewhere, and what was not read.

    Parameters
    ----------
    table, frames
        Sequences as `vrd.core.sequences.sequence_table` makes them, and their timeline.
    most
        Most films told apart, those of which most is elsewhere, and those that could not be read
        completely before the others; the rest are one line, the last.

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
    longest = max([float(one["duration"]) for one in lines if one["duration"] > 0], default=1.0)
    said = _in_words(shares)
    drawing = Drawing(WIDTH, 2 * _TOP + _LINE * len(lines), said)
    for place, line in enumerate(lines):
        drawing.marks += _line(line, _TOP + _LINE * (place + 0.5), longest)
    notes = [
        "A bar is as long as its film; its beginning, in blue, as long as what is also in other "
        "films, wherever in the film that is. A dashed end could not be read."
    ]
    return overview(
        said,
        drawing,
        ["Film", "Length", "Read", "Also elsewhere", "Share", "Films", "State", "Cause"],
        [_cells(one) for one in shares.to_dict("records")],
        notes=notes,
        numeric=[1, 2, 3, 4, 5],
    )


def _in_order(shares: pd.DataFrame, most: int) -> list[dict[str, Any]]:
    """The films told apart, most shared first and those not read last; then the rest as one."""
    whole = shares["state"] == "read"
    ranked = shares.assign(whole=whole).sort_values(
        ["whole", "share", "shared"], ascending=[True, False, False], kind="stable"
    )
    kept = ranked.head(most).sort_values(
        ["share", "shared"], ascending=False, kind="stable", na_position="last"
    )
    lines: list[dict[str, Any]] = kept.to_dict("records")  # type: ignore[assignment]
    rest = ranked.iloc[most:]
    if len(rest):
        total: dict[str, Any] = {
            name: float(rest[name].sum()) for name in ("duration", "read", "shared")
        }
        share = total["shared"] / total["duration"] if total["duration"] else float("nan")
        total |= {"film": f"{len(rest):,} others, on average", "share": share, "cause": ""}
        total |= {name: total[name] / len(rest) for name in ("duration", "read", "shared")}
        lines.append(total | {"state": "read" if whole.loc[rest.index].all() else "read in part"})
    return lines


def _in_words(shares: pd.DataFrame) -> str:
    films, shared = len(shares), int((shares["shared"] > 0).sum())
    lost = shares["state"].value_counts()
    parts = [f"{shared:,} of {films:,} film{'' if films == 1 else 's'} share footage"]
    parts += [f"{lost[state]:,} {state}" for state in ("read in part", "not read") if state in lost]
    return "; ".join(parts)


def _cells(one: dict[Any, Any]) -> list[object]:
    share = "–" if np.isnan(one["share"]) else f"{one['share']:.0%}"
    lengths = [
        "–" if np.isnan(one[name]) else length_text(one[name])
        for name in ("duration", "read", "shared")
    ]
    return [one["film"], *lengths, share, one["films"], one["state"], one["cause"]]


def _line(line: dict[str, Any], middle: float, longest: float) -> list[Mark]:
    name, top = clean(line["film"]), middle - 7
    marks: list[Mark] = [
        Label(_LEFT - 8, middle, fitted(name, _LEFT - 12, 11.5), "end", 11.5, said=name)
    ]
    if line["state"] == "not read":
        said = f"not read: {clean(line['cause'])}"
        return [*marks, Label(_LEFT, middle, fitted(said, WIDTH - _LEFT, 11), size=11, said=said)]
    scale = (_RIGHT - _LEFT) / longest
    whole, read = (max(line[one] * scale, 1.0) for one in ("duration", "read"))
    marks.append(Box(_LEFT, top, read, 14, "faint", f"{name}: {length_text(line['duration'])}"))
    if whole - read > 1:
        lost = f"{length_text(line['duration'] - line['read'])} not read: {clean(line['cause'])}"
        marks.append(Box(_LEFT + read, top, whole - read, 14, "dashed", lost))
    if line["shared"]:
        said = f"{name}: {length_text(line['shared'])} also elsewhere"
        marks.append(Box(_LEFT, top, max(line["shared"] * scale, 1.0), 14, "full", said))
    words = [f"{length_text(line['shared'])}, {line['share']:.0%}" if line["shared"] else "nothing"]
    words += ["read in part"] if line["state"] == "read in part" else []
    marks.append(Label(_LEFT + whole + 8, middle, ", ".join(words), size=11))
    return marks
