"""Stretches of film in seconds, and the arithmetic of half-open intervals ``[start, end)``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

Span = tuple[float, float]


class Segment(NamedTuple):
    """A stretch of one film: its name, and ``[start, end)`` in seconds."""

    video: str
    start: float
    end: float


def merge_spans(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, those that overlap or touch made one; empty ones are left out."""
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
    """Seconds covered, each once."""
    return float(sum(end - start for start, end in merge_spans(spans)))
