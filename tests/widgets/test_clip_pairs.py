"""Test which stretches of two films are played: whole sequences with margins, or their parts."""

import pytest

from tests.support.synthetic import diagonal, neighbours_of, timeline
from vrd.core.sequences import AlignedSequence
from vrd.widgets.clip_pairs import clip_pair, count_parts
from vrd.widgets.review_items import ReviewItems

pytest.importorskip("anywidget")


def items_of(*sequences):
    frames = timeline(200, 200)
    matches = [match for sequence in sequences for match in diagonal(*sequence)]
    return ReviewItems(sequences, neighbours_of(frames, matches))


def stretches(pair):
    return [(path.name, start, end) for path, start, end in pair.films]


def test_a_sequence_is_played_with_a_second_before_and_after_it():
    items = items_of((50, 270, 10))
    pair = clip_pair(items, 0)
    assert stretches(pair) == [("a.mp4", 49, 61), ("b.mp4", 69, 81)]
    assert (pair.ratio, pair.start, pair.end) == (1, 1, 11)
    assert count_parts(items, 0) == 1


def test_there_is_nothing_before_a_film_and_nothing_after_it():
    items = items_of((0, 250, 10), (190, 270, 10))
    first, last = clip_pair(items, 0), clip_pair(items, 1)
    assert stretches(first) == [("a.mp4", 0, 11), ("b.mp4", 50, 61)]
    assert (first.start, first.end) == (0, 10)
    assert stretches(last) == [("a.mp4", 189, 200), ("b.mp4", 69, 80)]
    assert (last.start, last.end) == (1, 11)


def test_a_long_sequence_is_played_in_parts():
    items = items_of((20, 220, 150))
    assert count_parts(items, 0) == 3
    assert stretches(clip_pair(items, 0, 2)) == [("a.mp4", 139, 171), ("b.mp4", 139, 171)]


def test_both_films_stay_in_step_where_one_is_faster():
    sequence = AlignedSequence.make((20, 220, 100), (20.0, 120.0), (20.0, 70.0), speed=0.5)
    items = items_of(sequence)
    pair = clip_pair(items, 0, 1)
    assert pair.ratio == 0.5
    assert stretches(pair) == [("a.mp4", 79, 121), ("b.mp4", 49.5, 70.5)]
