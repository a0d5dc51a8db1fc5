"""What every setting would find, fast enough to be asked while a slider moves.

The matches are sorted once, line by line: all of one pair of films at one lag, in row order. Any
limit, filter, gap or length is then a few passes over arrays; what a run of matches is, is drawn in
`vrd.matching.runs`, and `MatchTable.runs` gives the same ones. A million matches take some tens
of milliseconds (``python -m benchmark explore``).
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from vrd.core.matches import Matches, matches_within
from vrd.core.neighbours import Neighbours
from vrd.core.timelines import Timeline
from vrd.matching.explore_settings import Filters, Found, Mask, Rows, RunSettings, Step
from vrd.matching.normalization import BEYOND, EVERYWHERE
from vrd.matching.runs import merge_overlapping

#: More runs than this are not merged where they overlap: it would take too long for a slider.
MOST_MERGED = 30_000
#: Answers kept: of the limit and of the one it is compared with, of which only one moves.
_KEPT = 4


class MatchTable:
    """The matches between different films, sorted so that any setting can be tried at once.

    Parameters
    ----------
    neighbours
        What the search answered.
    contrast : ndarray, shape (n,), optional
        Of every row, for `Filters.min_contrast`.
    background : ndarray, shape (n,), optional
        Distance of every row to the rest of the archive, for `Filters.normalize`; see
        `vrd.matching.normalization.background_distances`.
    excluded : ndarray of bool, shape (n,), optional
        Rows that are never shown; their matches are left out from the start.
    max_distance
        Matches further apart (squared L2) are left out from the start, and not counted; see
        `vrd.matching.explore_reach.explorable_limit`.

    Attributes
    ----------
    query, reference : ndarray of int64, shape (m,)
        Rows of the matches, line by line.
    distance : ndarray of float32, shape (m,)
        Squared L2.
    max_distance
        As given.
    line : ndarray of int64, shape (m,)
        Number of the line (pair of films and lag) that each match lies on.
    same_film, never_shown
        Number of matches within one film, and of excluded rows, which are left out from the start.
    """

    def __init__(
        self,
        neighbours: Neighbours,
        *,
        contrast: NDArray[np.float32] | None = None,
        background: NDArray[np.float32] | None = None,
        excluded: Mask | None = None,
        max_distance: float = np.inf,
    ) -> None:
        self.frames: Timeline = neighbours.frames
        self.max_distance = max_distance
        every = matches_within(neighbours, max_distance)
        film = self.frames.video
        kept = every.keep(film[every.query] != film[every.reference])
        self.same_film, self.never_shown = len(every) - len(kept), 0
        if excluded is not None:
            shown = kept.keep(~(excluded[kept.query] | excluded[kept.reference]))
            self.never_shown, kept = len(kept) - len(shown), shown
        self._sort(kept)
        self._contrast = self._worse(contrast)
        self._background = self._worse(background)
        self._cached: tuple[Filters, Mask, list[Step]] | None = None
        self._found: dict[RunSettings, Found] = {}

    def __len__(self) -> int:
        return len(self.query)

    @property
    def has_contrast(self) -> bool:
        """Whether matches can be filtered by contrast."""
        return self._contrast is not None

    def _sort(self, matches: Matches) -> None:
        film = self.frames.video.astype(np.int64)
        pair = film[matches.query] * len(self.frames.videos) + film[matches.reference]
        line = pair * len(self.frames) + matches.reference - matches.query
        # Matches are in row order already, and stay so within a line.
        order = np.argsort(line, kind="stable")
        self.query, self.reference = matches.query[order], matches.reference[order]
        self.distance, line = matches.distance[order], line[order]
        new = np.ones(len(order), bool)
        new[1:] = np.diff(line) != 0
        self.line = np.cumsum(new) - 1
        # One number per match whose differences tell gaps within a line from leaps between lines.
        self._place = self.query + self.line * (2 * len(self.frames) + 2)
        self._by_distance = np.argsort(self.distance, kind="stable")
        self._sorted_distance = self.distance[self._by_distance]

    def _worse(self, values: NDArray[np.float32] | None) -> NDArray[np.float32] | None:
        """The smaller of both rows' values, for every match."""
        if values is None:
            return None
        worse: NDArray[np.float32] = np.minimum(values[self.query], values[self.reference])
        return worse

    # -- filters ------------------------------------------------------------------------------

    def allowed(self, filters: Filters) -> tuple[Mask, list[Step]]:
        """Which matches the filters leave, shape (m,), and what each of them dropped."""
        if self._cached is None or self._cached[0] is not filters:
            self._cached = (filters, *self._filter(filters))
            self._found.clear()
        return self._cached[1], self._cached[2]

    def _filter(self, filters: Filters) -> tuple[Mask, list[Step]]:
        left = np.ones(len(self), bool)
        different = len(self) + self.never_shown
        steps = [Step("Same film", "matches", different + self.same_film, different, _nothing)]
        if self.never_shown:
            steps.append(Step("Never to be shown", "matches", different, len(self), _nothing))
        for name, keep in self._conditions(filters):
            lost, before = left & ~keep, steps[-1].after
            left &= keep
            dropped = partial(np.flatnonzero, lost)
            steps.append(Step(name, "matches", before, int(left.sum()), dropped))
        return left, steps

    def _conditions(self, filters: Filters) -> list[tuple[str, Mask]]:
        film = self.frames.video
        found = []
        if filters.films:
            bad = np.zeros(len(self.frames.videos), bool)
            bad[sorted(filters.films)] = True
            out = bad[film]
            found.append(("Films left out", ~(out[self.query] | out[self.reference])))
        if filters.groups is not None:
            group = filters.groups[film]
            one, two = group[self.query], group[self.reference]
            found.append(("Same group", (one != two) | (one < 0)))
        if filters.min_contrast > 0 and self._contrast is not None:
            found.append(("Nothing to see", self._contrast >= filters.min_contrast))
        if filters.normalize and self._background is not None:
            own = BEYOND * self._background
            found.append(("Like many films", (self.distance <= own) & (own > EVERYWHERE)))
        return found

    # -- runs ---------------------------------------------------------------------------------

    def find(self, settings: RunSettings, filters: Filters) -> Found:
        """What these settings find, and the whole funnel."""
        allowed, steps = self.allowed(filters)
        if settings not in self._found:
            found = self._find(settings, allowed, steps)
            self._found = dict([*self._found.items(), (settings, found)][-_KEPT:])
        return self._found[settings]

    def _find(self, settings: RunSettings, allowed: Mask, steps: list[Step]) -> Found:
        inside = np.flatnonzero(allowed & (self.distance <= settings.max_distance))
        first, last = self._runs(inside, settings.allow_skip)
        matched = last - first + 1
        first, last = inside[first], inside[last]
        duration = self.query[last] - self.query[first] + 1
        long = duration >= settings.shortest_sequence
        full = long & (duration - matched <= settings.max_skipped_share * duration)
        counts = [len(first), int(np.count_nonzero(long)), int(np.count_nonzero(full))]
        far = partial(self._farther, allowed, settings.max_distance)
        over = f"Distance over {settings.max_distance:.4g}"
        short = f"Shorter than {settings.shortest_sequence}"
        steps = [
            *steps,
            Step(over, "matches", steps[-1].after, len(inside), far),
            Step(short, "runs", counts[0], counts[1], lambda: first[~long]),
        ]
        if settings.max_skipped_share < 1:
            gaps = f"More than {settings.max_skipped_share:.0%} missing"
            steps.append(Step(gaps, "runs", counts[1], counts[2], lambda: first[long & ~full]))
        kept = first[full]
        found = Found(self.query[kept], self.reference[kept], duration[full], True, steps)
        return self._merged(found) if settings.combine_overlap else found

    def _farther(self, allowed: Mask, limit: float) -> Rows:
        return np.flatnonzero(allowed & (self.distance > limit))

    def _runs(self, inside: Rows, allow_skip: int) -> tuple[Rows, Rows]:
        """First and last match of every run, as positions in ``inside``."""
        leap = np.diff(self._place[inside]) > allow_skip + 1
        ends = np.flatnonzero(leap)
        if not len(inside):
            return _NONE, _NONE
        return np.append(0, ends + 1), np.append(ends, len(inside) - 1)

    def _merged(self, found: Found) -> Found:
        if len(found) > MOST_MERGED:
            return replace(found, merged=False)
        rows = merge_overlapping(found.query, found.reference, found.duration, self.frames)
        step = Step("Overlap merged", "sequences", len(found), len(rows[0]), _nothing)
        return Found(*rows, True, [*found.steps, step])

    # -- looking ------------------------------------------------------------------------------

    def nearest_to_limit(self, limit: float, filters: Filters, most: int = 12) -> tuple[Rows, Rows]:
        """Matches just inside and just outside of a limit, nearest to it first.

        Of one line only one is given, as its neighbours show the same.
        """
        allowed, _ = self.allowed(filters)
        place = int(np.searchsorted(self._sorted_distance, limit, side="right"))
        inside = self._some(self._by_distance[:place][::-1], allowed, most)
        return inside, self._some(self._by_distance[place:], allowed, most)

    def _some(self, order: Rows, allowed: Mask, most: int) -> Rows:
        chosen: list[int] = []
        seen: set[int] = set()
        # Looked through in blocks, as what is wanted lies at the beginning.
        for start in range(0, min(len(order), 50 * 2048), 2048):
            block = order[start : start + 2048]
            for one in block[allowed[block]].tolist():
                if int(self.line[one]) not in seen:
                    seen.add(int(self.line[one]))
                    chosen.append(one)
                if len(chosen) == most:
                    return np.array(chosen, np.int64)
        return np.array(chosen, np.int64)

    def histogram(
        self, filters: Filters, top: float, bins: int = 120
    ) -> tuple[NDArray[np.float64], Rows]:
        """Edges and counts of the distances that the filters leave, from 0 to ``top``."""
        allowed, _ = self.allowed(filters)
        counts, edges = np.histogram(self.distance[allowed], bins=bins, range=(0.0, top))
        return edges, counts.astype(np.int64)


def _nothing() -> Rows:
    """What a step dropped that cannot be shown."""
    return _NONE


_NONE: Rows = np.empty(0, np.int64)
