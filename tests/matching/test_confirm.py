"""Candidates in which next to nothing moves, on films whose answer is known."""

import numpy as np
import pytest

import vrd.projects.track
from tests.support.drifting_films import SECONDS, collection, film, picture
from tests.support.synthetic import timeline
from vrd.core.sequences import AlignedSequence
from vrd.fingerprinters.dct import DCTDescriptor
from vrd.matching.confirm import (
    MotionComparison,
    compare_candidates,
    confirmed_sequences,
    worth_comparing,
)
from vrd.matching.dense_samples import DenseSampler
from vrd.matching.motion import Motion
from vrd.matching.normalization import Background
from vrd.readers.stretches import FilmStretchReader
from vrd.vrd_project import VRDProject, open_project

#: Seconds of the source and of the host between which the shot lies in both.
TAKEN, PUT, LENGTH = 5.0, 9.0, 10.0


def beach(second):
    """A shot in which little moves, ever differently."""
    place = picture(7, 0).astype(float)
    return (place + 0.10 * (picture(8, 5 * second) - 127.0)).clip(0, 255).astype(np.uint8)


def host(second, later=0.0):
    if PUT <= second < PUT + LENGTH:
        return beach(second - PUT + TAKEN + later)
    return picture(2, second)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    films = tmp_path_factory.mktemp("films")
    film(films / "source.mp4", beach)
    film(films / "host.mp4", host)
    film(films / "other.mp4", lambda second: host(second, later=100.0))
    film(films / "still.mp4", lambda second: beach(0))
    return films


def candidate(score=5.0, moved=0.0):
    return AlignedSequence.make(
        (9, SECONDS + 5, 10),
        (PUT, PUT + LENGTH),
        (TAKEN + moved, TAKEN + LENGTH + moved),
        score=score,
    )


def compared(frames, fingerprints, *candidates):
    seen = {}
    reader = FilmStretchReader((64, 64), fit="stretch")
    sampler = DenseSampler(reader, DCTDescriptor(), fingerprints, frames)
    compare_candidates(candidates, sampler, progress=False, done=seen.__setitem__)
    return [seen.get(number) for number in range(len(candidates))]


def test_what_moves_alike_is_kept_on_its_own_line(folder):
    frames, fingerprints = collection(folder, "host.mp4", "source.mp4")
    given = candidate(moved=1.3)
    seen = compared(frames, fingerprints, given)
    (kept,) = confirmed_sequences([given], seen, frames)
    assert kept == given
    assert kept.reference_span == pytest.approx((TAKEN, TAKEN + LENGTH), abs=0.15)
    assert (kept.speed, kept.score) == (1.0, 5.0)
    assert kept.confirmed


@pytest.mark.parametrize(
    ("query", "reference"), [("other.mp4", "source.mp4"), ("host.mp4", "still.mp4")]
)
def test_another_moment_of_the_place_and_a_still_of_it_are_not(folder, query, reference):
    frames, fingerprints = collection(folder, query, reference)
    given = candidate()
    assert confirmed_sequences([given], compared(frames, fingerprints, given), frames) == []


def test_lost_films_are_told_of_and_nothing_is_kept(folder, tmp_path, capsys):
    frames, fingerprints = collection(folder, "host.mp4", "source.mp4")
    lost = candidate()
    object.__setattr__(frames.videos[1], "path", tmp_path / "gone.mp4")
    seen = compared(frames, fingerprints, lost)
    assert "source.mp4 stay unconfirmed" in capsys.readouterr().err
    assert seen == [None]
    assert confirmed_sequences([lost], seen, frames) == []


def test_what_moves_alike_backward_lowers_the_evidence(folder):
    frames, _ = collection(folder, "host.mp4", "source.mp4")
    yes, no = Motion(0.5, 9.0, 1.0, TAKEN - PUT), Motion(0.05, 2.0, 1.0, TAKEN - PUT)
    given = [candidate(), candidate(4.0)]
    comparisons = [MotionComparison(yes, no), MotionComparison(yes, yes)]
    sure = confirmed_sequences(given, comparisons, frames)
    # As many go backward as forward, so that half of the two is chance.
    assert [sequence.score for sequence in sure] == [0.5 * candidate.score for candidate in given]
    assert confirmed_sequences(given, [MotionComparison(no, yes), None], frames) == []


def test_what_many_films_show_is_not_looked_at():
    distances = np.full(2 * SECONDS, 0.6, np.float32)
    background = Background(distances, timeline(SECONDS, SECONDS))
    assert worth_comparing([candidate()], background, 0.8) == [candidate()]
    distances[SECONDS:] = 0.01
    assert worth_comparing([candidate()], background, 0.8) == []
    assert worth_comparing([candidate()], None, 0.8) == [candidate()]


def test_projects_find_static_reuse_and_remember_what_they_saw(folder, tmp_path, monkeypatch):
    settings = {"align": True, "refine": False, "max_distance": 0.3, "min_score": 2.0}
    films = tmp_path / "films"
    films.mkdir()
    for name in ("source.mp4", "host.mp4"):
        (films / name).write_bytes((folder / name).read_bytes())
    with VRDProject("p", tmp_path, films, "dct") as project:
        project.run()
        _, without = project.find(**settings)
        assert without == []
        finder, found = project.find(**settings, confirm=True).keep()
        (sequence,) = found
        lag = sequence.reference_span[0] - sequence.query_span[0]
        assert abs(lag) == pytest.approx(PUT - TAKEN, abs=0.15)
        assert finder.funnel[-1].name == "Still pictures without shared motion"
        assert finder.funnel[-1].after == 1
        assert "1 left; candidates have too little evidence" in repr(finder.funnel)

    def decode(*_, **__):
        raise AssertionError("films are looked at again")

    monkeypatch.setattr(vrd.projects.track, "FilmStretchReader", decode)
    with open_project(tmp_path / "p", read_only=True) as project:  # type: ignore[assignment]
        assert project.find.settings.confirm
        assert project.find()[1] == [sequence]
