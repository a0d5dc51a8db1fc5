"""The stage that keeps database and stills in step with the folder of films, on real ffmpeg."""

import hashlib
import os
import shutil

import pytest

import vrd.pipeline.update_stills as update_stills_module
from tests.support.films import pattern
from vrd.core.film_folders import FilmFolders
from vrd.core.fingerprints import FingerprintSpec
from vrd.errors import ProjectError, StaleArtefactError
from vrd.pipeline.known_films import ExtractionSettings, content_key_of
from vrd.pipeline.read_timeline import read_timeline
from vrd.pipeline.unchanged_films import sha256_of
from vrd.pipeline.update_stills import update_stills
from vrd.storage.database import Database

SPEC = FingerprintSpec("test", "", (8, 8), "none", 2)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """One short film to copy from, and another."""
    folder = tmp_path_factory.mktemp("made")
    return {
        "one": pattern(folder / "one.mp4", seconds="3"),
        "two": pattern(folder / "two.mp4", seconds="4", extra=",hue=h=90"),
    }


class Place:
    """A folder of films, and the project that reads it."""

    def __init__(self, folder):
        self.films, self.stills = folder / "films", folder / "frames"
        self.films.mkdir()
        self.database = Database(folder / "database_file")

    def read(self, settings=None, **options):
        settings = settings or ExtractionSettings(longest_side=64)
        update_stills(self.database, self.films, self.stills, settings, progress=False, **options)
        return read_timeline(self.database, self.films, self.stills)

    def fingerprint_all(self):
        for one in self.database.videos():
            if one.rows:
                self.database.fingerprints.write(one.timeline, SPEC, [[1, 2]] * one.rows)

    def fingerprinted(self):
        have = self.database.fingerprints.timelines(SPEC)
        return {one.path for one in self.database.videos() if one.timeline in have}


@pytest.fixture
def place(tmp_path):
    place = Place(tmp_path)
    yield place
    place.database.close()


def test_films_become_rows_in_the_order_of_their_names(place, made):
    shutil.copy(made["two"], place.films / "b.mp4")
    shutil.copy(made["one"], place.films / "a.MP4")
    frames = place.read()
    assert frames.video_list == ["a.MP4", "b.mp4"]
    assert [video.rows for video in frames.videos] == [3, 4]
    assert all(frames.still(row).is_file() for row in range(7))


def test_defect_9_two_films_of_one_name(place, made):
    for folder, film in (("x", "one"), ("y", "two")):
        (place.films / folder).mkdir()
        shutil.copy(made[film], place.films / folder / "film.mp4")
    frames = place.read()
    assert frames.video_list == ["x/film.mp4", "y/film.mp4"]
    assert len({video.stills for video in frames.videos}) == 2


def test_an_added_film_is_all_that_is_read_anew(place, made):
    shutil.copy(made["one"], place.films / "b.mp4")
    place.read()
    place.fingerprint_all()
    before = os.stat(place.read().still(0)).st_mtime_ns
    shutil.copy(made["two"], place.films / "a.mp4")
    frames = place.read()
    assert frames.video_list == ["b.mp4", "a.mp4"], "rows at hand keep their numbers"
    assert os.stat(frames.still(0)).st_mtime_ns == before
    assert place.fingerprinted() == {"b.mp4"}


def test_a_removed_film_leaves_the_timeline_and_comes_back_for_free(place, made):
    shutil.copy(made["one"], place.films / "a.mp4")
    shutil.copy(made["two"], place.films / "b.mp4")
    place.read()
    place.fingerprint_all()
    (place.films / "a.mp4").rename(place.films.parent / "kept.mp4")
    assert place.read().video_list == ["b.mp4"]
    (place.films.parent / "kept.mp4").rename(place.films / "a.mp4")
    assert place.read().video_list == ["a.mp4", "b.mp4"]
    assert place.fingerprinted() == {"a.mp4", "b.mp4"}


def test_a_renamed_film_keeps_its_work(place, made):
    shutil.copy(made["one"], place.films / "a.mp4")
    place.read()
    place.fingerprint_all()
    (place.films / "deep").mkdir()
    (place.films / "a.mp4").rename(place.films / "deep" / "new name.mp4")
    assert place.read().video_list == ["deep/new name.mp4"]
    assert place.fingerprinted() == {"deep/new name.mp4"}


