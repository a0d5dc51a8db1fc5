"""Ends to a fraction of a second, on films whose true cuts are known."""

import shutil
import warnings
from dataclasses import replace

import numpy as np
import pytest

import vrd.projects.track
from tests.support.drifting_films import SECONDS, collection, film, picture
from vrd.core.fingerprints import Fingerprints
from vrd.core.sequences import AlignedSequence, Sequence
from vrd.core.timelines import Timeline, Video
from vrd.fingerprinters.dct import DCTDescriptor
from vrd.matching.dense_samples import DenseSampler
from vrd.matching.refine import refine_sequences
from vrd.matching.rescan_cache import BATCH_SIZE, RescanCache
from vrd.readers.stretches import FilmStretchReader
from vrd.vrd_project import VRDProject, open_project

LIMIT = 0.3
#: Where the stretch begins in the source and in the host, and its length in the source.
TAKEN, PUT, LENGTH = 7.37, 5.83, 12.4


def host(speed=1.0, mirrored=False):
    """What a film shows in which the stretch of the source is put."""

    def shown(second):
        if PUT <= second < PUT + LENGTH / speed:
            taken = picture(1, TAKEN + speed * (second - PUT))
            return taken[:, ::-1] if mirrored else taken
        return picture(2, second)

    return shown


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    films = tmp_path_factory.mktemp("films")
    film(films / "source.mp4", lambda second: picture(1, second))
    film(films / "host.mp4", host())
    film(films / "fast.mkv", host(1.25), "-output_ts_offset", "3")
    film(films / "mirrored.mp4", host(mirrored=True))
    return films


def refined(frames, fingerprints, *sequences, reader=None, rate=5.0, **settings):
    settings = {"max_distance": LIMIT, "progress": False} | settings
    reader = reader or FilmStretchReader((64, 64), fit="stretch")
    sampler = DenseSampler(reader, DCTDescriptor(), fingerprints, frames, rate)
    return refine_sequences(sequences, sampler, **settings)


def coarse(speed=1.0, **more):
    """What rows of a second tell of the stretch, not too well."""
    end = PUT + LENGTH / speed
    return AlignedSequence.make(
        (7, SECONDS + 8, 11),
        (7.0, float(round(end) - 1)),
        (8.4, 8.4 + speed * (round(end) - 8)),
        speed=speed,
        confidence=0.9,
        score=7.0,
        **more,
    )


def errors(sequence, speed):
    truth = (PUT, PUT + LENGTH / speed, TAKEN, TAKEN + LENGTH)
    ends = (*sequence.query_span, *sequence.reference_span)
    return np.abs(np.array(ends) - truth)


@pytest.mark.parametrize(
    ("name", "speed", "more"),
    [
        ("host.mp4", 1.0, {}),
        ("fast.mkv", 1.25, {}),
        ("mirrored.mp4", 1.0, {"mirrored": True}),
    ],
)
def test_ends_come_within_a_fraction_of_a_second(folder, name, speed, more):
    frames, fingerprints = collection(folder, name, "source.mp4")
    before = coarse(speed, **more)
    (found,) = refined(frames, fingerprints, before)
    assert errors(found, speed).max() < 0.3
    assert errors(found, speed).mean() < errors(before, speed).mean() / 2
    assert found.speed == pytest.approx(speed, abs=0.01)
    assert found == before
    assert (found.confidence, found.score) == (0.9, 7.0)
    assert found.mirrored == bool(more)


def test_a_wrong_speed_is_put_right(folder):
    frames, fingerprints = collection(folder, "host.mp4", "source.mp4")
    wrong = coarse(1.0)
    wrong.speed, wrong.reference_span = 1.12, (7.6, 18.8)
    (found,) = refined(frames, fingerprints, wrong)
    assert errors(found, 1.0).max() < 0.3
    assert found.speed == pytest.approx(1.0, abs=0.01)


