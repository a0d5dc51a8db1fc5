"""What can be set in the explorer, and what one choice of settings finds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vrd.core.sequences import Sequence

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Filters:
    """What is left out before runs are sought.

    Attributes
    ----------
    films
        Positions of films that are left out.
    groups : ndarray of int, shape (films,), optional
        A number per film, equal for films of one group, -1 for none; matches within a group are
        left out.
    min_contrast
        Rows with less contrast are left out.
    normalize
        Leave out matches that lie as near to the rest of the archive.
    """

    films: frozenset[int] = frozenset()
    groups: NDArray[np.int64] | None = None
    min_contrast: float = 0.0
    normalize: bool = False


@dataclass(frozen=True)
class RunSettings:
    """How runs are found; the same names mean the same in `vrd.matching.runs`."""

    max_distance: float
    shortest_sequence: int = 5
    allow_skip: int = 2
    combine_overlap: bool = True
    max_skipped_share: float = 1.0


class Step(NamedTuple):
    """One step of the funnel: how many came in and were kept, and which were dropped.

    ``dropped()`` gives places in the arrays of `MatchTable`: of runs, that of the first match.
    """

    name: str
    unit: str
    before: int
    after: int
    dropped: Callable[[], Rows]


@dataclass(frozen=True)
class Found:
    """What one choice of settings finds; arrays of rows, shape (s,).

    ``merged`` tells whether overlapping ones were merged, where that was asked for.
    """

    query: Rows
    reference: Rows
    duration: Rows
    merged: bool
    steps: list[Step]

    def __len__(self) -> int:
        return len(self.query)

    def longest(self, most: int) -> list[Sequence]:
        """The longest sequences, in the order of `vrd.matching.runs`."""
        chosen = np.arange(len(self))
        if most < len(self):
            # Durations are small whole numbers: to count them takes far less than to sort them.
            as_long = np.cumsum(np.bincount(self.duration)[::-1])[::-1]
            least = int(np.flatnonzero(as_long >= most)[-1])
            longer = np.flatnonzero(self.duration > least)
            equal = np.flatnonzero(self.duration == least)
            # There may be a million of the same length: only the first in row order are sorted.
            rows = self.query[equal] * (self.reference.max() + 1) + self.reference[equal]
            room = min(most - len(longer), len(equal) - 1)
            chosen = np.concatenate([longer, equal[np.argpartition(rows, room)[: room + 1]]])
        columns = [one[chosen] for one in (self.query, self.reference, self.duration)]
        order = np.lexsort((columns[1], columns[0], -columns[2]))[:most]
        return [Sequence(*one) for one in np.stack(columns, axis=1)[order].tolist()]
