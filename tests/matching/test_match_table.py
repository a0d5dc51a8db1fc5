"""Exploring gives exactly what finding gives, at every setting."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.synthetic import diagonal, neighbours_of, timeline
from vrd.core.matches import matches_within
from vrd.core.neighbours import Neighbours
from vrd.matching.explorable import MAX_MERGED, ExplorableMatches, Filters, explorable_limit
from vrd.matching.filters import group_numbers
from vrd.matching.finder import SequenceFinder
from vrd.matching.match_table import MatchTable
from vrd.matching.runs import RunSettings, find_runs

FRAMES = timeline(14, 11, 9)


def random_neighbours(seed, count):
    generator = np.random.default_rng(seed)
    found = {}
    for _ in range(count):
        query, reference = sorted(generator.choice(len(FRAMES), 2, replace=False).tolist())
        found[query, reference] = float(generator.integers(1, 20))
    return neighbours_of(FRAMES, [(*pair, distance) for pair, distance in found.items()], k=40)


def explored(neighbours, run_settings, filters=Filters(), **options):  # noqa: B008
    table = ExplorableMatches(neighbours, **options).filtered(filters)
    return find_runs(table, run_settings, max_merged=MAX_MERGED)


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, 10_000),
    st.integers(0, 120),
    st.integers(0, 20),
    st.integers(1, 4),
    st.integers(0, 3),
    st.booleans(),
    st.sampled_from([0.0, 0.3, 1.0]),
)
def test_it_finds_what_the_finder_finds(seed, count, limit, shortest, skip, combine, share):
    neighbours = random_neighbours(seed, count)
    finder = SequenceFinder(neighbours, max_distance=limit, quiet=True)
    finder.filter_matches_from_same_video()
    expected = finder.find_sequences(shortest, skip, combine, max_skipped_share=share)
    found = explored(neighbours, RunSettings(limit, shortest, skip, combine, share))
    assert found.longest(10_000) == found.longest() == expected
    assert found.longest(3) == expected[:3]
    assert len(found) == len(expected)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.floats(0, 0.4))
def test_filters_are_those_of_the_finder(seed, contrast_limit):
    neighbours = random_neighbours(seed, 100)
    generator = np.random.default_rng(seed)
    contrast = generator.random(len(FRAMES)).astype(np.float32) / 2
    groups = {"a.mp4": "one", "b.mp4": "one"}
    finder = SequenceFinder(neighbours, max_distance=15, quiet=True)
    finder.filter_matches_from_same_video()
    finder.filter_matches_from_same_group(groups)
    finder.filter_uninformative_matches(contrast, contrast_limit)
    finder.normalize_distances()
    filters = Filters(
        groups=group_numbers(groups, FRAMES.video_list),
        min_contrast=contrast_limit,
        normalize=True,
    )
    found = explored(
        neighbours,
        RunSettings(15, 1, 0, False),
        filters,
        contrast=contrast,
        background=finder.background,
    )
    assert found.longest(10_000) == finder.find_sequences(1, 0)


def test_a_large_archive_is_explored_as_far_as_the_nearest_so_many():
    frames = timeline(300, 300)
    generator = np.random.default_rng(0)
    distances = np.sort(generator.uniform(0, 2, (600, 10)).astype(np.float32), axis=1)
    indices = generator.integers(0, 600, (600, 10))
    neighbours = Neighbours(indices, distances, frames)
    assert explorable_limit(neighbours, 6000) == np.inf
    for most in (1, 100, 3000, 5999):
        inside = int(np.count_nonzero(distances <= explorable_limit(neighbours, most)))
        assert most - 6 <= inside <= most
    assert ExplorableMatches(neighbours, max_distance=0.5).farthest <= 0.5
    settings = RunSettings(0.4, 1, 0)
    near = explored(neighbours, settings, max_distance=0.5)
    assert near.longest(9999) == explored(neighbours, settings).longest(9999)


def test_filters_that_are_tried_leave_the_table_whole():
    neighbours = neighbours_of(FRAMES, diagonal(0, 14, 6) + diagonal(2, 25, 5))
    explorable = ExplorableMatches(neighbours)
    some, none = Filters(frozenset({1})), Filters()
    for filters, count in [(none, 2), (some, 1), (some, 1), (none, 2)]:
        table = explorable.filtered(filters)
        for limit in np.arange(1.0, 2.0, 0.1):
            assert len(find_runs(table, RunSettings(float(limit)))) == count


def test_a_film_is_left_out():
    neighbours = neighbours_of(FRAMES, diagonal(0, 14, 6) + diagonal(2, 25, 5))
    found = explored(neighbours, RunSettings(2.0), Filters(films=frozenset({1})))
    assert found.longest(9) == [(2, 25, 5)]
    assert [(step.name, step.before, step.after) for step in found.steps[:2]] == [
        ("Within one film", 11, 11),
        ("Films left out", 11, 5),
    ]
    assert len(found.steps[1].dropped) == 6


def test_the_funnel_closes():
    neighbours = random_neighbours(3, 120)
    found = explored(neighbours, RunSettings(12, 2, 1, True, 0.4))
    for step, following in zip(found.steps, found.steps[1:], strict=False):
        if step.unit == following.unit:
            assert step.after == following.before
    assert found.steps[-1].after == len(found)


def test_beside_the_limit():
    matches = [(step, 14 + (3 * step) % 11, 1.0 + step) for step in range(10)]
    table = ExplorableMatches(neighbours_of(FRAMES, matches)).table
    inside, outside = table.nearest_to_limit(5.5, 3)
    assert inside.distance.tolist() == [5.0, 4.0, 3.0]
    assert outside.distance.tolist() == [6.0, 7.0, 8.0]


def test_of_one_line_one_match_is_shown():
    table = ExplorableMatches(neighbours_of(FRAMES, diagonal(0, 14, 8))).table
    inside, outside = table.nearest_to_limit(1.0)
    assert (len(inside), len(outside)) == (1, 0)


def test_a_histogram_counts_what_filters_leave():
    neighbours = neighbours_of(FRAMES, diagonal(0, 14, 6, 1.0) + diagonal(2, 25, 5, 3.0))
    edges, counts = ExplorableMatches(neighbours).table.histogram(4.0, bins=4)
    assert edges.tolist() == [0, 1, 2, 3, 4]
    assert counts.tolist() == [0, 6, 0, 5]


def test_too_many_runs_are_not_merged():
    frames = timeline(MAX_MERGED + 10, MAX_MERGED + 10)
    generator = np.random.default_rng(0)
    others = generator.permutation(MAX_MERGED + 10)
    matches = [(row, MAX_MERGED + 10 + int(other), 1.0) for row, other in enumerate(others)]
    found = explored(neighbours_of(frames, matches), RunSettings(1.0, 1, 0))
    assert len(found) > MAX_MERGED
    assert not found.merged


@pytest.mark.parametrize("limit", [0.0, 5.0])
def test_nothing_is_no_error(limit):
    table = ExplorableMatches(neighbours_of(FRAMES, [])).table
    found = find_runs(table, RunSettings(limit))
    assert len(found) == 0
    assert found.longest(5) == []
    assert [len(one) for one in table.nearest_to_limit(limit)] == [0, 0]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 120))
def test_the_order_of_matches_does_not_change_what_is_found(seed, count):
    matches = matches_within(random_neighbours(seed, count))
    shuffled = matches.take(np.random.default_rng(seed).permutation(len(matches)))
    tables = [MatchTable(one, FRAMES) for one in (matches, shuffled)]
    tables.append(tables[1].by_line())
    expected, *others = (find_runs(table, RunSettings(12.0, 1, 1)) for table in tables)
    for found in others:
        assert found.longest() == expected.longest()
        assert [repr(step) for step in found.steps] == [repr(step) for step in expected.steps]


def test_each_filter_counts_and_keeps_what_it_dropped_and_the_old_table_stays():
    matches = matches_within(random_neighbours(1, 100))
    table = MatchTable(matches, FRAMES)
    first = table.without_same_film()
    second = first.within(10.0).without_films([2])
    assert (len(table), table.steps) == (len(matches), ())
    dropped = [step.dropped for step in second.steps]
    assert [step.name for step in second.steps] == [
        "Within one film",
        "Distance above 10",
        "Films left out",
    ]
    assert [len(one) for one in dropped] == [step.before - step.after for step in second.steps]
    assert len(second.matches) + sum(map(len, dropped)) == len(matches)
    assert (dropped[1].distance > 10).all()
    assert len(second.matches) == len(second) == second.steps[-1].after