def test_plain_sequences_and_either_order(folder):
    frames, fingerprints = collection(folder, "source.mp4", "host.mp4")
    (found,) = refined(frames, fingerprints, Sequence(8, SECONDS + 7, 9))
    assert isinstance(found, AlignedSequence)
    assert found.query_span == pytest.approx((TAKEN, TAKEN + LENGTH), abs=0.3)
    assert found.reference_span == pytest.approx((PUT, PUT + LENGTH), abs=0.3)
    assert np.isnan(found.confidence)


def test_a_whole_film_ends_where_the_film_does(folder, tmp_path):
    shutil.copy(folder / "source.mp4", tmp_path / "copy.mp4")
    shutil.copy(folder / "source.mp4", tmp_path / "source.mp4")
    frames, fingerprints = collection(tmp_path, "copy.mp4", "source.mp4")
    (found,) = refined(frames, fingerprints, Sequence(2, SECONDS + 2, 20))
    assert found.query_span == pytest.approx((0, SECONDS), abs=0.05)
    assert found.reference_span == pytest.approx((0, SECONDS), abs=0.05)


def test_films_with_nothing_in_common_keep_their_ends(folder):
    frames, fingerprints = collection(folder, "mirrored.mp4", "source.mp4")
    before = coarse()
    (found,) = refined(frames, fingerprints, before)
    assert (found.query_span, found.reference_span) == (before.query_span, before.reference_span)


def test_lost_films_keep_their_sequences_with_one_notice(folder, capsys):
    frames, fingerprints = collection(folder, "host.mp4", "source.mp4")
    lost = replace(frames.videos[1], path=folder / "gone.mp4", name="gone.mp4")
    frames = Timeline.uniform([frames.videos[0], lost])
    looked = []
    found = refined(
        frames,
        fingerprints,
        coarse(),
        Sequence(8, 34, 5),
        done=lambda *call: looked.append(call),
    )
    said = capsys.readouterr().err
    assert said.count("as the films cannot be read again") == 1
    assert said.startswith("Sequences of gone.mp4 ")
    assert [sequence.query_span for sequence in found] == [coarse().query_span, (8.0, 13.0)]
    assert looked == []


def test_still_images_and_nothing_are_left_alone(folder):
    image = Video("one.png", folder / "one.png", folder, 1, 1.0)
    frames = Timeline.uniform([image, Video("two.png", folder / "two.png", folder, 1, 1.0)])
    vectors = np.ones((2, 119), np.float32)
    fingerprints = Fingerprints.from_array(vectors, DCTDescriptor().spec)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        (found,) = refined(frames, fingerprints, Sequence(0, 1, 1))
        assert refined(frames, fingerprints) == []
    assert (found.query_span, found.reference_span) == ((0, 1), (0, 1))


@pytest.mark.parametrize("wrong", [{"max_distance": 0}, {"rate": 0}, {"rate": float("nan")}])
def test_senseless_settings_are_refused(folder, wrong):
    frames = Timeline.uniform([Video("one.mp4", folder, folder, 5, 5.0)])
    with pytest.raises(ValueError, match="above 0"):
        refined(frames, None, **wrong)


def test_samples_are_told_by_presentation_time(folder):
    """A film whose clock begins at three seconds, sought in the middle and read from the start."""
    video = Video("fast.mkv", folder / "fast.mkv", folder, SECONDS, float(SECONDS))
    sample = FilmStretchReader((64, 64), fit="stretch")
    all_times, pictures = sample(video, 0, SECONDS, 5.0)
    times, part = sample(video, 12, 15, 5.0)
    assert times == pytest.approx(12.1 + np.arange(15) / 5)
    assert all_times[60:75] == pytest.approx(times)
    difference = np.abs(part.astype(float) - pictures[60:75]).mean()
    assert difference < 0.5


