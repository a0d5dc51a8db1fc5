"""Find the stretches of film that most other films share.

The conventions are those of `vrd.analysis.totals`: half-open intervals in seconds, and films by
their position in the timeline.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from vrd.analysis.totals import Piece, pieces
from vrd.core.segments import Segment, Span, intersect_spans, merge_spans, seconds_of
from vrd.core.timelines import Timeline

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = [
    *("film", "start", "end", "seconds", "films", "films_at_once", "moment"),
    *("seconds_elsewhere", "copies"),
]


class Stretch(NamedTuple):
    """Hold overlapping pieces of one film.

    Attributes
    ----------
    film
        Position of the film.
    start, end
        The stretch, in seconds.
    films
        Number of other films that share any of it.
    at_once
        Largest number of other films that share one moment of it.
    moment
        Such a moment, in seconds.
    copies
        Position and span of each copy in another film.
    """

    film: int
    start: float
    end: float
    films: int
    at_once: int
    moment: float
    copies: list[tuple[int, Span]]


def reused_stretches(
    table: pd.DataFrame, frames: Timeline, count: int = 20, *, each_once: bool = True
) -> pd.DataFrame:
    """Find the stretches that most other films share.

    Pieces that overlap within a film are one stretch. Because several short pieces may form a
    long chain, stretches are ranked by how many other films share one moment of them, then by
    how many share any of it, and then by length.

    Parameters
    ----------
    table, frames
        Sequences as `vrd.core.sequence_table` makes them, and their timeline.
    count
        Largest number of stretches that are returned.
    each_once
        The same footage is a stretch of every film that shows it. If True, a stretch is left out
        if at least half of it is a copy of a stretch that is returned before it.

    Returns
    -------
    DataFrame
        ``film``, ``start``, ``end``, ``seconds``, ``films`` (other films that share any of it),
        ``films_at_once`` (those that share one moment), ``moment`` (such a moment, in seconds),
        ``seconds_elsewhere`` (length of all copies in other films), ``copies`` (a tuple of
        `vrd.core.segments.Segment`).

    Raises
    ------
    ValueError
        If ``count`` is negative.
    UnknownNameError
        If the table names a film that is not in ``frames``.
    """
    import pandas as pd

    if count < 0:
        raise ValueError(f"count is {count}; it must be 0 or more")
    stretches = _stretches(pieces(table, frames))
    stretches.sort(key=_rank)
    lines = [_line(stretch, frames) for stretch in _first(stretches, count, each_once)]
    return pd.DataFrame(lines, columns=COLUMNS)


def _rank(stretch: Stretch) -> tuple[float, ...]:
    """Return the key by which stretches are sorted, the most shared first."""
    length = stretch.end - stretch.start
    return -stretch.at_once, -stretch.films, -length, stretch.film, stretch.start


def _stretches(all_pieces: Iterable[Piece]) -> list[Stretch]:
    """Join overlapping pieces of a film to stretches, and keep those that other films share."""
    result: list[Stretch] = []
    chain: list[Piece] = []
    reach = 0.0
    for piece in sorted(all_pieces):
        if chain and (piece.film != chain[0].film or piece.start >= reach):
            result.append(_stretch(chain))
            chain = []
        reach = max(reach, piece.end) if chain else piece.end
        chain.append(piece)
    result += [_stretch(chain)] if chain else []
    return [stretch for stretch in result if stretch.films]


def _stretch(chain: list[Piece]) -> Stretch:
    """Make a stretch of pieces of one film; other parts of the same film are no copies."""
    film = chain[0].film
    spans: dict[int, list[Span]] = {}
    for piece in chain:
        if piece.other_film != film:
            spans.setdefault(piece.other_film, []).append((piece.other_start, piece.other_end))
    copies = [(other_film, span) for other_film in spans for span in merge_spans(spans[other_film])]
    at_once, moment = _most_at_once(piece for piece in chain if piece.other_film != film)
    end = max(piece.end for piece in chain)
    return Stretch(film, chain[0].start, end, len(spans), at_once, moment, copies)


def _most_at_once(chain: Iterable[Piece]) -> tuple[int, float]:
    """Return the most films that share one moment, and the middle of the first such moment."""
    events = []
    for piece in chain:
        events += [(piece.start, 1, piece.other_film), (piece.end, 0, piece.other_film)]
    events.sort()  # Intervals are half-open: ends come before starts of the same time.
    open_now: Counter[int] = Counter()
    most, moment = 0, 0.0
    for position, (time, starts, other_film) in enumerate(events):
        open_now[other_film] += 1 if starts else -1
        films = sum(number > 0 for number in open_now.values())
        if films > most:
            most, moment = films, (time + events[position + 1][0]) / 2
    return most, moment


def _first(stretches: list[Stretch], count: int, each_once: bool) -> list[Stretch]:
    """Return the first stretches, without those that are copies of an earlier one."""
    copied: dict[int, list[Span]] = {}
    result: list[Stretch] = []
    for stretch in stretches:
        if len(result) == count:
            break
        span = stretch.start, stretch.end
        inside = [intersect_spans(span, copy) for copy in copied.get(stretch.film, [])]
        if each_once and 2 * seconds_of(inside) >= stretch.end - stretch.start:
            continue
        result.append(stretch)
        for film, copy in stretch.copies:
            copied.setdefault(film, []).append(copy)
    return result


def _line(stretch: Stretch, frames: Timeline) -> list[object]:
    copies = [Segment(frames.videos[film].name, *span) for film, span in stretch.copies]
    return [
        frames.videos[stretch.film].name,
        *(stretch.start, stretch.end, stretch.end - stretch.start),
        *(stretch.films, stretch.at_once, stretch.moment),
        *(sum(copy.duration for copy in copies), tuple(copies)),
    ]
