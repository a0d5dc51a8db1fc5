"""What a table of sequences adds up to: seconds shared, by pairs of films and by film.

Conventions: a span is ``(start, end)`` in seconds of one film, half-open. Films are counted by
their position in ``frames.videos``. Where sequences overlap, every second counts once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from vrd.core.segments import Span, merge_spans, seconds_of
from vrd.core.timelines import Timeline

if TYPE_CHECKING:
    import pandas as pd

#: Spans of a film that are also in another film: film, other film, spans of the first.
Shared = dict[int, dict[int, list[Span]]]
GroupOf = Mapping[str, str] | Callable[[str], str]

SHARES = ["film", "duration", "read", "shared", "share", "films", "state", "cause"]


class Piece(NamedTuple):
    """One side of a sequence: a span of a film, and where the same is in another film."""

    film: int
    start: float
    end: float
    other: int
    other_start: float
    other_end: float


class Ties(NamedTuple):
    """How much films, or groups of films, share with one another.

    Attributes
    ----------
    names
        Of the films or groups.
    seconds : ndarray of float64, shape (n, n)
        Seconds of the row's films that are also in other films of the column.
    films
        Number of films of each.
    rest
        How many films or groups the last one stands for; 0 if all stand for themselves.
    """

    names: list[str]
    seconds: NDArray[np.float64]
    films: list[int]
    rest: int


def pieces(table: pd.DataFrame, frames: Timeline) -> list[Piece]:
    """Both sides of every sequence of a table.

    Parameters
    ----------
    table
        As `vrd.core.sequences.sequence_table` makes it.
    frames
        The timeline that it belongs to.

    Raises
    ------
    UnknownNameError
        If the table names a film that is not in ``frames``.
    """
    names = {*table["query_id"], *table["ref_id"]}
    position = {name: frames.get_position_from_video_name(name) for name in names}
    columns = ("query_id", "query_start", "query_end", "ref_id", "ref_start", "ref_end")
    result = []
    for query, start, end, ref, ref_start, ref_end in zip(
        *(table[name].tolist() for name in columns), strict=True
    ):
        one, two = position[query], position[ref]
        result.append(Piece(one, start, end, two, ref_start, ref_end))
        result.append(Piece(two, ref_start, ref_end, one, start, end))
    return result


def shared_spans(table: pd.DataFrame, frames: Timeline) -> Shared:
    """Merged spans of every film, by the film they are also in; its own repeats included."""
    found: Shared = {}
    for piece in pieces(table, frames):
        spans = found.setdefault(piece.film, {}).setdefault(piece.other, [])
        spans.append((piece.start, piece.end))
    return {
        film: {other: merge_spans(spans) for other, spans in others.items()}
        for film, others in found.items()
    }


def seconds_between(shared: Shared, group: Mapping[int, int]) -> dict[tuple[int, int], float]:
    """Seconds of the films of one group that are also in films of another.

    Parameters
    ----------
    shared
        From `shared_spans`.
    group
        Number of the group of every film that takes part.

    Returns
    -------
    dict
        By the numbers of both groups. A second of a film counts once however many films of the
        other group have it.
    """
    result: dict[tuple[int, int], float] = {}
    for film, others in shared.items():
        spans: dict[int, list[Span]] = {}
        for other, some in others.items():
            spans.setdefault(group[other], []).extend(some)
        for number, some in spans.items():
            pair = group[film], number
            result[pair] = result.get(pair, 0.0) + seconds_of(some)
    return result


def reuse_ties(
    table: pd.DataFrame, frames: Timeline, *, groups: GroupOf | None = None, most: int = 60
) -> Ties:
    """How much the films that share anything share with one another, in an order that shows it.

    Parameters
    ----------
    table, frames
        As for `pieces`.
    groups
        Group of a film by its name; films without one stand for themselves. Every film stands
        for itself if None.
    most
        Films or groups that are told apart: those that share most. The others are one, the last.
    """
    shared = shared_spans(table, frames)
    film_names = {film: _group_name(frames.videos[film].name, groups) for film in shared}
    names = list(dict.fromkeys(film_names[film] for film in sorted(shared)))
    number = {name: place for place, name in enumerate(names)}
    group = {film: number[name] for film, name in film_names.items()}
    total = np.zeros(len(names))
    for (one, other), value in seconds_between(shared, group).items():
        total[one] += value if one != other else 0.0
    ranked = np.argsort(-total, kind="stable").tolist()
    rest = max(len(names) - most, 0)
    place = {old: min(new, most) for new, old in enumerate(ranked)}
    films = [0] * (len(names) - rest + bool(rest))
    for old in group.values():
        films[place[old]] += 1
    seconds = np.zeros((len(films), len(films)))
    between = seconds_between(shared, {film: place[old] for film, old in group.items()})
    for (one, other), value in between.items():
        seconds[one, other] = value
    kept = len(names) - rest
    order = order_by_ties(seconds[:kept, :kept]) + ([kept] if rest else [])
    labels = [names[old] for old in ranked[:kept]] + ([""] if rest else [])
    return Ties(
        [labels[i] for i in order],
        seconds[np.ix_(order, order)],
        [films[i] for i in order],
        rest,
    )


def _group_name(film: str, groups: GroupOf | None) -> str:
    if groups is None:
        return film
    found = groups(film) if callable(groups) else groups.get(film)
    return found or film


def order_by_ties(seconds: NDArray[np.float64]) -> list[int]:
    """An order in which what shares most lies side by side.

    The leaves of a tree of average linkage, turned so that neighbours are near (Bar-Joseph,
    Gifford and Jaakkola, *Fast optimal leaf ordering for hierarchical clustering*, 2001).

    Parameters
    ----------
    seconds : ndarray, shape (n, n)
        What each shares with each other.
    """
    from scipy.cluster.hierarchy import leaves_list, linkage
    from scipy.spatial.distance import squareform

    if len(seconds) < 3:
        return list(range(len(seconds)))
    tie = np.maximum(seconds, seconds.T)
    np.fill_diagonal(tie, 0.0)
    total = np.maximum(tie.sum(axis=1), 1e-9)
    # Films that share much with everybody would else lie beside everybody.
    apart = 1 - tie / np.sqrt(np.outer(total, total))
    np.fill_diagonal(apart, 0.0)
    tree = linkage(squareform(apart, checks=False), "average", optimal_ordering=True)
    order: list[int] = leaves_list(tree).tolist()
    half = len(order) // 2
    heavy_last = total[order[:half]].sum() < total[order[-half:]].sum()
    return order[::-1] if heavy_last else order


def film_shares(table: pd.DataFrame, frames: Timeline) -> pd.DataFrame:
    """How much of every film is also in other films, and what could not be read.

    Returns
    -------
    DataFrame
        A line per film, in the order of the collection, those that gave nothing last: ``film``,
        ``duration`` and ``read`` (seconds, as the file states it and as far as it was read),
        ``shared`` (seconds also in other films), ``share`` (of the duration, 0 to 1, NaN where
        nothing was read), ``films`` (number of the other films), ``state`` (``"read"``, ``"read
        in part"`` or ``"not read"``) and ``cause``.
    """
    import pandas as pd

    shared = shared_spans(table, frames)
    failed = {failure.video: failure for failure in frames.failures}
    lines: list[list[object]] = []
    for film, video in enumerate(frames.videos):
        others = {other: spans for other, spans in shared.get(film, {}).items() if other != film}
        seconds = seconds_of(span for spans in others.values() for span in spans)
        read = frames.read_to(film)
        duration = max(video.duration, read)
        share = min(seconds / duration, 1.0) if video.rows else float("nan")
        failure = failed.pop(video.name, None)
        state = ("read in part" if failure else "read") if video.rows else "not read"
        cause = failure.cause if failure else ""
        lines.append([video.name, duration, read, seconds, share, len(others), state, cause])
    for failure in failed.values():
        nan = float("nan")
        lines.append([failure.video, nan, 0.0, 0.0, nan, 0, "not read", failure.cause])
    return pd.DataFrame(lines, columns=SHARES)
