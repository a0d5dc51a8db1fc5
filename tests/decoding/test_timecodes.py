"""Timecodes of films, read from containers and from MPEG, by each ffmpeg."""

import pytest

from tests.support.films import all_tools, make, pattern
from tests.support.paths import SHARED
from vrd.core.timecodes import StartTimecode
from vrd.decoding.timecodes import read_timecode

both = pytest.mark.parametrize("tools", all_tools(), ids=lambda tools: tools.source)
CASE = SHARED.parent / "cases" / "tmcd.mov"
DROPPED = StartTimecode("10:00:00;00", 30000 / 1001)
PAL, NTSC = {"rate": "25", "seconds": "1"}, {"rate": "30000/1001", "seconds": "1"}
MPEG = ("-c:v", "mpeg2video", "-g", "8")
DV = {"size": "720x480", "rate": "30000/1001", "seconds": "0.1"}

FILMS = {
    "quicktime.mov": (PAL, ("-c:v", "mpeg4", "-timecode", "10:00:00:00")),
    "drop.mov": (NTSC, ("-c:v", "mpeg4", "-timecode", "10:00:00;00")),
    "drop.mxf": (NTSC, ("-c:v", "mpeg2video", "-timecode", "10:00:00;00")),
    "drop.dv": (DV, ("-pix_fmt", "yuv411p", "-timecode", "10:00:00;00")),
    "tape.avi": (PAL, ("-c:v", "mpeg4", "-timecode", "10:00:00:00")),
    "tape.mkv": (PAL, ("-c:v", "ffv1", "-timecode", "10:00:00:00")),
    "groups.mpg": (PAL, (*MPEG, "-gop_timecode", "10:00:00:00")),
    "groups.ts": (PAL, (*MPEG, "-gop_timecode", "10:00:00:00")),
    "plain.mp4": (PAL, ("-c:v", "mpeg4")),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("timecodes")
    for name, (picture, options) in FILMS.items():
        pattern(folder / name, *options, **picture)
    return folder


@both
@pytest.mark.parametrize("name", FILMS)
def test_the_timecode_of_every_container_is_read(folder, name, tools):
    timecode = read_timecode(folder / name, tools)
    if name == "plain.mp4":
        assert timecode is None
    elif name.startswith("drop"):
        assert timecode == DROPPED
    else:
        assert timecode == StartTimecode("10:00:00:00", 25.0)


@both
def test_groups_of_pictures_that_do_not_go_on_have_no_timecode(tmp_path, tools):
    short = PAL | {"seconds": "0.4"}
    parts = [
        pattern(tmp_path / f"{hour}.mpg", *MPEG, "-gop_timecode", f"{hour}:00:00:00", **short)
        for hour in ("10", "03")
    ]
    joined = tmp_path / "joined.mpg"
    joined.write_bytes(b"".join(part.read_bytes() for part in parts))
    assert read_timecode(joined, tools) is None


@both
def test_a_picture_that_begins_after_the_sound_has_its_timecode_there(folder, tmp_path, tools):
    sound = ("-f", "lavfi", "-i", "sine=duration=1")
    film = ("-itsoffset", "0.4", "-i", str(folder / "groups.ts"))
    late = make(tmp_path / "late.ts", *sound, *film, "-c:v", "copy", "-c:a", "mp2")
    timecode = read_timecode(late, tools)
    assert timecode.text_at(timecode.second) == "10:00:00:00"
    assert timecode.second == pytest.approx(0.4, abs=0.05)


@both
@pytest.mark.parametrize("text", ["title=\n    timecode        : 10:00:00:00", "timecode=x"])
def test_what_only_looks_like_a_timecode_is_none(tmp_path, tools, text):
    film = pattern(tmp_path / "a.mkv", "-c:v", "ffv1", "-metadata", text, **PAL)
    assert read_timecode(film, tools) is None


@both
def test_a_file_that_is_no_film_has_none(tmp_path, tools):
    (tmp_path / "a.mov").write_bytes(b"nothing")
    assert read_timecode(tmp_path / "a.mov", tools) is None


@pytest.mark.shared
@pytest.mark.skipif(not CASE.exists(), reason="the project's shared cases are not here")
@both
def test_the_film_of_the_case_starts_at_ten(tools):
    assert read_timecode(CASE, tools).frame_at(0) == 900_000
