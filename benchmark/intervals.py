"""Unite and cut intervals of time. An interval is ``(start, end)`` in seconds, half-open."""

from __future__ import annotations

from collections.abc import Iterable

Interval = tuple[float, float]


def union(intervals: Iterable[Interval]) -> list[Interval]:
    """Return the same seconds as disjoint intervals in order; empty ones are dropped."""
    joined: list[Interval] = []
    for start, end in sorted(intervals):
        if end <= start:
            continue
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def length(intervals: Iterable[Interval]) -> float:
    """Return seconds in at least one of them."""
    return sum(end - start for start, end in union(intervals))


def common(one: Iterable[Interval], other: Iterable[Interval]) -> list[Interval]:
    """Return the seconds that lie in an interval of each, as disjoint intervals."""
    others = union(other)
    return union(
        (max(start, begin), min(end, stop)) for start, end in union(one) for begin, stop in others
    )


def without(whole: Interval, holes: Iterable[Interval]) -> list[Interval]:
    """Return what is left of an interval when others are cut out of it."""
    rest, at = [], whole[0]
    for start, end in union(holes):
        if start > at:
            rest.append((at, min(start, whole[1])))
        at = max(at, end)
    rest.append((at, whole[1]))
    return [interval for interval in rest if interval[1] > interval[0]]
