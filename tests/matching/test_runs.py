"""The drawn cases of `vrd.matching.runs`, and properties that must always hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.synthetic import diagonal, neighbours_of, timeline
from vrd.core.matches import Matches, matches_within
from vrd.matching.runs import find_sequences


def find(frames, matches, **options):
    options = {"shortest_sequence": 1, "allow_skip": 0} | options
    return find_sequences(matches_within(neighbours_of(frames, matches)), frames, **options)


def drawn(line):
    """Matches at lag 10 where the line has an x."""
    return [(row, row + 10, 1.0) for row, mark in enumerate(line.replace(" ", "")) if mark == "x"]


@pytest.mark.parametrize(
    ("line", "skip", "expected"),
    [
        (". x x x . . x . . .", 1, [(1, 11, 3), (6, 16, 1)]),
        (". x x x . . x . . .", 2, [(1, 11, 6)]),
        ("x x x x x x x x x x", 0, [(0, 10, 10)]),
        ("x . x . x . x . x .", 1, [(0, 10, 9)]),
        ("x . x . x . x . x .", 0, [(r, r + 10, 1) for r in (0, 2, 4, 6, 8)]),
        (". . . . . . . . . .", 2, []),
        (". . . . . . . . . x", 5, [(9, 19, 1)]),
    ],
)
def test_drawn_runs(line, skip, expected):
    assert find(timeline(10, 10), drawn(line), allow_skip=skip) == expected


def test_defect_4_a_run_after_a_gap_keeps_its_first_frame():
    found = find(timeline(10, 10), drawn("x x . . . . x x x ."), allow_skip=1)
    assert found == [(6, 16, 3), (0, 10, 2)]


def test_defect_5_sequences_never_cross_films():
    # Rows 3-8 with 13-18 run on at one lag, but film b begins at row 6 and film d at row 16.
    frames = timeline(6, 4, 6, 4)
    assert find(frames, diagonal(3, 13, 6), allow_skip=3) == [(3, 13, 3), (6, 16, 3)]
    assert find(frames, diagonal(3, 13, 6), allow_skip=3, shortest_sequence=6) == []


def test_only_one_side_crossing_a_border_splits_too():
    frames = timeline(10, 3, 7)
    assert find(frames, diagonal(0, 10, 6)) == [(0, 10, 3), (3, 13, 3)]


def test_shortest_counts_skipped_rows():
    matches = drawn("x . x . . . . . . .")
    assert find(timeline(10, 10), matches, allow_skip=1, shortest_sequence=3) == [(0, 10, 3)]
    assert find(timeline(10, 10), matches, allow_skip=1, shortest_sequence=4) == []


def test_defect_7_skips_are_per_gap_and_their_share_can_be_capped():
    line = "x . . x . . x . . x . . x"
    frames = timeline(13, 13)
    matches = [(r, r + 13, 1.0) for r, mark in enumerate(line.replace(" ", "")) if mark == "x"]
    assert find(frames, matches, allow_skip=2, shortest_sequence=5) == [(0, 13, 13)]
    assert find(frames, matches, allow_skip=2, max_skipped_share=0.5) == []
    assert find(frames, matches, allow_skip=2, max_skipped_share=0.7) == [(0, 13, 13)]


def test_longest_first_then_by_row():
    frames = timeline(30, 30)
    matches = diagonal(20, 50, 3) + diagonal(0, 40, 3) + diagonal(10, 35, 7)
    assert find(frames, matches) == [(10, 35, 7), (0, 40, 3), (20, 50, 3)]


def test_defect_3_merging_keeps_both_sides_together():
    # Two diagonals of one reuse at 30, and another reuse of the same film far away.
    frames = timeline(60, 60)
    matches = diagonal(30, 100, 5) + diagonal(33, 104, 5) + diagonal(10, 70, 6)
    found = find(frames, matches, combine_overlap=True, shortest_sequence=3)
    assert found == [(30, 100, 9), (10, 70, 6)]


def test_merging_as_drawn():
    frames = timeline(10, 20)
    matches = diagonal(1, 11, 4) + diagonal(3, 14, 4)
    assert find(frames, matches, combine_overlap=True) == [(1, 11, 7)]


def test_defect_3_merging_nothing_changes_nothing():
    frames = timeline(30, 30)
    matches = diagonal(3, 40, 6) + diagonal(20, 31, 5)
    assert find(frames, matches, combine_overlap=True) == find(frames, matches)


def test_overlap_on_one_side_only_does_not_merge():
    frames = timeline(30, 60)
    matches = diagonal(3, 40, 6) + diagonal(3, 60, 6)
    assert len(find(frames, matches, combine_overlap=True)) == 2


def test_spans_that_touch_do_not_overlap():
    frames = timeline(30, 60)
    matches = diagonal(0, 30, 5) + diagonal(5, 36, 5)
    assert len(find(frames, matches, combine_overlap=True)) == 2


def test_merged_sequences_stay_inside_both_films():
    # The reference side is longer, but the query film ends first.
    frames = timeline(10, 30)
    matches = diagonal(4, 10, 5) + diagonal(6, 13, 4)
    assert find(frames, matches, combine_overlap=True) == [(4, 10, 6)]


def test_merging_goes_on_until_nothing_overlaps():
    # The third overlaps only what the first two become together.
    frames = timeline(40, 80)
    matches = diagonal(0, 40, 6) + diagonal(4, 50, 12) + diagonal(5, 41, 8)
    found = find(frames, matches, combine_overlap=True, shortest_sequence=4)
    assert len(found) == 1
    assert found[0][:2] == (0, 40)


def test_results_are_hashable_triples_of_integers():
    found = find(timeline(10, 10), drawn("x x x . . . . . . ."))
    start1, start2, duration = found[0]
    assert {found[0]} - {(0, 10, 3)} == set()
    assert all(type(value) is int for value in (start1, start2, duration))
    found.append((1, 2, 3))
    assert sorted(found, key=lambda x: x[2])[0][2] == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"shortest_sequence": 0},
        {"shortest_sequence": 5.5},
        {"allow_skip": -1},
        {"allow_skip": 0.5},
        {"max_skipped_share": 1.5},
    ],
)
def test_settings_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        find(timeline(5, 5), [], **wrong)


@st.composite
def cases(draw):
    frames = timeline(*draw(st.lists(st.integers(0, 9), min_size=1, max_size=5)))
    rows = st.integers(0, max(len(frames) - 1, 0))
    count = 0 if len(frames) < 2 else 60
    pairs = draw(st.sets(st.tuples(rows, rows), max_size=count))
    return frames, sorted({(min(p), max(p)) for p in pairs if p[0] != p[1]})


def as_matches(pairs):
    rows = np.array(pairs, np.int64).reshape(-1, 2)
    return Matches(rows[:, 0], rows[:, 1], np.ones(len(rows), np.float32))


def by_hand(frames, pairs, skip, shortest):
    """The written meaning, followed literally."""
    there, found = set(pairs), []
    for query, reference in pairs:

        def same(step, q=query, r=reference):
            films = frames.video
            return (
                0 <= q + step < len(frames)
                and 0 <= r + step < len(frames)
                and films[q + step] == films[q]
                and films[r + step] == films[r]
                and (q + step, r + step) in there
            )

        if any(same(-step) for step in range(1, skip + 2)):
            continue
        last = 0
        while True:
            following = [last + s for s in range(1, skip + 2) if same(last + s)]
            if not following:
                break
            last = following[0]
        if last + 1 >= shortest:
            found.append((query, reference, last + 1))
    return sorted(found)


@settings(max_examples=300, deadline=None)
@given(cases(), st.integers(0, 3), st.integers(1, 4))
def test_runs_are_what_the_words_say(case, skip, shortest):
    frames, pairs = case
    found = find_sequences(as_matches(pairs), frames, shortest_sequence=shortest, allow_skip=skip)
    assert sorted(found) == by_hand(frames, pairs, skip, shortest)


def overlap(first, second, frames):
    films = frames.video
    return (
        films[first[0]] == films[second[0]]
        and films[first[1]] == films[second[1]]
        and first[0] < second[0] + second[2]
        and second[0] < first[0] + first[2]
        and first[1] < second[1] + second[2]
        and second[1] < first[1] + first[2]
    )


@settings(max_examples=300, deadline=None)
@given(cases(), st.integers(0, 2))
def test_merged_sequences_overlap_no_more_and_lose_nothing(case, skip):
    frames, pairs = case
    matches = as_matches(pairs)
    plain = find_sequences(matches, frames, shortest_sequence=1, allow_skip=skip)
    merged = find_sequences(
        matches, frames, shortest_sequence=1, allow_skip=skip, combine_overlap=True
    )
    for number, sequence in enumerate(merged):
        frames.segment(sequence.query, sequence.duration)
        frames.segment(sequence.reference, sequence.duration)
        assert not any(overlap(sequence, later, frames) for later in merged[number + 1 :])
    for query, reference, _ in plain:
        assert any(
            sequence.query <= query
            and sequence.reference <= reference
            and frames.video[sequence.query] == frames.video[query]
            and frames.video[sequence.reference] == frames.video[reference]
            and (
                cut_at_an_end(sequence, frames)
                or (
                    query < sequence.query + sequence.duration
                    and reference < sequence.reference + sequence.duration
                )
            )
            for sequence in merged
        )


def cut_at_an_end(sequence, frames):
    """Whether a sequence goes to the end of a film, where a longer side is cut."""
    ends = set(frames.first[1:].tolist())
    return bool(ends & {sequence.query + sequence.duration, sequence.reference + sequence.duration})


def test_at_the_end_of_a_film_the_longer_side_is_cut_and_no_start_is_moved():
    # Rows 3-7 of the query film, but the reference film ends four rows after row 13.
    frames = timeline(10, 7)
    matches = [(3, 13, 1.0), (5, 14, 1.0), (5, 15, 1.0), (7, 13, 1.0), (7, 16, 1.0)]
    assert find(frames, matches, allow_skip=1, combine_overlap=True) == [(3, 13, 4)]
