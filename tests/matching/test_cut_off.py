"""Lists of neighbours that are too short for all copies of a row."""

import numpy as np

from tests.support.synthetic import timeline
from vrd.core.neighbours import Neighbours
from vrd.matching.cut_off import MAX_ROWS_OF_FILM, count_cut_off

FRAMES = timeline(*[20] * 20)


def neighbours(rows: list[int], last_distance: float) -> Neighbours:
    """Return neighbours of the first row; no other row has any."""
    indices = np.full((len(FRAMES), len(rows)), -1)
    distances = np.full((len(FRAMES), len(rows)), np.inf, np.float32)
    indices[0], distances[0] = rows, np.linspace(0.01, last_distance, len(rows))
    return Neighbours(indices, distances, FRAMES)


def test_a_list_that_is_full_of_copies_is_cut_off():
    of_each_film = list(range(20, 400, 20))
    assert count_cut_off(neighbours(of_each_film, 0.1), 0.8) == 1
    assert count_cut_off(neighbours(of_each_film, 0.5), 0.8) == 0, "the last ones are no copies"
    assert count_cut_off(neighbours([*of_each_film, -1], 0.1), 0.8) == 0, "there are no more"


def test_a_picture_that_stands_still_needs_no_longer_list():
    still = list(range(20, 20 + 2 * MAX_ROWS_OF_FILM + 1))
    assert count_cut_off(neighbours(still, 0.05), 0.8) == 0
