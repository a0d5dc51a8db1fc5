"""Show the stretches of film that are in most other films, each with a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from vrd.analysis.reused_stretches import reused_stretches
from vrd.core.segments import Segment
from vrd.core.text import clean, hms, length_text, plural, span_text
from vrd.core.thumbnails import UNREADABLE, picture_bytes
from vrd.core.timelines import Timeline
from vrd.views.drawing import Box, Drawing, Label, Mark, Picture, Rule
from vrd.views.fonts import fitted
from vrd.views.overview import WIDTH, Overview, nothing_to_show, overview
from vrd.views.timecodes import with_timecodes

if TYPE_CHECKING:
    import pandas as pd

_BOX = (128, 96)
# Pixels: the least height of a line and where its text begins, with and without a picture.
_PICTURED, _PLAIN = (108.0, 172.0), (0.0, 34.0)
# Pixels: from the top of a line to the middle of its first copy, from copy to copy, and below.
_FIRST_COPY, _COPY, _BELOW = 50.0, 16.0, 12.0
_MAX_COPIES = 3
_HEADERS = ["No.", "Film", "Stretch", "Length", "Other films", "Also in"]
Stretch = dict[Any, Any]


def most_reused_stretches(
    table: pd.DataFrame,
    frames: Timeline,
    *,
    count: int = 20,
    share: Literal["nothing", "thumbs"] = "nothing",
) -> Overview:
    """Draw the stretches that are in most other films, and where they are in them.

    Parameters
    ----------
    table, frames
        Sequences as `vrd.core.sequence_table` makes them, and their timeline.
    count
        Most stretches shown.
    share
        ``"thumbs"`` shows a still of each stretch where there is one; a notebook that is saved
        then holds these stills.

    Raises
    ------
    ValueError
        If ``count`` is negative, or ``share`` is neither of both.
    UnknownNameError
        If the table names a film that is not in ``frames``.
    """
    if share not in ("nothing", "thumbs"):
        raise ValueError(f"share is {share!r}; it must be 'nothing' or 'thumbs'")
    stretches: list[Stretch] = reused_stretches(table, frames, count).to_dict("records")
    if not stretches:
        return nothing_to_show("No stretch is shared by different films in these sequences.")
    first = stretches[0]
    films = plural(first["films"], "other film")
    alt = f"The first is in {clean(first['film'])} at {hms(first['start'])}, and in {films}."
    pictured = share == "thumbs"
    least, left = _PICTURED if pictured else _PLAIN
    drawing = Drawing(WIDTH, 0.0, alt)
    for position, stretch in enumerate(stretches):
        top, height = drawing.height, max(least, _height(stretch))
        if pictured:
            drawing.marks += _picture(stretch, frames, top + 6)
        drawing.marks += _line(position, stretch, (top, top + height), left)
        drawing.height = top + height
    title = f"{plural(len(stretches), 'stretch', 'stretches')}, those that most films share first"
    rows = [_cells(number, stretch) for number, stretch in enumerate(stretches, 1)]
    places = [Segment(line["film"], line["start"], line["end"]) for line in stretches]
    headers, rows = with_timecodes(_HEADERS, rows, frames, {"Timecode": places})
    return overview(title, drawing, headers, rows, numeric=[0, 3, 4])


def _cells(number: int, stretch: Stretch) -> list[object]:
    return [
        number,
        stretch["film"],
        span_text(stretch["start"], stretch["end"]),
        length_text(stretch["seconds"]),
        stretch["films"],
        "; ".join(map(_copy, stretch["copies"])),
    ]


def _copy(copy: Segment) -> str:
    return f"{clean(copy.video)} {span_text(copy.start, copy.end)}"


def _height(stretch: Stretch) -> float:
    """Return the height of the texts about a stretch, which has one line for each copy shown."""
    copies = min(len(stretch["copies"]), _MAX_COPIES)
    return _FIRST_COPY + _COPY * (copies - 1) + _BELOW


def _line(position: int, stretch: Stretch, edges: tuple[float, float], left: float) -> list[Mark]:
    """Return the texts about a stretch, and the rule below them, between two heights."""
    top, bottom = edges
    name = clean(stretch["film"])
    times = span_text(stretch["start"], stretch["end"])
    text = (
        f"{times}, {length_text(stretch['seconds'])}; in {plural(stretch['films'], 'other film')}"
    )
    if stretch["films_at_once"] < stretch["films"]:
        text += f", at most {stretch['films_at_once']:,} at one moment ({hms(stretch['moment'])})"
    return [
        Label(8, (top + bottom) / 2, str(position + 1), size=13, strong=True),
        Label(left, top + 14, fitted(name, WIDTH - left, 13), size=13, strong=True, title=name),
        Label(left, top + 32, text),
        *_copies(stretch["copies"], top + _FIRST_COPY, left),
        Rule(0, bottom - 0.5, WIDTH, bottom - 0.5),
    ]


def _copies(copies: list[Segment], top: float, left: float) -> list[Mark]:
    """Return a label for each copy, and one for those that have no room."""
    several = len(copies) > _MAX_COPIES
    shown = copies[: _MAX_COPIES - 1] if several else copies
    labels = []
    for copy in shown:
        film = fitted(clean(copy.video), WIDTH - left - 140, 11)
        labels.append((f"{film} {span_text(copy.start, copy.end)}", _copy(copy)))
    if several:
        rest = copies[len(shown) :]
        labels.append((f"and {len(rest):,} more", "; ".join(map(_copy, rest))))
    return [
        Label(left + 12, top + _COPY * row, text, size=11, title=title)
        for row, (text, title) in enumerate(labels)
    ]


def _picture(stretch: Stretch, frames: Timeline, top: float) -> list[Mark]:
    title = f"{clean(stretch['film'])} at {hms(stretch['moment'])}"
    x, width, height = 34.0, float(_BOX[0]), float(_BOX[1])
    row = frames.row_at(frames.get_position_from_video_name(stretch["film"]), stretch["moment"])
    try:
        # Twice as large, for screens and print that are finer than a pixel.
        jpeg = picture_bytes(frames.still(row), (2 * _BOX[0], 2 * _BOX[1]))
    except UNREADABLE:  # the rest is shown
        middle = x + width / 2, top + height / 2
        words = Label(*middle, "picture missing", "middle", 10)
        return [Box(x, top, width, height, "dashed", title), words]
    return [Picture(x, top, width, height, jpeg, title)]
