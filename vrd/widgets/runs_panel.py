"""The panel of runs: matches at one lag, found in the published way."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from vrd.core.decoys import DecoyCounts
from vrd.core.neighbours import Neighbours
from vrd.core.sequences import Sequence
from vrd.core.text import hms
from vrd.matching.explore_settings import Filters, Found, RunSettings
from vrd.matching.match_table import MatchTable
from vrd.matching.settings import FinderSettings
from vrd.widgets.explorer_controls import RunControls, written_call
from vrd.widgets.explorer_panel import BESIDE, FUNNEL, LISTED, Panel, distance_of, heading
from vrd.widgets.funnel import Funnel, spread
from vrd.widgets.limit_sliders import Limits
from vrd.widgets.still_pairs import Pair, PairGroup

_ACROSS = "squared L2 distance"
_CUT = " (beyond are too many pairs to be tried at once)"


class RunsPanel(Panel):
    """Runs of matches at one lag, found in the published way.

    Parameters
    ----------
    neighbours
        What the search answered.
    exploration
        The same, sorted.
    settings
        What the panel begins with.
    groups
        A number per film, -1 for none; None where films have no groups.
    chance
        What chance makes of short runs at every limit, for the line over the histogram.
    """

    def __init__(
        self,
        neighbours: Neighbours,
        exploration: MatchTable,
        settings: FinderSettings,
        *,
        groups: NDArray[np.int64] | None = None,
        chance: DecoyCounts | None = None,
    ) -> None:
        self.exploration, self._start, self._film_groups = exploration, settings, groups
        self._chance = chance
        highest = float(exploration.distance.max(initial=0.0)) or 1.0
        limit = settings.max_distance or highest / 10
        self.top = min(highest, 4 * limit)
        limits = Limits(
            {"limit": limit, "compare with": min(self.top, 1.3 * limit)},
            title="Distances of pairs of frames",
            across=_ACROSS + (_CUT if np.isfinite(exploration.max_distance) else ""),
            up="pairs of frames (logarithmic)",
        )
        super().__init__(neighbours, limits)
        self.controls = RunControls(
            settings,
            neighbours.frames.video_list,
            contrast=exploration.has_contrast,
            groups=groups is not None,
        )
        self.funnel = Funnel(self.pairs.refresh)
        self.children = [
            limits,
            self.said,
            self.controls,
            heading(FUNNEL),
            self.funnel,
            self.pairs,
            heading("What is found, the longest first"),
            self.listed,
            heading("To find the same again"),
            self.told,
        ]
        self._filters = self._new_filters()
        self._redraw()
        self._update()
        limits.observe(self._update, "values")
        self.controls.watch(running=self._update, filtering=self._refilter)

    # -- settings -----------------------------------------------------------------------------

    @property
    def settings(self) -> RunSettings:
        """The present settings."""
        return self.controls.run_settings(self.limits.values[0])

    @property
    def sequences(self) -> list[Sequence]:
        found = self.exploration.find(self.settings, self._filters)
        return found.longest(len(found))

    @property
    def call(self) -> str:
        names = [self.neighbours.frames.video_list[film] for film in sorted(self._filters.films)]
        return written_call(
            self.settings,
            min_contrast=self._filters.min_contrast if self.exploration.has_contrast else None,
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
        self._filters = self._new_filters()
        self._redraw()
        self._update()

    def _redraw(self) -> None:
        edges, counts = self.exploration.histogram(self._filters, self.top)
        self.limits.show(edges, counts, self._chance)

    def _update(self, _: object = None) -> None:
        now, other = self.settings, self.limits.values[1]
        found = self.exploration.find(now, self._filters)
        compared = self.exploration.find(replace(now, max_distance=other), self._filters)
        self._found = found
        self._show(
            _sentence(found, self.neighbours.frames.mean_fps)
            + _comparison(len(found), len(compared), other),
            found.longest(LISTED),
            len(found),
            now.max_distance,
        )
        self.funnel.show(found.steps)
        self.pairs.refresh()

    def groups(self) -> list[PairGroup]:
        if (dropped := self.funnel.dropped(self._dropped)) is not None:
            return [dropped]
        inside, outside = self.exploration.nearest_to_limit(
            self.limits.values[0], self._filters, BESIDE
        )
        return [
            PairGroup("Just inside the limit", self._stills(inside)),
            PairGroup("Just outside the limit", self._stills(outside)),
        ]

    def _dropped(self, place: int) -> list[Pair]:
        lost = self._found.steps[place].dropped()
        return self._stills(lost[spread(len(lost))])

    def _stills(self, places: NDArray[np.int64]) -> list[Pair]:
        one = self.exploration
        return [
            Pair(int(one.query[i]), int(one.reference[i]), distance_of(float(one.distance[i])))
            for i in places.tolist()
        ]


def _sentence(found: Found, fps: float) -> str:
    count = int(found.duration.sum())
    frames = f"{count:,} frames ({hms(count / fps)})"
    open_ = "" if found.merged else ", before merging what overlaps: there are too many"
    word = "sequence" if len(found) == 1 else "sequences"
    return f'<span style="font-size:1.35em"><b>{len(found):,} {word}</b></span>, {frames}{open_}'


def _comparison(count: int, other: int, limit: float) -> str:
    change = (
        "as many"
        if other == count
        else f"{abs(other - count):,} {'more' if other > count else 'fewer'}"
    )
    return f"; at {limit:.4g} it would be <b>{other:,}</b> ({change})"
