"""Distances along sequences, and the rows that lie above one another."""

import numpy as np
import pytest

from tests.support.synthetic import diagonal, fast_sequence, neighbours_of, timeline
from vrd.core.sequences import Sequence, paired_rows, sequence_distances


def test_rows_over_the_limit_are_skipped_rows():
    matches = [(0, 10, 1.0), (1, 11, 9.0), (2, 12, 1.0)]
    distances = sequence_distances((0, 10, 3), neighbours_of(timeline(10, 10), matches), 5.0)
    assert distances.tolist() == [1.0, np.inf, 1.0]


def test_own_lag_counts_even_where_other_lags_are_closer():
    matches = [*diagonal(0, 10, 3, 2.0), (0, 11, 0.5), (1, 12, 0.5)]
    made = neighbours_of(timeline(10, 10), matches)
    assert sequence_distances((0, 10, 3), made).tolist() == [2, 2, 2]


def test_seen_from_the_reference_only():
    made = neighbours_of(timeline(10, 10), diagonal(0, 10, 3, 1.5))
    made.indices[:10], made.distances[:10] = -1, np.inf
    assert sequence_distances(Sequence(0, 10, 3), made).tolist() == [1.5] * 3


def test_rows_of_an_aligned_sequence_lie_along_its_line():
    sequence, frames = fast_sequence()
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
