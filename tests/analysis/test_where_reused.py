from __future__ import annotations

import numpy as np
import pytest

from tests.support.synthetic import diagonal, neighbours_of, timeline
from vrd.analysis.where_reused import SEQUENCE, SINGLE, where_reused
from vrd.core.matches import matches_within
from vrd.core.neighbours import Neighbours
from vrd.core.sequence_table import sequence_table
from vrd.core.sequences import AlignedSequence
from vrd.errors import UnknownNameError


@pytest.fixture
def planted():
    """Return films in which rows 10-29 of a are 40-59 of b, and c has single frames of a."""
    frames = timeline(100, 100, 100)
    singles = [(50, 205, 0.4), (51, 206, 0.3), (70, 230, 0.2), (70, 240, 0.9), (15, 290, 0.1)]
    neighbours = neighbours_of(frames, [*diagonal(10, 140, 20, 0.5), *singles])
    return sequence_table([(10, 140, 20)], neighbours), matches_within(neighbours), frames


def _lines(answer):
    return [tuple(line) for line in answer[["kind", "film", "start", "here_start"]].to_numpy()]


def test_the_part_of_a_sequence_inside_the_stretch(planted) -> None:
    answer = where_reused(*planted, "a.mp4", 15, 20)
    assert _lines(answer) == [(SEQUENCE, "b.mp4", 45, 15)]
    line = answer.iloc[0]
    assert (line.end, line.here_end, line.distance, line.sequence) == (50, 20, 0.5, 0)
    # Seen from the other film, the sides are swapped.
    assert _lines(where_reused(*planted, "b.mp4", 45, 50)) == [(SEQUENCE, "a.mp4", 15, 45)]


def test_single_frames_answer_where_no_sequence_does(planted) -> None:
    answer = where_reused(*planted, "a.mp4")
    # Row 15 has a near frame too, but a sequence answers for it; of 50 and 51, and of the two
    # frames like 70, the nearer one is given.
    assert _lines(answer) == [
        (SEQUENCE, "b.mp4", 40, 10),
        (SINGLE, "c.mp4", 30, 70),
        (SINGLE, "c.mp4", 6, 51),
    ]
    assert answer["distance"].tolist() == pytest.approx([0.5, 0.2, 0.3])
    assert answer["sequence"].tolist() == [0, -1, -1]
    assert len(where_reused(*planted, "a.mp4", singles=1)) == 2  # type: ignore[misc]
    table, matches, frames = planted
    near = matches.keep(matches.distance <= 0.25)
    assert len(where_reused(table, near, frames, "a.mp4")) == 2
    others = matches.keep(matches.reference != 230)
    assert _lines(where_reused(table, others, frames, "a.mp4", 60, 80)) == [
        (SINGLE, "c.mp4", 40, 70)
    ]


def test_a_row_that_only_the_other_film_counts_among_its_nearest() -> None:
    frames = timeline(10, 10)
    indices = np.full((20, 1), -1)
    distances = np.full((20, 1), np.inf)
    indices[13], distances[13] = 4, 0.5  # as in two projects combined
    neighbours = Neighbours(indices, distances, frames)
    searched = sequence_table([], neighbours), matches_within(neighbours), frames
    assert _lines(where_reused(*searched, "a.mp4")) == [(SINGLE, "b.mp4", 3, 4)]
    assert _lines(where_reused(*searched, "b.mp4")) == [(SINGLE, "a.mp4", 4, 3)]


def test_the_film_itself_is_no_answer() -> None:
    frames = timeline(100, 100)
    neighbours = neighbours_of(frames, [(10, 60, 0.1), (10, 150, 0.2)])
    searched = sequence_table([], neighbours), matches_within(neighbours), frames
    assert _lines(where_reused(*searched, "a.mp4")) == [(SINGLE, "b.mp4", 50, 10)]


def test_a_sequence_at_another_speed_is_cut_along_its_line() -> None:
    frames = timeline(100, 100)
    neighbours = neighbours_of(frames, diagonal(10, 140, 20, 0.5))
    fast = AlignedSequence.make((10, 140, 20), (10.0, 30.0), (40.0, 65.0), speed=1.25)
    answer = where_reused(
        sequence_table([fast], neighbours), matches_within(neighbours), frames, "a.mp4", 14, 18
    )
    assert (answer["start"].item(), answer["end"].item()) == (45, 50)


def test_the_stretch_must_be_in_the_film(planted) -> None:
    for start, end, message in ((20, 20, "ends at 20"), (500, 600, "was read to 100 s")):
        with pytest.raises(ValueError, match=message):
            where_reused(*planted, "a.mp4", start, end)
    with pytest.raises(UnknownNameError):
        where_reused(*planted, "d.mp4")
    with pytest.raises(ValueError, match="singles is -1"):
        where_reused(*planted, "a.mp4", singles=-1)  # type: ignore[misc]
    empty = where_reused(*planted, "b.mp4", 90, 95)
    assert empty.empty
    assert "distance" in empty
