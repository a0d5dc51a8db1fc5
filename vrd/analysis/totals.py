"""Add up the seconds that films share, by pairs of films and by film, from a table of sequences.

Conventions: a span is a half-open interval ``(start, end)`` in seconds of one film. A film is
given by its position in ``frames.videos``. Where sequences overlap, every second counts once.
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

#: The spans of a film that another film shows, too, by the film and by the other film.
Shared = dict[int, dict[int, list[Span]]]
#: The group of a film by its name.
GroupOf = Mapping[str, str] | Callable[[str], str]


class Piece(NamedTuple):
    """Hold one side of a sequence: a span of a film, and its span in the other film."""

    film: int
    start: float
    end: float
    other_film: int
    other_start: float
    other_end: float


class Ties(NamedTuple):
    """Hold how much films, or groups of films, share with each other.

    Attributes
    ----------
    names
        Names of the films or groups.
    seconds : ndarray of float64, shape (n, n)
        Seconds of the films of a row that other films of a column show, too.
    films
        Number of films in each group.
    rest
        Number of films or groups that the last entry stands for; 0 if there is no such entry.
    """

    names: list[str]
    seconds: NDArray[np.float64]
    films: list[int]
    rest: int


def pieces(table: pd.DataFrame, frames: Timeline) -> list[Piece]:
    """Return both sides of every sequence of a table.

    Parameters
    ----------
    table
        A table that `vrd.core.sequence_table` made.
    frames
        The timeline that the table belongs to.

    Raises
    ------
    UnknownNameError
        If the table names a film that is not in ``frames``.

    Returns
    -------
    list of Piece
        For each sequence its query and then its reference.
    """
    names = {*table["query_id"], *table["ref_id"]}
    position = {name: frames.get_position_from_video_name(name) for name in names}
    columns = ("query_id", "query_start", "query_end", "ref_id", "ref_start", "ref_end")
    result = []
    for query, start, end, ref, ref_start, ref_end in zip(
        *(table[name].tolist() for name in columns), strict=True
    ):
        film, other_film = position[query], position[ref]
        result.append(Piece(film, start, end, other_film, ref_start, ref_end))
        result.append(Piece(other_film, ref_start, ref_end, film, start, end))
    return result


def shared_spans(table: pd.DataFrame, frames: Timeline) -> Shared:
    """Return the merged spans of every film by the film that shows them, too.

    Repeats within one film are included.
    """
    shared: Shared = {}
    for piece in pieces(table, frames):
        spans = shared.setdefault(piece.film, {}).setdefault(piece.other_film, [])
        spans.append((piece.start, piece.end))
    return {
        film: {other_film: merge_spans(spans) for other_film, spans in others.items()}
        for film, others in shared.items()
    }


def seconds_between(shared: Shared, group: Mapping[int, int]) -> dict[tuple[int, int], float]:
    """Return the seconds of the films of one group that films of another group show, too.

    Parameters
    ----------
    shared
        The spans that `shared_spans` returns.
    group
        The number of the group of every film in ``shared``.

    Returns
    -------
    dict
        Seconds by the numbers of both groups. A second of a film counts once, however many films
        of the other group show it.

    Examples
    --------
    >>> shared = {0: {1: [(0.0, 5.0)], 2: [(3.0, 8.0)]}}
    >>> seconds_between(shared, {0: 0, 1: 1, 2: 1})
    {(0, 1): 8.0}
    """
    result: dict[tuple[int, int], float] = {}
    for film, others in shared.items():
        spans: dict[int, list[Span]] = {}
        for other_film, other_spans in others.items():
            spans.setdefault(group[other_film], []).extend(other_spans)
        for number, group_spans in spans.items():
            pair = group[film], number
            result[pair] = result.get(pair, 0.0) + seconds_of(group_spans)
    return result


def reuse_ties(
    table: pd.DataFrame, frames: Timeline, *, groups: GroupOf | None = None, most: int = 60
) -> Ties:
    """Add up how much films share with each other, in an order that puts close ones together.

    Films that share nothing are left out.

    Parameters
    ----------
    table, frames
        As for `pieces`.
    groups
        The group of a film by its name. A film without a group stands for itself, and so does
        every film if this is None.
    most
        Largest number of films or groups that are shown: those that share most. The last entry
        stands for all others.
    """
    shared = shared_spans(table, frames)
    group_names = {film: _group_name(frames.videos[film].name, groups) for film in shared}
    names = list(dict.fromkeys(group_names[film] for film in sorted(shared)))
    number = {name: item for item, name in enumerate(names)}
    group = {film: number[name] for film, name in group_names.items()}
    ranked = _ranked(shared, group, len(names))
    kept = min(len(names), most)
    rest = len(names) - kept
    size = kept + bool(rest)
    rank = {old: min(new, kept) for new, old in enumerate(ranked)}
    films = [0] * size
    for old in group.values():
        films[rank[old]] += 1
    seconds = np.zeros((size, size))
    ranks = {film: rank[old] for film, old in group.items()}
    for pair, value in seconds_between(shared, ranks).items():
        seconds[pair] = value
    order = order_by_ties(seconds[:kept, :kept]) + ([kept] if rest else [])
    labels = [names[old] for old in ranked[:kept]] + ([""] if rest else [])
    return Ties(
        [labels[item] for item in order],
        seconds[np.ix_(order, order)],
        [films[item] for item in order],
        rest,
    )


def _ranked(shared: Shared, group: Mapping[int, int], count: int) -> list[int]:
    """Return the numbers of groups in order of the seconds that they share with others."""
    total = np.zeros(count)
    for (number, other_group), seconds in seconds_between(shared, group).items():
        total[number] += seconds if number != other_group else 0.0
    ranked: list[int] = np.argsort(-total, kind="stable").tolist()
    return ranked


def _group_name(film: str, groups: GroupOf | None) -> str:
    if groups is None:
        return film
    group = groups(film) if callable(groups) else groups.get(film)
    return group or film


def order_by_ties(seconds: NDArray[np.float64]) -> list[int]:
    """Return an order in which films that share much stand next to each other.

    The order is that of the leaves of an average-linkage tree, turned so that neighbours share as
    much as possible (Bar-Joseph, Gifford and Jaakkola, *Fast optimal leaf ordering for
    hierarchical clustering*, 2001).

    Parameters
    ----------
    seconds : ndarray, shape (n, n)
        The seconds that each film shares with each other film.

    Examples
    --------
    >>> order_by_ties(np.array([[0, 0, 9], [0, 0, 2], [9, 2, 0]]))
    [0, 2, 1]
    """
    from scipy.cluster.hierarchy import leaves_list, linkage
    from scipy.spatial.distance import squareform

    if len(seconds) < 3:
        return list(range(len(seconds)))
    tie = np.maximum(seconds, seconds.T)
    np.fill_diagonal(tie, 0.0)
    total = np.maximum(tie.sum(axis=1), 1e-9)
    # Without this division, films that share much with all others would stand next to all.
    distance = 1 - tie / np.sqrt(np.outer(total, total))
    np.fill_diagonal(distance, 0.0)
    tree = linkage(squareform(distance, checks=False), "average", optimal_ordering=True)
    order: list[int] = leaves_list(tree).tolist()
    half = len(order) // 2
    heavy_last = total[order[:half]].sum() < total[order[-half:]].sum()
    return order[::-1] if heavy_last else order
