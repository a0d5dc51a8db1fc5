"""Alignment of rows that are not equally long."""

from pathlib import Path

import numpy as np
import pytest

from vrd.core.matches import Matches
from vrd.core.timelines import Timeline, Video
from vrd.matching.alignment import align_sequences
from vrd.matching.clock import Clock
from vrd.matching.novelty import Novelty

LENGTHS = (0.7, 1.3, 2.0)


def irregular(*seconds):
    """Films of so many seconds whose rows last 0.7, 1.3 and 2 s, over and over."""
    starts, ends, videos = [], [], []
    for number, length in enumerate(seconds):
        edges = np.cumsum([0.0, *(LENGTHS * int(length))])
        edges = [*edges[edges < length - 0.01], length]  # type: ignore[assignment]
        starts, ends = [*starts, *edges[:-1]], [*ends, *edges[1:]]
        path = Path(f"{number}.mp4")
        videos.append(Video(path.name, path, Path(), len(edges) - 1, length))
    return Timeline(videos, starts, ends)


def copies(timeline, query, reference, seconds):
    """Matches of all rows that show the same moments of a copy, from these times on."""
    pairs = set()
    for moment in np.arange(0, seconds, 0.05):
        pairs.add((timeline.row_at(0, query + moment), timeline.row_at(1, reference + moment)))
    rows = np.array(sorted(pairs))
    return Matches(rows[:, 0], rows[:, 1], np.full(len(rows), 0.2, np.float32))


def test_every_tick_belongs_to_the_row_it_falls_into():
    timeline = irregular(12.0, 7.0)
    clock = Clock.of(timeline)
    assert clock.ticks.fps == pytest.approx(1 / 0.7)
    for tick in np.flatnonzero(clock.row >= 0):
        row = clock.row[tick]
        assert timeline.start[row] <= clock.ticks.middle[tick] < timeline.end[row]
        assert timeline.video[row] == clock.ticks.video[tick]


@pytest.mark.parametrize(("query", "reference"), [(8, 20), (8, 21.3), (4.7, 33.1), (0, 0)])
def test_a_copy_is_found_in_seconds_at_any_phase(query, reference):
    timeline = irregular(40.0, 60.0)
    matches = copies(timeline, query, reference, 16)
    novelty = Novelty(np.full(len(timeline), 0.5, np.float32))
    (found,) = align_sequences(matches, timeline, max_distance=1.0, novelty=novelty, min_score=4)[0]
    assert found.query_span == pytest.approx((query, query + 16), abs=2.1)
    assert found.reference_span == pytest.approx((reference, reference + 16), abs=2.1)
    assert found.speed == 1
    assert found.score == pytest.approx(0.8 * 16, abs=3)
    assert timeline.start[found.query] <= found.query_span[0]
    lag = found.reference_span[0] - found.query_span[0]
    assert lag == pytest.approx(reference - query, abs=1.5)


def test_evidence_is_counted_in_seconds_not_in_rows():
    # Five rows of 2 s, and five rows of half a second, of two pairs of films.
    videos = [Video(f"{i}.mp4", Path(), Path(), 5, 10.0) for i in range(4)]
    long, short = np.arange(5) * 2.0, np.arange(5) * 0.5
    start = np.concatenate([long, long, short, short])
    end = np.concatenate([long + 2, long + 2, short + 0.5, short + 0.5])
    timeline = Timeline(videos, start, end)
    query, reference = (
        np.array([*range(5), *range(10, 15)]),
        np.array([*range(5, 10), *range(15, 20)]),
    )
    matches = Matches(query, reference, np.zeros(10, np.float32))
    found = align_sequences(matches, timeline, max_distance=1.0, min_score=1)[0]
    assert [tuple(sequence) for sequence in found] == [(0, 5, 5), (10, 15, 5)]
    assert [sequence.score for sequence in found] == pytest.approx([10, 2.5])


def test_nothing_is_found_where_nothing_matches():
    none = Matches(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.float32))
    assert align_sequences(none, irregular(9.0, 9.0), max_distance=1.0)[0] == []
