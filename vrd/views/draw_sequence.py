"""Draw one sequence: its films and times, and thumbnails of one film above those of the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vrd.core.neighbours import Neighbours
from vrd.core.segments import Segment
from vrd.core.sequences import AlignedSequence, Sequence, paired_rows, segments, sequence_distances
from vrd.core.spread import spread
from vrd.core.text import clean, distance_text, hms, number
from vrd.core.timelines import Timeline
from vrd.views.cells import plain_times, table
from vrd.views.html import Markup, render, style
from vrd.views.tables import confidence_text

#: The style sheet of drawn sequences; a page needs it once.
STYLE = style("sequence.css")
# How many rows further or less far the table of other lags looks.
_MAX_SHIFT = 3
# A speed that differs less from 1 is not worth a word.
_SAME_SPEED = 0.005


@dataclass(frozen=True)
class StripStyle:
    """Hold how thumbnails are drawn, and the neighbours of the frames they come from.

    Attributes
    ----------
    neighbours
        The neighbours that the sequences were found in.
    max_distance
        The limit they were found with (squared L2).
    box
        Width and height of a thumbnail in pixels.
    most
        Most thumbnails of each film; None for all.
    show_shift
        Whether to add how well other lags fit.
    encode
        Gives a still as a ``data:`` URI, or None where there is none.
    """

    neighbours: Neighbours
    max_distance: float
    box: tuple[int, int]
    most: int | None
    show_shift: bool
    encode: Callable[[Path], str | None]

    @property
    def frames(self) -> Timeline:
        """Return the timeline that the neighbours belong to."""
        return self.neighbours.frames


class _Pair(NamedTuple):
    """Hold two frames above one another: their times, stills, and whether they match."""

    times: tuple[str, str]
    stills: tuple[str | None, str | None]
    matches: bool
    title: str


def draw_sequence(
    position: int, sequence: Sequence, strip: StripStyle, anchor: bool
) -> tuple[Markup, str]:
    """Return one sequence as HTML and as plain text.

    Parameters
    ----------
    position
        Number of the sequence among all, from 1.
    sequence
        The sequence.
    strip
        How to draw it.
    anchor
        Whether it gets the address ``#sequence-1`` and so on.
    """
    films = segments(sequence, strip.frames)
    query_rows, reference_rows = paired_rows(sequence, strip.frames)
    distances = sequence_distances(sequence, strip.neighbours, strip.max_distance)
    facts = _facts(sequence, films, distances)
    html = render(
        "sequence.html",
        number=position,
        anchor=anchor,
        facts=facts,
        films=films,
        pairs=[
            _pair((int(query_rows[i]), int(reference_rows[i])), float(distances[i]), strip)
            for i in _shown_rows(sequence, strip.most).tolist()
        ],
        notes=_notes(sequence, strip, hint=not anchor),
        shifts=_shift_table(sequence, strip) if strip.show_shift else "",
        width=strip.box[0],
    )
    lines = [f"  {clean(film.video)}  {plain_times(film.start, film.end)}" for film in films]
    return html, "\n".join([f"{position}. {', '.join(facts)}", *lines])


def _facts(
    sequence: Sequence, films: tuple[Segment, Segment], distances: NDArray[np.float32]
) -> list[str]:
    matched = distances[np.isfinite(distances)]
    lag = films[1].start - films[0].start
    missing = sequence.duration - len(matched)
    mean = (
        f"mean distance {distance_text(float(matched.mean()))}"
        if len(matched)
        else "no frame matches"
    )
    return [
        f"{number(max(film.duration for film in films))} s",
        f"lag {'−' if lag < 0 else '+'}{hms(abs(lag))} ({number(lag)} s)",
        mean,
        f"{missing} of {sequence.duration} frames {'does' if missing == 1 else 'do'} not match"
        if missing
        else "every frame matches",
        *_confidence(sequence),
    ]


def _confidence(sequence: Sequence) -> list[str]:
    """Return speed and confidence in words, where the sequence knows them."""
    if not isinstance(sequence, AlignedSequence):
        return []
    other_speed = abs(sequence.speed - 1) > _SAME_SPEED
    speed = [f"at {number(sequence.speed)} times the speed"] if other_speed else []
    if np.isnan(sequence.confidence):
        return speed
    return [*speed, f"confidence {confidence_text(sequence.confidence)}"]


def _shown_rows(sequence: Sequence, most: int | None) -> NDArray[np.int64]:
    """Return the rows to draw: all, or ``most`` that are spread evenly, with both ends."""
    return spread(sequence.duration, sequence.duration if most is None else most)


def _notes(sequence: Sequence, strip: StripStyle, hint: bool) -> list[str]:
    notes = []
    if strip.most is not None and sequence.duration > strip.most:
        how = " (max_thumbnails=None shows all)" if hint else ""
        notes.append(
            f"This sequence has {sequence.duration:,} frames in all; {strip.most} of them, evenly "
            f"spaced, are shown{how}."
        )
    if isinstance(sequence, AlignedSequence):
        return notes
    ends = along_lag(sequence, strip.neighbours, strip.max_distance)[[0, -1]]
    if not np.isfinite(ends).all():
        notes.append(
            "This sequence was joined from several runs: frames above one another need not be the "
            "same moment."
        )
    return notes


def _pair(rows: tuple[int, int], distance: float, strip: StripStyle) -> _Pair:
    first, second = (hms(float(strip.frames.start[row])) for row in rows)
    query, reference = (strip.encode(strip.frames.still(row)) for row in rows)
    matches = bool(np.isfinite(distance))
    verdict = f"distance {distance_text(distance)}" if matches else "does not match"
    title = f"{first} and {second}: {verdict}"
    return _Pair((first, second), (query, reference), matches, title)


def along_lag(
    sequence: tuple[int, int, int],
    neighbours: Neighbours,
    max_distance: float = np.inf,
    shift: int = 0,
) -> NDArray[np.float32]:
    """Return the distance of each row at the lag of a sequence plus a shift.

    Parameters
    ----------
    sequence
        Triple ``(query, reference, duration)`` in rows.
    neighbours
        The neighbours it was found in.
    max_distance
        Rows that are farther apart do not match (squared L2).
    shift
        Rows to add to the lag.

    Returns
    -------
    ndarray of float32, shape (duration,)
        Squared L2; infinity where the rows do not match, or the shifted row is outside the film.
    """
    query, reference, duration = sequence
    frames = neighbours.frames
    film = int(frames.video[reference])
    rows = np.arange(query, query + duration)
    others = np.arange(reference + shift, reference + shift + duration)
    inside = (others >= frames.first[film]) & (others < frames.first[film + 1])
    closest = np.full(duration, np.inf, np.float32)
    if not inside.any():
        return closest
    for from_, to in ((rows[inside], others[inside]), (others[inside], rows[inside])):
        indices, distances = neighbours.rows(int(from_[0]), int(from_[-1]) + 1)
        match = np.where(indices == to[:, None], distances, np.inf).min(axis=1, initial=np.inf)
        closest[inside] = np.minimum(closest[inside], match)
    closest[closest > max_distance] = np.inf
    return closest


def _shift_table(sequence: Sequence, strip: StripStyle) -> Markup:
    rows = []
    for shift in range(-_MAX_SHIFT, _MAX_SHIFT + 1):
        distances = along_lag(sequence, strip.neighbours, strip.max_distance, shift)
        matched = distances[np.isfinite(distances)]
        mean = distance_text(float(matched.mean())) if len(matched) else "–"
        name = "0 (this sequence)" if shift == 0 else f"{shift:+d}".replace("-", "−")
        rows.append([name, mean, sequence.duration - len(matched)])
    headers = ["Shift (frames)", "Mean distance", "Frames not matching"]
    return table(headers, rows, "How well other lags fit", numeric={1, 2})
