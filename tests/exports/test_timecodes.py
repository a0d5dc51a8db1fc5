"""Timecodes in every export: a film on tape that starts at 10:00:00;00, another at 01:00:00:00."""

import json
from dataclasses import replace

import pandas as pd
import pytest

from tests.support.views_case import frames_of, planted
from vrd.annotations.review_table import review_table
from vrd.core.timecodes import StartTimecode
from vrd.core.timelines import Timeline
from vrd.exports.json_file import sequences_schema
from vrd.exports.read_edits import read_returned
from vrd.exports.tables import export
from vrd.views.tables import show_sequences_table

NTSC = 30000 / 1001
TAPE, FILM = StartTimecode("10:00:00;00", NTSC), StartTimecode("01:00:00:00", 25.0)
FOUND = [(10, 60, 12), (5, 105, 8)]
NAMES = ("tape.mov", "film.mxf", "plain.mp4")
# Second 10 is frame 299.7, which the tape numbers as 10:00:10;00.
TAPE_SPAN, FILM_SPAN = "10:00:10;00–10:00:21;29", "01:00:20:00–01:00:32:00"


@pytest.fixture(scope="module")
def frames():
    plain = frames_of([40, 60, 30], names=NAMES)
    timecodes = (TAPE, FILM, None)
    return Timeline.uniform(
        replace(video, timecode=timecode)
        for video, timecode in zip(plain.videos, timecodes, strict=True)
    )


@pytest.fixture(scope="module")
def table(frames):
    return review_table(FOUND, planted(frames, FOUND))


@pytest.fixture
def written(tmp_path, frames, table):
    def write(name, **options):
        return export(table, tmp_path / name, frames, **options)

    return write


def test_spreadsheets_have_timecodes_after_the_clock_and_come_back(written):
    path = written("found.csv")
    line = pd.read_csv(path).iloc[0]
    assert f"{line.query_start_timecode}–{line.query_end_timecode}" == TAPE_SPAN
    assert f"{line.ref_start_timecode}–{line.ref_end_timecode}" == FILM_SPAN
    columns = list(pd.read_csv(path).columns)
    assert columns.index("query_start_timecode") == columns.index("ref_end_hms") + 1
    sheet = pd.read_excel(written("found.xlsx"), keep_default_na=False)
    assert sheet.iloc[1].ref_start_timecode == "", "the third film has none"
    assert read_returned(path)["query_start"].tolist() == [10, 5]


def test_an_editing_program_sees_the_timecode_and_the_frames(written):
    otio = pytest.importorskip("opentimelineio")
    timeline = otio.adapters.read_from_file(str(written("found.otio", rate=24)))
    reference, query = timeline.tracks
    tape, film = query[0], reference[0]
    assert tape.source_range.start_time.to_timecode(NTSC, True) == "10:00:10;00"
    assert tape.source_range.end_time_exclusive().to_timecode(NTSC, True) == "10:00:21;29"
    assert tape.source_range.start_time.value.is_integer()
    assert film.source_range.start_time == otio.opentime.RationalTime(90_500, 25)
    assert film.media_reference.available_range.start_time.value == 90_000
    assert film.media_reference.available_range.duration.value == 60 * 25
    assert tape.metadata["vrd"]["timecode"] == "10:00:10;00"
    plain = next(clip for clip in reference.find_clips() if clip.name == "plain.mp4")
    assert plain.source_range.start_time == otio.opentime.RationalTime(5 * 24, 24)


def test_a_canvas_starts_at_zero_and_says_its_timecode(written):
    pytest.importorskip("iiif_prezi3")
    manifest = json.loads(written("found.iiif.json").read_text("utf-8"))
    tape, film, plain = manifest["items"]
    values = [canvas["metadata"][0]["value"]["en"] for canvas in (tape, film)]
    assert values == [
        ["10:00:00;00, 29.97 frames per second"],
        ["01:00:00:00, 25 frames per second"],
    ]
    assert "metadata" not in plain
    first = tape["annotations"][0]["items"][0]
    assert first["target"].endswith("#t=10,22"), "viewers count from the start of the file"
    texts = [body["value"] for body in first["body"] if body["type"] == "TextualBody"]
    assert texts == [f"film.mxf 00:00:20–00:00:32 ({FILM_SPAN})"]


def test_elan_plays_the_right_pictures_and_shows_the_timecode(written):
    pympi = pytest.importorskip("pympi")
    folder = written("elan", format="eaf")
    eaf = pympi.Eaf(str(folder / "tape.mov.eaf"), suppress_version_warning=True)
    ((start, end, _),) = eaf.get_annotation_data_for_tier("query 2")
    assert (start, end) == (10_000, 22_000), "annotations lie on the film's own seconds"
    ((_, _, text, _),) = eaf.get_ref_annotation_data_for_tier("timecode@query 2")
    assert text == TAPE_SPAN
    assert dict(eaf.properties)["vrd start timecode"] == "10:00:00;00"
    plain = pympi.Eaf(str(folder / "plain.mp4.eaf"), suppress_version_warning=True)
    assert not [name for name in plain.tiers if name.startswith("timecode")]
    assert sorted(read_returned(folder)["query_start"]) == [5, 10]


def test_json_names_the_timecode_of_a_film(written):
    jsonschema = pytest.importorskip("jsonschema")
    found = json.loads(written("found.vrd.json").read_text("utf-8"))
    jsonschema.validate(found, sequences_schema())
    assert [film.get("timecode") for film in found["films"]] == [TAPE.text, FILM.text, None]
    assert found["films"][0]["timecode_rate"] == pytest.approx(NTSC, abs=1e-6)


def test_cues_name_the_timecode_of_the_other_film(written):
    cues = written("tape.vtt", film="tape.mov").read_text("utf-8")
    assert f"film.mxf 00:00:20–00:00:32 ({FILM_SPAN})" in cues


def test_shown_tables_have_a_column_of_each_side(table):
    text = repr(show_sequences_table(table))
    assert "Timecode of the first film" in text
    assert TAPE_SPAN in text
    assert FILM_SPAN in text
    without = table[[name for name in table.columns if "timecode" not in name]]
    assert "Timecode" not in repr(show_sequences_table(without))
