"""Test that clips are exact in time, playable in browsers, and cached within a size limit."""

import os
import subprocess
import threading

import numpy as np
import pytest
from PIL import Image

from tests.support.films import all_tools, counting, grey, make, pattern
from vrd.decoding.clip_cache import ClipCache
from vrd.decoding.clips import ClipSettings, cut_clip
from vrd.decoding.ffmpeg import Tools
from vrd.decoding.probe import probe, probe_picture
from vrd.errors import DecoderKilledError, VideoError

TOOLS = all_tools()[-1]


def frames_of(clip, folder):
    """Grey level of every frame of a clip."""
    folder.mkdir()
    command = [str(TOOLS.ffmpeg), "-v", "error", "-i", str(clip), str(folder / "%03d.png")]
    subprocess.run(command, check=True, timeout=60)
    return [float(grey(still).mean()) for still in sorted(folder.glob("*.png"))]


@pytest.mark.parametrize("start", [0.0, 1.0, 3.2])
def test_a_clip_begins_and_ends_at_its_times(tmp_path, start):
    film = counting(tmp_path / "count.mkv", frames=150)
    clip = tmp_path / "clip.mp4"
    settings = ClipSettings(quality=1)
    probed = probe_picture(film, TOOLS)
    cut_clip(film, clip, start, start + 1.2, probed=probed, tools=TOOLS, settings=settings)
    levels = np.array(frames_of(clip, tmp_path / "frames"))
    assert len(levels) == 30
    # Film and clip count levels in different ranges, so only differences are compared exactly.
    whole = tmp_path / "whole.mp4"
    cut_clip(film, whole, 0.0, 6.0, probed=probed, tools=TOOLS, settings=settings)
    all_frames = np.array(frames_of(whole, tmp_path / "every"))
    first = round(start * 25)
    assert np.abs(levels - all_frames[first : first + 30]).max() < 0.6
    assert all_frames[first + 1] - all_frames[first] > 0.6


def test_a_clip_is_what_browsers_play(tmp_path):
    film = make(
        tmp_path / "film.mkv",
        *("-f", "lavfi", "-i", "testsrc2=size=1280x718:rate=50:duration=3"),
        *("-f", "lavfi", "-i", "sine=duration=3", "-pix_fmt", "yuv444p", "-c:v", "ffv1"),
    )
    clip = tmp_path / "clip.mp4"
    cut_clip(film, clip, 0.5, 2.5, probed=probe_picture(film, TOOLS), tools=TOOLS)
    made = probe(clip, TOOLS)
    assert (made.codec, made.height, made.frame_rate) == ("h264", 360, 30.0)
    assert made.width % 2 == 0
    assert made.has_audio
    assert made.duration == pytest.approx(2.0, abs=0.05)
    content = clip.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")
    described = subprocess.run([str(TOOLS.ffmpeg), "-i", str(clip)], capture_output=True, text=True)
    assert "yuv420p" in described.stderr


def test_sound_is_left_out_where_asked(tmp_path):
    film = make(
        tmp_path / "film.mkv",
        *("-f", "lavfi", "-i", "testsrc2=size=64x48:rate=10:duration=1"),
        *("-f", "lavfi", "-i", "sine=duration=1"),
    )
    clip = tmp_path / "clip.mp4"
    quiet = ClipSettings(sound=False)
    cut_clip(film, clip, 0, 1, probed=probe_picture(film, TOOLS), tools=TOOLS, settings=quiet)
    assert not probe(clip, TOOLS).has_audio


@pytest.mark.parametrize("span", [(1.0, 1.0), (-1.0, 1.0), (0.0, 500.0)])
def test_spans_without_sense_are_refused(tmp_path, span):
    film = pattern(tmp_path / "film.mp4")
    with pytest.raises(ValueError, match="a clip from"):
        cut_clip(film, tmp_path / "c.mp4", *span, probed=probe(film, TOOLS), tools=TOOLS)


def test_an_ffmpeg_without_the_encoder_is_named(tmp_path):
    film = pattern(tmp_path / "film.mp4")
    poor = tmp_path / "ffmpeg"
    poor.write_text("#!/bin/sh\necho \"Unknown encoder 'libx264'\" >&2\nexit 8\n")
    poor.chmod(0o755)
    tools = Tools(poor, None, "7.0", "environment")
    with pytest.raises(VideoError, match=r"no encoder libx264.*VRD_FFMPEG"):
        cut_clip(film, tmp_path / "c.mp4", 0, 1, probed=probe(film, TOOLS), tools=tools)


