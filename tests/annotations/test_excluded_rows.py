import numpy as np
import pytest

from tests.support.exclusion_case import FRAMES, finder_of, stretch
from tests.support.synthetic import timeline
from vrd.annotations.excluded_rows import excluded_rows, filter_excluded
from vrd.annotations.exclusion_log import Exclusion
from vrd.core.fingerprints import Fingerprints, FingerprintSpec
from vrd.core.segments import Segment

SPEC = FingerprintSpec("test", "", (8, 8), "none", 16)


def prints_of(frames=FRAMES, seed=0, missing=()):
    """Unit vectors; rows 7, 40 and 41 are equal, and row 80 nearly."""
    vectors = np.random.default_rng(seed).normal(size=(len(frames), 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors[[40, 41, 80]] = vectors[7]
    vectors[80, 0] += 0.1
    vectors[list(missing)] = 0
    return Fingerprints(lambda a, b: vectors[a:b], vectors.shape, SPEC, missing)


def like(row, radius, spec=SPEC.key):
    return Exclusion(FRAMES.segment(row), "", radius, spec)


def test_rows_of_stretches_and_rows_like_frames():
    excluded = excluded_rows([stretch("b.mp4", 3, 5), like(7, 0.02)], FRAMES, prints_of())
    assert np.flatnonzero(excluded.by_stretch).tolist() == [33, 34]
    assert np.flatnonzero(excluded.by_frame).tolist() == [7, 40, 41, 80]
    assert excluded.rows.sum() == 6
    assert excluded.not_applicable == []


@pytest.mark.parametrize(("radius", "rows"), [(0, [7, 40, 41]), (0.0099, [7, 40, 41])])
def test_the_radius_is_squared_and_equal_frames_are_at_none(radius, rows):
    excluded = excluded_rows([like(7, radius)], FRAMES, prints_of())
    assert np.flatnonzero(excluded.by_frame).tolist() == rows
    assert excluded_rows([like(7, 0.01)], FRAMES, prints_of()).by_frame[80]


def test_rows_like_frames_are_those_that_plain_counting_gives():
    frames = timeline(5000, 4000)
    prints = prints_of(frames)
    vectors = prints.read().astype(np.float64)
    centres = [(3, 0.8), (6000, 1.1)]
    expected = np.zeros(9000, bool)
    for row, radius in centres:
        expected |= ((vectors - vectors[row]) ** 2).sum(axis=1) <= radius
    exclusions = [Exclusion(frames.segment(row), "", radius, SPEC.key) for row, radius in centres]
    by_frame = excluded_rows(exclusions, frames, prints).by_frame
    assert by_frame.sum() > 100
    assert (by_frame == expected).all()


def test_rows_without_fingerprint_are_like_no_other():
    prints = prints_of(missing=[3, 50])
    assert not excluded_rows([like(3, 9.0)], FRAMES, prints).rows.any()
    assert np.flatnonzero(~excluded_rows([like(7, 9.0)], FRAMES, prints).rows).tolist() == [3, 50]


def test_at_other_rows_per_second_the_frame_is_found_by_its_time():
    frames = timeline(60, 60, fps=2.0)
    exclusion = Exclusion(Segment("b.mp4", 4, 5), "", 0.0, SPEC.key)
    assert np.flatnonzero(
        excluded_rows([exclusion], frames, prints_of(frames, 1)).rows
    ).tolist() == [69]
    last = Exclusion(Segment("b.mp4", 500, 501), "", 0.0, SPEC.key)
    assert excluded_rows([last], frames, prints_of(frames, 1)).rows[119]


def test_what_says_nothing_here_is_passed_over():
    absent, foreign = stretch("gone.mp4", 0, 5), like(7, 0.1, "other-spec")
    excluded = excluded_rows([absent, foreign, like(7, 0.1)], FRAMES)
    assert excluded.not_applicable == [absent, foreign, like(7, 0.1)]
    assert not excluded.rows.any()


def test_what_was_dropped_stands_in_the_funnel():
    finder = finder_of((0, 30, 10), (12, 40, 5), (20, 60, 5))
    exclusions = [stretch("a.mp4", 0, 4), stretch("gone.mp4", 0, 9), like(7, 0.02)]
    steps = filter_excluded(finder, exclusions, prints_of())
    assert finder.funnel == steps
    assert [step.name for step in steps] == [
        "Excluded stretches (1 of 2 of films that are not here)",
        "Excluded frames",
    ]
    assert [(step.before, step.after) for step in steps] == [(20, 16), (16, 13)]
    assert steps[0].dropped.query.tolist() == [0, 1, 2, 3]
    assert steps[1].dropped.query.tolist() == [7, 12, 13]
    assert filter_excluded(finder, []) == []
    assert finder.find_sequences(shortest_sequence=2) == [(4, 34, 6), (20, 60, 5), (14, 42, 3)]
