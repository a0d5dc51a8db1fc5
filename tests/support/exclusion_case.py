"""Make three films, stretches of them to exclude, and a finder of planted sequences."""

from __future__ import annotations

from tests.support.synthetic import diagonal, neighbours_of, timeline
from vrd.annotations.exclusion_log import Exclusion
from vrd.core.segments import Segment
from vrd.matching.finder import SequenceFinder

FRAMES = timeline(30, 30, 30)


def stretch(film: str, start: float, end: float) -> Exclusion:
    """Return the exclusion of a stretch of a film."""
    return Exclusion(Segment(film, start, end))


def finder_of(*runs: tuple[int, int, int]) -> SequenceFinder:
    """Return a finder that knows only matches along these runs: query, reference, duration."""
    matches = [match for run in runs for match in diagonal(*run)]
    return SequenceFinder(neighbours_of(FRAMES, matches), max_distance=10, quiet=True)
