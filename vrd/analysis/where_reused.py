"""Stage: where the pictures of a film, or of a stretch of it, are elsewhere.

Sequences answer where they touch the stretch; where there is none, the nearest single frames do.
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
#: Seconds of the stretch of which only the nearest frame of each other film is given.
APART = 5.0


class _Line(NamedTuple):
    """A line of the table."""

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
    """Where the pictures of a film, or of a stretch of it, are elsewhere.

    Parameters
    ----------
    table
        The sequences found, as `vrd.core.sequences.sequence_table` makes them.
    matches
        What they were found in, without what nobody wants to see. Those of one film are no answer.
    frames
        The timeline.
    film
        Its name.
    start, end
        The stretch, in seconds; the whole film by default.
    singles
        Most single frames given.

    Returns
    -------
    DataFrame
        First, by the time in the stretch, the part of every sequence that touches it; then the
        single frames, the nearest first. ``kind`` (`SEQUENCE` or `SINGLE`), ``film``, ``start``
        and ``end`` (the other film, and seconds of it), ``distance`` (squared L2; the mean of a
        whole sequence, and of a single frame as in ``matches``), ``here_start`` and ``here_end``
        (the same pictures in the film asked for) and ``sequence`` (position in ``table``, -1 for
        a single frame). A single frame is the nearest one of its film to about `APART` seconds
        of the stretch.

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
    asked = _without(rows, frames, [(one.here_start, one.here_end) for one in touching])
    found = _nearest(frames, *_pairs(matches, frames, asked))[:singles]
    return pd.DataFrame([*touching, *found], columns=COLUMNS)


def _rows(frames: Timeline, film: str, start: float, end: float) -> range:
    """Rows of a stretch; also those of which only a part is in it."""
    rows = frames.get_index_from_video_name(film)
    if not end > start:
        raise ValueError(f"the stretch ends at {end:g} s, but starts at {start:g} s")
    inside = (frames.end[rows] > start) & (frames.start[rows] < end)
    if not inside.any():
        length = frames.read_to(frames.get_position_from_video_name(film))
        raise ValueError(f"{film!r} was read to {length:g} s: {start:g}–{end:g} s is no part of it")
    within = np.flatnonzero(inside)
    return range(rows.start + int(within[0]), rows.start + int(within[-1]) + 1)


def _touching(table: pd.DataFrame, frames: Timeline, position: int, stretch: Span) -> list[_Line]:
    """The part inside a stretch of both sides of every sequence, by time."""
    lines: list[_Line] = []
    means = table["mean_distance"].tolist()
    # Every sequence gives two pieces, one after the other.
    for place, one in enumerate(pieces(table, frames)):
        low, high = intersect_spans((one.start, one.end), stretch)
        if one.film != position or not high > low:
            continue
        speed = (one.other_end - one.other_start) / (one.end - one.start)
        there = [one.other_start + speed * (time - one.start) for time in (low, high)]
        name, number = frames.videos[one.other].name, place // 2
        lines.append(_Line(SEQUENCE, name, there[0], there[1], means[number], low, high, number))
    return sorted(lines, key=lambda line: (line.here_start, line.here_end, line.sequence))


def _without(rows: range, frames: Timeline, answered: list[Span]) -> NDArray[np.bool_]:
    """Whether each row of the collection is in ``rows`` and not at or beside what is answered."""
    asked = np.zeros(len(frames), bool)
    asked[rows.start : rows.stop] = True
    row = frames.row_seconds[rows.start : rows.stop]
    for start, end in answered:
        beside = (frames.end[rows] > start - row) & (frames.start[rows] < end + row)
        asked[rows.start : rows.stop] &= ~beside
    return asked


def _pairs(
    matches: Matches, frames: Timeline, asked: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    """Rows asked for, rows of other films that they match, and distances."""
    between = matches.keep(frames.video[matches.query] != frames.video[matches.reference])
    parts = []
    for one, other in (
        (between.query, between.reference),
        (between.reference, between.query),
    ):
        hit = asked[one]
        parts.append((one[hit], other[hit], between.distance[hit]))
    query, reference, distance = (np.concatenate(part) for part in zip(*parts, strict=True))
    return query, reference, distance


def _nearest(
    frames: Timeline,
    query: NDArray[np.int64],
    reference: NDArray[np.int64],
    distance: NDArray[np.float32],
) -> list[_Line]:
    """The nearest pair of each other film and each `APART` seconds, the nearest first."""
    order = np.lexsort((reference, query, distance))
    query, reference, distance = query[order], reference[order], distance[order]
    part = (frames.start[query] // APART).astype(np.int64) * len(frames.videos)
    _, first = np.unique(part + frames.video[reference], return_index=True)
    lines: list[_Line] = []
    for place in np.sort(first).tolist():
        here, there = int(query[place]), int(reference[place])
        one, two = frames.segment(here), frames.segment(there)
        lines.append(_Line(SINGLE, *two, float(distance[place]), one.start, one.end, -1))
    return lines
