"""Frames that show a photograph of the collection."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from vrd.core.matches import Matches
from vrd.core.timelines import Timeline, Video
from vrd.matching.photographs import photograph_sequences

TIMELINE = Timeline.uniform(
    Video(name, Path(name), Path("none"), rows, rows / 2)
    for name, rows in (("a.mp4", 6), ("b.jpg", 1), ("c.mp4", 4), ("d.jpg", 1))
)
TIMELINE = Timeline.uniform(TIMELINE.videos, fps=2)
PHOTOGRAPHS = np.array([False, True, False, True])


def matches(*pairs: tuple[int, int, float]) -> Matches:
    query, reference, distance = zip(*pairs, strict=True)
    return Matches(np.array(query), np.array(reference), np.array(distance, np.float32))


def test_the_nearest_frame_of_each_film_is_given_once() -> None:
    near = matches((1, 6, 0.2), (2, 6, 0.1), (3, 7, 0.0), (6, 8, 0.3), (6, 11, 0.45), (6, 9, 0.6))
    found = photograph_sequences(near, TIMELINE, PHOTOGRAPHS, 1.0)
    assert [tuple(sequence) for sequence in found] == [(2, 6, 1), (6, 8, 1), (6, 11, 1)]
    assert found[0].query_span == (1.0, 1.5)
    assert [sequence.score for sequence in found] == pytest.approx([0.45, 0.35, 0.275])


def test_pairs_that_were_found_and_far_ones_are_left_out() -> None:
    near = matches((2, 6, 0.1), (6, 8, 0.3), (6, 11, 0.51))
    found = photograph_sequences(near, TIMELINE, PHOTOGRAPHS, 1.0, [(0, 6, 1)])
    assert [tuple(sequence) for sequence in found] == [(6, 8, 1)]
