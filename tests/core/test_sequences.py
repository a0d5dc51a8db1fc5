import numpy as np
import pytest

from tests.support.synthetic import diagonal, neighbours_of, timeline
from vrd.core.sequences import (
    AlignedSequence,
    Sequence,
    paired_rows,
    sequence_distances,
    sequence_table,
)


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


def test_rows_over_the_limit_are_skipped_rows():
    matches = [(0, 10, 1.0), (1, 11, 9.0), (2, 12, 1.0)]
    distances = sequence_distances((0, 10, 3), neighbours_of(timeline(10, 10), matches), 5.0)
    assert distances.tolist() == [1.0, np.inf, 1.0]


def test_own_lag_counts_even_where_other_lags_are_closer():
    matches = [*diagonal(0, 10, 3, 2.0), (0, 11, 0.5), (1, 12, 0.5)]
    made = neighbours_of(timeline(10, 10), matches)
    assert sequence_distances((0, 10, 3), made).tolist() == [2, 2, 2]


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


def test_seen_from_the_reference_only():
    made = neighbours_of(timeline(10, 10), diagonal(0, 10, 3, 1.5))
    made.indices[:10], made.distances[:10] = -1, np.inf
    assert sequence_distances(Sequence(0, 10, 3), made).tolist() == [1.5] * 3


def test_a_sequence_outside_its_film_is_refused():
    with pytest.raises(IndexError, match="one film"):
        sequence_table([(8, 12, 4)], neighbours_of(timeline(10, 10), []))


@pytest.fixture
def fast():
    """Ten seconds of film b at 1.25 times the speed in film a, from row 2 and second 5."""
    rows = AlignedSequence.make(
        (2, 25, 10), (2.4, 10.4), (5.0, 15.0), speed=1.25, confidence=0.97, score=6.5
    )
    return rows, timeline(20, 30)


def test_an_aligned_sequence_keeps_its_own_ends_speed_and_score(fast):
    sequence, frames = fast
    line = sequence_table([sequence], neighbours_of(frames, [])).iloc[0]
    assert (line.query_start, line.query_end, line.ref_start, line.ref_end) == (2.4, 10.4, 5, 15)
    assert (line.speed, line.confidence, line.score) == (1.25, 0.97, 6.5)
    assert (line.duration, line.lag) == (10, pytest.approx(2.6))


def test_rows_of_an_aligned_sequence_lie_along_its_line(fast):
    sequence, frames = fast
    one, two = paired_rows(sequence, frames)
    assert one.tolist() == [2, 3, 4, 5, 6, 6, 7, 8, 9, 10]
    assert two.tolist() == [25, 26, 27, 28, 29, 30, 31, 32, 33, 34]
    matches = [(q, r, 0.5) for q, r in zip(one.tolist(), two.tolist(), strict=True)]
    made = neighbours_of(frames, [*matches[:4], (6, 31, 0.7)])
    distances = sequence_distances(sequence, made, max_distance=0.6)
    assert distances[:4] == pytest.approx(0.5)
    assert np.isinf(distances[5:]).all()
    # A row beside the line belongs to it.
    assert sequence_distances(sequence, made)[5] == pytest.approx(0.7)
