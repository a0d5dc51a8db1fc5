"""One film from its beginning to its end, and where other films share footage with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vrd.analysis.totals import Piece, pieces
from vrd.core.segments import Span, merge_spans, seconds_of
from vrd.core.text import clean, hms
from vrd.core.timelines import Timeline
from vrd.views.drawing import Box, Drawing, Label, Mark, Rule
from vrd.views.overview import (
    WIDTH,
    Overview,
    fitted,
    length_text,
    nothing_to_show,
    overview,
    span_text,
)

if TYPE_CHECKING:
    import pandas as pd

_LEFT, _RIGHT, _TOP, _LANE = 200.0, 612.0, 58.0, 22.0
_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 36000, 86400)


def film_timeline(table: pd.DataFrame, frames: Timeline, film: str, *, most: int = 40) -> Overview:
    """A bar of one film, and a lane for each other film with the stretches that both share.

    Parameters
    ----------
    table, frames
        Sequences as `vrd.core.sequences.sequence_table` makes them, and their timeline.
    film
        Its name.
    most
        Most lanes, for the films that share most; the others are one lane, the last.

    Raises
    ------
    ValueError
        If ``most`` is below 1.
    UnknownNameError
        If there is no such film, in ``frames`` or of those in the table.
    """
    if most < 1:
        raise ValueError(f"most is {most}; it must be at least 1")
    position = frames.get_position_from_video_name(film)
    mine = [piece for piece in pieces(table, frames) if piece.film == position]
    name, read = clean(frames.videos[position].name), frames.read_to(position)
    length = max(frames.videos[position].duration, read)
    if not mine:
        return nothing_to_show(f"{name} shares no footage with other films in these sequences.")
    lanes = _lanes(mine, frames, position, most)
    once = merge_spans((piece.start, piece.end) for piece in mine)
    said = f"{length_text(seconds_of(once))} of {length_text(length)}"
    alt = f"{said} also elsewhere, in {', '.join(lane for lane, _ in lanes[:5])}."
    drawing = Drawing(WIDTH, _TOP + _LANE * len(lanes) + 8, alt)
    drawing.marks += _axis(length, drawing.height)
    drawing.marks += _bar(length, min(read, length), once)
    drawing.marks.append(Label(_LEFT - 8, 38, "this film", "end", strong=True))
    drawing.marks.append(Label(_RIGHT + 8, 38, length_text(seconds_of(once)), strong=True))
    for place, (lane, some) in enumerate(lanes):
        drawing.marks += _lane(lane, some, _TOP + _LANE * place, length)
    return overview(
        f"{name}: {said} also elsewhere",
        drawing,
        ["Also in", "Here", "There", "Length"],
        [
            [
                frames.videos[one.other].name,
                span_text(one.start, one.end),
                span_text(one.other_start, one.other_end),
                length_text(one.end - one.start),
            ]
            for one in sorted(mine)
        ],
        notes=["The first bar is the film; at the right, how much of it each other film has."],
        numeric=[3],
    )


def _lanes(
    mine: list[Piece], frames: Timeline, position: int, most: int
) -> list[tuple[str, list[Piece]]]:
    """Pieces by the other film, those that share most, in the order they begin; then the rest."""
    by_film: dict[int, list[Piece]] = {}
    for piece in mine:
        by_film.setdefault(piece.other, []).append(piece)
    ranked = sorted(by_film, key=lambda other: (-_shared(by_film[other]), other))
    kept = sorted(ranked[:most], key=lambda other: min(by_film[other]).start)
    lanes = [
        ("elsewhere in it" if other == position else clean(frames.videos[other].name), some)
        for other, some in ((other, by_film[other]) for other in kept)
    ]
    rest = [piece for other in ranked[most:] for piece in by_film[other]]
    return [*lanes, (f"{len(ranked) - most:,} others", rest)] if rest else lanes


def _shared(some: list[Piece]) -> float:
    return seconds_of((piece.start, piece.end) for piece in some)


def _across(seconds: float, length: float) -> float:
    return _LEFT + (_RIGHT - _LEFT) * seconds / max(length, 1e-9)


def _stretch(start: float, end: float, top: float, length: float, said: str) -> Box:
    """A box of two pixels at least: in a long film a second is less."""
    left = _across(start, length)
    wide = max(_across(end, length) - left, 2.0)
    return Box(min(left, _RIGHT - wide), top, wide, 13, "full", said)


def _axis(length: float, height: float) -> list[Mark]:
    step = next((one for one in _STEPS if length / one <= 5), int(length / 5) + 1)
    marks: list[Mark] = []
    for time in range(0, int(length) + 1, step):
        x = _across(time, length)
        marks.append(Rule(x, 22, x, height - 4))
        marks.append(Label(x, 12, hms(time), "middle", 11))
    return marks


def _bar(length: float, read: float, once: list[Span]) -> list[Mark]:
    marks: list[Mark] = [Box(_LEFT, 31, _across(read, length) - _LEFT, 13, "faint")]
    if read < length - 1:
        left = _across(read, length)
        said = f"{span_text(read, length)} could not be read"
        marks.append(Box(left, 31, _RIGHT - left, 13, "dashed", said))
    return marks + [
        _stretch(*span, 31, length, f"{span_text(*span)} is also elsewhere") for span in once
    ]


def _lane(name: str, some: list[Piece], top: float, length: float) -> list[Mark]:
    middle = top + _LANE / 2
    marks: list[Mark] = [
        Label(_LEFT - 8, middle, fitted(name, _LEFT - 12, 11.5), "end", 11.5, said=name),
        Rule(_LEFT, middle, _RIGHT, middle),
        Label(_RIGHT + 8, middle, length_text(_shared(some)), size=11),
    ]
    for one in sorted(some):
        said = (
            f"here {span_text(one.start, one.end)}, {name} "
            f"{span_text(one.other_start, one.other_end)}"
        )
        marks.append(_stretch(one.start, one.end, middle - 6.5, length, said))
    return marks