def test_films_that_swap_names_keep_their_work(place, made):
    for name, film in {"a": "one", "b": "two"}.items():
        shutil.copy(made[film], place.films / f"{name}.mp4")
    rows = {video.name: video.rows for video in place.read().videos}
    place.fingerprint_all()
    (place.films / "a.mp4").rename(place.films / "x.mp4")
    (place.films / "b.mp4").rename(place.films / "a.mp4")
    (place.films / "x.mp4").rename(place.films / "b.mp4")
    now = {video.name: video.rows for video in place.read().videos}
    assert now == {"a.mp4": rows["b.mp4"], "b.mp4": rows["a.mp4"]}
    assert place.fingerprinted() == {"a.mp4", "b.mp4"}


def test_defect_11_a_film_changed_in_place_where_no_sample_looks(place):
    """The size stays the same, and so does every block that the digest reads."""
    film = place.films / "raw.y4m"
    pattern(film, "-pix_fmt", "yuv420p", size="160x120", seconds="12")
    before = place.read()
    place.fingerprint_all()
    data = bytearray(film.read_bytes())
    block, step = 16384, (len(data) - 16384) / 63
    for number in range(20, 40):
        start, stop = int(number * step) + block + 64, int((number + 1) * step) - 64
        data[start:stop] = b"\xf0" * (stop - start)
    film.write_bytes(data)
    assert content_key_of(film, len(data)) == before.videos[0].digest
    after = place.read()
    assert after.videos[0].stills != before.videos[0].stills
    assert place.fingerprinted() == set()


def test_folders_of_others_are_left_alone(place, made):
    shutil.copy(made["one"], place.films / "a.mp4")
    (place.stills / "holiday").mkdir(parents=True)
    (place.stills / "holiday" / "x.txt").write_text("mine")
    place.read()
    assert (place.stills / "holiday" / "x.txt").read_text() == "mine"


def test_a_project_among_the_films_is_not_taken_for_films(place, made):
    shutil.copy(made["one"], place.films / "a.mp4")
    project = place.films / "project"
    (project / "frames").mkdir(parents=True)
    for name in ("project.json", "database_file"):
        (project / name).touch()
    shutil.copy(place.read().still(0), project / "frames" / "000000.jpg")
    assert place.read().video_list == ["a.mp4"]


def test_a_lost_still_is_noticed(place, made):
    shutil.copy(made["one"], place.films / "a.mp4")
    frames = place.read()
    frames.still(2).unlink()
    assert place.read().still(2).is_file()


def test_forced_to_other_settings_with_a_film_removed(place, made):
    for name in ("one", "two"):
        shutil.copy(made[name], place.films / f"{name}.mp4")
    place.read()
    (place.films / "one.mp4").unlink()
    other = ExtractionSettings(fps=2, longest_side=64)
    assert place.read(other, force=True).video_list == ["two.mp4"]
    assert place.read(other).video_list == ["two.mp4"]


def test_forced_to_other_settings_and_cut_off(place, made, monkeypatch):
    for name in ("one", "two"):
        shutil.copy(made[name], place.films / f"{name}.mp4")
    place.read()
    other = ExtractionSettings(fps=2, longest_side=64)
    real = update_stills_module.extract_many  # type: ignore[attr-defined]

    def cut_off(jobs, **options):
        yield from real(jobs[:1], **options)
        raise KeyboardInterrupt

    monkeypatch.setattr(update_stills_module, "extract_many", cut_off)
    with pytest.raises(KeyboardInterrupt):
        place.read(other, force=True)
    monkeypatch.undo()
    with pytest.raises(StaleArtefactError, match="cut off"):
        read_timeline(place.database, place.films, place.stills)
    monkeypatch.setattr(
        update_stills_module, "extract_many", lambda jobs, **o: real(_only(jobs, "two.mp4"), **o)
    )
    frames = place.read(other, force=True)
    assert [video.rows for video in frames.videos] == [6, 8]


def _only(jobs, name):
    assert [film.name for film, _ in jobs] == [name], "what was done stays done"
    return jobs


def test_a_pipe_does_not_hang_the_run(place, made):
    shutil.copy(made["one"], place.films / "a.mp4")
    os.mkfifo(place.films / "pipe.mp4")
    frames = place.read()
    assert frames.video_list == ["a.mp4"]
    assert [one.video for one in frames.failures] == ["pipe.mp4"]


