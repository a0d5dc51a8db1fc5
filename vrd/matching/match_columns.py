"""Hold the columns of matches, and the orders in which they are looked through.

Whatever is derived (films, lines, orders) is made when it is first needed, and shared by all the
tables that filter these columns.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from vrd.core.matches import Matches
from vrd.core.timelines import Timeline

Rows = NDArray[np.int64]


class MatchColumns:
    """Hold matches, and what is derived from all of them.

    Parameters
    ----------
    matches
        Pairs of rows, (m,).
    timeline
        The timeline they belong to.
    """

    def __init__(self, matches: Matches, timeline: Timeline) -> None:
        self.matches, self.timeline = matches, timeline

    @cached_property
    def films(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return the positions of the films of both sides."""
        film = self.timeline.video
        return film[self.matches.query], film[self.matches.reference]

    @cached_property
    def lines(self) -> Rows:
        """Return a number for the line (pair of films and lag) of every match."""
        query, reference = (films.astype(np.int64) for films in self.films)
        pair = query * len(self.timeline.videos) + reference
        lines: Rows = pair * len(self.timeline) + self.matches.reference - self.matches.query
        return lines

    @cached_property
    def by_line(self) -> Rows | None:
        """Return the order line by line, in row order within a line; None where it is so."""
        query, lines = self.matches.query, self.lines
        in_order = lines[1:] > lines[:-1]
        in_order |= (lines[1:] == lines[:-1]) & (query[1:] > query[:-1])
        if in_order.all():
            return None
        if (query[1:] >= query[:-1]).all():
            return np.argsort(lines, kind="stable")
        return np.lexsort((query, lines))

    @cached_property
    def places(self) -> Rows:
        """Return, line by line, a number whose differences tell gaps from leaps between lines."""
        order = self.by_line
        lines, query = self.lines, self.matches.query
        if order is not None:
            lines, query = lines[order], query[order]
        begins = np.ones(len(lines), bool)
        begins[1:] = lines[1:] != lines[:-1]
        places: Rows = query + (np.cumsum(begins) - 1) * (2 * len(self.timeline) + 2)
        return places

    @cached_property
    def by_distance(self) -> tuple[Rows, NDArray[np.float32]]:
        """Return the order by distance, and the distances in that order."""
        order = np.argsort(self.matches.distance, kind="stable")
        return order, self.matches.distance[order]
