"""The stretches of film that most other films share.

Conventions as in `vrd.analysis.totals`: seconds, half-open, films by their position.
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
    """Overlapping pieces of one film, ``at_once`` the most films that share one moment of it."""

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
    """The stretches that most other films share.

    What overlaps within a film is one stretch. As several short pieces may chain into a long
    one, stretches are ranked by how many other films share one moment of them; then by how many
    share any of it, and by length.

    Parameters
    ----------
    table, frames
        Sequences as `vrd.core.sequences.sequence_table` makes them, and their timeline.
    count
        Most stretches given.
    each_once
        The same footage is found in every film that has it. Leave a stretch out if half of it or
        more is a copy of one that is given already.

    Returns
    -------
    DataFrame
        ``film``, ``start``, ``end``, ``seconds``, ``films`` (other films that share any of it),
        ``films_at_once`` (those that share one moment), ``moment`` (such a moment, in seconds),
        ``seconds_elsewhere`` (length of all copies in other films), ``copies`` (a tuple of
        `vrd.core.timelines.Segment`).

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
    found = _stretches(pieces(table, frames))
    found.sort(key=lambda one: (-one.at_once, -one.films, one.start - one.end, one.film, one.start))
    lines = [_line(one, frames) for one in _first(found, count, each_once)]
    return pd.DataFrame(lines, columns=COLUMNS)


def _stretches(every: Iterable[Piece]) -> list[Stretch]:
    result: list[Stretch] = []
    chain: list[Piece] = []
    reach = 0.0
    for piece in sorted(every):
        if chain and (piece.film != chain[0].film or piece.start >= reach):
            result.append(_stretch(chain))
            chain = []
        reach = max(reach, piece.end) if chain else piece.end
        chain.append(piece)
    result += [_stretch(chain)] if chain else []
    return [one for one in result if one.films]


def _stretch(chain: list[Piece]) -> Stretch:
    """A stretch of pieces of one film; other parts of the same film are no copies."""
    film = chain[0].film
    spans: dict[int, list[Span]] = {}
    for piece in chain:
        if piece.other != film:
            spans.setdefault(piece.other, []).append((piece.other_start, piece.other_end))
    copies = [(other, span) for other, some in spans.items() for span in merge_spans(some)]
    at_once, moment = _most_at_once(one for one in chain if one.other != film)
    end = max(piece.end for piece in chain)
    return Stretch(film, chain[0].start, end, len(spans), at_once, moment, copies)


def _most_at_once(chain: Iterable[Piece]) -> tuple[int, float]:
    """Most films that share one moment, and the middle of the first such moment."""
    events = []
    for piece in chain:
        events += [(piece.start, 1, piece.other), (piece.end, 0, piece.other)]
    events.sort()  # ends before beginnings: half-open
    open_now: Counter[int] = Counter()
    most, moment = 0, 0.0
    for place, (time, begins, other) in enumerate(events):
        open_now[other] += 1 if begins else -1
        here = sum(number > 0 for number in open_now.values())
        if here > most:
            most, moment = here, (time + events[place + 1][0]) / 2
    return most, moment


def _first(found: list[Stretch], count: int, each_once: bool) -> list[Stretch]:
    told: dict[int, list[Span]] = {}
    result: list[Stretch] = []
    for one in found:
        if len(result) == count:
            break
        inside = [intersect_spans((one.start, one.end), span) for span in told.get(one.film, [])]
        if each_once and 2 * seconds_of(inside) >= one.end - one.start:
            continue
        result.append(one)
        for other, span in one.copies:
            told.setdefault(other, []).append(span)
    return result


def _line(one: Stretch, frames: Timeline) -> list[object]:
    copies = [Segment(frames.videos[film].name, *span) for film, span in one.copies]
    elsewhere = sum(copy.duration for copy in copies)
    name = frames.videos[one.film].name
    return [
        *(name, one.start, one.end, one.end - one.start, one.films, one.at_once, one.moment),
        *(elsewhere, tuple(copies)),
    ]
