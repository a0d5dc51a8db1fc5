"""Try filters on the matches of an archive, fast enough to be asked while a slider moves.

The matches are sorted once, line by line; any limit, filter, gap or length is then a few passes
over arrays. A million matches take some tens of milliseconds (``python -m benchmark explore``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from vrd.core.matches import matches_within
from vrd.core.neighbours import Neighbours
from vrd.matching.match_columns import Rows
from vrd.matching.match_table import Mask, MatchTable
from vrd.matching.normalization import Background

#: More runs than this are not merged where they overlap: it would take too long for a slider.
MAX_MERGED = 30_000
#: Neighbours that are explored at most, the nearest: with all that an archive of hundreds of hours
#: has, a change would take minutes, and more memory than there is.
MAX_EXPLORED = 3_000_000
_BINS = 10_000


@dataclass(frozen=True)
class Filters:
    """Say what is left out before runs are sought.

    Attributes
    ----------
    films
        Positions of films that are left out.
    groups : ndarray of int64, shape (films,), optional
        A number per film, equal for films of one group, -1 for none; matches within a group are
        left out.
    min_contrast
        Rows with less contrast are left out.
    normalize
        Leave out matches that lie as near to the rest of the archive.
    """

    films: frozenset[int] = frozenset()
    groups: Rows | None = None
    min_contrast: float = 0.0
    normalize: bool = False


class ExplorableMatches:
    """Hold the matches between different films, ready for any filter.

    Parameters
    ----------
    neighbours
        What the search answered.
    contrast : ndarray, shape (n,), optional
        Of every row, for `Filters.min_contrast`.
    background
        Distance of every row to the rest of the archive, for `Filters.normalize`.
    excluded : ndarray of bool, shape (n,), optional
        Rows that are never shown; their matches are left out from the start.
    max_distance
        Matches further apart (squared L2) are left out from the start, and not counted; see
        `explorable_limit`.

    Attributes
    ----------
    table
        The matches before any filter that is tried.
    max_distance
        As given.
    """

    def __init__(
        self,
        neighbours: Neighbours,
        *,
        contrast: NDArray[np.float32] | None = None,
        background: Background | None = None,
        excluded: Mask | None = None,
        max_distance: float = np.inf,
    ) -> None:
        self.max_distance, self._contrast, self._background = max_distance, contrast, background
        matches = matches_within(neighbours, max_distance)
        table = MatchTable(matches, neighbours.frames).without_same_film()
        if excluded is not None and excluded.any():
            table = table.without_rows(excluded, "Excluded stretches and frames")
        # What was dropped here is not kept: there may be more of it than there is memory.
        steps = [replace(step, source=[]) for step in table.steps]
        self.table = MatchTable(table.matches, neighbours.frames, steps=steps).by_line()

    def __len__(self) -> int:
        return len(self.table)

    @property
    def farthest(self) -> float:
        """Return the largest distance of a match (squared L2); 0 where there is none."""
        return float(self.table.matches.distance.max(initial=0.0))

    @property
    def has_contrast(self) -> bool:
        """Return whether matches can be filtered by contrast."""
        return self._contrast is not None

    def filtered(self, filters: Filters) -> MatchTable:
        """Return what filters leave; the table itself stays whole."""
        table = self.table
        if filters.films:
            table = table.without_films(filters.films)
        if filters.groups is not None:
            table = table.without_same_group(filters.groups)
        if filters.min_contrast > 0 and self._contrast is not None:
            table = table.without_low_contrast(self._contrast, filters.min_contrast)
        if filters.normalize and self._background is not None:
            table = table.filtered("Similar to many films", self._apart_from_background)
        return table

    @cached_property
    def _apart_from_background(self) -> Mask:
        if self._background is None:
            return np.ones(len(self), bool)
        return self._background.tells_apart(self.table.matches)


def explorable_limit(neighbours: Neighbours, count: int = MAX_EXPLORED) -> float:
    """Return the distance within which at most so many neighbours lie, nearly as many if possible.

    The neighbours are read batch by batch, twice: first for the farthest, then for how many lie
    how far.

    Returns
    -------
    float
        Squared L2; infinity where there are no more than ``count``.
    """
    total, farthest = 0, 0.0
    if len(neighbours) * neighbours.k <= count:
        return float("inf")
    for _, indices, distances in neighbours.batches():
        known = indices >= 0
        total += int(np.count_nonzero(known))
        farthest = max(farthest, float(distances.max(where=known, initial=0.0)))
    if total <= count or farthest == 0:
        return float("inf")
    counts = np.zeros(_BINS + 1, np.int64)
    for _, indices, distances in neighbours.batches():
        # What lies in the bin of a number is nearer than the next number.
        bins = (distances[indices >= 0] * (_BINS / farthest)).astype(np.int64)
        counts += np.bincount(np.minimum(bins, _BINS), minlength=_BINS + 1)
    whole = int(np.searchsorted(np.cumsum(counts), count, side="right"))
    return float(np.nextafter(np.float32(whole * farthest / _BINS), np.float32(0)))
