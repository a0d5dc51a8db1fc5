"""A IIIF manifest, checked by iiif-prezi3 and against what Presentation API 3 asks for."""

import json
from urllib.parse import urlsplit

import pytest

from tests.support.exports_case import LONG, MARKUP, films, reviewed
from vrd.errors import ProjectError
from vrd.exports.tables import export

prezi = pytest.importorskip("iiif_prezi3")


def manifest_of(path):
    value = json.loads(path.read_text("utf-8"))
    prezi.Manifest(**value)  # refuses what is no manifest
    return value


def ids_in(value):
    if isinstance(value, dict):
        yield from [value["id"]] if "id" in value else []
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from ids_in(item)


def test_a_canvas_for_each_film_with_its_sequences(tmp_path):
    frames = films(tmp_path, stills=True)
    base = "https://example.org/films/"
    path = export(reviewed(frames), tmp_path / "reuse.iiif.json", frames, base_url=base, title="T")
    manifest = manifest_of(path)
    assert manifest["@context"] == "http://iiif.io/api/presentation/3/context.json"
    assert manifest["id"] == "https://example.org/films/reuse.iiif.json"
    assert manifest["label"] == {"none": ["T"]}
    one, two, three = manifest["items"]
    assert [canvas["duration"] for canvas in manifest["items"]] == [40, 60, 30]
    assert (one["width"], one["height"]) == (160, 90)
    assert one["label"] == {"none": [MARKUP]}
    (painting,) = one["items"][0]["items"]
    assert (painting["motivation"], painting["target"]) == ("painting", one["id"])
    assert painting["body"]["type"] == "Video"
    assert painting["body"]["format"] == "video/mp4"
    assert painting["body"]["id"].startswith("https://example.org/films/%3Cimg%20src")
    found = one["annotations"][0]["items"]
    assert len(found) == 3
    assert not two["annotations"][0]["items"], "annotations lie on the query"
    assert found[0]["target"] == f"{one['id']}#t=10,22"
    assert found[0]["motivation"] == ["linking", "assessing", "commenting"]
    assert found[0]["body"][0]["source"] == f"{two['id']}#t=20,32"
    assert found[2]["body"][0]["source"].startswith(three["id"])
    assert all(body["format"] == "text/plain" for body in found[0]["body"][1:])


def test_ids_are_different_web_addresses(tmp_path):
    frames = films(tmp_path)
    manifest = manifest_of(export(reviewed(frames), tmp_path / "reuse.iiif.json", frames))
    ids = list(ids_in(manifest))
    assert len(ids) == len(set(ids))
    for address in ids:
        parts = urlsplit(address)
        # A name that the internet keeps for leading nowhere: nobody's films are looked for.
        assert (parts.scheme, parts.hostname) == ("https", "films.invalid")
        assert address.isascii()
    assert "width" not in manifest["items"][0], "no still was there to tell"


def test_a_manifest_without_sequences_has_its_films(tmp_path):
    frames = films(tmp_path)
    table = reviewed(frames).head(0)
    manifest = manifest_of(export(table, tmp_path / "reuse.iiif.json", frames))
    assert [canvas["label"]["none"] for canvas in manifest["items"]] == [
        [MARKUP],
        ["sub/http:=cmd()\n\\x07\\udc80.mp4"],
        [LONG],
    ]
    with pytest.raises(ProjectError, match="give frames="):
        export(table, tmp_path / "reuse.iiif.json")
