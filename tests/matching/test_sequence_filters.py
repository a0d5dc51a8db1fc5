from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.synthetic import diagonal, neighbours_of, timeline
from vrd.core.sequences import AlignedSequence, Sequence
from vrd.errors import UnknownNameError
from vrd.matching.sequence_filters import filter_sequences, remove_unwanted_sequences

FRAMES = timeline(30, 30, 30)
MADE = neighbours_of(FRAMES, diagonal(0, 30, 8, 2.0) + diagonal(10, 60, 5, 6.0))
FOUND = [Sequence(0, 30, 8), Sequence(10, 60, 5)]


def test_a_sequence_must_fulfil_every_condition() -> None:
    kept, step = filter_sequences(FOUND, MADE, shortest=5, max_mean_distance=2.0, video="b.mp4")
    assert kept == [(0, 30, 8)]
    assert step.dropped == [(10, 60, 5)]
    assert (step.name, step.unit, step.before, step.after) == ("Sequences", "sequences", 2, 1)
    kept, step = filter_sequences(FOUND, MADE, longest=6, video="b.mp4")
    assert (kept, step.dropped) == ([], FOUND)
    assert filter_sequences([], MADE)[0] == []


def test_the_mean_is_that_of_matches_within_the_limit() -> None:
    made = neighbours_of(FRAMES, [*diagonal(0, 30, 4, 1.0), (4, 34, 9.0), *diagonal(5, 35, 3, 1.0)])
    mean = {"max_mean_distance": 1.5}
    assert filter_sequences([(0, 30, 8)], made, **mean)[0] == []
    assert filter_sequences([(0, 30, 8)], made, max_distance=5.0, **mean)[0] == [(0, 30, 8)]


def test_an_unknown_film_is_told() -> None:
    with pytest.raises(UnknownNameError, match=r"d\.mp4"):
        filter_sequences(FOUND, MADE, video="d.mp4")


def test_a_sequence_beside_every_unwanted_stretch_keeps_its_evidence(tmp_path: Path) -> None:
    unwanted = tmp_path / "unwanted.csv"
    unwanted.write_text("Video,Start time,Duration\nc.mp4,0,3\n")
    aligned = AlignedSequence.make((0, 30, 8), (0.2, 7.9), (0.1, 7.8), score=6.0)
    sequences = [aligned, Sequence(10, 60, 5)]
    step = remove_unwanted_sequences(sequences, FRAMES, unwanted, shortest_sequence=2)
    assert sequences == [(0, 30, 8), (13, 63, 2)]
    assert sequences[0] is aligned
    assert step.dropped == [(10, 60, 5)]
    assert (step.unit, step.before, step.after) == ("rows of sequences", 13, 10)
