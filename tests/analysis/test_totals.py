from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.synthetic import table_of, timeline
from vrd.analysis.film_shares import film_shares
from vrd.analysis.totals import order_by_ties, reuse_ties, shared_spans
from vrd.core.segments import merge_spans, seconds_of
from vrd.core.timelines import Failure, Timeline, Video
from vrd.errors import UnknownNameError


def _between(ties, film, other_film):
    return ties.seconds[ties.names.index(film), ties.names.index(other_film)]


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60))))
def test_merged_spans_cover_the_same_seconds_each_once(spans) -> None:
    covered = {second for start, end in spans for second in range(start, end)}
    merged = merge_spans(spans)
    assert seconds_of(spans) == len(covered)
    assert {second for start, end in merged for second in range(start, end)} == covered  # type: ignore[call-overload]
    assert all(span[1] < following[0] for span, following in pairwise(merged))


def test_both_sides_are_counted_in_their_own_seconds() -> None:
    frames = timeline(100, 100, 100)
    # 20 s of a are 25 s of b; a's 10 s that overlap count once.
    table = table_of(("a.mp4", 0, 20, "b.mp4", 50, 75), ("a.mp4", 10, 30, "b.mp4", 0, 20))
    assert shared_spans(table, frames) == {0: {1: [(0, 30)]}, 1: {0: [(0, 20), (50, 75)]}}
    ties = reuse_ties(table, frames)
    assert _between(ties, "a.mp4", "b.mp4") == 30
    assert _between(ties, "b.mp4", "a.mp4") == 45
    assert sorted(ties.names) == ["a.mp4", "b.mp4"]


def test_films_of_a_group_count_together() -> None:
    frames = timeline(100, 100, 100, 100)
    table = table_of(
        ("a.mp4", 0, 20, "c.mp4", 0, 20),
        ("a.mp4", 10, 30, "d.mp4", 0, 20),
        ("a.mp4", 50, 60, "b.mp4", 0, 10),
    )
    ties = reuse_ties(table, frames, groups={"c.mp4": "old", "d.mp4": "old"})
    assert _between(ties, "a.mp4", "old") == 30  # a second of a in both counts once
    assert _between(ties, "old", "a.mp4") == 40
    assert ties.films[ties.names.index("old")] == 2


def test_the_films_that_share_least_are_one() -> None:
    frames = timeline(*[100] * 6)
    table = table_of(
        *[
            (f"{chr(97 + i)}.mp4", 0, 10 * (i + 1), f"{chr(97 + j)}.mp4", 0, 10 * (i + 1))
            for i, j in ((0, 1), (2, 3), (4, 5))
        ]
    )
    ties = reuse_ties(table, frames, most=4)
    assert ties.rest == 2
    assert ties.films == [1, 1, 1, 1, 2]
    assert set(ties.names[:-1]) == {"c.mp4", "d.mp4", "e.mp4", "f.mp4"}
    assert ties.seconds[-1, -1] == 20  # a and b share 10 s of each
    assert reuse_ties(table, frames, most=6).rest == 0


def test_films_that_share_most_lie_side_by_side() -> None:
    # Three circles of films, their members spread over the collection.
    seconds = np.zeros((9, 9))
    for circle in range(3):
        for first in range(circle, 9, 3):
            for second in range(circle, 9, 3):
                seconds[first, second] = 50.0 if first != second else 0.0
    seconds[0, 1] = seconds[1, 0] = 1.0
    order = order_by_ties(seconds)
    assert sorted(order) == list(range(9))
    assert [len({film % 3 for film in order[i : i + 3]}) for i in (0, 3, 6)] == [1, 1, 1]


def test_what_was_not_read_is_said() -> None:
    videos = [
        Video("a.mp4", Path("a"), Path("s"), 100, 100.0),
        Video("b.mp4", Path("b"), Path("s"), 50, 100.0),
        Video("c.mp4", Path("c"), Path("s"), 0, 30.0),
    ]
    failures = [
        Failure("b.mp4", "cut off", True),
        Failure("c.mp4", "no picture", False),
        Failure("lost.mp4", "no film", False),
    ]
    frames = Timeline.uniform(videos, failures=failures)
    shares = film_shares(table_of(("a.mp4", 0, 25, "b.mp4", 0, 25)), frames)
    assert shares["film"].tolist() == ["a.mp4", "b.mp4", "c.mp4", "lost.mp4"]
    assert shares["state"].tolist() == ["read", "read in part", "not read", "not read"]
    assert shares["share"].tolist()[:2] == [0.25, 0.25]
    assert shares["share"].isna().tolist() == [False, False, True, True]
    assert shares["read"].tolist() == [100, 50, 0, 0]
    assert shares["cause"].tolist() == ["", "cut off", "no picture", "no film"]


def test_repeats_within_a_film_are_not_elsewhere() -> None:
    frames = timeline(100, 100)
    shares = film_shares(table_of(("a.mp4", 0, 20, "a.mp4", 50, 70)), frames)
    assert shares["shared"].tolist() == [0, 0]
    assert shares["films"].tolist() == [0, 0]


def test_nothing_and_unknown_films() -> None:
    frames = timeline(10)
    assert reuse_ties(table_of(), frames).names == []
    assert film_shares(table_of(), Timeline.uniform([])).empty
    with pytest.raises(UnknownNameError, match=r"x\.mp4"):
        reuse_ties(table_of(("x.mp4", 0, 1, "a.mp4", 0, 1)), frames)
