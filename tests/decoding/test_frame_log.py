"""Test that the lines of frames are followed, and that no message is lost among them."""

from __future__ import annotations

import pytest

from vrd.decoding.frame_log import FrameLog, Hole, Shape

CLOCK = "[Parsed_showinfo_0 @ 0x5] [info] config in time_base: 1/1000, frame_rate: 10/1\n"


def line(time: float, size: str = "320x240", sar: str = "1/1", more: str = "") -> str:
    return (
        f"[Parsed_showinfo_0 @ 0x5] [info] n:   0 pts: {round(1000 * time):6d} pts_time:{time:g} "
        f"duration:    100 duration_time:0.1 fmt:yuv420p cl:left sar:{sar} s:{size} i:P iskey:1 "
        f"type:I {more}\n"
    )


def followed(*lines: str, sought: float = 0.0) -> FrameLog:
    log = FrameLog(sought)
    assert all([log(CLOCK), *(log(text) for text in lines)])
    return log


def test_the_times_of_a_stretch_are_those_of_its_film():
    log = followed(line(0.0), line(0.1), line(1.2), sought=60.0)
    assert (log.first, log.last, log.end) == pytest.approx((60.0, 61.2, 61.3))
    assert log.holes == []


def test_a_hole_is_what_no_frame_stands_for():
    log = followed(line(0.0), line(20.0), line(100.0))
    assert log.holes == [Hole(20.0, 20.1, 100.0)]
    assert [log.in_hole(time) for time in (20.0, 60.0, 100.0)] == [False, True, False]
    assert followed(line(50.0)).holes == [Hole(0.0, 0.0, 50.0)]


def test_changes_of_size_are_kept_with_their_times():
    log = followed(line(0.0), line(0.1), line(0.2, "480x270", "0/1"))
    assert log.shapes == [(0.0, Shape(320, 240, 1.0)), (0.2, Shape(480, 270, 1.0))]
    assert log.shape_at(0.15) == Shape(320, 240, 1.0)


@pytest.mark.parametrize(
    "message", ["[in#0 @ 0x7] [error] what it is", "File ended prematurely", "corrupt input packet"]
)
def test_a_message_in_the_line_of_a_frame_is_kept(message):
    """The threads of ffmpeg write into one another's lines, also without their names."""
    log = FrameLog()
    log(CLOCK)
    assert not log(line(0.5, more=message))
    assert log.last == 0.5


def test_what_a_film_is_called_is_no_frame():
    log = FrameLog()
    assert log("[info]     title           : [Parsed_showinfo_0 @ 0x5] n: 1 pts: 9 sar:1/1 s:2x2\n")
    assert not log("[h264 @ 0x5] [error] corrupt\n")
    assert (log.first, log.shapes) == (None, [])