def test_defect_11_a_replaced_film_is_done_again(place, made):
    shutil.copy(made["one"], place.films / "a.mp4")
    old = place.read()
    place.fingerprint_all()
    shutil.copy(made["two"], place.films / "a.mp4")
    new = place.read()
    assert new.digest != old.digest
    assert new.videos[0].rows == 4
    assert place.fingerprinted() == set()
    assert not old.videos[0].stills.exists()


def test_a_touched_film_is_not_done_again(place, made):
    shutil.copy(made["one"], place.films / "a.mp4")
    place.read()
    place.fingerprint_all()
    os.utime(place.films / "a.mp4", (1, 1))
    place.read()
    assert place.fingerprinted() == {"a.mp4"}


def test_films_copied_without_their_times_are_known_by_their_bytes(place, made, monkeypatch):
    for name, film in {"a": "one", "b": "two", "twin": "two"}.items():
        shutil.copy(made[film], place.films / f"{name}.mp4")
    place.read()
    place.fingerprint_all()
    copy = place.films.parent / "copy"
    shutil.copytree(place.films, copy, copy_function=shutil.copyfile)
    for film in place.films.iterdir():
        os.utime(film, (1, 1))  # so that no copy has the time of its original by chance
    (copy / "a.mp4").rename(copy / "renamed.mp4")
    place.films = copy
    monkeypatch.setattr("vrd.pipeline.update_stills.extract_many", _must_be_given({}))
    assert set(place.read().video_list) == {"renamed.mp4", "b.mp4", "twin.mp4"}
    assert place.fingerprinted() == {"renamed.mp4", "b.mp4", "twin.mp4"}


def test_the_digest_of_all_bytes_is_known_of_files_and_discs(tmp_path):
    (tmp_path / "VIDEO_TS").mkdir()
    (tmp_path / "VIDEO_TS" / "VTS_01_1.VOB").write_bytes(b"one")
    (tmp_path / "VIDEO_TS" / "VTS_01_2.VOB").write_bytes(b"two")
    (tmp_path / "film.mpg").write_bytes(b"onetwo")
    whole = hashlib.sha256(b"onetwo").hexdigest()
    assert sha256_of(tmp_path / "film.mpg") == sha256_of(tmp_path / "VIDEO_TS") == whole
    assert sha256_of(tmp_path) == sha256_of(tmp_path / "absent.mpg") == ""
    assert sha256_of(tmp_path / "film.mpg", lambda: True) == ""


def test_where_no_digest_is_known_reading_again_is_announced(place, made, capsys):
    shutil.copy(made["one"], place.films / "a.mp4")
    place.read()
    place.fingerprint_all()
    place.database.rescans.forget("sha256 of films", made_by_others_than="none")
    os.utime(place.films / "a.mp4", (1, 1))
    place.read()
    said = capsys.readouterr().out
    assert said.startswith("1 film may have been copied without the time of the last change")
    assert "read again, which takes as long as the first time" in said
    assert place.fingerprinted() == {"a.mp4"}
    os.utime(place.films / "a.mp4", (2, 2))
    place.read()
    assert capsys.readouterr().out == "", "from now on its bytes are known"


def test_failures_are_recorded_and_not_tried_again_until_they_change(place, made, monkeypatch):
    shutil.copy(made["one"], place.films / "good.mp4")
    (place.films / "empty.mp4").touch()
    (place.films / "text.avi").write_text("this is no film " * 1000)
    frames = place.read()
    assert frames.video_list == ["good.mp4"]
    assert {one.video for one in frames.failures} == {"empty.mp4", "text.avi"}
    assert not any(one.partial for one in frames.failures)
    assert "empty" in next(one.cause for one in frames.failures if one.video == "empty.mp4")
    monkeypatch.setattr("vrd.pipeline.update_stills.extract_many", _must_be_given({}))
    assert len(place.read().failures) == 2
    monkeypatch.setattr(
        "vrd.pipeline.update_stills.extract_many", _must_be_given({"empty.mp4", "text.avi"})
    )
    place.read(retry_failed=True)
    monkeypatch.undo()
    shutil.copy(made["two"], place.films / "empty.mp4")
    assert "empty.mp4" in place.read().video_list


