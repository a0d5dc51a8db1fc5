"""OpenTimelineIO, written and read by the library itself."""

import json

import pytest

from tests.support.exports_case import MARKUP, NOTE, films, reviewed
from vrd.exports.tables import export

otio = pytest.importorskip("opentimelineio")


@pytest.fixture
def written(tmp_path):
    frames = films(tmp_path)
    table = reviewed(frames)
    # The first sequence is slowed down: 12 seconds of one film are 15 of the other.
    table.loc[0, "ref_end"] += 3  # type: ignore[assignment, index]
    return export(table, tmp_path / "found.otio", frames, title="Reuse", rate=24)


def test_both_films_lie_above_one_another(written):
    timeline = otio.adapters.read_from_file(str(written))
    assert json.loads(written.read_text("utf-8"))["OTIO_SCHEMA"] == "Timeline.1"
    assert timeline.name == "Reuse"
    assert [track.name for track in timeline.tracks] == ["reference", "query"]
    reference, query = timeline.tracks
    assert len(list(query.find_clips())) == len(list(reference.find_clips())) == 3
    assert query.duration() == reference.duration() == otio.opentime.RationalTime(28 * 24, 24)
    assert [type(item).__name__ for item in query][:2] == ["Clip", "Gap"]
    assert query[1].duration() == otio.opentime.RationalTime(3 * 24, 24)
    for clip, copy in zip(query.find_clips(), reference.find_clips(), strict=True):
        starts = [clip.trimmed_range_in_parent().start_time, copy.range_in_parent().start_time]
        assert starts[0] == starts[1]


def test_clips_know_their_film_their_times_and_what_was_said(written):
    timeline = otio.adapters.read_from_file(str(written))
    clip = timeline.tracks[1][0]
    assert clip.name == MARKUP
    assert clip.media_reference.target_url.startswith("films/%3Cimg")
    assert clip.media_reference.available_range.duration.to_seconds() == 40
    assert clip.source_range.start_time.to_seconds() == 10
    assert clip.source_range.duration.to_seconds() == 12
    about = clip.metadata["vrd"]
    assert (about["start"], about["end"], about["role"]) == (10, 22, "query")
    assert (about["verdict"], about["reviewer"]) == ("match", "ann")
    (marker,) = clip.markers
    assert (marker.name, marker.color) == ("match", "GREEN")
    assert marker.comment == NOTE.replace("\x07", "\\x07")
    assert marker.metadata["vrd"]["match_id"] == about["match_id"]
    assert not timeline.tracks[1][2].markers, "nobody judged it"


def test_an_empty_timeline_is_one(tmp_path):
    path = export(reviewed(films(tmp_path)).head(0), tmp_path / "found.otio")
    timeline = otio.adapters.read_from_file(str(path))
    assert list(timeline.find_clips()) == []
