"""Show where a film, a stretch or a picture was found, as a table with times and stills."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from vrd.core.segments import Segment
from vrd.core.text import clean, distance_text, hms, plural
from vrd.core.thumbnails import UNREADABLE, jpeg_data_uri
from vrd.core.timelines import Timeline
from vrd.views.cells import Cells, film_times, plain_times, table, text_table, times
from vrd.views.html import Markup, Page, page, paragraph
from vrd.views.timecodes import with_timecodes

if TYPE_CHECKING:
    import pandas as pd

_BOX = (128, 96)
_SINGLE = "single frame"
_PICTURES = ("Picture here", "Picture there", "Picture")
Line = dict[Any, Any]
Still = Callable[[str, float], object]


class FoundPlaces(Page):
    """Show places as a page, and keep them as a DataFrame.

    Parameters
    ----------
    table
        The table that `where_reused` or `find_picture` returned.
    html, text
        As for `Page`.
    """

    def __init__(self, table: pd.DataFrame, html: str, text: str) -> None:
        super().__init__(html, text)
        self.table = table

    def __len__(self) -> int:
        return len(self.table)


def found_places(
    places: pd.DataFrame,
    frames: Timeline,
    film: str | None = None,
    *,
    limit: float = np.inf,
    share: Literal["nothing", "thumbs"] = "nothing",
) -> FoundPlaces:
    """Return a page of the places that `where_reused` or `find_picture` found.

    Parameters
    ----------
    places
        The table that they returned.
    frames
        The timeline.
    film
        The film that the places are copies of; None where a picture was looked for.
    limit
        Distance (squared L2) up to which frames count as alike. The places of a picture say
        whether they are within it.
    share
        ``"thumbs"`` adds a still of either side; a notebook that is saved then holds them.
    """
    lines: list[Line] = places.to_dict("records")
    title = _title(lines, film)
    if not lines:
        nothing = page(paragraph(title), clean(title))
        return FoundPlaces(places, nothing.html, nothing.text)
    still = _stills(frames) if share == "thumbs" else None
    headers, rows, plain = (
        _of_picture(lines, limit, still) if film is None else _of_stretch(lines, film, still)
    )
    spans = _spans(lines, film)
    plain_headers, plain = with_timecodes(
        [name for name in headers if name not in _PICTURES], plain, frames, spans
    )
    headers, rows = with_timecodes(headers, rows, frames, spans)
    left_out = () if still else _PICTURES
    shown = page(
        _without(headers, rows, title, left_out),
        text_table(plain_headers, plain, title),
    )
    return FoundPlaces(places, shown.html, shown.text)


def _spans(lines: list[Line], film: str | None) -> dict[str, list[Segment]]:
    """Return the places of the lines, by the headers of the columns for their timecodes."""
    there = [Segment(line["film"], line["start"], line["end"]) for line in lines]
    if film is None:
        return {"Timecode": there}
    here = [Segment(film, line["here_start"], line["here_end"]) for line in lines]
    return {"Timecode in this film": here, "Timecode in the other film": there}


def _without(headers: list[str], rows: Cells, title: str, left_out: Collection[str]) -> Markup:
    """Return the table without some of its columns."""
    kept = [column for column, name in enumerate(headers) if name not in left_out]
    names = [headers[column] for column in kept]
    cells = [[row[column] for column in kept] for row in rows]
    return table(names, cells, title, numeric=[names.index("Distance")])


def _title(lines: list[Line], film: str | None) -> str:
    if film is None:
        films = plural(len(lines), "film")
        return f"The nearest frame of {films}" if lines else "No film has such a picture."
    singles = sum(line["kind"] == _SINGLE for line in lines)
    parts = [
        plural(count, noun)
        for count, noun in ((len(lines) - singles, "sequence"), (singles, _SINGLE))
        if count
    ]
    return f"{film} elsewhere: {' and '.join(parts) or 'nothing was found'}"


def _of_stretch(
    lines: list[Line], film: str, still: Still | None
) -> tuple[list[str], Cells, Cells]:
    """Return headers, cells and cells in plain text of copies of a film."""
    headers = ["Kind", "Picture here", "In this film", "Picture there", "Also in", "Distance"]
    rows: Cells = []
    plain: Cells = []
    for line in lines:
        distance = distance_text(line["distance"])
        here, there = (line["here_start"], line["here_end"]), (line["start"], line["end"])
        rows.append(
            [
                Markup('<span class="vrd-t">{}</span>').format(line["kind"]),
                still(film, sum(here) / 2) if still else "",
                times(*here),
                still(line["film"], sum(there) / 2) if still else "",
                film_times(line["film"], *there),
                distance,
            ]
        )
        where = f"{line['film']}  {plain_times(*there)}"
        plain.append([line["kind"], plain_times(*here), where, distance])
    return headers, rows, plain


def _of_picture(
    lines: list[Line], limit: float, still: Still | None
) -> tuple[list[str], Cells, Cells]:
    """Return headers, cells and cells in plain text of frames that are like a picture."""
    headers = ["Film", "Picture", "Distance", "Picture used"]
    limited = np.isfinite(limit)
    headers += [f"Distance at most {limit:.4g}"] if limited else []
    rows: Cells = []
    plain: Cells = []
    for line in lines:
        span = line["start"], line["end"]
        rest: list[object] = [distance_text(line["distance"]), line["seen_as"]]
        rest += ["yes" if line["distance"] <= limit else "no"] if limited else []
        picture = still(line["film"], sum(span) / 2) if still else ""
        rows.append([film_times(line["film"], *span), picture, *rest])
        plain.append([f"{line['film']}  {plain_times(*span)}", *rest])
    return headers, rows, plain


def _stills(frames: Timeline) -> Still:
    def still(film: str, time: float) -> object:
        row = frames.row_at(frames.get_position_from_video_name(film), time)
        try:
            source = jpeg_data_uri(frames.still(row), _BOX)
        except UNREADABLE:  # the rest is shown
            return "picture missing"
        alt = f"{clean(film)} at {hms(time)}"
        return Markup('<img src="{}" alt="{}">').format(source, alt)

    return still
