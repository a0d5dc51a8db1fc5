from pathlib import Path
from unicodedata import normalize

import numpy as np
import pytest

from tests.support.synthetic import timeline
from vrd.core.segments import Segment
from vrd.core.timelines import Timeline, Video
from vrd.errors import UnknownNameError


def film(name, path, rows, duration=None):
    return Video(name, path / name, path / "stills" / name, rows, duration or rows)


def test_rows_are_grouped_by_film_in_time_order():
    frames = timeline(3, 0, 2)
    assert frames.video.tolist() == [0, 0, 0, 2, 2]
    assert frames.start.tolist() == [0, 1, 2, 0, 1]
    assert frames.end.tolist() == [1, 2, 3, 1, 2]
    assert frames.first.tolist() == [0, 3, 3, 5]
    assert (frames.video.dtype, frames.start.dtype) == (np.int32, np.float64)


def test_seconds_follow_fps():
    frames = timeline(4, fps=2)
    assert frames.start.tolist() == [0, 0.5, 1, 1.5]
    assert frames.segment(1, 2) == Segment("a.mp4", 0.5, 1.5)


def test_last_row_ends_with_the_film(tmp_path):
    frames = Timeline.uniform([film("a.mp4", tmp_path, 3, 2.6)])
    assert frames.end.tolist() == [1, 2, 2.6]


def test_a_film_is_read_to_the_end_of_its_last_row(tmp_path):
    frames = Timeline.uniform([film("a.mp4", tmp_path, 3, 2.6), film("b.mp4", tmp_path, 0, 9)])
    assert [frames.read_to(position) for position in (0, 1)] == [2.6, 0]


def test_rows_are_left_to_the_end_of_the_film():
    frames = timeline(3, 0, 2)
    assert frames.rows_left([0, 2, 3, 4]).tolist() == [3, 1, 2, 1]
    assert frames.rows_left([[0, 3], [1, 4]]).tolist() == [[3, 2], [2, 1]]


def test_video_of_an_index_and_index_of_a_video():
    frames = timeline(3, 4)
    assert frames.get_video_name_from_index(3) == "b.mp4"
    assert frames.get_video_and_start_time_from_index(5) == ("b.mp4", 2.0)
    assert frames.get_index_from_video_name("b.mp4") == range(3, 7)
    assert 6 in frames.get_index_from_video_name("b.mp4")
    assert frames.video_list == ["a.mp4", "b.mp4"]


def test_published_file_name_with_accents_and_spaces(tmp_path):
    name = "Förväntningarnas tid_Vägen genom krisen.webm"
    frames = Timeline.uniform([film("[1] 100% (x).mp4", tmp_path, 2), film(name, tmp_path, 3)])
    assert list(frames.get_index_from_video_name(name)) == [2, 3, 4]


def test_defect_9_films_of_one_name_keep_their_own_rows(tmp_path):
    frames = Timeline.uniform(
        [film("one/film.mp4", tmp_path, 2), film("two/film.mp4", tmp_path, 3)]
    )
    assert frames.get_index_from_video_name("one/film.mp4") == range(0, 2)
    assert frames.get_index_from_video_name("two/film.mp4") == range(2, 5)
    with pytest.raises(UnknownNameError, match=r"one/film\.mp4"):
        frames.get_index_from_video_name("film.mp4")


def test_file_name_alone_serves_where_it_is_unique(tmp_path):
    frames = Timeline.uniform([film("deep/down/film.mp4", tmp_path, 2)])
    assert frames.get_index_from_video_name("film.mp4") == range(0, 2)


@pytest.mark.parametrize("written", ["NFC", "NFD"])
def test_accents_may_be_written_either_way(tmp_path, written):
    name = normalize(written, "Förväntan.mp4")
    frames = Timeline.uniform([film(name, tmp_path, 2)])
    for asked in ("NFC", "NFD"):
        assert len(frames.get_index_from_video_name(normalize(asked, "Förväntan.mp4"))) == 2


def test_unknown_film_names_the_nearest():
    with pytest.raises(UnknownNameError, match=r"Did you mean 'b\.mp4'"):
        timeline(3, 4).get_index_from_video_name("b.mp5")
    with pytest.raises(KeyError):
        timeline(3).get_index_from_video_name("zzz")


def test_a_stretch_may_not_cross_films():
    with pytest.raises(IndexError, match="one film"):
        timeline(3, 4).segment(1, 3)


@pytest.mark.parametrize("row", [-1, 7, 100])
def test_rows_outside_are_refused(row):
    with pytest.raises(IndexError, match="7 rows"):
        timeline(3, 4).get_video_name_from_index(row)


def test_stills_are_counted_within_their_film():
    frames = timeline(3, 4)
    assert frames.still(3).name == "000000.jpg"
    assert len(frames.all_images) == 7
    assert frames.all_images[4].endswith("000001.jpg")
    assert frames.all_images[2:4] == [str(frames.still(2)), str(frames.still(3))]
    assert len(list(frames.all_images)) == 7


