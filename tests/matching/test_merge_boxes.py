"""Boxes merged all at once are what merging them one after another leaves."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vrd.matching import merge_boxes as module
from vrd.matching.merge_boxes import merge_boxes


@st.composite
def some_boxes(draw):
    """Boxes of up to three pairs of films; few rows, so that many overlap."""
    side = st.tuples(st.integers(0, 25), st.integers(1, 6)).map(lambda span: (span[0], sum(span)))
    found = draw(st.lists(st.tuples(side, side, st.integers(0, 2)), max_size=30))
    rows = [[*query, *reference] for query, reference, _ in found]
    boxes = np.array(rows, np.int64).reshape(-1, 4)
    return boxes, np.array([pair for *_, pair in found], np.int64)


def overlap(box, other_box):
    begin, end, low, high = box[:4]
    other_begin, other_end, other_low, other_high = other_box[:4]
    return begin < other_end and other_begin < end and low < other_high and other_low < high


def one_after_another(boxes, pair):
    """Any two that overlap are made one, as long as there are any."""
    left = [(*box, number) for box, number in zip(boxes.tolist(), pair.tolist(), strict=True)]
    while True:
        overlapping = next(
            (
                (a, b)
                for i, a in enumerate(left)
                for b in left[:i]
                if a[4] == b[4] and overlap(a, b)
            ),
            None,
        )
        if overlapping is None:
            return sorted(box[:4] for box in left)
        for box in overlapping:
            left.remove(box)
        low, high = (tuple(map(which, *overlapping)) for which in (min, max))
        left.append((low[0], high[1], low[2], high[3], low[4]))


def merged(boxes, pair):
    return sorted(map(tuple, merge_boxes(boxes, pair).tolist()))


@settings(deadline=None)
@given(some_boxes())
def test_the_same_remain(case):
    assert merged(*case) == one_after_another(*case)


@pytest.mark.parametrize(("beside", "at_once"), [(1, 1), (1, 3), (2, 10)])
def test_what_does_not_lie_side_by_side_is_found_too(monkeypatch, beside, at_once):
    monkeypatch.setattr(module, "_BESIDE", beside)
    monkeypatch.setattr(module, "_AT_ONCE", at_once)
    generator = np.random.default_rng(1)
    for _ in range(50):
        starts, lengths = generator.integers(0, 30, (2, 20)), generator.integers(1, 7, (2, 20))
        boxes = np.stack([starts, starts + lengths], axis=1).reshape(4, 20).T
        pair = generator.integers(0, 2, 20)
        assert merged(boxes, pair) == one_after_another(boxes, pair)
