"""Lines of matches: speed, ends, evidence, decoys."""

from pathlib import Path

import numpy as np
import pytest

from vrd.core.fingerprints import Fingerprints, FingerprintSpec
from vrd.core.matches import Matches
from vrd.core.timelines import Timeline, Video
from vrd.matching.alignment import align_sequences as align
from vrd.matching.novelty import Novelty, frame_novelty

LIMIT = 0.6


def align_sequences(*given, **options):
    return align(*given, **options).sequences


def films(*lengths, fps=1.0):
    videos = (
        Video(f"{number}.mp4", Path(), Path(), length, length / fps)
        for number, length in enumerate(lengths)
    )
    return Timeline.uniform(videos, fps=fps)


def line(start, reference, length, speed=1.0, distance=0.06):
    """Matches along a line, as (query, reference, distance)."""
    return [(start + i, reference + round(speed * i), distance) for i in range(length)]


def matches(*triples):
    rows = sorted(set(triples))
    query, reference, distance = zip(*rows, strict=True) if rows else ((), (), ())
    return Matches(
        np.array(query, np.int64), np.array(reference, np.int64), np.array(distance, np.float32)
    )


def noise(generator, frames, count):
    """Chance matches between the first two films."""
    query = generator.integers(0, frames.first[1], count)
    reference = generator.integers(frames.first[1], frames.first[2], count)
    return list(zip(query, reference, generator.uniform(0.3, 0.59, count), strict=True))


@pytest.mark.parametrize("speed", [0.8, 0.9, 1.0, 1.12, 1.25])
def test_speed_and_ends_are_found(speed):
    # A minute: over less, speeds so close to one another stay within a row of each other.
    frames = films(100, 140)
    (found,) = align_sequences(
        matches(*line(20, 130, 60, speed)), frames, max_distance=LIMIT, min_score=5
    )
    assert found.speed == pytest.approx(speed)
    assert found.query_span == (20, 80)
    assert found.reference_span == pytest.approx((30, 30 + 60 * speed), abs=1.5)
    assert found.query == 20
    assert found.confidence == 1.0


def test_a_plain_copy_counts_its_perfect_seconds():
    frames = films(50, 50)
    (found,) = align_sequences(matches(*line(5, 60, 10, distance=0.0)), frames, max_distance=LIMIT)
    assert found == (5, 60, 10)
    assert found.score == pytest.approx(10)


def test_evidence_is_in_seconds_whatever_the_rate():
    frames = films(50, 50, fps=2)
    copy = matches(*line(5, 60, 6, distance=0.0))
    (found,) = align_sequences(copy, frames, max_distance=LIMIT, min_score=3)
    assert found.score == pytest.approx(3)
    assert found.query_span == (2.5, 5.5)
    assert not align_sequences(copy, frames, max_distance=LIMIT, min_score=3.1)


def test_missing_rows_cost_and_long_gaps_part():
    frames = films(100, 100)
    near, far = line(10, 110, 6, distance=0.0), line(18, 118, 6, distance=0.0)
    (sequence,) = align_sequences(matches(*near, *far), frames, max_distance=LIMIT)
    assert sequence == (10, 110, 14)
    assert sequence.score == pytest.approx(12 - 2 * 0.75)
    far = line(40, 140, 6, distance=0.0)
    assert {
        tuple(s) for s in align_sequences(matches(*near, *far), frames, max_distance=LIMIT)
    } == {
        (10, 110, 6),
        (40, 140, 6),
    }


def test_film_borders_are_never_crossed():
    frames = films(10, 10, 20)
    across = line(7, 27, 6, distance=0.0)  # rows 7-12: three of each of two films
    found = align_sequences(matches(*across), frames, max_distance=LIMIT)
    assert sorted(found) == [(7, 27, 3), (10, 30, 3)]


def test_still_pictures_are_little_evidence():
    frames = films(40, 40)
    shot = [(q, r, 0.0) for q in range(10, 20) for r in range(50, 60)]
    still = Novelty(np.zeros(len(frames), np.float32))
    assert not align_sequences(matches(*shot), frames, max_distance=LIMIT, novelty=still)
    slow = Novelty(np.full(len(frames), 0.06, np.float32))
    (kept,) = align_sequences(
        matches(*shot), frames, max_distance=LIMIT, novelty=slow, min_score=1.5
    )
    assert kept.duration == pytest.approx(10, abs=2)
    # A fifth of ten seconds, but one of them in full.
    assert kept.score == pytest.approx(2.8, abs=0.1)


