"""Timecodes, compared with the counting of OpenTimelineIO, which knows the usual rates."""

from dataclasses import replace

import pytest

from tests.support.synthetic import diagonal, neighbours_of, timeline
from vrd.core.sequence_table import COLUMNS, sequence_table
from vrd.core.timecodes import StartTimecode, told_timecode
from vrd.core.timelines import Timeline

NTSC = 30000 / 1001
TEN = StartTimecode("10:00:00:00", 25.0)


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("10:00:00:00", 25.0),
        ("09:59:59:23", 24.0),
        ("01:08:59:20", 24000 / 1001),
        ("10:00:00:00", NTSC),
        ("10:08:59;29", NTSC),
        ("00:00:59;58", 2 * NTSC),
        ("23:59:59;20", NTSC),
        ("23:59:58:10", 50.0),
    ],
)
def test_it_counts_as_editing_programs_do(text, rate):
    opentime = pytest.importorskip("opentimelineio").opentime
    timecode = StartTimecode.stated(text, round(rate, 2))
    assert (timecode.text, timecode.rate) == (text, pytest.approx(rate))
    first = opentime.RationalTime.from_timecode(text, rate)
    assert timecode.first_frame == first.value
    last = opentime.RationalTime.from_timecode(f"23:59:59{text[8]}00", rate).value - first.value
    for frames in (0, 1, 2, 29, 30, 31, 59, 60, 1797, 1800, 17982, 108_000, 1_000_003):
        if frames > last:
            break
        counted = opentime.RationalTime(first.value + frames, rate)
        expected = counted.to_timecode(rate, ";" in text)
        assert timecode.text_at(frames / rate) == expected
        assert timecode.frame_at(frames / rate) == counted.value


def test_films_scanned_at_odd_rates_have_timecodes_too():
    timecode = StartTimecode.stated("00:59:59:17", 18)
    assert [timecode.text_at(second) for second in (0, 1 / 18, 1)] == [
        *("00:59:59:17", "01:00:00:00", "01:00:00:17"),
    ]


def test_a_timecode_that_begins_with_the_picture_counts_back_to_the_file():
    late = StartTimecode.stated("00:00:00:10", 25, second=0.6)
    assert late.text_at(0.6) == "00:00:00:10"
    assert late.text_at(0) == "23:59:59:20"
    assert late.frame_at(0) == -5


@pytest.mark.parametrize(
    "text", ["", "N/A", "24:00:00:00", "10:60:00:00", "1:2:3:4", "10:00:00:25"]
)
def test_what_is_no_timecode_is_none(text):
    assert StartTimecode.stated(text, 25) is None
    assert StartTimecode.stated("10:00:00:00", None) is None


def test_frames_are_dropped_only_where_the_rate_allows_it():
    assert StartTimecode.stated("10:00:00;00", 25).text == "10:00:00:00"
    assert StartTimecode.stated("10:00:00;00", 23.98).text == "10:00:00:00"
    assert StartTimecode.stated("10:00:00;00", 29.97).drops_frames


def test_the_database_gives_back_what_it_was_given():
    for timecode in (TEN, StartTimecode("10:00:00;02", NTSC, 0.04)):
        assert StartTimecode.from_json(timecode.to_json()) == timecode
    assert StartTimecode.from_json("") is StartTimecode.from_json(None) is None


def table_of(*timecodes):
    plain = timeline(20, 20)
    videos = [
        replace(video, timecode=timecode)
        for video, timecode in zip(plain.videos, timecodes, strict=True)
    ]
    frames = Timeline.uniform(videos)
    return sequence_table([(2, 25, 5)], neighbours_of(frames, diagonal(2, 25, 5))), frames


def test_a_table_has_timecodes_where_any_film_has_one():
    table, frames = table_of(TEN, None)
    line = table.iloc[0]
    assert (line.query_start_timecode, line.query_end_timecode) == ("10:00:02:00", "10:00:07:00")
    assert (line.ref_start_timecode, line.ref_end_timecode) == ("", "")
    assert told_timecode(frames.videos[0]) == TEN


def test_a_timecode_of_zero_is_shown_only_beside_others():
    zero = StartTimecode("00:00:00:00", 25.0)
    table, frames = table_of(zero, None)
    assert list(table.columns) == COLUMNS, "the table of an ordinary film is as it was"
    assert told_timecode(frames.videos[0]) is None
    table, _ = table_of(TEN, zero)
    assert table.iloc[0].ref_start_timecode == "00:00:05:00"
