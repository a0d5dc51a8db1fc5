"""Find where other films show the pictures of a film, or of a stretch of it; a stage.

Sequences that touch the stretch are the answer. Where there are none, the nearest single frames
are given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from vrd.analysis.totals import pieces
from vrd.core.matches import Matches
from vrd.core.segments import Span, intersect_spans
from vrd.core.timelines import Timeline

if TYPE_CHECKING:
    import pandas as pd

SEQUENCE, SINGLE = "sequence", "single frame"
#: Of every so many seconds of the stretch, the nearest frame of each other film is given.
SINGLES_APART_S = 5.0


class _Line(NamedTuple):
    """Hold a line of the table."""

    kind: str
    film: str
    start: float
    end: float
    distance: float
    here_start: float
    here_end: float
    sequence: int


COLUMNS = list(_Line._fields)


def where_reused(
    table: pd.DataFrame,
    matches: Matches,
    frames: Timeline,
    film: str,
    start: float = 0.0,
    end: float = np.inf,
    *,
    singles: int = 20,
) -> pd.DataFrame:
    """Find where other films show the pictures of a film, or of a stretch of it.

    Parameters
    ----------
    table
        The sequences, in the table that `vrd.core.sequence_table` makes.
    matches
        The filtered matches in which the sequences were found. Matches within one film are left
        out.
    frames
        The timeline.
    film
        The name of the film.
    start, end
        The stretch, in seconds; the whole film by default.
    singles
        Largest number of single frames that are returned.

    Returns
    -------
    DataFrame
        First the part of every sequence that touches the stretch, in order of time; then the
        single frames, the nearest first. ``kind`` is `SEQUENCE` or `SINGLE`. ``film``, ``start``
        and ``end`` give the other film and its seconds. ``distance`` (squared L2) is the mean of
        the whole sequence, or that of the single frame in ``matches``. ``here_start`` and
        ``here_end`` give the same pictures in the given film. ``sequence`` is the item in
        ``table``, or -1 for a single frame. A single frame is the nearest one of its film to
        about `SINGLES_APART_S` seconds of the stretch.

    Raises
    ------
    UnknownNameError
        If there is no such film.
    ValueError
        If the stretch is empty or outside the film, or ``singles`` is negative.
    """
    import pandas as pd

    rows = _rows(frames, film, start, end)
    if singles < 0:
        raise ValueError(f"singles is {singles}; it must be 0 or more")
    touching = _touching(table, frames, frames.get_position_from_video_name(film), (start, end))
    answered = [(line.here_start, line.here_end) for line in touching]
    open_rows = _without(rows, frames, answered)
    nearest = _nearest(frames, *_pairs(matches, frames, open_rows))[:singles]
    return pd.DataFrame([*touching, *nearest], columns=COLUMNS)


def _rows(frames: Timeline, film: str, start: float, end: float) -> range:
    """Return the rows of a stretch, with those of which only a part is in it."""
    rows = frames.get_index_from_video_name(film)
    if not end > start:
        raise ValueError(f"the stretch ends at {end:g} s, but starts at {start:g} s")
    inside = (frames.end[rows] > start) & (frames.start[rows] < end)
    if not inside.any():
        length = frames.read_to(frames.get_position_from_video_name(film))
        raise ValueError(f"{film!r} was read to {length:g} s: {start:g}–{end:g} s is outside of it")
    within = np.flatnonzero(inside)
    return range(rows.start + int(within[0]), rows.start + int(within[-1]) + 1)


def _touching(table: pd.DataFrame, frames: Timeline, position: int, stretch: Span) -> list[_Line]:
    """Return the part inside a stretch of both sides of every sequence, in order of time."""
    lines: list[_Line] = []
    means = table["mean_distance"].tolist()
    for number, piece in enumerate(pieces(table, frames)):
        low, high = intersect_spans((piece.start, piece.end), stretch)
        if piece.film != position or not high > low:
            continue
        speed = (piece.other_end - piece.other_start) / (piece.end - piece.start)
        there = [piece.other_start + speed * (time - piece.start) for time in (low, high)]
        # Every sequence gives two pieces, one after the other.
        name, item = frames.videos[piece.other_film].name, number // 2
        lines.append(_Line(SEQUENCE, name, there[0], there[1], means[item], low, high, item))
    return sorted(lines, key=lambda line: (line.here_start, line.here_end, line.sequence))


def _without(rows: range, frames: Timeline, answered: list[Span]) -> NDArray[np.bool_]:
    """Return whether each row is in ``rows`` and neither in nor next to an answered span."""
    open_rows = np.zeros(len(frames), bool)
    open_rows[rows.start : rows.stop] = True
    row = frames.row_seconds[rows.start : rows.stop]
    for start, end in answered:
        near = (frames.end[rows] > start - row) & (frames.start[rows] < end + row)
        open_rows[rows.start : rows.stop] &= ~near
    return open_rows


def _pairs(
    matches: Matches, frames: Timeline, open_rows: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    """Return the open rows, the rows of other films that they match, and distances."""
    between = matches.keep(frames.video[matches.query] != frames.video[matches.reference])
    parts = []
    for here, there in (
        (between.query, between.reference),
        (between.reference, between.query),
    ):
        chosen = open_rows[here]
        parts.append((here[chosen], there[chosen], between.distance[chosen]))
    query, reference, distance = (np.concatenate(part) for part in zip(*parts, strict=True))
    return query, reference, distance


def _nearest(
    frames: Timeline,
    query: NDArray[np.int64],
    reference: NDArray[np.int64],
    distance: NDArray[np.float32],
) -> list[_Line]:
    """Return the nearest pair of each film and each part of the stretch, the nearest first."""
    order = np.lexsort((reference, query, distance))
    query, reference, distance = query[order], reference[order], distance[order]
    part = (frames.start[query] // SINGLES_APART_S).astype(np.int64) * len(frames.videos)
    _, first = np.unique(part + frames.video[reference], return_index=True)
    lines: list[_Line] = []
    for position in np.sort(first).tolist():
        here = frames.segment(int(query[position]))
        there = frames.segment(int(reference[position]))
        lines.append(_Line(SINGLE, *there, float(distance[position]), here.start, here.end, -1))
    return lines
