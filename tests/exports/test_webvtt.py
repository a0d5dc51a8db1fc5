"""WebVTT, read with webvtt-py."""

import html
import json

import pytest
import webvtt

from tests.support.exports_case import LONG, MARKUP, ODD, films, reviewed
from vrd.errors import ProjectError, UnknownNameError
from vrd.exports.tables import export


def cues_of(path):
    return list(webvtt.read(str(path), encoding="utf-8"))  # type: ignore[call-overload]


def test_cues_say_where_else_it_is_and_what_was_said(tmp_path):
    frames = films(tmp_path)
    path = export(reviewed(frames), tmp_path / "one.vtt", frames, film=MARKUP)
    cues = cues_of(path)
    assert [(cue.start, cue.end) for cue in cues] == [
        ("00:00:00.000", "00:00:05.000"),
        ("00:00:05.000", "00:00:13.000"),
        ("00:00:10.000", "00:00:22.000"),
    ]
    assert cues[2].identifier == f"{reviewed(frames)['match_id'][0]} query"
    where, verdict, note = cues[2].raw_text.split("\n")
    assert where.endswith("00:00:20–00:00:32")
    assert verdict == "match"
    # No tag, no arrow, no empty line within a cue: each would end it or be taken for markup.
    assert html.unescape(note) == "--> <b>café</b> =1+1 & more\\x07"
    assert not {"<", ">"} & set(cues[2].raw_text)


def test_the_other_film_has_the_same_as_reference(tmp_path):
    frames = films(tmp_path)
    path = export(reviewed(frames), tmp_path / "two.vtt", frames, film=ODD)
    text = path.read_text("utf-8")
    assert text.startswith("WEBVTT\n\nNOTE sub/http:=cmd() \\x07\\udc80.mp4\n\n")
    cues = cues_of(path)
    assert [cue.identifier.split()[1] for cue in cues] == ["reference"] * 2
    assert html.unescape(cues[0].raw_text) == f"{MARKUP} 00:00:00–00:00:05"


def test_cues_for_programs_are_json(tmp_path):
    frames = films(tmp_path)
    path = export(reviewed(frames), tmp_path / "one.vtt", frames, film=MARKUP, payload="json")
    raw = cues_of(path)[2].raw_text
    payload = json.loads(raw)
    assert (payload["film"], payload["start"], payload["end"]) == (ODD, 20, 32)
    assert payload["uri"].endswith(".mp4#t=20,32")
    assert payload["verdict"] == "match"
    assert not {"<", ">"} & set(raw)


def test_a_folder_has_a_file_for_each_film(tmp_path):
    frames = films(tmp_path)
    folder = export(reviewed(frames), tmp_path / "cues", frames, format="vtt")
    counts = {file.name: len(cues_of(file)) for file in folder.iterdir()}
    assert counts == {
        "_img src=x onerror=alert(1)_.mp4.vtt": 3,
        "sub_http_=cmd()___.mp4.vtt": 2,
        f"{LONG[:90]}.vtt": 1,
    }


def test_one_file_needs_one_film(tmp_path):
    frames = films(tmp_path)
    with pytest.raises(ProjectError, match=r"film=.*export\('one', format='vtt'\)"):
        export(reviewed(frames), tmp_path / "one.vtt", frames)
    with pytest.raises(UnknownNameError):
        export(reviewed(frames), tmp_path / "one.vtt", frames, film="absent.mp4")
    assert not list(tmp_path.iterdir())
