"""Test neighbours within a film against all pairs of rows; see also `test_reuse_in_films`."""

from __future__ import annotations

import numpy as np

from tests.support.synthetic import timeline
from vrd.analysis.repeats import align_repeats, film_neighbours
from vrd.core.fingerprints import Fingerprints, FingerprintSpec
from vrd.matching.finder import SequenceFinder

SPEC = FingerprintSpec("test", "", (1, 1), "", 4)


def test_long_films_are_compared_block_by_block() -> None:
    frames = timeline(30, 1300, 20)
    values = np.random.default_rng(3).normal(size=(1350, 4)).astype(np.float32)
    missing = [700]
    known = Fingerprints(lambda start, stop: values[start:stop], (1350, 4), SPEC, missing)
    own = film_neighbours(known, frames, "b.mp4", k=5, min_gap=40)
    for row in (30, 541, 542, 660, 1054, 1285):
        later = [other_row for other_row in range(row + 40, 1330) if other_row not in missing]
        far = ((values[later] - values[row]) ** 2).sum(axis=1)
        order = np.argsort(far)[:5]
        indices, distances = own.rows(row, row + 1)
        assert indices[0].tolist() == np.array(later)[order].tolist()
        np.testing.assert_allclose(distances[0], far[order], rtol=1e-3, atol=1e-4)
    for rows in ((0, 30), (700, 701), (1291, 1350)):
        assert (own.rows(*rows)[0] == -1).all()


def test_a_film_without_rows_has_no_repeats() -> None:
    frames = timeline(5, 0)
    known = Fingerprints.from_array(np.ones((5, 4), np.float32), SPEC)
    own = film_neighbours(known, frames, "b.mp4", max_distance=1.0)
    finder = SequenceFinder(own, 1.0, quiet=True)
    assert align_repeats(finder.matches, frames, "b.mp4", max_distance=1.0) == []
