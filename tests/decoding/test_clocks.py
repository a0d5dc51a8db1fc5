"""Test that stills, closer looks and clips tell one time, whatever the file says of its clock."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.support.clock_films import RATE, clock_film, told, told_by_clip
from tests.support.films import all_tools, make, pattern, size_of
from vrd.core.timelines import Video
from vrd.decoding.clip_cache import ClipCache
from vrd.decoding.seek import probe_for_seeking
from vrd.pipeline.extract_frames import Extraction, extract_stills
from vrd.readers.stretches import FilmStretchReader

TOOLS = all_tools()[0]
LONG_GOP = ("-g", "240", "-keyint_min", "240", "-sc_threshold", "0")
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", *LONG_GOP)
X264 = ("-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", *LONG_GOP, "-bf", "2")
MPEG2 = ("-c:v", "mpeg2video", "-q:v", "2", "-r", "25", "-g", "300", "-bf", "2")
SHORT = ("-c:v", "mpeg2video", "-q:v", "2", "-r", "25", "-g", "15", "-bf", "2")
LATE = ("-output_ts_offset", "4000")
SOUND = ("-f", "lavfi", "-i", "sine=duration=30")

CONTAINERS: dict[str, tuple[str, ...]] = {
    "long.mp4": X264,
    "fragments.mp4": (*X264, "-movflags", "frag_keyframe+empty_moov"),
    "long.mkv": X264,
    "late.mkv": (*X264, *LATE),
    "long.mov": ("-c:v", "mpeg4", "-q:v", "2", "-g", "240"),
    "long.avi": ("-c:v", "mpeg4", "-q:v", "2", "-g", "240"),
    "long.ts": X264,
    "late.ts": (*MPEG2, *LATE),
    "wraps.ts": (*MPEG2, "-output_ts_offset", "95433"),
    "disc.m2ts": X264,
    "long.mpg": MPEG2,
    "disc.vob": (*SHORT, "-f", "dvd"),
    "long.flv": ("-c:v", "flv", "-q:v", "2", "-g", "240"),
    "long.wmv": ("-c:v", "wmv2", "-q:v", "2", "-g", "240"),
    "long.webm": ("-c:v", "libvpx", "-deadline", "realtime", "-b:v", "1M", "-g", "240"),
    "long.ogv": ("-c:v", "libtheora", "-q:v", "8", "-g", "240"),
    "short.mxf": SHORT,
    "long.nut": ("-c:v", "mpeg4", "-q:v", "2", "-g", "240"),
    "bare.m2v": MPEG2,
    "bare.h264": H264,
    "picture.gif": (),
}


def looked_at(film: Path, span: tuple[float, float]) -> np.ndarray:
    """Return by how much each picture of a closer look misses the time given for it."""
    reader = FilmStretchReader((96, 128), tools=TOOLS)
    video = Video(film.name, film, film.parent, rows=30, duration=30.0)
    times, pictures = reader(video, *span, 5.0, lambda: False)
    return np.array([told(picture) for picture in pictures]) - times


def check_one_clock(film: Path, folder: Path, *starts: float) -> Extraction:
    """Check that stills, a closer look and a clip of a film show the time that they stand for."""
    found = extract_stills(film, folder / "stills", tools=TOOLS)
    stills = sorted((folder / "stills").iterdir())
    missed = [told(still) - (int(still.stem) + 0.5) for still in stills]
    assert np.abs(missed).max() <= 0.11
    for start in starts:
        looks = looked_at(film, (start, start + 2))
        assert len(looks) == 10
        assert np.abs(looks).max() <= 0.11
        clip, rate = ClipCache(folder / "clips", tools=TOOLS).clip(film, start, start + 1)
        shown = np.array(told_by_clip(clip, folder))
        assert len(shown) == pytest.approx(rate, abs=1)
        assert np.abs(shown - start - np.arange(len(shown)) / rate).max() <= 0.11
    return found


@pytest.mark.parametrize("name", CONTAINERS)
def test_every_container_has_one_clock(tmp_path, name):
    film = clock_film(tmp_path / name, *CONTAINERS[name])
    found = check_one_clock(film, tmp_path, 23.4)
    assert (found.rows, found.note) == (30, "")
    assert found.duration == pytest.approx(30, abs=0.15)


@pytest.mark.parametrize("name", ["cells.vob", "cells.ts", "cells.mpg"])
def test_a_clock_that_starts_again_goes_on(tmp_path, name):
    """Every cell of a DVD may count from zero: a look at 25 s showed the tenth second."""
    film = tmp_path / name
    kind = ("-f", "dvd") if name.endswith("vob") else ()
    parts = [
        clock_film(tmp_path / f"{start}.{name}", *SHORT, *kind, seconds=15, start=start)
        for start in (0, 15)
    ]
    film.write_bytes(b"".join(part.read_bytes() for part in parts))
    assert not probe_for_seeking(film, TOOLS).seekable
    found = check_one_clock(film, tmp_path, 0.4, 12.4, 23.4)
    assert found.rows == 30
    assert found.duration == pytest.approx(30, abs=0.2)


def test_sound_does_not_move_the_clock_of_a_clip(tmp_path):
    """Sound that begins before the picture is part of the clock of a player."""
    film = clock_film(tmp_path / "film.ts", *X264, "-map", "0", "-map", "1", inputs=SOUND)
    check_one_clock(film, tmp_path, 23.4)


def hole(path: Path, seconds: int, *options: str) -> Path:
    """Write a film of 6 s, a hole, and 6 s more."""
    jump = f"setpts='PTS+gte(T,6)*{seconds}/TB'"
    return clock_film(path, "-vf", jump, "-fps_mode", "passthrough", *options, seconds=12)


@pytest.mark.parametrize("seconds", [100, 70_000])
def test_a_hole_in_time_is_said_and_not_filled(tmp_path, seconds):
    """A hole of 70,000 s gave as many stills of one picture."""
    film = hole(tmp_path / "hole.mkv", seconds, *X264)
    found = extract_stills(film, tmp_path / "stills", tools=TOOLS)
    stills = sorted((tmp_path / "stills").iterdir())
    rows = [*range(6), *range(seconds + 6, seconds + 12)]
    assert [int(still.stem) for still in stills] == rows
    assert (found.rows, found.gaps) == (seconds + 12, ((6, seconds + 6),))
    assert found.note.startswith("there is no picture from 00:00:06 to ")
    shown = [told(still) for still in stills]
    assert np.abs(np.array(shown) - np.arange(12) - 0.5).max() <= 0.11


def test_a_look_into_a_hole_sees_nothing_there(tmp_path):
    film = hole(tmp_path / "hole.mkv", 100, *X264)
    reader = FilmStretchReader((96, 128), tools=TOOLS)
    video = Video("hole.mkv", film, tmp_path, rows=112, duration=112.0)
    times, pictures = reader(video, 104.0, 108.0, 5.0, lambda: False)
    assert times == pytest.approx(np.arange(106.1, 108, 0.2))
    shown = np.array([told(picture) for picture in pictures])
    assert np.abs(shown + 100 - times).max() <= 0.11


def test_a_picture_that_stands_is_no_hole(tmp_path):
    """A recorded lecture has a frame for each slide, and says how long it lasts."""
    film = hole(tmp_path / "slides.mp4", 20, *X264)
    found = extract_stills(film, tmp_path / "stills", tools=TOOLS)
    assert (found.rows, found.gaps, found.note) == (32, (), "")


def test_each_part_of_a_film_whose_size_changes_keeps_its_proportions(tmp_path):
    parts = [
        pattern(tmp_path / "a.ts", *SHORT, size="128x96", rate="25", seconds="6"),
        pattern(tmp_path / "b.ts", *SHORT, size="192x108", rate="25", seconds="7"),
    ]
    film = tmp_path / "parts.ts"
    film.write_bytes(b"".join(part.read_bytes() for part in parts))
    found = extract_stills(film, tmp_path / "stills", tools=TOOLS)
    assert found.rows == 13
    sizes = [size_of(tmp_path / "stills" / f"{row:06d}.jpg") for row in range(13)]
    assert sizes == [(128, 96)] * 6 + [(192, 108)] * 7
    assert "change at 6.0 s (128 x 96, 192 x 108)" in found.remark
    clip, _ = ClipCache(tmp_path / "clips", tools=TOOLS).clip(film, 8.0, 9.0)
    (tmp_path / "clip.mp4").write_bytes(clip)
    make(tmp_path / "clip.png", "-i", str(tmp_path / "clip.mp4"), "-frames:v", "1")
    assert size_of(tmp_path / "clip.png") == (192, 108)


def test_frames_tell_their_numbers():
    from tests.support.clock_films import frame

    assert [told(frame(number)) for number in (0, 7, 299, 4095)] == [0, 0.7, 29.9, 4095 / RATE]
