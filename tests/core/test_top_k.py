"""Ordering and merging lists of neighbours."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vrd.core.top_k import merge_nearest, nothing, pack, unpack


def test_order_is_by_distance_then_row_then_nothing():
    distances = np.array([[np.inf, 2.5, 0.0, 2.5, -0.0, 1e-30, 3e38]], np.float32)
    rows = np.array([[-1, 7, 9, 3, 4, 2**31 - 1, 0]])
    found = unpack(np.sort(pack(distances, rows), axis=1))
    assert found[1].tolist() == [[4, 9, 2**31 - 1, 3, 7, 0, -1]]
    assert found[0].tolist() == [[0, 0, np.float32(1e-30), 2.5, 2.5, np.float32(3e38), np.inf]]
    assert not np.signbit(found[0]).any()
    assert (found[0].dtype, found[1].dtype) == (np.float32, np.int32)


def test_nothing_is_padding():
    distances, rows = unpack(nothing(2, 3))
    assert (rows == -1).all()
    assert np.isposinf(distances).all()


@given(k=st.integers(1, 9), width=st.integers(0, 20), seed=st.integers(0, 999))
def test_merging_is_sorting_both_together(k, width, seed):
    generator = np.random.default_rng(seed)
    one = np.sort(generator.integers(0, 30, (5, k)).astype(np.uint64), axis=1)
    other = generator.integers(0, 30, (5, width)).astype(np.uint64)
    before = one.copy()
    expected = np.sort(np.concatenate([one, other], axis=1), axis=1)[:, :k]
    np.testing.assert_array_equal(merge_nearest(one, other), expected)
    np.testing.assert_array_equal(one, before)
