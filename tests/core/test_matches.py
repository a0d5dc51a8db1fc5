import numpy as np
import pytest

from tests.support.synthetic import neighbours_of, timeline
from vrd.core.matches import Matches, matches_within
from vrd.core.neighbours import Neighbours


def pairs(matches):
    return list(zip(matches.query.tolist(), matches.reference.tolist(), strict=True))


def test_each_pair_once_with_the_smaller_row_first():
    found = matches_within(neighbours_of(timeline(3, 3), [(4, 1, 2.0), (0, 5, 1.0)]))
    assert pairs(found) == [(0, 5), (1, 4)]
    assert found.distance.tolist() == [1.0, 2.0]


def test_defect_1_distance_zero_is_a_match():
    found = matches_within(neighbours_of(timeline(2, 2), [(0, 2, 0.0)]), max_distance=0)
    assert pairs(found) == [(0, 2)]


def test_limit_is_included():
    made = neighbours_of(timeline(2, 2), [(0, 2, 5.0), (1, 3, 5.5)])
    assert pairs(matches_within(made, 5.0)) == [(0, 2)]


def test_pair_seen_from_one_side_only_is_kept():
    frames = timeline(2, 2)
    indices = np.array([[2], [-1], [-1], [-1]])
    distances = np.array([[1.0], [np.inf], [np.inf], [np.inf]])
    assert pairs(matches_within(Neighbours(indices, distances, frames))) == [(0, 2)]


def test_defect_2_the_two_directions_are_not_summed():
    found = matches_within(neighbours_of(timeline(2, 2), [(0, 2, 3.0)]))
    assert found.distance.tolist() == [3.0]


def test_a_row_is_no_match_of_itself():
    made = Neighbours([[0, 1], [1, 0]], [[0, 2], [0, 2]], timeline(2))
    assert pairs(matches_within(made)) == [(0, 1)]


def test_batches_give_the_same_as_the_whole():
    whole = neighbours_of(timeline(4, 4), [(0, 4, 1.0), (1, 5, 2.0), (3, 7, 0.5)])
    parts = Neighbours.from_batches(
        [0, 3],
        [
            lambda: (whole.indices[:3], whole.distances[:3]),
            lambda: (whole.indices[3:], whole.distances[3:]),
        ],
        whole.k,
        whole.frames,
    )
    assert pairs(matches_within(parts)) == pairs(matches_within(whole))
    assert np.array_equal(parts.indices, whole.indices)
    for start in range(9):
        for stop in range(start, 9):
            for one, other in zip(parts.rows(start, stop), whole.rows(start, stop), strict=True):
                assert np.array_equal(one, other)
                assert len(one) == min(stop, 8) - min(start, 8)


def test_nothing_within_the_limit_is_no_error():
    found = matches_within(neighbours_of(timeline(2, 2), [(0, 2, 3.0)]), 1.0)
    assert len(found) == 0


def test_nonsense_is_refused():
    with pytest.raises(ValueError, match="0 or more"):
        matches_within(neighbours_of(timeline(2, 2), []), -1)
    with pytest.raises(ValueError, match="before its reference"):
        Matches(np.array([3]), np.array([2]), np.array([1], np.float32))
    with pytest.raises(ValueError, match="not a number"):
        Neighbours([[1], [0]], [[np.nan], [1]], timeline(2))
    with pytest.raises(ValueError, match="must both be"):
        Neighbours([[1], [0]], [[1, 2], [1, 2]], timeline(2))
    with pytest.raises(ValueError, match="2 rows of neighbours for 3 frames"):
        Neighbours([[1], [0]], [[1], [1]], timeline(3))
