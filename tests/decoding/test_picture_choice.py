"""Which of several pictures of a file is read, and what is said of the others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.films import all_tools, make
from tests.support.paths import SHARED
from vrd.decoding.ffmpeg import Tools
from vrd.decoding.picture_choice import Picture, choose_picture
from vrd.decoding.probe import _read_json, probe
from vrd.decoding.run_program import Outcome
from vrd.pipeline.extract_frames import extract_stills

both = pytest.mark.parametrize("tools", all_tools(), ids=lambda tools: tools.source)

SMALL = ("-f", "lavfi", "-i", "testsrc2=size=64x48:rate=10:duration=1")
LARGE = ("-f", "lavfi", "-i", "testsrc2=size=128x96:rate=10:duration=1")
MAPS = ("-map", "0", "-map", "1")


@both
def test_the_first_programme_is_read_and_the_others_are_noted(tmp_path: Path, tools: Tools) -> None:
    programmes = ("-program", "program_num=1:st=0", "-program", "program_num=2:st=1")
    film = make(tmp_path / "two.ts", *SMALL, *LARGE, *MAPS, "-c:v", "mpeg2video", *programmes)
    probed = probe(film, tools)
    assert (probed.width, probed.height) == (64, 48)
    made = extract_stills(film, tmp_path / "stills", tools=tools)
    assert "the one that players show was read, not 128x96 of programme 2" in made.remark
    assert made.note == ""


@both
def test_the_picture_that_is_marked_is_read(tmp_path: Path, tools: Tools) -> None:
    marks = ("-disposition:v:0", "default", "-disposition:v:1", "0")
    film = make(tmp_path / "two.mkv", *SMALL, *LARGE, *MAPS, "-c:v", "mpeg4", *marks)
    probed = probe(film, tools)
    assert (probed.width, probed.left_out != "") == (64, True)


def test_what_ffprobe_says_of_programmes(tmp_path: Path) -> None:
    """This machine may have no ffprobe: its answer is read from text."""
    streams = [
        {"index": number, "codec_type": "video", "width": width, "height": 48}
        | {"disposition": {"attached_pic": 0, "default": 0}}
        for number, width in ((0, 128), (1, 64), (2, 256))
    ]
    programmes = [{"streams": [{"index": 1}]}, {"streams": [{"index": 0}]}]
    answer = {"format": {"format_name": "mpegts"}, "streams": streams, "programs": programmes}
    outcome = Outcome(0, json.dumps(answer), "", 0, None, 0.1)
    probed = _read_json(outcome, tmp_path / "a.ts")
    assert (probed.video_stream, probed.width) == (1, 64)
    assert "not 128x48 of programme 2, 256x48 of programme 3" in probed.left_out


def test_of_equal_pictures_the_largest_is_read() -> None:
    pictures = [Picture(0, 64, 48), Picture(1, 128, 96), Picture(2, 128, 96)]
    assert choose_picture(pictures)[0].stream == 1
    assert choose_picture(pictures[:1]) == (pictures[0], "")
    assert choose_picture([Picture(n, 8, 8) for n in range(9)])[1].endswith("stream 3, 5 more")


BROADCAST = SHARED.parent / "cases" / "two_programs.ts"


@pytest.mark.shared
@pytest.mark.skipif(not BROADCAST.is_file(), reason="the project's shared films are not here")
def test_a_broadcast_of_two_programmes(tmp_path: Path) -> None:
    result = extract_stills(BROADCAST, tmp_path / "stills")
    assert "of 2 pictures" in result.remark
