"""Explore runs: matches at one lag, found in the published way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from vrd.core.decoys import DecoyCounts
from vrd.core.matches import Matches
from vrd.core.neighbours import Neighbours
from vrd.core.sequences import Sequence
from vrd.core.text import hms, plural
from vrd.matching.explorable import MAX_MERGED, ExplorableMatches, Filters
from vrd.matching.match_table import MatchTable
from vrd.matching.runs import FoundRuns, RunSettings, find_runs
from vrd.matching.settings import FinderSettings
from vrd.widgets.explorer_controls import RunControls, written_call
from vrd.widgets.explorer_panel import (
    CALL_HEADING,
    FUNNEL_HEADING,
    MAX_BESIDE_LIMIT,
    MAX_LISTED,
    Panel,
    heading,
    match_pairs,
    paragraph,
)
from vrd.widgets.funnel import Funnel, sampled
from vrd.widgets.limit_sliders import Limits
from vrd.widgets.still_pairs import Pair, PairGroup

_METHOD = (
    "As in the published article, a sequence is a run of matching frames, with short gaps, at the "
    "same speed in both films. Move the limit to let frames match that are farther apart, or only "
    "nearer ones."
)
_X_LABEL = "distance between two frames (squared L2)"
_CUT = "; farther pairs are too many to be explored"
#: How much farther than the limit the histogram reaches, and how far the other limit is at first.
_REACH, _COMPARED = 4, 1.3


class RunsPanel(Panel):
    """Find runs of matches at one lag, in the published way.

    Parameters
    ----------
    neighbours
        What the search answered.
    explorable
        The same as matches, ready for any filter.
    settings
        What the panel begins with.
    groups
        A number per film, -1 for none; None where films have no groups.
    chance
        How many short runs chance makes at every limit, for the line over the histogram.
    """

    def __init__(
        self,
        neighbours: Neighbours,
        explorable: ExplorableMatches,
        settings: FinderSettings,
        *,
        groups: NDArray[np.int64] | None = None,
        chance: DecoyCounts | None = None,
    ) -> None:
        self.explorable, self._start, self._film_groups = explorable, settings, groups
        self._chance = chance
        super().__init__(neighbours, self._new_limits(settings))
        self.controls = RunControls(
            settings,
            neighbours.frames.video_list,
            contrast=explorable.has_contrast,
            groups=groups is not None,
        )
        self.funnel = Funnel(self.pairs.refresh)
        self.children = [
            paragraph(_METHOD),
            self.limits,
            self.found_box,
            self.controls,
            heading(FUNNEL_HEADING),
            self.funnel,
            self.pairs,
            heading("Sequences found, the longest first"),
            self.list_box,
            heading(CALL_HEADING),
            self.call_box,
        ]
        self._filter()
        self._update()
        self.limits.observe(self._update, "values")
        self.controls.watch(running=self._update, filtering=self._refilter)

    def _new_limits(self, settings: FinderSettings) -> Limits:
        highest = self.explorable.farthest or 1.0
        limit = settings.max_distance or highest / 10
        self.top = min(highest, _REACH * limit)
        cut = _CUT if np.isfinite(self.explorable.max_distance) else ""
        return Limits(
            {"distance at most": limit, "compare with": min(self.top, _COMPARED * limit)},
            title="Distances of pairs of frames",
            x_label=_X_LABEL + cut,
            y_label="pairs of frames (logarithmic scale)",
        )

    # -- settings -----------------------------------------------------------------------------

    @property
    def settings(self) -> RunSettings:
        """Return the present settings."""
        return self.controls.run_settings(self.limits.values[0])

    @property
    def sequences(self) -> list[Sequence]:
        """Return what the present settings find, the longest first."""
        return self._find(self.settings).longest()

    @property
    def call(self) -> str:
        """Return the Python that finds the same."""
        names = [self.neighbours.frames.video_list[film] for film in sorted(self._filters.films)]
        return written_call(
            self.settings,
            min_contrast=self._filters.min_contrast if self.explorable.has_contrast else None,
            published=bool(self._start.align),
            films=names,
            groups=self._filters.groups is not None,
        )

    def _new_filters(self) -> Filters:
        return Filters(
            films=frozenset(self.controls.films.value),
            groups=self._film_groups if self.controls.same_group.value else None,
            min_contrast=self.controls.min_contrast,
            normalize=bool(self._start.normalize),
        )

    # -- showing ------------------------------------------------------------------------------

    def _refilter(self, _: object = None) -> None:
        self._filter()
        self._update()

    def _filter(self) -> None:
        self._filters = self._new_filters()
        self._table: MatchTable = self.explorable.filtered(self._filters)
        find = partial(find_runs, self._table, max_merged=MAX_MERGED)
        # Of the limit and the one it is compared with, only one moves at a time.
        self._find: Callable[[RunSettings], FoundRuns] = lru_cache(maxsize=4)(find)
        edges, counts = self._table.histogram(self.top)
        self.limits.show(edges, counts, self._chance)

    def _update(self, _: object = None) -> None:
        settings, other_limit = self.settings, self.limits.values[1]
        self._found = self._find(settings)
        compared = self._find(replace(settings, max_distance=other_limit))
        rest = _length(self._found, self.neighbours.frames.mean_fps)
        rest += _comparison(len(self._found), len(compared), other_limit)
        first = self._found.longest(MAX_LISTED)
        self._show(len(self._found), rest, first, settings.max_distance)
        self.funnel.show(self._found.steps)
        self.pairs.refresh()

    def groups(self) -> list[PairGroup]:
        """Return stills from beside the limit, or stills that the chosen step dropped."""
        if (dropped := self.funnel.dropped(self._dropped)) is not None:
            return [dropped]
        limit = self.limits.values[0]
        inside, outside = self._table.nearest_to_limit(limit, MAX_BESIDE_LIMIT)
        return [
            PairGroup("Just inside the limit", match_pairs(inside)),
            PairGroup("Just outside the limit", match_pairs(outside)),
        ]

    def _dropped(self, position: int) -> list[Pair]:
        dropped = sampled(self._found.steps[position]).dropped
        return match_pairs(dropped) if isinstance(dropped, Matches) else []


def _length(found: FoundRuns, fps: float) -> str:
    """Return how long sequences are together, to follow their count in a sentence."""
    count = int(found.duration.sum())
    unmerged = (
        "" if found.merged else "; there are too many to merge those that overlap while you tune"
    )
    return f", {plural(count, 'frame')} ({hms(count / fps)}) altogether{unmerged}"


def _comparison(count: int, other_count: int, limit: float) -> str:
    """Return how many another limit would find, as the end of the same sentence."""
    difference = other_count - count
    change = "as many"
    if difference:
        change = f"{abs(difference):,} {'more' if difference > 0 else 'fewer'}"
    return f". With distance at most {limit:.4g}, it would be {other_count:,} ({change})."
