from __future__ import annotations

import pytest

from tests.support.synthetic import table_of, timeline
from vrd.analysis.reused_stretches import reused_stretches
from vrd.core.segments import Segment


def test_the_moment_that_most_films_share_comes_first() -> None:
    frames = timeline(*[200] * 5)
    table = table_of(
        ("a.mp4", 10, 30, "b.mp4", 0, 20),
        ("a.mp4", 20, 40, "c.mp4", 0, 20),
        ("a.mp4", 25, 35, "d.mp4", 0, 10),
        # Longer, but shared with one film only.
        ("a.mp4", 100, 190, "e.mp4", 0, 90),
    )
    stretches = reused_stretches(table, frames)
    first = stretches.iloc[0]
    assert (first.film, first.start, first.end) == ("a.mp4", 10, 40)
    assert (first.films, first.films_at_once, first.seconds_elsewhere) == (3, 3, 50)
    assert 25 <= first.moment < 30
    assert first.copies == (
        Segment("b.mp4", 0, 20),
        Segment("c.mp4", 0, 20),
        Segment("d.mp4", 0, 10),
    )
    # The copies themselves are not told again.
    assert stretches["film"].tolist() == ["a.mp4", "a.mp4"]
    stretches = reused_stretches(table, frames, each_once=False)
    assert sorted(stretches["film"]) == ["a.mp4", "a.mp4", "b.mp4", "c.mp4", "d.mp4", "e.mp4"]


def test_a_film_that_repeats_itself_is_no_other_film() -> None:
    frames = timeline(200, 200)
    table = table_of(("a.mp4", 0, 20, "a.mp4", 50, 70), ("a.mp4", 5, 15, "b.mp4", 0, 10))
    stretches = reused_stretches(table, frames)
    assert len(stretches) == 1
    assert (stretches["films"].item(), stretches["seconds_elsewhere"].item()) == (1, 10)


def test_stretches_that_only_touch_are_two() -> None:
    frames = timeline(200, 200)
    table = table_of(("a.mp4", 0, 20, "b.mp4", 0, 20), ("a.mp4", 20, 30, "b.mp4", 100, 110))
    assert reused_stretches(table, frames)["seconds"].tolist() == [20, 10]


def test_count_and_nothing() -> None:
    frames = timeline(200, 200)
    table = table_of(("a.mp4", 0, 20, "b.mp4", 0, 20), ("a.mp4", 40, 50, "b.mp4", 100, 110))
    assert len(reused_stretches(table, frames, 1)) == 1
    assert reused_stretches(table, frames, 0).empty
    assert reused_stretches(table_of(), frames).empty
    with pytest.raises(ValueError, match="count is -1"):
        reused_stretches(table, frames, -1)
