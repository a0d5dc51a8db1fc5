"""Where a film, a stretch or a picture was found, as a table with times and, if wanted, stills."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from vrd.core.text import clean, distance_text, hms, number
from vrd.core.thumbnails import jpeg_data_uri
from vrd.core.timelines import Timeline
from vrd.views.html import Markup, Page, escape, page
from vrd.views.tables import plain_times, table, text_table

if TYPE_CHECKING:
    import pandas as pd

_BOX = (128, 96)
_SINGLE = "single frame"
Line = dict[Any, Any]
Still = Callable[[str, float], object]


class FoundPlaces(Page):
    """A page to show, and what it shows as a DataFrame.

    Parameters
    ----------
    table
        As `where_reused` or `find_picture` gave it.
    html, text
        As for `Page`.
    """

    def __init__(self, table: pd.DataFrame, html: str, text: str) -> None:
        super().__init__(html, text)
        self.table = table

    def __len__(self) -> int:
        return len(self.table)


def found_places(
    found: pd.DataFrame,
    frames: Timeline,
    film: str | None = None,
    *,
    limit: float = np.inf,
    share: Literal["nothing", "thumbs"] = "nothing",
) -> FoundPlaces:
    """What `where_reused` or `find_picture` gave, to be seen.

    Parameters
    ----------
    found
        The table that they gave.
    frames
        The timeline.
    film
        The film asked for; None for a picture.
    limit
        Distance (squared L2) at which frames count as alike: of what is found for a picture, it
        is said whether it is as near as that.
    share
        ``"thumbs"``: with a still of either side. A notebook that is saved holds them.
    """
    lines: list[Line] = found.to_dict("records")
    still: Still = _stills(frames) if share == "thumbs" else (lambda film, time: "")
    headers, rows, plain = (
        _of_picture(lines, limit, still) if film is None else _of_stretch(lines, film, still)
    )
    if share == "nothing":
        kept = [place for place, name in enumerate(headers) if name not in ("Here", "There")]
        headers = [headers[place] for place in kept]
        rows = [[row[place] for place in kept] for row in rows]
    said = _said(lines, film)
    if not lines:
        nothing = page(f'<p class="vrd-p">{escape(said)}</p>', clean(said))
        return FoundPlaces(found, nothing.html, nothing.text)
    numeric = [headers.index("Distance")]
    shown = page(
        table(headers, rows, said, numeric=numeric),
        text_table([one for one in headers if one not in ("Here", "There")], plain, said),
    )
    return FoundPlaces(found, shown.html, shown.text)


def _said(lines: list[Line], film: str | None) -> str:
    if film is None:
        films = f"{len(lines):,} film{'' if len(lines) == 1 else 's'}"
        return f"The nearest frame of {films}" if lines else "No film has such a picture."
    singles = sum(one["kind"] == _SINGLE for one in lines)
    several = len(lines) - singles
    parts = [f"{several:,} sequence{'' if several == 1 else 's'}"] if several else []
    parts += [f"{singles:,} single frame{'' if singles == 1 else 's'}"] if singles else []
    return f"{film} elsewhere: {' and '.join(parts) if parts else 'nothing found'}"


def _of_stretch(
    lines: list[Line], film: str, still: Still
) -> tuple[list[str], list[list[object]], list[list[object]]]:
    headers = ["What", "Here", "At", "There", "Also in", "Distance"]
    rows: list[list[object]] = []
    plain: list[list[object]] = []
    for one in lines:
        distance = distance_text(one["distance"])
        here, there = (one["here_start"], one["here_end"]), (one["start"], one["end"])
        rows.append(
            [
                *(one["kind"], still(film, sum(here) / 2), _times(*here)),
                *(still(one["film"], sum(there) / 2), _place(one["film"], *there), distance),
            ]
        )
        place = f"{one['film']}  {plain_times(*there)}"
        plain.append([one["kind"], plain_times(*here), place, distance])
    return headers, rows, plain


def _of_picture(
    lines: list[Line], limit: float, still: Still
) -> tuple[list[str], list[list[object]], list[list[object]]]:
    headers = ["Film", "There", "Distance", "Seen"]
    known = np.isfinite(limit)
    headers += [f"Within {limit:.4g}"] if known else []
    rows: list[list[object]] = []
    plain: list[list[object]] = []
    for one in lines:
        span = one["start"], one["end"]
        rest: list[object] = [distance_text(one["distance"]), one["seen_as"]]
        rest += ["yes" if one["distance"] <= limit else "no"] if known else []
        rows.append([_place(one["film"], *span), still(one["film"], sum(span) / 2), *rest])
        plain.append([f"{one['film']}  {plain_times(*span)}", *rest])
    return headers, rows, plain


def _times(start: float, end: float) -> Markup:
    return Markup(
        f'<span class="vrd-t">{hms(start)}–{hms(end)}</span> '
        f'<span class="vrd-t vrd-muted">{number(start)}–{number(end)} s</span>'
    )


def _place(film: str, start: float, end: float) -> Markup:
    name = f'<span class="vrd-where"><bdi>{escape(film)}</bdi></span>'
    return Markup(f"{name}{_times(start, end)}")


def _stills(frames: Timeline) -> Still:
    def still(film: str, time: float) -> object:
        row = frames.row_at(frames.get_position_from_video_name(film), time)
        try:
            source = jpeg_data_uri(frames.still(row), _BOX)
        except (OSError, ValueError, SyntaxError):
            return "still missing"  # absent or damaged: the rest is shown
        return Markup(f'<img src="{source}" alt="{escape(film)} at {hms(time)}">')

    return still
