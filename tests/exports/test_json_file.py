"""JSON with its schema, checked by jsonschema."""

import json

import jsonschema
import pytest

from tests.support.exports_case import MARKUP, NOTE, ODD, films, reviewed
from vrd.annotations.judgements import VERDICTS
from vrd.core.timelines import Timeline, Video
from vrd.exports.json_file import sequences_schema
from vrd.exports.tables import export


@pytest.fixture
def validator():
    schema = sequences_schema()
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    return kind(schema, format_checker=kind.FORMAT_CHECKER)


def test_what_is_written_is_what_the_schema_says(tmp_path, validator):
    frames = films(tmp_path)
    sums = {MARKUP: "0a" * 32}
    path = export(reviewed(frames), tmp_path / "found.vrd.json", frames, checksums=sums)
    found = json.loads(path.read_text("utf-8"))
    validator.validate(found)
    assert found["$schema"] == sequences_schema()["$id"]
    assert [film["name"] for film in found["films"]] == frames.video_list
    assert found["films"][0] == {
        "name": MARKUP,
        "uri": "%3Cimg%20src%3Dx%20onerror%3Dalert%281%29%3E.mp4",
        "duration": 40.0,
        "sha256": "0a" * 32,
    }
    first = found["sequences"][0]
    assert (first["query"], first["ref"], first["note"]) == (MARKUP, ODD, NOTE)
    assert (first["query_start"], first["query_end"], first["verdict"]) == (10, 22, "match")


def test_without_films_and_without_sequences_it_is_valid_too(tmp_path, validator):
    table = reviewed(films(tmp_path))
    for name, lines, count in (("some", table, 3), ("none", table.head(0), 0)):
        path = export(lines, tmp_path / f"{name}.vrd.json")
        found = json.loads(path.read_text("utf-8"))
        validator.validate(found)
        assert len(found["sequences"]) == count
    assert found["films"] == []


def test_films_of_which_nothing_was_read_keep_their_duration(tmp_path):
    unread = Timeline.uniform([Video("a.mp4", tmp_path / "a.mp4", tmp_path / "a", 0, 12.5)])
    path = export(reviewed(films(tmp_path)).head(0), tmp_path / "none.vrd.json", unread)
    (film,) = json.loads(path.read_text("utf-8"))["films"]
    assert film["duration"] == 12.5


def test_the_schema_refuses_what_is_wrong(tmp_path, validator):
    path = export(reviewed(films(tmp_path)), tmp_path / "found.vrd.json")
    found = json.loads(path.read_text("utf-8"))
    for key, wrong in (("verdict", "perhaps"), ("query_start", -1), ("match_id", "x")):
        broken = found | {"sequences": [found["sequences"][0] | {key: wrong}]}
        with pytest.raises(jsonschema.ValidationError):
            validator.validate(broken)
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({key: found[key] for key in found if key != "films"})


def test_the_schema_knows_every_verdict_and_every_column(tmp_path):
    known = sequences_schema()["$defs"]["sequence"]["properties"]
    assert known["verdict"]["enum"] == ["", *VERDICTS]
    path = export(reviewed(films(tmp_path)), tmp_path / "found.vrd.json")
    for sequence in json.loads(path.read_text("utf-8"))["sequences"]:
        assert set(sequence) <= set(known)
