"""Distances measured against the archive."""

from pathlib import Path

import numpy as np
import pytest

from tests.support.synthetic import timeline
from vrd.core.matches import Matches
from vrd.core.neighbours import Neighbours
from vrd.core.timelines import Timeline, Video
from vrd.matching.normalization import (
    MAX_TIMES_BACKGROUND,
    Background,
    background_distances,
    normalize_distances,
)

ROWS = 3


@pytest.fixture
def frames() -> Timeline:
    """Six films of three rows."""
    return Timeline.uniform(
        Video(f"{number}.mp4", Path(), Path(), ROWS, 3.0) for number in range(6)
    )


def neighbours(frames, answers, k=8):
    """Neighbours as lists of (row, distance), the rest of the rows without any."""
    indices = np.full((len(frames), k), -1, np.int64)
    distances = np.full((len(frames), k), np.inf, np.float32)
    for row, nearest in answers.items():
        for rank, (other, distance) in enumerate(nearest):
            indices[row, rank], distances[row, rank] = other, distance
    return Neighbours(indices, distances, frames)


def test_background_is_the_film_beyond_those_that_may_share(frames) -> None:
    # Film 1 three times, then films 2, 3 and 4: the third film is background.
    near = [(3, 0.1), (4, 0.15), (5, 0.2), (6, 0.3), (9, 0.4), (12, 0.5), (15, 0.9)]
    found = background_distances(neighbours(frames, {0: near}))
    assert found[0] == pytest.approx(0.4)
    # Rows without neighbours have no background.
    assert np.isinf(found[1:]).all()


def test_own_film_is_no_background(frames) -> None:
    near = [(1, 0.0), (3, 0.1), (6, 0.2), (9, 0.3), (12, 0.4)]
    assert background_distances(neighbours(frames, {0: near}))[0] == pytest.approx(0.3)


def test_few_films_among_full_lists_are_a_lower_bound(frames) -> None:
    near = [(3, 0.1), (4, 0.2), (5, 0.3), (6, 0.4), (7, 0.5), (8, 0.6)]
    assert background_distances(neighbours(frames, {0: near}, k=6))[0] == pytest.approx(0.6)


def test_films_that_share_a_row_are_no_background(frames) -> None:
    near = [(3, 0.1), (6, 0.3), (9, 0.4), (12, 0.5), (15, 0.9)]
    # Row 0 shares footage with films 1 and 3: these are the two that may, and film 2 is background.
    sharing = np.array([0 * 6 + 1, 0 * 6 + 3], np.int64)
    assert background_distances(neighbours(frames, {0: near}), sharing)[0] == pytest.approx(0.3)
    # It shares footage with all near films: only those beyond them are background.
    sharing = np.array([1, 2, 3, 4], np.int64)
    assert background_distances(neighbours(frames, {0: near}), sharing)[0] == pytest.approx(0.9)


def test_small_archives_have_no_background() -> None:
    few = Timeline.uniform(Video(f"{number}.mp4", Path(), Path(), ROWS, 3.0) for number in range(3))
    near = [(3, 0.1), (6, 0.2)]
    assert np.isinf(background_distances(neighbours(few, {0: near}))).all()


def test_matches_are_stretched_by_the_nearer_background() -> None:
    matches = Matches(
        np.array([0, 0, 1, 2]), np.array([3, 4, 5, 6]), np.array([0.1, 0.5, 0.3, 0], np.float32)
    )
    background = np.full(7, np.inf, np.float32)
    background[[0, 2]] = 0.3, 0.0
    archive = Background(background, timeline(7))
    kept, dropped = normalize_distances(matches, archive, 0.8)
    assert kept.query.tolist() == [0, 1]
    assert kept.distance == pytest.approx([0.1 * 0.8 / (MAX_TIMES_BACKGROUND * 0.3), 0.3])
    # One too far for its background, and one that is everywhere, however near.
    assert dropped.query.tolist() == [0, 2]
    assert dropped.distance == pytest.approx([0.5, 0.0])
