"""Rows of a track beside that of the pictures."""

from dataclasses import replace

import numpy as np
import pytest

from vrd.errors import MissingStageError, ProjectError, StaleArtefactError, VideoError
from vrd.pipeline.read_timeline import read_timeline
from vrd.pipeline.update_timeline import update_timeline
from vrd.storage.records import VideoRecord


class Halves:
    """Rows of a third and two thirds of a film."""

    def __init__(self, settings="halves", broken=()):
        self.settings, self.broken, self.asked = settings, broken, []

    def row_times(self, video):
        self.asked.append(video.name)
        if video.name in self.broken:
            raise VideoError(f"{video.name} makes no sound")
        third = video.duration / 3
        return np.array([0, third]), np.array([third, video.duration])

    def reader(self, timeline, spec):
        raise NotImplementedError


@pytest.fixture
def known(database):
    for name, rows in (("a.mp4", 6), ("b.mp4", 9)):
        database.write_video(
            VideoRecord(
                *(name, 1, 1, name, "{}", "ok"),
                rows=rows,
                duration=rows / 2,
                stills=f"{name}-stills",
                fps=2.0,
            )
        )
    return database


def update(database, tmp_path, source, **options):
    update_timeline(database, tmp_path, "sound", source, progress=False, **options)
    return read_timeline(database, tmp_path, tmp_path / "stills", "sound")


def test_rows_are_those_that_the_source_gives(known, tmp_path):
    timeline = update(known, tmp_path, Halves())
    assert timeline.fps is None
    assert timeline.video_list == ["a.mp4", "b.mp4"]
    assert timeline.start.tolist() == [0, 1, 0, 1.5]
    assert timeline.end.tolist() == [1, 3, 1.5, 4.5]
    # The still of a row is one of the pictures, which have a rate of their own.
    assert timeline.still(3) == tmp_path / "stills" / "b.mp4-stills" / "000003.jpg"
    picture = read_timeline(known, tmp_path, tmp_path / "stills")
    assert (len(picture), picture.fps) == (15, 2.0)


def test_only_new_films_are_asked_for(known, tmp_path):
    source = Halves()
    update(known, tmp_path, source)
    known.write_video(replace(known.videos()[0], path="c.mp4", content_key="c"))
    update(known, tmp_path, source)
    assert source.asked == ["a.mp4", "b.mp4", "c.mp4"]
    update(known, tmp_path, source, force=True)
    assert len(source.asked) == 6


def test_a_film_that_changed_is_asked_for_again(known, tmp_path):
    source = Halves()
    update(known, tmp_path, source)
    known.write_video(replace(known.videos()[1], content_key="changed", duration=6.0))
    assert update(known, tmp_path, source).end[-1] == 6
    assert source.asked == ["a.mp4", "b.mp4", "b.mp4"]


def test_a_film_that_cannot_be_read_is_named_and_left_alone(known, tmp_path):
    source = Halves(broken=["a.mp4"])
    for _ in range(2):
        timeline = update(known, tmp_path, source)
        assert timeline.video_list == ["b.mp4"]
        assert timeline.failures[0][:2] == ("a.mp4", "a.mp4 makes no sound")
    assert source.asked == ["a.mp4", "b.mp4"]
    source.broken = ()
    timeline = update(known, tmp_path, source, retry_failed=True)
    assert timeline.video_list == ["a.mp4", "b.mp4"]


def test_other_settings_are_refused_until_forced(known, tmp_path):
    update(known, tmp_path, Halves())
    with pytest.raises(StaleArtefactError, match="halves, but thirds"):
        update(known, tmp_path, Halves("thirds"))
    assert len(update(known, tmp_path, Halves("thirds"), force=True)) == 4


def test_a_change_of_settings_that_was_cut_off_names_the_track(known, tmp_path):
    class CutOff(Halves):
        def row_times(self, video):
            if self.asked:
                raise KeyboardInterrupt
            return super().row_times(video)

    update(known, tmp_path, Halves())
    with pytest.raises(KeyboardInterrupt):
        update(known, tmp_path, CutOff("thirds"), force=True)
    with pytest.raises(StaleArtefactError, match=r"make_track\(project\.tracks\['sound'\], force"):
        read_timeline(known, tmp_path, tmp_path / "stills", "sound")


def test_without_films_there_is_nothing_to_do(database, tmp_path):
    with pytest.raises(MissingStageError, match="initialize_frame_extractor"):
        update(database, tmp_path, Halves())


def test_rows_without_times_are_said_to_be_damaged(known, tmp_path):
    known.write_video(replace(known.videos()[0], fps=None))
    with pytest.raises(ProjectError, match=r"a\.mp4"):
        read_timeline(known, tmp_path, tmp_path / "stills")
