"""Group sequences that show the same footage: one shot in seven films is 21 pairs, and one item.

Two sequences belong together if both cover nearly the same stretch of one film, and so does
whatever belongs to either of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

#: Least share of the longer of two stretches that the shorter covers if both show the same footage.
MIN_COVERED_SHARE = 0.5
_SIDES = ("query", "ref")


def with_groups(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of sequences that says which of them show the same footage.

    Parameters
    ----------
    table
        As `vrd.core.sequence_table` makes it.

    Returns
    -------
    DataFrame
        The same with two columns more: ``footage``, a number from 1 that all sequences of the same
        footage have, in the order in which they are first met; and ``films``, the number of films
        that show it.
    """
    footage = footage_numbers(table)
    return table.assign(footage=footage, films=_films_of_each(table, footage)[footage - 1])


def footage_numbers(table: pd.DataFrame) -> NDArray[np.int64]:
    """Return the number of the footage of each sequence, shape (n,), from 1.

    Parameters
    ----------
    table
        As `vrd.core.sequence_table` makes it.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    count = len(table)
    links = np.concatenate([np.empty((0, 2), np.int64), *_links(table)])
    graph = coo_array((np.ones(len(links)), (links[:, 0], links[:, 1])), shape=(count, count))
    labels = connected_components(graph, directed=False)[1]
    _, first, numbers = np.unique(labels, return_index=True, return_inverse=True)
    in_order = np.argsort(np.argsort(first))
    return in_order[numbers].astype(np.int64) + 1


def _links(table: pd.DataFrame) -> Iterator[NDArray[np.int64]]:
    """Give pairs of lines, shape (m, 2), that cover nearly the same stretch of a film."""
    films, starts, ends, lines = _pieces(table)
    order = np.lexsort((starts, films))
    films, starts, ends, lines = films[order], starts[order], ends[order], lines[order]
    for film in np.unique(films):
        begin, stop = np.searchsorted(films, [film, film + 1])
        for piece in range(begin, stop):
            start, end = starts[piece], ends[piece]
            later = slice(piece + 1, begin + int(np.searchsorted(starts[begin:stop], end)))
            shared = np.minimum(ends[later], end) - starts[later]
            longer = np.maximum(ends[later] - starts[later], end - start)
            linked = lines[later][shared >= MIN_COVERED_SHARE * longer]
            yield np.stack([np.full(len(linked), lines[piece]), linked], axis=1)


def _pieces(table: pd.DataFrame) -> tuple[NDArray[np.int64], ...]:
    """Return film, start, end and line of both sides of every sequence, each of shape (2 n,)."""
    names = np.concatenate([table[f"{side}_id"].to_numpy(object) for side in _SIDES])
    films = np.unique(names.astype(str), return_inverse=True)[1].reshape(-1)
    spans = [
        np.concatenate([table[f"{side}_{end}"].to_numpy(np.float64) for side in _SIDES])
        for end in ("start", "end")
    ]
    return films, *spans, np.tile(np.arange(len(table)), 2)


def _films_of_each(table: pd.DataFrame, footage: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the number of films of each footage."""
    films: list[set[str]] = [set() for _ in range(int(footage.max(initial=0)))]
    for number, query, reference in zip(footage, table["query_id"], table["ref_id"], strict=True):
        films[number - 1] |= {query, reference}
    return np.array([len(names) for names in films], np.int64)