def test_projects_remember_what_they_refined(folder, tmp_path, monkeypatch):
    films = tmp_path / "films"
    films.mkdir()
    for name in ("source.mp4", "host.mp4"):
        shutil.copy(folder / name, films / name)
    with VRDProject("p", tmp_path, films, "dct") as project:
        project.run()
        unrefined = project.find(max_distance=LIMIT)
        plain = unrefined.sequences
        assert not unrefined.settings.refine
        assert not any(isinstance(sequence, AlignedSequence) for sequence in plain)
        finder, found = project.find(max_distance=LIMIT, refine=True).keep()
        assert tuple(found[0]) == tuple(plain[0])
        (sequence,) = found
        assert sequence.query_span == pytest.approx((PUT, PUT + LENGTH), abs=0.3)
        assert finder.table(found)["query_start"][0] == sequence.query_span[0]
        (again,) = unrefined.refine().sequences
        assert again.query_span == pytest.approx(sequence.query_span, abs=1e-5)

    def decode(*_, **__):
        raise AssertionError("films are looked at again")

    monkeypatch.setattr(vrd.projects.track, "FilmStretchReader", decode)
    with open_project(tmp_path / "p", read_only=True) as project:  # type: ignore[assignment]
        assert project.find.settings.refine
        _, again = project.find()
        assert again[0].query_span == pytest.approx(sequence.query_span, abs=1e-5)
    # Found by an earlier way: found anew.
    with (
        open_project(tmp_path / "p") as project,  # type: ignore[assignment]
        monkeypatch.context() as patch,
        pytest.raises(AssertionError, match="looked at again"),
    ):
        patch.setattr(vrd.matching.refine, "VERSION", 0)
        project.find()


def test_a_run_that_is_cut_off_keeps_what_it_found(database):
    cache = RescanCache(database, "ends of a", {"rate": 5.0}, writable=True)
    keys = [str(number) for number in range(2 * BATCH_SIZE)]

    def cut_off(waiting, done):
        for item in waiting[: BATCH_SIZE + 3]:
            done(item, [float(item), 0.12345678])
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cache.rescan(keys, cut_off)
    looked = []

    def go_on(waiting, done):
        looked.extend(waiting)
        for item in waiting:
            done(item, [])

    again = RescanCache(database, "ends of a", {"rate": 5.0}, writable=True)
    results = again.rescan(keys, go_on)
    assert looked == list(range(BATCH_SIZE + 3, 2 * BATCH_SIZE))
    assert results["3"] == [3.0, 0.123457]
    assert list(results) == keys


def test_what_another_description_made_is_not_answered(database):
    def look(waiting, done):
        for item in waiting:
            done(item, [1.0])

    cache = RescanCache(database, "ends of a", {"rate": 5.0}, writable=True)
    assert cache.rescan(["k"], look) == {"k": [1.0]}
    idle = lambda waiting, done: None  # noqa: E731
    assert cache.rescan(["k"], idle) == {"k": [1.0]}
    assert cache.described(version=2).rescan(["k"], idle) == {}
    reader = RescanCache(database, "motion of a", {}, writable=False)
    assert reader.rescan(["k"], look) == {"k": [1.0]}
    assert reader.rescan(["k"], idle) == {}, "nothing is written"
    assert RescanCache(None, "ends of a", {}, writable=True).rescan(["k"], look) == {"k": [1.0]}


def test_a_short_sequence_is_not_stretched_to_another_one(tmp_path):
    def still_from(start, end):
        # A view in which nothing moves, shorter in one film than in the other.
        return lambda second: picture(3, 0) if start <= second < end else picture(1, second)

    film(tmp_path / "one.mp4", still_from(12, 26))
    film(tmp_path / "two.mp4", still_from(11, 20))
    frames, fingerprints = collection(tmp_path, "one.mp4", "two.mp4")
    before = AlignedSequence.make((4, SECONDS + 4, 6), (4.0, 10.0), (4.0, 10.0))
    (found,) = refined(frames, fingerprints, before)
    assert found.speed == pytest.approx(1, abs=0.03)
