"""The arithmetic of intervals, against a count of tenths of seconds."""

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vrd.core.segments import (
    Segment,
    intersect_spans,
    merge_spans,
    pack_lanes,
    seconds_of,
    spans_overlap,
    subtract_spans,
)

SPAN = st.tuples(st.integers(0, 20), st.integers(0, 20))
SPANS = st.lists(SPAN, max_size=8)


def counted(spans):
    seconds = np.zeros(21, bool)
    for start, end in spans:
        seconds[start:end] = True
    return seconds


@given(SPANS, SPANS)
def test_union_difference_and_total(spans, holes):
    merged, left = merge_spans(spans), subtract_spans(spans, holes)
    assert (counted(merged) == counted(spans)).all()
    assert all(one[1] < two[0] for one, two in itertools.pairwise(merged))
    assert seconds_of(spans) == counted(spans).sum()
    assert (counted(left) == (counted(spans) & ~counted(holes))).all()
    assert left == merge_spans(left)


@given(SPAN, SPAN)
def test_intersection(one, other):
    both = counted([one]) & counted([other])
    assert (counted([intersect_spans(one, other)]) == both).all()
    if one[0] < one[1] and other[0] < other[1]:
        assert spans_overlap(one, other) == both.any()
        shared = Segment("a", *one) & Segment("a", *other)
        assert (shared is not None) == both.any()
        assert shared is None or shared.duration == both.sum()
    assert (Segment("a", *one) & Segment("b", *other)) is None


@given(SPANS)
def test_no_two_of_a_lane_overlap_and_lanes_are_as_few_as_can_be(spans):
    spans = [span for span in spans if span[0] < span[1]]
    lanes = pack_lanes(spans)
    for lane in set(lanes):
        own = [span for span, number in zip(spans, lanes, strict=True) if number == lane]
        assert sum(end - start for start, end in own) == seconds_of(own)
    at_once = max((sum(a <= t < b for a, b in spans) for t in range(21)), default=0)
    assert len(set(lanes)) == at_once
