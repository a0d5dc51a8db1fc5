"""Hold the table of matches that every search filters, whether once or while a slider moves.

A table is never changed: a filter gives a new one, which shares the columns of the old one (see
`vrd.matching.match_columns`) and knows what is left of them, and which records a `FilterStep`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from vrd.core.matches import Matches
from vrd.core.timelines import Timeline
from vrd.matching.filters import FilterStep
from vrd.matching.match_columns import MatchColumns, Rows
from vrd.matching.normalization import Background, normalize_distances

Mask = NDArray[np.bool_]

#: Matches that are looked through at once, and at most, for those beside a limit.
_BLOCK, _MAX_BLOCKS = 2048, 50


class MatchTable:
    """Hold matches, what filters have left of them, and what each filter dropped.

    Parameters
    ----------
    matches
        Pairs of rows.
    timeline
        The timeline they belong to.
    steps
        Filters that they went through before.

    Attributes
    ----------
    steps : tuple of FilterStep
        Every filter so far.

    Examples
    --------
    See `vrd.matching.finder.SequenceFinder`, which filters a table step by step, and
    `vrd.matching.explorable.ExplorableMatches`, which tries filters on one.
    """

    def __init__(
        self, matches: Matches, timeline: Timeline, *, steps: Iterable[FilterStep] = ()
    ) -> None:
        self._setup(MatchColumns(matches, timeline), np.ones(len(matches), bool), tuple(steps))

    def _setup(self, columns: MatchColumns, left: Mask, steps: tuple[FilterStep, ...]) -> None:
        self._columns, self._left, self.steps = columns, left, steps

    def __len__(self) -> int:
        return self._count

    @cached_property
    def _count(self) -> int:
        return int(np.count_nonzero(self._left))

    @property
    def timeline(self) -> Timeline:
        """Return the timeline that the matches belong to."""
        return self._columns.timeline

    @cached_property
    def matches(self) -> Matches:
        """Return the matches that are left."""
        all_matches = self._columns.matches
        return all_matches if len(self) == len(all_matches) else all_matches.keep(self._left)

    def by_line(self) -> MatchTable:
        """Return the table of the remaining matches, in the order of lines.

        Runs are found in it in the least time, which is worth the sorting for many searches.
        """
        order = MatchTable(self.matches, self.timeline)._columns.by_line
        matches = self.matches if order is None else self.matches.take(order)
        return MatchTable(matches, self.timeline, steps=self.steps)

    # -- filters ------------------------------------------------------------------------------

    def filtered(self, name: str, keep: Mask) -> MatchTable:
        """Return the table after a filter.

        Parameters
        ----------
        name
            What the filter is called.
        keep : ndarray of bool
            Whether each match of all columns passes it.
        """
        matches, lost = self._columns.matches, self._left & ~keep
        table = MatchTable.__new__(MatchTable)
        table._setup(self._columns, self._left & keep, ())
        step = FilterStep(name, "matches", len(self), len(table), lambda: matches.keep(lost))
        table.steps = (*self.steps, step)
        return table

    def without_same_film(self) -> MatchTable:
        """Return the table without matches within one film."""
        query, reference = self._columns.films
        return self.filtered("Within one film", query != reference)

    def without_films(self, films: Iterable[int], name: str = "Films left out") -> MatchTable:
        """Return the table without matches of some films, given by their positions."""
        left_out = np.zeros(len(self.timeline.videos), bool)
        left_out[sorted(films)] = True
        return self.without_rows(left_out[self.timeline.video], name)

    def without_same_group(self, group_numbers: Rows) -> MatchTable:
        """Return the table without matches between films of one group.

        Parameters
        ----------
        group_numbers : ndarray of int64, shape (films,)
            As `vrd.matching.filters.group_numbers` gives them; -1 for films of no group.
        """
        query, reference = (group_numbers[films] for films in self._columns.films)
        return self.filtered("Same group", (query != reference) | (query < 0))

    def without_rows(self, rows: Mask, name: str) -> MatchTable:
        """Return the table without matches of some rows, given as a mask of shape (n,)."""
        matches = self._columns.matches
        return self.filtered(name, ~(rows[matches.query] | rows[matches.reference]))

    def without_low_contrast(
        self, contrast: NDArray[np.float32], min_contrast: float
    ) -> MatchTable:
        """Return the table without matches of rows in which there is next to nothing to see."""
        name = "Black, white or single-colour frames"
        return self.without_rows(contrast < min_contrast, name)

    def normalized(self, background: Background, max_distance: float) -> MatchTable:
        """Return the table with distances measured against the archive.

        See `vrd.matching.normalization.normalize_distances`.
        """
        kept, dropped = normalize_distances(self.matches, background, max_distance)
        step = FilterStep("Similar to many films", "matches", len(self), len(kept), dropped)
        return MatchTable(kept, self.timeline, steps=[*self.steps, step])

    def within(self, max_distance: float) -> MatchTable:
        """Return the table without matches further apart (squared L2)."""
        keep = self._columns.matches.distance <= max_distance
        return self.filtered(f"Distance above {max_distance:.4g}", keep)

    # -- looking ------------------------------------------------------------------------------

    def line_positions(self) -> tuple[Rows, Rows]:
        """Return the positions of the remaining matches, line by line.

        Returns
        -------
        positions, places : ndarray of int64
            Positions of the matches in all columns (see `take`), and a number for each that grows
            by 1 from one row of a line to the next, and by much more from line to line.
        """
        order = self._columns.by_line
        in_order = np.flatnonzero(self._left if order is None else self._left[order])
        positions = in_order if order is None else order[in_order]
        return positions, self._columns.places[in_order]

    def take(self, positions: Rows) -> Matches:
        """Return the matches at positions of all columns, filtered out or not."""
        return self._columns.matches.take(positions)

    def nearest_to_limit(self, limit: float, count: int = 12) -> tuple[Matches, Matches]:
        """Return matches just inside and just outside of a limit, nearest to it first.

        Of one line only one is given, as its neighbours show the same.
        """
        order, distances = self._columns.by_distance
        position = int(np.searchsorted(distances, limit, side="right"))
        inside = self._one_of_each_line(order[:position][::-1], count)
        return inside, self._one_of_each_line(order[position:], count)

    def _one_of_each_line(self, order: Rows, count: int) -> Matches:
        chosen: list[int] = []
        seen: set[int] = set()
        lines = self._columns.lines
        # The order is looked through in blocks, as what is wanted lies at its beginning.
        for start in range(0, min(len(order), _MAX_BLOCKS * _BLOCK), _BLOCK):
            block = order[start : start + _BLOCK]
            for position in block[self._left[block]].tolist():
                if len(chosen) < count and int(lines[position]) not in seen:
                    seen.add(int(lines[position]))
                    chosen.append(position)
            if len(chosen) == count:
                break
        return self.take(np.array(chosen, np.int64))

    def histogram(self, top: float, bins: int = 120) -> tuple[NDArray[np.float64], Rows]:
        """Return edges and counts of the distances that are left, from 0 to ``top``."""
        distances = self._columns.matches.distance[self._left]
        counts, edges = np.histogram(distances, bins=bins, range=(0.0, top))
        return edges, counts.astype(np.int64)