def test_digest_tells_what_rows_stand_for(tmp_path):
    one = film("a.mp4", tmp_path, 3)
    assert Timeline.uniform([one]).digest == Timeline.uniform([one]).digest
    assert Timeline.uniform([one]).digest != Timeline.uniform([one], fps=2).digest
    assert Timeline.uniform([one]).digest != Timeline.uniform([film("a.mp4", tmp_path, 4)]).digest
    changed = Video("a.mp4", tmp_path, tmp_path, 3, 3.0, digest="other content")
    assert Timeline.uniform([one]).digest != Timeline.uniform([changed]).digest


def test_no_films_are_no_rows():
    frames = Timeline.uniform([])
    assert len(frames) == 0
    assert frames.first.tolist() == [0]


def made(starts, ends, rows=(3, 2)):
    videos = [Video(f"{i}.mp4", Path(), Path(), count, 9.0) for i, count in enumerate(rows)]
    return Timeline(videos, starts, ends)


def irregular():
    return made([0, 0.7, 2.0, 0.5, 3.0], [0.7, 2.0, 4.0, 2.5, 4.0])


def test_rows_may_be_as_long_as_their_reader_says():
    frames = irregular()
    assert frames.fps is None
    assert frames.video.tolist() == [0, 0, 0, 1, 1]
    assert frames.segment(1, 2) == Segment("0.mp4", 0.7, 4.0)
    assert frames.row_seconds.tolist() == pytest.approx([0.7, 1.3, 2, 2, 1])
    assert frames.middle.tolist() == pytest.approx([0.35, 1.35, 3, 1.5, 3.5])
    assert frames.mean_fps == pytest.approx(5 / 7)
    assert frames.count_seconds(np.array([1, 2]), np.array([1, 0.5])) == pytest.approx(2.3)


def test_a_time_falls_into_one_row():
    frames = irregular()
    times = np.array([0, 0.69, 0.7, 3.9, 4.0, 99])
    assert frames.row_at(0, times).tolist() == [0, 0, 1, 2, 2, 2]
    assert [frames.row_at(0, time) for time in times] == [0, 0, 1, 2, 2, 2]
    # Before the first row, and in the gap between two.
    assert [frames.row_at(1, time) for time in (0, 0.5, 2.7, 3)] == [3, 3, 3, 4]
    with pytest.raises(IndexError, match="no rows"):
        timeline(0, 1).row_at(0, 0.0)


@pytest.mark.parametrize("fps", [1, 2, 3, 25, 29.97])
def test_every_row_is_found_by_its_start_at_any_rate(fps):
    frames = timeline(1000, 50, fps=fps)
    assert frames.row_at(0, frames.start[:1000]).tolist() == list(range(1000))
    assert frames.row_at(1, frames.middle[1000:]).tolist() == list(range(1000, 1050))


def test_rows_that_a_stretch_touches():
    frames = irregular()
    assert frames.rows_between(0, 0.7, 2.0) == range(1, 2)
    assert frames.rows_between(0, 0.6, 2.1) == range(0, 3)
    assert frames.rows_between(0, -5, 99) == range(0, 3)
    assert list(frames.rows_between(0, 4.0, 9)) == []
    assert list(frames.rows_between(1, 4.5, 9)) == []


@pytest.mark.parametrize(
    ("starts", "ends", "what"),
    [
        ([0, 1, 2, 0], [1, 2, 3, 1], "must both be"),
        ([0, 2, 1, 0, 1], [1, 3, 2, 1, 2], "out of order"),
        ([0, 1, 2, 0, 1], [1, 2.5, 3, 1, 2], "overlap"),
        ([0, 1, 2, 0, 1], [1, 1, 3, 1, 2], "end after it starts"),
        ([-1, 1, 2, 0, 1], [1, 2, 3, 1, 2], "start at 0"),
        ([0, np.nan, 2, 0, 1], [1, 2, 3, 1, 2], "not a number"),
    ],
)
def test_times_that_make_no_timeline_are_refused(starts, ends, what):
    with pytest.raises(ValueError, match=what):
        made(starts, ends)


def test_the_digest_of_rows_that_are_not_uniform_tells_their_times():
    moved = made([0, 0.8, 2.0, 0.5, 3.0], [0.7, 2.0, 4.0, 2.5, 4.0])
    assert irregular().digest == irregular().digest
    assert moved.digest != irregular().digest


def test_the_digest_of_uniform_rows_is_that_of_earlier_versions():
    # Neighbours and indexes of existing projects are recognised by it.
    wanted = "c0e74dba198067eb6c939fd34e574e18098043b5e6a978da3f4f4fafa7b3019d"
    assert timeline(3, 4, fps=2).digest == wanted


def test_a_still_is_that_of_the_rows_start_where_stills_have_a_rate_of_their_own():
    video = Video("a.mp4", Path(), Path("stills"), 3, 9.0, stills_per_second=2)
    frames = Timeline([video], [0, 0.7, 2.0], [0.7, 2.0, 4.0])
    assert [frames.still(row).stem for row in range(3)] == ["000000", "000001", "000004"]
