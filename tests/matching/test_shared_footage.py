"""Footage that many films share, beside pictures that many films have."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.support.synthetic import timeline
from vrd.core.matches import Matches, matches_within
from vrd.core.neighbours import Neighbours
from vrd.core.sequences import AlignedSequence
from vrd.core.timelines import Timeline
from vrd.matching.finder import SequenceFinder
from vrd.matching.novelty import Novelty
from vrd.matching.shared_footage import (
    find_shared_footage,
    lie_on_lines,
    rows_sharing_films,
)

LIMIT, ROWS = 0.8, 60
Vectors = NDArray[np.float32]


def moving(generator: np.random.Generator, rows: int) -> Vectors:
    """Return fingerprints of a shot in which something new is seen every second."""
    steps = generator.normal(size=(rows, 256)) / 16
    vectors = np.empty((rows, 256))
    vectors[0] = steps[0]
    for row in range(1, rows):
        vectors[row] = 0.85 * vectors[row - 1] + 0.53 * steps[row]
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def noisy(generator: np.random.Generator, vectors: Vectors) -> Vectors:
    """Return fingerprints as another encoding of the same pictures would have them."""
    noise = generator.normal(size=vectors.shape) / 16
    noisy_vectors = vectors + 0.12 * noise
    return (noisy_vectors / np.linalg.norm(noisy_vectors, axis=1, keepdims=True)).astype(np.float32)


def films_with(shot: Vectors, films: int, seed: int = 0) -> list[Vectors]:
    """Return films of their own footage that all show one shot, each at another time."""
    made = []
    for film in range(films):
        generator = np.random.default_rng([seed, film])
        vectors = moving(generator, ROWS)
        start = 5 + 3 * film % (ROWS - len(shot) - 5)
        vectors[start : start + len(shot)] = noisy(generator, shot)
        made.append(vectors)
    return made


def archive(films: Sequence[Vectors], k: int = 250) -> tuple[Neighbours, Novelty]:
    """Return the neighbours of films, and how new each of their rows is."""
    frames = timeline(*map(len, films))
    vectors = np.concatenate(films)
    distances = np.maximum(2 - 2 * vectors @ vectors.T, 0)
    distances[frames.video[:, None] == frames.video[None]] = np.inf
    order = np.argsort(distances, axis=1, kind="stable")[:, :k]
    nearest = np.take_along_axis(distances, order, axis=1)
    step = np.full(len(vectors), np.inf, np.float32)
    step[1:] = ((vectors[1:] - vectors[:-1]) ** 2).sum(axis=1)
    step[frames.first[:-1]] = np.inf
    indices = np.where(np.isfinite(nearest), order, -1)
    return Neighbours(indices, nearest, frames), Novelty(step)


def found_lengths(films: Sequence[Vectors]) -> dict[tuple[int, int], float]:
    """Return the seconds found of each pair of films, with distances measured by the archive."""
    neighbours, novelty = archive(films)
    finder = SequenceFinder(neighbours, LIMIT, quiet=True)
    finder.filter_matches_from_same_video()
    finder.normalize_distances(novelty=novelty)
    video = neighbours.frames.video
    lengths: dict[tuple[int, int], float] = {}
    for sequence in finder.align_sequences(novelty=novelty):
        start, end = sequence.query_span
        pair = int(video[sequence.query]), int(video[sequence.reference])
        lengths[pair] = lengths.get(pair, 0.0) + end - start
    return lengths


def test_a_moving_shot_is_found_in_however_many_films_it_is() -> None:
    shot = moving(np.random.default_rng(99), 15)
    lengths = found_lengths(films_with(shot, 12))
    assert len(lengths) == 12 * 11 // 2
    assert min(lengths.values()) >= 13


def test_a_film_more_makes_no_find_smaller() -> None:
    shot = moving(np.random.default_rng(98), 12)
    films = films_with(shot, 9, seed=4)
    before: dict[tuple[int, int], float] = {}
    for count in range(3, 10):
        lengths = found_lengths(films[:count])
        assert {pair for pair, length in before.items() if lengths.get(pair, 0) < length} == set()
        before = lengths


@pytest.mark.parametrize("sway", [0.0, 0.02])
def test_a_picture_that_many_films_have_is_not_reuse(sway: float) -> None:
    generator = np.random.default_rng(7)
    picture = moving(generator, 1)
    films = films_with(np.repeat(picture, 15, axis=0), 9, seed=2)
    if sway:
        films = [vectors.copy() for vectors in films]
        for number, vectors in enumerate(films):
            # A speaker who moves a little, each at a time of his own.
            vectors[5:20] += sway * np.sin(np.arange(15) + number)[:, None] * picture[:, ::-1]
    assert found_lengths(films) == {}


def test_only_what_lies_on_a_line_of_its_own_is_shared() -> None:
    shot = moving(np.random.default_rng(5), 15)
    still = np.repeat(moving(np.random.default_rng(6), 1), 15, axis=0)
    for footage, shared in ((shot, True), (still, False)):
        neighbours, novelty = archive(films_with(footage, 3))
        matches = matches_within(neighbours, LIMIT)
        lines = find_shared_footage(matches, neighbours.frames, max_distance=LIMIT, novelty=novelty)
        assert bool(lines) == shared


def test_rows_and_matches_of_a_line(
    shared_line: tuple[list[AlignedSequence], Timeline],
) -> None:
    lines, frames = shared_line
    query, reference = np.array([3, 3, 4, 12]), np.array([33, 37, 34, 42])
    matches = Matches(query, reference, np.full(4, 0.1, np.float32))
    assert lie_on_lines(matches, frames, lines).tolist() == [True, False, True, False]
    # The order of the matches does not matter.
    turned = matches.take(np.arange(4)[::-1])
    assert lie_on_lines(turned, frames, lines).tolist() == [False, True, False, True]
    numbers = rows_sharing_films(frames, lines)
    rows, films = np.divmod(numbers, 3)
    assert rows.tolist() == [*range(2, 10), *range(32, 40)]
    assert films.tolist() == [1] * 8 + [0] * 8


@pytest.fixture
def shared_line() -> tuple[list[AlignedSequence], Timeline]:
    frames = timeline(30, 30, 30)
    diagonal = np.arange(2, 10)
    matches = Matches(diagonal, diagonal + 30, np.full(8, 0.05, np.float32))
    return find_shared_footage(matches, frames, max_distance=LIMIT), frames