def test_what_hardly_moves_is_a_candidate():
    frames = films(40, 40)
    still = Novelty(np.zeros(len(frames), np.float32))
    shot = matches(*line(10, 55, 10, distance=0.06))
    given = {"max_distance": LIMIT, "novelty": still, "min_score": 3.0}
    without = align(shot, frames, **given)
    assert without.sequences == without.candidates == []
    found = align(shot, frames, **given, with_candidates=True)
    assert found.sequences == []
    (candidate,) = found.candidates
    assert candidate == (10, 55, 10)
    assert candidate.score == pytest.approx(9, abs=0.1)
    assert np.isnan(candidate.confidence)
    # What has enough as it is stays a sequence; what has not even in full is neither.
    easier = align(shot, frames, **given | {"min_score": 1.2}, with_candidates=True)
    assert [tuple(sequence) for sequence in easier.sequences] == [(10, 55, 10)]
    assert easier.candidates == []
    assert not align(shot, frames, **given | {"min_score": 9.5}, with_candidates=True).candidates


def test_a_row_is_a_copy_of_one_moment_of_a_shot():
    frames = films(60, 60)
    near, far = line(10, 70, 10), line(10, 85, 10, distance=0.1)
    novelty = Novelty(np.full(len(frames), 0.3, np.float32))
    (sequence,) = align_sequences(matches(*near, *far), frames, max_distance=LIMIT, novelty=novelty)
    assert sequence == (10, 70, 10)
    # A cut between the two moments makes the second one footage that is used twice.
    novelty.distance[82] = 1.5
    sequences = align_sequences(matches(*near, *far), frames, max_distance=LIMIT, novelty=novelty)
    assert [tuple(sequence) for sequence in sequences] == [(10, 70, 10), (10, 85, 10)]


def test_chance_is_told_from_reuse():
    generator = np.random.default_rng(0)
    frames = films(300, 300)
    all_matches = matches(*line(50, 400, 20), *noise(generator, frames, 1500))
    found = align_sequences(all_matches, frames, max_distance=LIMIT, min_score=0.8)
    assert len(found) > 3
    assert found[0][:2] == (50, 400)
    assert found[0].confidence == 1.0
    assert found[-1].confidence < 0.5
    confidence = [sequence.confidence for sequence in found]
    assert confidence == sorted(confidence, reverse=True)
    sure = align_sequences(
        all_matches, frames, max_distance=LIMIT, min_score=0.8, max_false_discovery_rate=0.05
    )
    assert len(sure) < len(found)


def test_nothing_comes_of_nothing_and_of_one_film():
    frames = films(50, 50)
    assert align_sequences(matches(), frames, max_distance=LIMIT) == []
    assert align_sequences(matches(*line(0, 20, 20)), frames, max_distance=LIMIT) == []


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"max_distance": 0}, "max_distance is 0; it must be a distance above 0"),
        ({"min_score": 0}, "min_score is 0; it must be above 0 seconds of evidence"),
        (
            {"max_false_discovery_rate": 2},
            "max_false_discovery_rate is 2; it must be a share, from 0 to 1",
        ),
    ],
)
def test_senseless_settings_are_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        align_sequences(matches(), films(5, 5), **{"max_distance": LIMIT} | wrong)


def test_steps_are_large_at_cuts_and_without_measure_at_borders():
    frames = films(4, 3)
    vectors = np.eye(3, dtype=np.float32)[[0, 0, 1, 1, 1, 1, 2]]
    spec = FingerprintSpec("test", "", (1, 1), "none", 3)
    novelty = frame_novelty(Fingerprints.from_array(vectors, spec), frames)
    assert novelty.distance.tolist() == [np.inf, 0, 2, 0, np.inf, 0, 2]


def test_less_evidence_than_one_row_may_be_asked_for():
    # All matches lie on one line: nothing is left to look for beside it.
    frames = films(30, 30)
    (found,) = align_sequences(matches(*line(5, 40, 10)), frames, max_distance=LIMIT, min_score=0.5)
    assert found.query_span == (5, 15)
