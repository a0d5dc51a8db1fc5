"""Test finding ffmpeg, running it, and probing films with and without ffprobe."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.support.films import all_tools, make, pattern
from tests.support.paths import SHARED
from tests.support.work import ends
from vrd.decoding import ffmpeg as module
from vrd.decoding.failures import CAUSES, plain_cause
from vrd.decoding.ffmpeg import find_tools
from vrd.decoding.ffmpeg_banner import read_banner
from vrd.decoding.probe import Probe, probe
from vrd.decoding.run_program import run
from vrd.decoding.still_command import StillSettings, still_command
from vrd.errors import VideoError

both = pytest.mark.parametrize("tools", all_tools(), ids=lambda tools: tools.source)


@pytest.fixture(autouse=True)
def _forget():
    module._find_tools.cache_clear()
    yield
    module._find_tools.cache_clear()


def test_the_environment_comes_first(monkeypatch):
    carried = all_tools()[-1]
    monkeypatch.setenv("VRD_FFMPEG", str(carried.ffmpeg))
    tools = find_tools()
    assert (tools.ffmpeg, tools.source) == (carried.ffmpeg, "environment")
    assert tools.ffprobe is None
    assert tools.release >= (5, 0)


def test_a_wrong_environment_is_no_silent_fallback(monkeypatch):
    monkeypatch.setenv("VRD_FFMPEG", sys.executable)
    with pytest.raises(VideoError, match="VRD_FFMPEG"):
        find_tools()


def test_without_a_system_ffmpeg_the_carried_one_is_used(monkeypatch, tmp_path):
    monkeypatch.delenv("VRD_FFMPEG", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_tools().source == "imageio-ffmpeg"


def test_an_old_system_ffmpeg_is_passed_over(monkeypatch, tmp_path):
    old = tmp_path / "ffmpeg"
    old.write_text("#!/bin/sh\necho ffmpeg version 3.4.8-0ubuntu0.2 Copyright\n")
    old.chmod(0o755)
    monkeypatch.delenv("VRD_FFMPEG", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_tools().source == "imageio-ffmpeg"


def test_no_ffmpeg_at_all_tells_the_repair(monkeypatch, tmp_path):
    monkeypatch.delenv("VRD_FFMPEG", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(module, "_packaged", lambda: None)
    with pytest.raises(VideoError, match="apt-get install ffmpeg"):
        find_tools()


def test_time_limit_ends_grandchildren_too(tmp_path):
    number = tmp_path / "number"
    outcome = run(["sh", "-c", f"sleep 300 & echo $! > {number}; wait"], timeout=2)
    assert outcome.stopped == "timeout"
    assert ends(int(number.read_text()))


def test_a_run_without_progress_is_stopped():
    counter = iter(range(3))
    outcome = run(["sleep", "300"], timeout=600, progress=lambda: next(counter, "stuck"), stall=0.3)
    assert outcome.stopped == "timeout"


def test_endless_messages_are_not_kept():
    script = "import sys\nfor n in range(20000): print('corrupt', n, file=sys.stderr)"
    outcome = run([sys.executable, "-c", script], timeout=60)
    lines = outcome.errors.splitlines()
    assert (lines[0], lines[-1], len(lines)) == ("corrupt 0", "corrupt 19999", 120)
    assert outcome.faults == 20000


@pytest.mark.parametrize("pattern_", [cause.pattern for cause in CAUSES])
def test_the_name_of_a_film_is_not_taken_for_its_fault(pattern_, tmp_path):
    film = tmp_path / "corrupt encrypted Permission denied truncated Input" / "End of file.mp4"
    messages = f"[in#0] Error opening input file {film.absolute()}.\n"
    assert plain_cause(messages, film, "nothing") == "nothing"


@both
def test_the_command_is_confined(tools, tmp_path):
    film = pattern(tmp_path / "a%d.mkv", "-c:v", "ffv1")
    command = still_command(film, probe(film, tools), tools, StillSettings(1, 640, 3))
    assert command[0] == str(tools.ffmpeg)
    assert command[command.index("-i") + 1] == f"file:{film}"
    assert command[command.index("-protocol_whitelist") + 1] == "file"
    assert command.index("-protocol_whitelist") < command.index("-i")
    assert "-nostdin" in command
    assert "%06d.jpg" in command
    assert not any(str(tmp_path) in word for word in command if not word.startswith("file:"))


# ------------------------------------------------------------------------ contract: both probers


def same(by_ffprobe: Probe, by_banner: Probe) -> None:
    """Check that both agree; the banner rounds times and rates to hundredths."""
    for name in ("formats", "has_audio", "encrypted", "video_stream", "width", "height"):
        assert getattr(by_ffprobe, name) == getattr(by_banner, name), name
    assert by_ffprobe.codec == by_banner.codec
    assert by_ffprobe.rotation == by_banner.rotation
    assert by_ffprobe.interlaced == by_banner.interlaced
    assert by_ffprobe.pixel_aspect == pytest.approx(by_banner.pixel_aspect, rel=1e-3)
    assert by_ffprobe.start_time == pytest.approx(by_banner.start_time, abs=0.011)
    assert (by_ffprobe.length is None) == (by_banner.length is None)
    if by_ffprobe.length is not None:
        assert by_ffprobe.length == pytest.approx(by_banner.length, abs=0.1)
    if by_ffprobe.frame_rate is not None:
        assert by_ffprobe.frame_rate == pytest.approx(by_banner.frame_rate, rel=1e-3)


def probes(film: Path) -> list[Probe | str]:
    """Return the probe of a film by each ffmpeg, or a text where it refuses the film."""
    results: list[Probe | str] = []
    for tools in all_tools():
        try:
            results.append(probe(film, tools))
        except VideoError:
            results.append("refused")
    return results


CONTAINERS = [
    ("a.mp4", ("-c:v", "libx264", "-pix_fmt", "yuv420p")),
    ("a.mkv", ("-c:v", "ffv1", "-vf", "setsar=16/11")),
    ("a.ts", ("-c:v", "mpeg2video")),
    ("a.avi", ("-c:v", "mpeg4")),
    ("a.mpg", ("-c:v", "mpeg2video", "-flags", "+ilme+ildct", "-vf", "setfield=tff")),
    ("a.webm", ("-c:v", "libvpx-vp9", "-deadline", "realtime")),
    ("a.flv", ("-c:v", "flv")),
    ("a.ogv", ("-c:v", "libtheora")),
    ("a.wmv", ("-c:v", "wmv2")),
    ("a.gif", ()),
    ("a.mov", ("-c:v", "prores_ks", "-metadata", "title=\n  Stream #0:0: Video: x, 9x9")),
]


@pytest.mark.skipif(len(all_tools()) < 2, reason="this machine has no ffprobe to compare with")
@pytest.mark.parametrize(("name", "options"), CONTAINERS, ids=[row[0] for row in CONTAINERS])
def test_both_probers_agree(tmp_path, name, options):
    by_ffprobe, by_banner = probes(pattern(tmp_path / name, *options, rate="25"))
    assert isinstance(by_ffprobe, Probe)
    assert isinstance(by_banner, Probe)
    same(by_ffprobe, by_banner)


@both
def test_what_a_probe_tells(tmp_path, tools):
    sound = ("-f", "lavfi", "-i", "sine=duration=3")
    picture = ("-f", "lavfi", "-i", "testsrc2=size=96x48:rate=25:duration=2,setsar=4/3")
    film = make(tmp_path / "film.mkv", *sound, *picture, "-c:v", "ffv1")
    probed = probe(film, tools)
    assert (probed.video_stream, probed.codec, probed.has_audio) == (0, "ffv1", True)
    assert (probed.width, probed.height, probed.rotation) == (96, 48, 0)
    assert probed.pixel_aspect == pytest.approx(4 / 3, rel=1e-3)
    assert probed.frame_rate == pytest.approx(25)
    assert probed.duration == pytest.approx(3, abs=0.03)
    assert probed.length == pytest.approx(2, abs=0.03)
    assert not probed.interlaced
    assert not probed.encrypted


SHARED_FILMS = sorted(SHARED.glob("odd/*")) + sorted(SHARED.glob("archive/*.*"))


@pytest.mark.shared
@pytest.mark.skipif(not SHARED_FILMS, reason="the project's shared films are not here")
@pytest.mark.skipif(len(all_tools()) < 2, reason="this machine has no ffprobe to compare with")
@pytest.mark.parametrize("film", SHARED_FILMS, ids=lambda film: film.name)
def test_both_probers_agree_on_real_files(film):
    by_ffprobe, by_banner = probes(film)
    if isinstance(by_ffprobe, str) or isinstance(by_banner, str):
        assert by_ffprobe == by_banner
    else:
        same(by_ffprobe, by_banner)


def test_a_film_without_any_stream_is_no_film_and_stops_nothing():
    text = "Input #0, mov,mp4, from 'x.mp4':\n  Duration: N/A, bitrate: N/A\n"
    read = read_banner(text)
    assert read is not None
    assert not read["has_audio"]
    assert "width" not in read
