"""The table of sequences: its seconds, its means, and what an aligned sequence brings along."""

import pytest

from tests.support.synthetic import diagonal, fast_sequence, neighbours_of, timeline
from vrd.core.sequence_table import sequence_table


def test_table_is_in_seconds():
    frames = timeline(20, 30, fps=2)
    made = neighbours_of(frames, diagonal(4, 30, 6, distance=2.0))
    table = sequence_table([(4, 30, 6)], made, max_distance=4.0)
    line = table.iloc[0]
    assert (line.query_id, line.ref_id) == ("a.mp4", "b.mp4")
    assert (line.query_start, line.query_end, line.ref_start, line.ref_end) == (2, 5, 5, 8)
    assert (line.duration, line.lag, line.mean_distance) == (3, 3, 2)
    assert (line.matched, line.skipped) == (3, 0)
    assert line.score == pytest.approx(6 * 0.5 / 2)
    assert (line.query_row, line.ref_row, line.rows) == (4, 30, 6)


def test_no_sequences_give_an_empty_table_with_its_columns():
    table = sequence_table([], neighbours_of(timeline(3, 3), []))
    assert len(table) == 0
    assert {"query_id", "ref_id", "query_start", "score"} <= set(table.columns)


def test_skipped_rows_are_counted_and_do_not_enter_the_mean():
    made = neighbours_of(timeline(20, 20), diagonal(2, 22, 6, distance=3.0, without=[2, 3]))
    line = sequence_table([(2, 22, 6)], made, max_distance=5).iloc[0]
    assert (line.matched, line.skipped, line.mean_distance) == (4, 2, 3)


def test_defect_3_mean_of_a_merged_sequence_is_a_number():
    made = neighbours_of(timeline(10, 20), diagonal(1, 11, 4, 1.0) + diagonal(3, 14, 4, 3.0))
    line = sequence_table([(1, 11, 7)], made).iloc[0]
    assert 1 <= line.mean_distance <= 3
    # Row 7 of the query film has no match: the seventh row stands for the reference side alone.
    assert (line.matched, line.skipped) == (6, 1)


def test_defect_1_a_sequence_of_zeros_has_mean_zero_and_full_score():
    made = neighbours_of(timeline(10, 10), diagonal(0, 10, 5, 0.0))
    line = sequence_table([(0, 10, 5)], made).iloc[0]
    assert (line.mean_distance, line.matched, line.score) == (0, 5, 5)


def test_a_sequence_outside_its_film_is_refused():
    with pytest.raises(IndexError, match="one film"):
        sequence_table([(8, 12, 4)], neighbours_of(timeline(10, 10), []))


def test_an_aligned_sequence_keeps_its_own_ends_speed_and_score():
    sequence, frames = fast_sequence()
    line = sequence_table([sequence], neighbours_of(frames, [])).iloc[0]
    assert (line.query_start, line.query_end, line.ref_start, line.ref_end) == (2.4, 10.4, 5, 15)
    assert (line.speed, line.confidence, line.score) == (1.25, 0.97, 6.5)
    assert (line.duration, line.lag) == (10, pytest.approx(2.6))
