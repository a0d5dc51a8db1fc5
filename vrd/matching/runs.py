"""Find runs of matches along one lag, and merge those that overlap, into sequences.

The exact meaning, for two films of rows 0-9 and 10-19. ``x`` is a match, ``.`` none; a line
is one lag of one pair of films, read along the rows of the film that comes first::

    rows of the first film    0 1 2 3 4 5 6 7 8 9
    lag 10                    . x x x . . x . . .

* A *run* is matches at one lag between one pair of films with at most ``allow_skip`` rows in a
  row missing between two of them. ``allow_skip`` holds for each gap, as published: a run may
  have many. With ``allow_skip=1`` the line above holds two runs, rows 1-3 and row 6; with
  ``allow_skip=2`` one, rows 1-6. A run begins and ends with a match: skipped rows at its ends
  do not belong to it.
* Its ``duration`` counts all rows from its first to its last match, skipped ones too: 6 for
  rows 1-6. Runs shorter than ``shortest_sequence`` are dropped.
* Rows of two films never belong to one run, though their numbers follow one another.
* Each reuse is given once, with the smaller row as the query.
* ``combine_overlap`` merges runs of one pair of films that share rows on *both* sides into the
  smallest span that holds them, until no two overlap::

      lag 10   . x x x x . . .          rows 1-4 with 11-14
      lag 11   . . . x x x x .          rows 3-6 with 14-17
      merged                            rows 1-6 with 11-17, given as (1, 11, 7)

  As a triple has one duration, the longer side counts. Where the other side would then reach
  past the end of its film, both end there: starts are never moved.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vrd.core.matches import Matches
from vrd.core.sequences import Sequence
from vrd.core.text import percent
from vrd.core.timelines import Timeline
from vrd.matching.filters import FilterStep
from vrd.matching.match_table import MatchTable
from vrd.matching.merge_boxes import merge_overlapping

Rows = NDArray[np.int64]


_WHOLE = "a whole number"


def _whole(value: float, least: int) -> bool:
    """Return whether a value is a whole number of at least so much."""
    return value >= least and float(value).is_integer()


@dataclass(frozen=True)
class RunSettings:
    """Say how runs are found.

    Attributes
    ----------
    max_distance
        Largest squared L2 distance of a match.
    shortest_sequence
        Shortest run given, in rows.
    allow_skip
        Most rows in a row that may be missing inside a run.
    combine_overlap
        Merge runs of one pair of films that overlap on both sides.
    max_skipped_share
        Drop runs in which a larger share of the rows is missing than this, 0 to 1.

    Raises
    ------
    ValueError
        If a setting makes no sense.
    """

    max_distance: float = np.inf
    shortest_sequence: int = 5
    allow_skip: int = 2
    combine_overlap: bool = True
    max_skipped_share: float = 1.0

    def __post_init__(self) -> None:
        for name, good, message in (
            ("shortest_sequence", _whole(self.shortest_sequence, 1), f"at least 1 row, {_WHOLE}"),
            ("allow_skip", _whole(self.allow_skip, 0), f"0 rows or more, {_WHOLE}"),
            ("max_skipped_share", 0 <= self.max_skipped_share <= 1, "from 0 to 1"),
        ):
            if not good:
                raise ValueError(f"{name} is {getattr(self, name)}; it must be {message}")


@dataclass(frozen=True)
class FoundRuns:
    """Hold what one choice of settings finds.

    Attributes
    ----------
    query, reference, duration : ndarray of int64, shape (s,)
        The sequences, in rows.
    merged
        Whether overlapping ones were merged, where that was asked for.
    steps
        Every filter of the matches and of the runs.
    """

    query: Rows
    reference: Rows
    duration: Rows
    merged: bool
    steps: tuple[FilterStep, ...]

    def __len__(self) -> int:
        return len(self.query)

    def longest(self, count: int | None = None) -> list[Sequence]:
        """Return the longest sequences first; of equally long ones, the first in row order."""
        count = len(self) if count is None else count
        chosen = np.arange(len(self))
        if count < len(self):
            # Durations are small whole numbers: to count them takes far less than to sort them.
            as_long = np.cumsum(np.bincount(self.duration)[::-1])[::-1]
            shortest = int(np.flatnonzero(as_long >= count)[-1])
            longer = np.flatnonzero(self.duration > shortest)
            equal = np.flatnonzero(self.duration == shortest)
            # There may be a million of the same length: only the first in row order are sorted.
            rows = self.query[equal] * (self.reference.max() + 1) + self.reference[equal]
            room = min(count - len(longer), len(equal) - 1)
            chosen = np.concatenate([longer, equal[np.argpartition(rows, room)[: room + 1]]])
        columns = [column[chosen] for column in (self.query, self.reference, self.duration)]
        order = np.lexsort((columns[1], columns[0], -columns[2]))[:count]
        return [Sequence(*triple) for triple in np.stack(columns, axis=1)[order].tolist()]


def find_sequences(
    matches: Matches,
    timeline: Timeline,
    *,
    shortest_sequence: int = 5,
    allow_skip: int = 2,
    combine_overlap: bool = False,
    max_skipped_share: float = 1.0,
) -> list[Sequence]:
    """Find runs of matches, longest first. Time O(m log m) for m matches.

    Parameters
    ----------
    matches
        Pairs of rows that are close enough.
    timeline
        The timeline they belong to.
    shortest_sequence, allow_skip, combine_overlap, max_skipped_share
        As for `RunSettings`.

    Returns
    -------
    list of Sequence
        Triples ``(query, reference, duration)`` in rows.

    Raises
    ------
    ValueError
        If a setting makes no sense.

    Examples
    --------
    >>> from pathlib import Path
    >>> from vrd.core.timelines import Video
    >>> films = [Video(name, Path(name), Path("stills"), 10, 10.0) for name in ("a", "b")]
    >>> rows = np.array([1, 2, 3, 6])
    >>> matches = Matches(rows, rows + 10, np.zeros(4, np.float32))
    >>> find_sequences(matches, Timeline.uniform(films), shortest_sequence=3, allow_skip=1)
    [Sequence(query=1, reference=11, duration=3)]
    """
    settings = RunSettings(
        shortest_sequence=shortest_sequence,
        allow_skip=allow_skip,
        combine_overlap=combine_overlap,
        max_skipped_share=max_skipped_share,
    )
    return find_runs(MatchTable(matches, timeline), settings).longest()


def find_runs(
    table: MatchTable, settings: RunSettings, *, max_merged: int | None = None
) -> FoundRuns:
    """Find the runs of the matches that remain in a table.

    Parameters
    ----------
    table
        The matches.
    settings
        How runs are found.
    max_merged
        More runs than this are not merged where they overlap; None for no such limit.

    Returns
    -------
    FoundRuns
        The runs, and the whole funnel.
    """
    near = table if np.isinf(settings.max_distance) else table.within(settings.max_distance)
    positions, places = near.line_positions()
    first, last = _ends_of_runs(places, settings.allow_skip)
    matched = last - first + 1
    begin, end = table.take(positions[first]), table.take(positions[last])
    duration = end.query - begin.query + 1
    long = duration >= settings.shortest_sequence
    full = long & (duration - matched <= settings.max_skipped_share * duration)
    counts = [len(first), int(np.count_nonzero(long)), int(np.count_nonzero(full))]
    name = f"Shorter than {settings.shortest_sequence} frames"
    steps = [
        *near.steps,
        FilterStep(name, "runs", counts[0], counts[1], _keeper(begin, ~long)),
    ]
    if settings.max_skipped_share < 1:
        name = f"More than {percent(settings.max_skipped_share)} of frames missing"
        source = _keeper(begin, long & ~full)
        steps.append(FilterStep(name, "runs", counts[1], counts[2], source))
    kept = begin.keep(full)
    found = FoundRuns(kept.query, kept.reference, duration[full], True, tuple(steps))
    return _merged(found, table.timeline, max_merged) if settings.combine_overlap else found


def _keeper(begin: Matches, dropped: NDArray[np.bool_]) -> Callable[[], Matches]:
    """Return a function that gives the first matches of dropped runs."""
    return lambda: begin.keep(dropped)


def _ends_of_runs(places: Rows, allow_skip: int) -> tuple[Rows, Rows]:
    """Return the first and the last match of every run, as positions in ``places``."""
    if not len(places):
        none = np.empty(0, np.int64)
        return none, none
    ends = np.flatnonzero(np.diff(places) > allow_skip + 1)
    return np.append(0, ends + 1), np.append(ends, len(places) - 1)


def _merged(found: FoundRuns, timeline: Timeline, max_merged: int | None) -> FoundRuns:
    if max_merged is not None and len(found) > max_merged:
        return replace(found, merged=False)
    rows = merge_overlapping(found.query, found.reference, found.duration, timeline)
    name = "Overlapping sequences merged"
    step = FilterStep(name, "sequences", len(found), len(rows[0]), [])
    return FoundRuns(*rows, True, (*found.steps, step))
