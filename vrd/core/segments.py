"""Calculate with stretches of film, half-open intervals ``[start, end)`` in seconds.

A span is a pair ``(start, end)``; it is empty where its end is not after its start. A `Segment`
is a span of one film. Nothing else in VRD does arithmetic with intervals of time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

Span = tuple[float, float]


class Segment(NamedTuple):
    """Hold a stretch of one film: its name, and ``[start, end)`` in seconds.

    Examples
    --------
    >>> Segment("a.mp4", 0, 5) & Segment("a.mp4", 3, 9)
    Segment(video='a.mp4', start=3, end=5)
    """

    video: str
    start: float
    end: float

    @property
    def duration(self) -> float:
        """Return its length in seconds."""
        return self.end - self.start

    def overlaps(self, other: Segment) -> bool:
        """Return whether both show some of the same seconds of one film."""
        return self.video == other.video and spans_overlap(self[1:], other[1:])

    def __and__(self, other: Segment) -> Segment | None:
        """Return the stretch that both share, or None."""
        if not self.overlaps(other):
            return None
        return Segment(self.video, *intersect_spans(self[1:], other[1:]))


def spans_overlap(span: Span, other: Span) -> bool:
    """Return whether two spans share any time; spans that only touch do not.

    Examples
    --------
    >>> spans_overlap((0, 5), (4, 6)), spans_overlap((0, 5), (5, 6))
    (True, False)
    """
    return span[0] < other[1] and other[0] < span[1]


def intersect_spans(span: Span, other: Span) -> Span:
    """Return the span that two spans share; an empty span where they share none.

    Examples
    --------
    >>> intersect_spans((0, 5), (3, 9))
    (3, 5)
    """
    return max(span[0], other[0]), min(span[1], other[1])


def merge_spans(spans: Iterable[Span]) -> list[Span]:
    """Return the union of spans, in order: those that overlap or touch are made one.

    Empty spans are left out.

    Examples
    --------
    >>> merge_spans([(4, 6), (0, 5), (8, 9), (7, 7)])
    [(0, 6), (8, 9)]
    """
    merged: list[Span] = []
    for start, end in sorted(spans):
        if not end > start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((start, end))
    return merged


def seconds_of(spans: Iterable[Span]) -> float:
    """Return the seconds that spans cover, each second once.

    Examples
    --------
    >>> seconds_of([(4, 6), (0, 5), (8, 9)])
    7.0
    """
    return float(sum(end - start for start, end in merge_spans(spans)))


def common_spans(spans: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """Return the time that lies in both of two unions of spans, in order.

    Examples
    --------
    >>> common_spans([(0, 5), (7, 9)], [(4, 8)])
    [(4, 5), (7, 8)]
    """
    united = merge_spans(others)
    return merge_spans(
        intersect_spans(span, other) for span in merge_spans(spans) for other in united
    )


def subtract_spans(spans: Iterable[Span], holes: Iterable[Span]) -> list[Span]:
    """Return the union of spans without some others, in order.

    Examples
    --------
    >>> subtract_spans([(0, 10)], [(2, 3), (8, 12)])
    [(0, 2), (3, 8)]
    """
    left = merge_spans(spans)
    for low, high in merge_spans(holes):
        pieces = ((span[0], min(span[1], low)) for span in left)
        rest = ((max(span[0], high), span[1]) for span in left)
        left = merge_spans([*pieces, *rest])
    return left


def pack_lanes(spans: Sequence[Span]) -> list[int]:
    """Return a lane for every span, so that no two in one lane overlap, and lanes are few.

    In order of time, every span goes to the first lane that is free.

    Examples
    --------
    >>> pack_lanes([(0, 5), (3, 8), (5, 9)])
    [0, 1, 0]
    """
    lanes = [0] * len(spans)
    ends: list[float] = []
    for item in sorted(range(len(spans)), key=lambda item: spans[item]):
        start, end = spans[item]
        free = next((lane for lane, last in enumerate(ends) if last <= start), len(ends))
        ends[free : free + 1] = [end]
        lanes[item] = free
    return lanes
