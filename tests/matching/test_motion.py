"""Motion in common, on series of fingerprints whose answer is known."""

import numpy as np
import pytest

from vrd.matching.motion import compare_motion

RATE, SIZE = 5.0, 64


def drifting(seconds, seed, step=0.004, size=SIZE):
    """Unit vectors that wander about one place: a shot in which little moves."""
    generator = np.random.default_rng(seed)
    walk = generator.normal(0, 1, (round(seconds * RATE) + 1, size))
    place = np.random.default_rng(99).normal(0, 1, size)
    place /= np.linalg.norm(place)
    small = np.sqrt(step / size) * walk
    vectors = place + small
    return times(len(walk)), (vectors / np.linalg.norm(vectors, axis=1)[:, None]).astype(np.float32)


def times(count, start=0.0):
    return start + (np.arange(count) + 0.5) / RATE


def noisy(series, noise=0.001, seed=5):
    seconds, vectors = series
    added = np.random.default_rng(seed).normal(0, np.sqrt(noise / SIZE), vectors.shape)
    return seconds, (vectors + added).astype(np.float32)


def part(series, start, end, at=0.0):
    """The samples of ``[start, end)``, told as if they began at ``at`` seconds."""
    seconds, vectors = series
    inside = (seconds >= start) & (seconds < end)
    return times(int(inside.sum()), at), vectors[inside]


@pytest.mark.parametrize("off", [0.0, 1.2, -2.0])
def test_a_copy_moves_alike_at_its_lag(off):
    source = drifting(40, 1)
    query = noisy(part(source, 12, 20, at=3.0))
    seen = compare_motion(query, source, (7.0, 16.0 - off), [1.0])
    assert seen.shared(5.5, 0.1)
    assert seen.correlation > 0.5
    assert (seen.speed, seen.lag) == (1.0, pytest.approx(9.0, abs=0.11))


@pytest.mark.parametrize("seed", range(10))
def test_another_moment_and_another_film_do_not(seed):
    source = drifting(60, seed)
    assert not compare_motion(
        part(source, 10, 20, at=0.0), source, (5.0, 40.0), [1.0, 0.96]
    ).shared(5.5, 0.1)
    other = drifting(60, seed + 100)
    assert not compare_motion(part(source, 10, 20), other, (5.0, 15.0), [1.0, 0.96]).shared(
        5.5, 0.1
    )


def test_the_speed_is_found():
    source = drifting(60, 3)
    # Interpolated from samples that are close in time: fine ones, every other taken.
    seconds, vectors = source
    slow = (
        times(60),
        np.stack(
            [
                np.array([np.interp(t, seconds, column) for column in vectors.T])
                for t in 10 + 1.25 * (times(60) - 0.0)
            ]
        ).astype(np.float32),
    )
    seen = compare_motion(slow, source, (6.0, 10 + 1.25 * 6.0), [1.0, 1.25])
    assert seen.speed == 1.25
    assert seen.shared(5.5, 0.1)


def test_still_pictures_share_no_movement():
    """What the coding of a test card makes of it is the same in every copy, and no movement."""
    card = drifting(40, 2, step=1e-5)
    seen = compare_motion(part(card, 10, 20), card, (5.0, 15.0), [1.0])
    assert np.isnan(seen.correlation)
    assert not seen.shared(5.5, 0.1)


def test_a_cut_is_no_movement():
    """Two films that change pictures at one moment have nothing else in common."""
    first, second = drifting(40, 6), drifting(40, 7)
    jump = np.zeros(SIZE, np.float32)
    jump[0] = 2
    for seconds, vectors in (first, second):
        vectors[seconds > 16] += jump
    assert not compare_motion(part(first, 12, 20), second, (4.0, 16.0), [1.0]).shared(5.5, 0.1)


def test_too_little_says_nothing():
    source = drifting(40, 1)
    short = compare_motion(part(source, 12, 14), source, (1.0, 13.0), [1.0])
    assert np.isnan(short.correlation)
    nothing = np.empty(0), np.empty((0, SIZE), np.float32)
    assert np.isnan(compare_motion(part(source, 12, 20), nothing, (4.0, 16.0), [1.0]).prominence)