def _must_be_given(names):
    def check(jobs, **_):
        assert {film.name for film, _ in jobs} == set(names)
        return iter(())

    return check


def test_defect_10_stills_of_a_killed_run_are_never_taken_for_complete(place, made):
    shutil.copy(made["one"], place.films / "a.mp4")
    frames = place.read()
    # As a killed run leaves it: stills there, but no line in the database.
    folder = frames.videos[0].stills
    place.database.forget_videos(["a.mp4"])
    (folder / "000002.jpg").unlink()
    frames = place.read()
    assert frames.videos[0].rows == 3
    assert (frames.videos[0].stills / "000002.jpg").is_file()


def test_stills_that_were_deleted_are_made_again(place, made):
    shutil.copy(made["one"], place.films / "a.mp4")
    shutil.rmtree(place.read().videos[0].stills)
    assert place.read().still(0).is_file()


def test_other_settings_are_refused_and_named_until_forced(place, made):
    shutil.copy(made["one"], place.films / "a.mp4")
    place.read()
    other = ExtractionSettings(fps=2, longest_side=64)
    with pytest.raises(StaleArtefactError, match=r"initialize_frame_extractor\(force_recreate"):
        place.read(other)
    frames = place.read(other, force=True)
    assert (len(frames), frames.fps) == (6, 2)


def test_a_missing_or_empty_folder_changes_nothing(place, made):
    shutil.copy(made["one"], place.films / "a.mp4")
    place.read()
    place.fingerprint_all()
    (place.films / "a.mp4").unlink()
    with pytest.raises(ProjectError, match="no films"):
        place.read()
    place.films.rmdir()
    with pytest.raises(ProjectError, match="mounted"):
        place.read()
    assert place.fingerprinted() == {"a.mp4"}


def test_films_in_several_folders_are_told_apart(place, made):
    further = place.films.parent / "tv"
    further.mkdir()
    shutil.copy(made["one"], place.films / "a.mp4")
    shutil.copy(made["two"], further / "a.mp4")
    place.films = FilmFolders(place.films, {"tv": further})
    frames = place.read()
    assert frames.video_list == ["a.mp4", "tv/a.mp4"]
    assert [video.rows for video in frames.videos] == [3, 4]
    assert [video.path.parent for video in frames.videos] == [place.films.first, further]
    (place.films.first / "tv").mkdir()
    shutil.copy(made["one"], place.films.first / "tv" / "a.mp4")
    with pytest.raises(ProjectError, match=r"both called 'tv/a.mp4'.*Nothing was changed"):
        place.read()
    shutil.rmtree(place.films.first / "tv")
    (further / "a.mp4").unlink()
    with pytest.raises(ProjectError, match=r"no films in .*tv"):
        place.read()
    further.rmdir()
    with pytest.raises(ProjectError, match=r"no folder .*tv.*Where are the films now\?"):
        place.read()
    assert place.database.content_keys().keys() == {"a.mp4", "tv/a.mp4"}


def test_names_that_are_no_unicode_are_recorded(place, made):
    shutil.copy(made["one"], place.films / "good.mp4")
    try:
        shutil.copy(made["one"], os.path.join(os.fsencode(place.films), b"bad\xff.mp4"))
    except OSError:
        pytest.skip("this file system refuses such names")
    failures = place.read().failures
    assert [one.video for one in failures] == ["bad\\xff.mp4"]
    assert "rename" in failures[0].cause.lower()


def test_the_timecode_of_a_film_is_kept_with_it(place):
    tape = ("-c:v", "mpeg4", "-timecode", "10:00:00:00")
    pattern(place.films / "tape.mov", *tape, rate="25", seconds="1")
    pattern(place.films / "plain.mp4", seconds="1")
    plain, film = place.read().videos
    assert plain.timecode is None
    assert film.timecode.text_at(0.48) == "10:00:00:12"
    # A project of before timecodes were read learns them without decoding a film again.
    with place.database.transaction() as connection:
        connection.execute("UPDATE videos SET timecode = NULL")
    assert place.database.videos()[0].timecode is None
    again = place.read()
    assert again.videos == (plain, film)
    assert [record.timecode for record in place.database.videos()] == ["", film.timecode.to_json()]
