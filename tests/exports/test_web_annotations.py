"""Web Annotations against the rules of the recommendation, written down here as a schema."""

import json

import jsonschema
import pytest

from tests.support.exports_case import MARKUP, NOTE, ODD, films, reviewed
from vrd.exports.tables import export

# Web Annotation Data Model, sections 3.1 to 3.3 and 5.2, as far as it is used: "MUST" and
# "SHOULD" of what an annotation, its bodies and a page have.
_MOTIVATION = {
    "enum": [
        *("assessing", "bookmarking", "classifying", "commenting", "describing", "editing"),
        *("highlighting", "identifying", "linking", "moderating", "questioning", "replying"),
        "tagging",
    ]
}
_IRI = {"type": "string", "format": "iri-reference", "minLength": 1}
_BODY = {
    "oneOf": [
        {
            "required": ["type", "source"],
            "properties": {
                "type": {"const": "SpecificResource"},
                "source": _IRI,
                "purpose": _MOTIVATION,
            },
            "additionalProperties": False,
        },
        {
            "required": ["type", "value"],
            "properties": {
                "type": {"const": "TextualBody"},
                "value": {"type": "string"},
                "format": {"type": "string", "pattern": "^[a-z]+/[a-z]+$"},
                "purpose": _MOTIVATION,
            },
            "additionalProperties": False,
        },
    ]
}
_AGENT = {
    "required": ["type", "name"],
    "properties": {
        "type": {"enum": ["Person", "Organization", "Software"]},
        "name": {"type": "string", "minLength": 1},
    },
}
_TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$"}
_ANNOTATION = {
    "required": ["id", "type", "target"],
    "properties": {
        "id": _IRI,
        "type": {"const": "Annotation"},
        "motivation": {"type": "array", "items": _MOTIVATION, "uniqueItems": True},
        "body": {"type": "array", "items": _BODY},
        "target": _IRI,
        "creator": _AGENT,
        "generator": _AGENT,
        "created": _TIME,
    },
    "additionalProperties": False,
}
SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "required": ["@context", "id", "type", "items"],
    "properties": {
        "@context": {"const": "http://www.w3.org/ns/anno.jsonld"},
        "id": _IRI,
        "type": {"const": "AnnotationPage"},
        "items": {"type": "array", "items": _ANNOTATION},
    },
    "additionalProperties": False,
}


def validate(page):
    kind = jsonschema.Draft202012Validator
    kind(SCHEMA, format_checker=kind.FORMAT_CHECKER).validate(page)


def page_of(path):
    page = json.loads(path.read_text("utf-8"))
    validate(page)
    return page


def test_an_annotation_for_each_sequence(tmp_path):
    frames = films(tmp_path)
    table = reviewed(frames)
    base = "https://example.org/films"
    page = page_of(export(table, tmp_path / "reuse.jsonld", frames, base_url=base))
    assert [annotation["id"] for annotation in page["items"]] == [
        f"https://example.org/films/reuse.jsonld#{match}" for match in table["match_id"]
    ]
    first, second, _ = page["items"]
    assert first["target"].endswith(".mp4#t=10,22")
    assert first["target"].startswith("https://example.org/films/%3Cimg")
    assert first["body"][0]["source"] == (
        "https://example.org/films/sub/http%3A%3Dcmd%28%29%0A%07%80.mp4#t=20,32"
    )
    assert first["motivation"] == ["linking", "assessing", "commenting"]
    assert [body.get("value") for body in first["body"][1:]] == [
        "match",
        NOTE.replace("\x07", "\\x07"),
    ]
    assert first["creator"] == {"type": "Person", "name": "ann"}
    assert first["created"] == "2026-01-02T03:04:05Z"
    assert second["motivation"] == ["linking"]
    assert "creator" not in second


def test_without_an_address_films_lie_beside_the_page(tmp_path):
    page = page_of(export(reviewed(films(tmp_path)), tmp_path / "reuse.jsonld"))
    assert page["id"] == "reuse.jsonld"
    # Its first part would else be taken for the scheme of an address.
    source = page["items"][0]["body"][0]["source"]
    assert source == "sub/http%3A%3Dcmd%28%29%0A%07%80.mp4#t=20,32"
    text = json.dumps(page)
    assert MARKUP not in text
    assert ODD not in text


def test_a_page_without_annotations_is_one(tmp_path):
    table = reviewed(films(tmp_path)).head(0)
    assert page_of(export(table, tmp_path / "reuse.jsonld"))["items"] == []


@pytest.mark.parametrize(
    "wrong",
    [{"target": "<img src=x>.mp4#t=1,2"}, {"created": "yesterday"}, {"motivation": ["liking"]}],
)
def test_the_schema_refuses_what_is_wrong(tmp_path, wrong):
    page = page_of(export(reviewed(films(tmp_path)), tmp_path / "reuse.jsonld"))
    with pytest.raises(jsonschema.ValidationError):
        validate(page | {"items": [page["items"][0] | wrong]})