def test_past_the_end_of_a_film_there_is_no_clip(tmp_path):
    film = pattern(tmp_path / "film.mp4")
    cache = ClipCache(tmp_path / "clips", tools=TOOLS)
    with pytest.raises(VideoError, match=r"film.mp4: no clip from 60.0"):
        cache.clip(film, 60, 61)
    assert list((tmp_path / "clips").iterdir()) == []


def test_a_clip_is_cut_once(tmp_path):
    film = pattern(tmp_path / "film.mp4")
    cache = ClipCache(tmp_path / "clips", tools=TOOLS)
    clip, rate = cache.clip(film, 0.5, 1.5)
    assert rate == 10.0
    (path,) = (tmp_path / "clips").iterdir()
    path.write_bytes(b"seen")
    assert cache.clip(film, 0.5, 1.5)[0] == b"seen"
    assert ClipCache(tmp_path / "clips", tools=TOOLS).clip(film, 0.5, 1.5)[0] == b"seen"
    assert cache.clip(film, 0.5, 1.6)[0] != clip
    os.utime(film, (1, 1))
    assert cache.clip(film, 0.5, 1.5)[0] not in (b"seen", b"")


def test_clips_used_longest_ago_go_first(tmp_path):
    film = pattern(tmp_path / "film.mp4")
    cache = ClipCache(tmp_path / "clips", tools=TOOLS)
    sizes = [len(cache.clip(film, start, start + 1)[0]) for start in (0, 1)]
    first, second = sorted((tmp_path / "clips").iterdir(), key=lambda path: path.stat().st_mtime)
    os.utime(first, (1, 1))
    os.utime(second, (2, 2))
    cache.clip(film, 0, 1)  # used again: now the second is the oldest
    cache.max_bytes = sum(sizes) + 100
    cache.clip(film, 2, 3)
    left = set((tmp_path / "clips").iterdir())
    assert first in left
    assert second not in left
    assert len(left) == 2


def test_what_a_killed_kernel_had_half_cut_goes(tmp_path):
    film = counting(tmp_path / "count.mkv", frames=50)
    cache = ClipCache(tmp_path / "clips", tools=TOOLS)
    cache.folder.mkdir()
    old, new = (cache.folder / f".{name}.1.1.part" for name in ("old", "new"))
    old.write_bytes(b"half"), new.write_bytes(b"half")
    os.utime(old, (0, 0))
    cache.clip(film, 0, 1)
    assert not old.exists()
    assert new.exists()


def test_cancelling_ends_ffmpeg_and_leaves_nothing(tmp_path):
    film = pattern(tmp_path / "film.mp4", size="640x480", rate="25", seconds="20")
    cache = ClipCache(tmp_path / "clips", tools=TOOLS)
    with pytest.raises(DecoderKilledError):
        cache.clip(film, 0, 20, cancelled=lambda: True)
    assert list((tmp_path / "clips").iterdir()) == []


def test_threads_that_want_the_same_clip_get_it(tmp_path):
    film = pattern(tmp_path / "film.mp4")
    caches = [ClipCache(tmp_path / "clips", tools=TOOLS) for _ in range(2)]
    contents = []
    threads = [
        threading.Thread(target=lambda cache=cache: contents.append(cache.clip(film, 0, 2)[0]))
        for cache in caches * 2
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(contents) == 4
    assert len({len(content) for content in contents}) == 1
    assert len(list((tmp_path / "clips").iterdir())) == 1


def test_a_film_that_is_gone_is_named(tmp_path):
    with pytest.raises(VideoError, match=r"gone.mp4 is not at .* any more"):
        ClipCache(tmp_path / "clips", tools=TOOLS).clip(tmp_path / "gone.mp4", 0, 1)


def test_names_are_no_commands(tmp_path):
    film = pattern(tmp_path / "plain.mp4").rename(tmp_path / "-i 'x; $(touch y)|<b>.mp4")
    clip, _ = ClipCache(tmp_path / "clips", tools=TOOLS).clip(film, 0, 1)
    assert clip[4:8] == b"ftyp"


def test_a_clip_of_a_photograph_shows_it_all_the_time(tmp_path):
    """It stands beside the clip of a film, and is upright as its still is."""
    photograph = tmp_path / "photograph.jpg"
    turned = Image.Exif()
    turned[0x0112] = 6
    Image.new("L", (40, 64), 200).save(photograph, exif=turned)
    content, rate = ClipCache(tmp_path / "clips", tools=TOOLS).clip(photograph, 0.0, 1.2)
    (tmp_path / "clip.mp4").write_bytes(content)
    made = probe(tmp_path / "clip.mp4", TOOLS)
    assert (made.width, made.height, rate) == (64, 40, 25)
    assert made.length == pytest.approx(1.2, abs=0.05)
