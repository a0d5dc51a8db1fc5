"""Show one film from its beginning to its end, and where other films share footage with it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from vrd.analysis.totals import Piece, pieces
from vrd.core.segments import Segment, Span, merge_spans, seconds_of
from vrd.core.text import clean, hms, length_text, plural, span_text
from vrd.core.timelines import Timeline
from vrd.views.drawing import Box, Drawing, Label, Mark, Rule
from vrd.views.fonts import fitted
from vrd.views.overview import WIDTH, Overview, nothing_to_show, overview
from vrd.views.timecodes import with_timecodes

if TYPE_CHECKING:
    import pandas as pd

# Pixels: both ends of the film, the top of the first lane, the height of a lane.
_LEFT, _RIGHT, _TOP, _LANE = 200.0, 612.0, 58.0, 22.0
_STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 36000, 86400)
_MAX_STEPS = 5
_HEADERS = ["Also in", "In this film", "In the other film", "Length"]
_NOTE = (
    "The first bar is this film. Each line below it is another film; blue marks show where in "
    "this film its footage is, and the figure at the right says how much there is of it."
)


def film_timeline(table: pd.DataFrame, frames: Timeline, film: str, *, most: int = 40) -> Overview:
    """Draw a bar for one film, and a lane for each other film with the stretches both share.

    Parameters
    ----------
    table, frames
        Sequences as `vrd.core.sequence_table` makes them, and their timeline.
    film
        Name of the film.
    most
        Most films that have a lane of their own: those that share most. The last lane stands for
        all others.

    Raises
    ------
    ValueError
        If ``most`` is below 1.
    UnknownNameError
        If ``film``, or a film of the table, is not in ``frames``.
    """
    if most < 1:
        raise ValueError(f"most is {most}; it must be at least 1")
    position = frames.get_position_from_video_name(film)
    mine = sorted(piece for piece in pieces(table, frames) if piece.film == position)
    name, read = clean(frames.videos[position].name), frames.read_to(position)
    length = max(frames.videos[position].duration, read)
    if not mine:
        return nothing_to_show(f"{name} shares no footage with other films in these sequences.")
    lanes = _lanes(mine, frames, position, most)
    spans = merge_spans((piece.start, piece.end) for piece in mine)
    shared = f"{length_text(seconds_of(spans))} of {length_text(length)}"
    alt = f"{shared} are also elsewhere, in {', '.join(lane for lane, _ in lanes[:5])}."
    drawing = Drawing(WIDTH, _TOP + _LANE * len(lanes) + 8, alt)
    drawing.marks += _axis(length, drawing.height)
    drawing.marks += _bar(length, min(read, length), spans)
    for number, (lane, shown) in enumerate(lanes):
        drawing.marks += _lane(lane, shown, _TOP + _LANE * number, length, frames)
    rows = [_cells(piece, frames) for piece in mine]
    videos = frames.videos
    headers, rows = with_timecodes(
        _HEADERS,
        rows,
        frames,
        {
            "Timecode in this film": [
                Segment(videos[position].name, piece.start, piece.end) for piece in mine
            ],
            "Timecode in the other film": [
                Segment(videos[piece.other_film].name, piece.other_start, piece.other_end)
                for piece in mine
            ],
        },
    )
    title = f"{name}: {shared} are also elsewhere"
    return overview(title, drawing, headers, rows, notes=[_NOTE], numeric=[3])


def _cells(piece: Piece, frames: Timeline) -> list[object]:
    return [
        frames.videos[piece.other_film].name,
        span_text(piece.start, piece.end),
        span_text(piece.other_start, piece.other_end),
        length_text(piece.end - piece.start),
    ]


def _lanes(
    mine: list[Piece], frames: Timeline, position: int, most: int
) -> list[tuple[str, list[Piece]]]:
    """Return the pieces of the films that share most, in the order they begin; then the rest."""
    by_film: dict[int, list[Piece]] = {}
    for piece in mine:
        by_film.setdefault(piece.other_film, []).append(piece)
    ranked = sorted(by_film, key=lambda film: (-_shared(by_film[film]), film))
    kept = sorted(ranked[:most], key=lambda film: min(by_film[film]).start)
    lanes = [
        ("this film, elsewhere" if film == position else clean(frames.videos[film].name), shown)
        for film, shown in ((film, by_film[film]) for film in kept)
    ]
    rest = [piece for film in ranked[most:] for piece in by_film[film]]
    return [*lanes, (plural(len(ranked) - most, "other film"), rest)] if rest else lanes


def _shared(mine: Iterable[Piece]) -> float:
    return seconds_of((piece.start, piece.end) for piece in mine)


def _across(seconds: float, length: float) -> float:
    return _LEFT + (_RIGHT - _LEFT) * seconds / max(length, 1e-9)


def _stretch(start: float, end: float, top: float, length: float, title: str) -> Box:
    """Return a box of at least two pixels: in a long film a second is less."""
    left = _across(start, length)
    width = max(_across(end, length) - left, 2.0)
    return Box(min(left, _RIGHT - width), top, width, 13, "full", title)


def _axis(length: float, height: float) -> list[Mark]:
    step = next((step for step in _STEPS_S if length / step <= _MAX_STEPS), int(length / 5) + 1)
    marks: list[Mark] = []
    for time in range(0, int(length) + 1, step):
        x = _across(time, length)
        marks.append(Rule(x, 22, x, height - 4))
        marks.append(Label(x, 12, hms(time), "middle", 11))
    return marks


def _bar(length: float, read: float, spans: list[Span]) -> list[Mark]:
    """Return the bar of the film, with everything that is also elsewhere."""
    marks: list[Mark] = [Box(_LEFT, 31, _across(read, length) - _LEFT, 13, "faint")]
    if read < length - 1:
        left = _across(read, length)
        title = f"{span_text(read, length)} could not be read"
        marks.append(Box(left, 31, _RIGHT - left, 13, "dashed", title))
    marks += [
        _stretch(*span, 31, length, f"{span_text(*span)} is also elsewhere") for span in spans
    ]
    marks.append(Label(_LEFT - 8, 38, "this film", "end", strong=True))
    return [*marks, Label(_RIGHT + 8, 38, length_text(seconds_of(spans)), strong=True)]


def _lane(name: str, shown: list[Piece], top: float, length: float, frames: Timeline) -> list[Mark]:
    middle = top + _LANE / 2
    marks: list[Mark] = [
        Label(_LEFT - 8, middle, fitted(name, _LEFT - 12, 11.5), "end", 11.5, title=name),
        Rule(_LEFT, middle, _RIGHT, middle),
        Label(_RIGHT + 8, middle, length_text(_shared(shown)), size=11),
    ]
    for piece in sorted(shown):
        title = (
            f"{span_text(piece.start, piece.end)} in this film, "
            f"{span_text(piece.other_start, piece.other_end)} "
            f"in {clean(frames.videos[piece.other_film].name)}"
        )
        marks.append(_stretch(piece.start, piece.end, middle - 6.5, length, title))
    return marks
