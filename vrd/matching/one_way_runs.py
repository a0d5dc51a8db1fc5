"""Count the sequences that go one way only: the same way in both films, or opposite ways.

Reused footage goes the same way in both films. Chance makes as many sequences that go the same
way as go opposite ways (`vrd.core.decoys`). Still pictures make both at one place, and say
nothing. What is counted are whole sequences, as a search would show them: one long reuse has
hundreds of matches, and would hide hundreds of sequences that chance makes of five matches each.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from vrd.core.matches import Matches
from vrd.core.timelines import Timeline
from vrd.matching.match_table import MatchTable
from vrd.matching.merge_boxes import Rows, boxes_that_meet
from vrd.matching.runs import RunSettings, find_runs


class OneWaySequences(NamedTuple):
    """Hold how many sequences go only the same way in both films, and only opposite ways."""

    forward: int
    backward: int


def count_one_way(matches: Matches, timeline: Timeline, settings: RunSettings) -> OneWaySequences:
    """Count the sequences that go one way only.

    Parameters
    ----------
    matches
        Pairs of rows of different films.
    timeline
        The timeline they belong to.
    settings
        How sequences are found; overlapping ones are merged in any case.
    """
    forward = _boxes(matches, timeline, settings)
    backward = _boxes(_turned(matches, timeline), timeline, settings)
    first, last = (_turned_rows(rows, timeline) for rows in (backward[:, 3] - 1, backward[:, 2]))
    backward = np.stack([backward[:, 0], backward[:, 1], first, last + 1], axis=1)
    pairs = [_pairs(boxes, timeline) for boxes in (forward, backward)]
    meets = boxes_that_meet(forward, pairs[0], backward, pairs[1])
    return OneWaySequences(*(int(np.count_nonzero(~met)) for met in meets))


def _boxes(matches: Matches, timeline: Timeline, settings: RunSettings) -> Rows:
    found = find_runs(MatchTable(matches, timeline), settings)
    query, reference, duration = found.query, found.reference, found.duration
    return np.stack([query, query + duration, reference, reference + duration], axis=1)


def _turned(matches: Matches, timeline: Timeline) -> Matches:
    """Return the matches with the reference film played backward."""
    reference = _turned_rows(matches.reference, timeline)
    order = np.lexsort((reference, matches.query))
    return Matches(matches.query, reference, matches.distance).take(order)


def _turned_rows(rows: Rows, timeline: Timeline) -> Rows:
    """Return where rows come to lie when their film is played backward."""
    film = timeline.video[rows]
    turned: Rows = timeline.first[film] + timeline.first[film + 1] - 1 - rows
    return turned


def _pairs(boxes: Rows, timeline: Timeline) -> Rows:
    """Return a number for the two films of each box."""
    query, reference = (timeline.video[boxes[:, column]] for column in (0, 2))
    pair: Rows = query.astype(np.int64) * len(timeline.videos) + reference
    return pair
