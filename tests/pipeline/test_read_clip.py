"""Clips from outside, whose frames tell their own number: rows and times are those of a film."""

import shutil

import numpy as np
import pytest
from PIL import Image

from tests.support.discs import dvd
from tests.support.films import counting
from vrd.decoding.still_command import StillSettings
from vrd.errors import VideoError
from vrd.pipeline.known_films import content_key_of
from vrd.pipeline.read_clip import WHOLE, read_clip

SETTINGS = StillSettings(fps=1.0, longest_side=64, threads=0)


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return counting(tmp_path_factory.mktemp("clip") / "clip.mkv", frames=250)


def rows_of(clip, folder, span):
    """Return the start and the grey level of every row."""
    shutil.rmtree(folder / "stills", ignore_errors=True)
    timeline = read_clip(clip, "a clip", folder, SETTINGS, span)
    assert timeline.video_list == ["a clip"]
    greys = [np.asarray(Image.open(timeline.still(row))).mean() for row in range(len(timeline))]
    return timeline, list(zip(timeline.start.tolist(), np.round(greys).tolist(), strict=True))


def test_rows_of_a_stretch_are_those_of_the_whole_clip(clip, tmp_path):
    whole, rows = rows_of(clip, tmp_path, WHOLE)
    assert [start for start, _ in rows] == list(range(10))
    assert all(abs(grey - 25 * (start + 0.5)) <= 2 for start, grey in rows)
    assert whole.videos[0].digest == content_key_of(clip, clip.stat().st_size)
    assert rows_of(clip, tmp_path, (4, 9))[1] == rows[4:9]
    assert rows_of(clip, tmp_path, (8.2, 100))[1] == rows[8:], "beyond the end there is nothing"
    assert rows_of(clip, tmp_path, (0, 0.5))[1] == rows[:1]


def test_a_stretch_must_be_one_of_the_clip(clip, tmp_path):
    with pytest.raises(ValueError, match=r"ends at 10 s: 20.30 s is outside of it"):
        rows_of(clip, tmp_path, (20, 30))
    with pytest.raises(ValueError, match="ends at 3 s, but starts at 5 s"):
        rows_of(clip, tmp_path, (5, 3))
    with pytest.raises(VideoError, match=r"absent\.mkv"):
        rows_of(tmp_path / "absent.mkv", tmp_path, WHOLE)


def test_a_disc_and_a_film_scan_are_clips_too(tmp_path):
    disc, scan = dvd(tmp_path / "disc" / "VIDEO_TS"), tmp_path / "scan"
    assert [start for start, _ in rows_of(disc, tmp_path, (1, 3))[1]] == [1, 2]
    scan.mkdir()
    for number in range(72):
        Image.new("RGB", (64, 48), (2 * number,) * 3).save(scan / f"f{number:04d}.png")
    rows = rows_of(scan / "f####.png", tmp_path, (1, 2))[1]
    assert [start for start, _ in rows] == [0, 1, 2]
    assert all(abs(grey - 48 * (start + 0.5)) <= 2 for start, grey in rows)
