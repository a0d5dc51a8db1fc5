"""Plan which rows to search in which, so that no row meets its own film.

An index has no fast way to leave a row's own film out, but the rows of a film lie together: a
batch of whole films is searched in what lies before it and after it, and within the batch each
half is searched in the other, and so on down. Ten thousand films of one row become some hundred
searches.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

# Where no film has more rows than this, it is faster to ask for so many more neighbours and to
# strike out own films than to make many small searches (5 levels of them in a batch of 4,096).
LEAF = 512


class Task(NamedTuple):
    """Describe one search: rows to search for and in, and most rows of a film in both."""

    queries: range
    references: range
    mixed: int = 0


def plan(
    queries: range,
    references: range,
    first: NDArray[np.int64],
    *,
    leave_out_own_video: bool,
    leaf: int = LEAF,
) -> Iterator[Task]:
    """Yield searches that cover every pair of the two ranges, but no pairs within one film.

    Parameters
    ----------
    queries, references
        Contiguous rows.
    first : ndarray, shape (films + 1,)
        First row of each film, and the number of rows at the end.
    leave_out_own_video
        Whether pairs within one film are left out. A task may still hold some, at most ``mixed``
        for a row, which the caller strikes out.
    leaf
        The largest value of ``mixed``; with 0 no task holds such pairs.
    """
    if not leave_out_own_video:
        yield from _task(queries, references)
    elif queries:
        films = _films(queries, first)
        low, high = int(first[films.start]), int(first[films.stop])
        yield from _task(queries, cut(references, 0, low))
        yield from _task(queries, cut(references, high, int(first[-1])))
        yield from _between(queries, cut(references, low, high), films, first, leaf)


def _between(
    queries: range, references: range, films: range, first: NDArray[np.int64], leaf: int
) -> Iterator[Task]:
    """Yield searches of each half of the films in the other, then of each half in itself."""
    if len(films) < 2 or not queries or not references:
        return
    longest = int(np.diff(first[films.start : films.stop + 1]).max())
    if longest <= leaf:
        yield Task(queries, references, longest)
        return
    middle = (int(first[films.start]) + int(first[films.stop])) // 2
    split = int(np.searchsorted(first[films.start + 1 : films.stop], middle)) + films.start + 1
    split = min(split, films.stop - 1)
    low, border, high = int(first[films.start]), int(first[split]), int(first[films.stop])
    left, right = cut(queries, low, border), cut(queries, border, high)
    before, after = cut(references, low, border), cut(references, border, high)
    yield from _task(left, after)
    yield from _task(right, before)
    yield from _between(left, before, range(films.start, split), first, leaf)
    yield from _between(right, after, range(split, films.stop), first, leaf)


def _task(queries: range, references: range) -> Iterator[Task]:
    if queries and references:
        yield Task(queries, references)


def cut(rows: range, low: int, high: int) -> range:
    """Return those of ``rows`` that are in ``[low, high)``, perhaps none."""
    return range(max(rows.start, low), max(min(rows.stop, high), max(rows.start, low)))


def _films(rows: range, first: NDArray[np.int64]) -> range:
    """Return the films that a stretch of rows, which is not empty, touches."""
    start, stop = np.searchsorted(first, [rows.start, rows.stop - 1], side="right")
    return range(int(start) - 1, int(stop))


def plan_batches(queries: range, first: NDArray[np.int64], batch_rows: int) -> list[range]:
    """Cut rows into batches of whole films; only a film longer than a batch is itself cut."""
    borders = [int(row) for row in first if queries.start < row < queries.stop] + [queries.stop]
    batches, start, last = [], queries.start, queries.start
    for border in borders:
        if border - start > batch_rows and last > start:
            batches.append(range(start, last))
            start = last
        if border - start > batch_rows:
            batches += [
                range(row, min(row + batch_rows, border))
                for row in range(start, border, batch_rows)
            ]
            start = border
        last = border
    return batches + ([range(start, queries.stop)] if start < queries.stop else [])


def without(rows: range, missing: NDArray[np.int64]) -> Iterator[range]:
    """Yield the stretches of ``rows`` between missing rows."""
    start = rows.start
    for gap in missing[(missing >= rows.start) & (missing < rows.stop)].tolist():
        if gap > start:
            yield range(start, gap)
        start = gap + 1
    if start < rows.stop:
        yield range(start, rows.stop)
