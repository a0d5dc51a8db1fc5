"""The stretches of film that most other films share, each with a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from vrd.analysis.reused_stretches import reused_stretches
from vrd.core.segments import Segment
from vrd.core.text import clean, hms
from vrd.core.thumbnails import picture_bytes
from vrd.core.timelines import Timeline
from vrd.views.drawing import Box, Drawing, Label, Mark, Picture, Rule
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

_BOX = (128, 96)
# Height of a line and where its text begins, with and without a picture.
_PICTURED, _PLAIN = (108.0, 172.0), (94.0, 34.0)
_COPIES = 3


def most_reused_stretches(
    table: pd.DataFrame,
    frames: Timeline,
    *,
    count: int = 20,
    share: Literal["nothing", "thumbs"] = "nothing",
) -> Overview:
    """The stretches that most other films share, with where else they are.

    Parameters
    ----------
    table, frames
        Sequences as `vrd.core.sequences.sequence_table` makes them, and their timeline.
    count
        Most stretches shown.
    share
        ``"thumbs"``: with a still of each where there is one. A notebook that is saved holds them.

    Raises
    ------
    ValueError
        If ``count`` is negative, or ``share`` neither.
    UnknownNameError
        If the table names a film that is not in ``frames``.
    """
    if share not in ("nothing", "thumbs"):
        raise ValueError(f"share is {share!r}; it must be 'nothing' or 'thumbs'")
    found: list[dict[Any, Any]] = reused_stretches(table, frames, count).to_dict("records")
    if not found:
        return nothing_to_show("No stretch is shared by different films in these sequences.")
    first = found[0]
    alt = f"First {clean(first['film'])} at {hms(first['start'])}, in {_films(first['films'])}."
    pictured = share == "thumbs"
    height = (_PICTURED if pictured else _PLAIN)[0]
    drawing = Drawing(WIDTH, height * len(found), alt)
    for place, one in enumerate(found):
        if pictured:
            drawing.marks += _picture(one, frames, height * place + 6)
        drawing.marks += _line(place, one, *(_PICTURED if pictured else _PLAIN))
    return overview(
        f"{len(found):,} stretch{'es' if len(found) != 1 else ''} that most films share",
        drawing,
        ["No.", "Film", "Stretch", "Length", "Other films", "Also in"],
        [
            [
                place,
                one["film"],
                span_text(one["start"], one["end"]),
                length_text(one["seconds"]),
                one["films"],
                "; ".join(map(_copy, one["copies"])),
            ]
            for place, one in enumerate(found, 1)
        ],
        numeric=[0, 3, 4],
    )


def _films(count: int) -> str:
    return f"{count:,} other film{'' if count == 1 else 's'}"


def _copy(copy: Segment) -> str:
    return f"{clean(copy.video)} {span_text(copy.start, copy.end)}"


def _line(place: int, one: dict[Any, Any], height: float, left: float) -> list[Mark]:
    top = height * place
    name = clean(one["film"])
    where = f"{span_text(one['start'], one['end'])}, {length_text(one['seconds'])}"
    shared = f"in {_films(one['films'])}"
    if one["films_at_once"] < one["films"]:
        shared += f", {one['films_at_once']:,} of them at {hms(one['moment'])}"
    marks: list[Mark] = [
        Label(8, top + height / 2, str(place + 1), size=13, strong=True),
        Label(left, top + 14, fitted(name, WIDTH - left, 13), size=13, strong=True, said=name),
        Label(left, top + 32, f"{where}; {shared}"),
    ]
    copies = one["copies"]
    more = len(copies) - _COPIES
    shown = copies[: _COPIES - 1] if more > 0 else copies
    for row, copy in enumerate(shown):
        film = fitted(clean(copy.video), WIDTH - left - 140, 11)
        text = f"{film} {span_text(copy.start, copy.end)}"
        marks.append(Label(left + 12, top + 50 + 16 * row, text, size=11, said=_copy(copy)))
    if more > 0:
        said = "; ".join(map(_copy, copies[_COPIES - 1 :]))
        text = f"and {more + 1:,} more"
        marks.append(Label(left + 12, top + 50 + 16 * len(shown), text, size=11, said=said))
    return [*marks, Rule(0, top + height - 0.5, WIDTH, top + height - 0.5)]


def _picture(one: dict[Any, Any], frames: Timeline, top: float) -> list[Mark]:
    said = f"{clean(one['film'])} at {hms(one['moment'])}"
    x, width, height = 34.0, float(_BOX[0]), float(_BOX[1])
    row = frames.row_at(frames.get_position_from_video_name(one["film"]), one["moment"])
    try:
        # Twice as large, for screens and print that are finer than a pixel.
        jpeg = picture_bytes(frames.still(row), (2 * _BOX[0], 2 * _BOX[1]))
    except (OSError, ValueError, SyntaxError):  # absent or damaged: the rest is shown
        middle = x + width / 2, top + height / 2
        words = Label(*middle, "still missing", "middle", 10)
        return [Box(x, top, width, height, "dashed", said), words]
    return [Picture(x, top, width, height, jpeg, said)]
