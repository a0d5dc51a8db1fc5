"""An RO-Crate, read with rocrate."""

import json

import jsonschema
import pandas as pd
import pytest

from tests.support.exports_case import MARKUP, films, reviewed
from vrd.errors import ProjectError
from vrd.exports.json_file import sequences_schema
from vrd.exports.tables import export

rocrate = pytest.importorskip("rocrate.rocrate")

SETTINGS = {
    "video_path": "/home/ann/secret films",
    "note": "made from C:\\Users\\ann\\films\\x.mp4 with file:///home/ann/y.mp4",
    "finder": {"min_score": 1.5, "weights": ["/home/ann/w.h5"]},
}


@pytest.fixture
def crate(tmp_path):
    frames = films(tmp_path)
    options = {
        "title": "Reuse in newsreels",
        "settings": SETTINGS,
        "versions": {"vrd": "1.0", "numpy": "2.1"},
        "checksums": {MARKUP: "0a" * 32},
    }
    return export(reviewed(frames), tmp_path / "run", frames, format="ro-crate", **options)


def test_the_crate_describes_the_run(crate):
    read = rocrate.ROCrate(crate)
    assert read.name == "Reuse in newsreels"
    run = read.dereference("#run")
    assert run.type == "CreateAction"
    assert run["instrument"]["name"] == "Video Reuse Detector"
    assert run["instrument"]["softwareRequirements"][0]["version"] == "2.1"
    assert run["object"][0]["name"] == MARKUP
    assert run["object"][0]["sha256"] == "0a" * 32
    assert run["object"][0].type == "VideoObject"
    assert {file.id for file in run["result"]} == {file.id for file in read.get_by_type("File")}


def test_every_file_is_there_and_every_reference_leads_somewhere(crate):
    read = rocrate.ROCrate(crate)
    files = {file.id for file in read.get_by_type("File")} | {"ro-crate-metadata.json"}
    assert {file.name for file in crate.iterdir()} == files
    graph = json.loads((crate / "ro-crate-metadata.json").read_text("utf-8"))["@graph"]
    known = {entity["@id"] for entity in graph}
    assert len(known) == len(graph)
    for entity in graph:
        for key, value in entity.items():
            for part in value if isinstance(value, list) else [value]:
                if isinstance(part, dict) and key != "conformsTo":
                    assert part["@id"] in known


def test_what_it_holds_can_be_read(crate):
    assert len(pd.read_csv(crate / "sequences.csv")) == 3
    found = json.loads((crate / "sequences.vrd.json").read_text("utf-8"))
    jsonschema.validate(found, sequences_schema())
    schema = json.loads((crate / "vrd-sequences-1.schema.json").read_text("utf-8"))
    assert schema == sequences_schema()
    settings = json.loads((crate / "settings.json").read_text("utf-8"))
    assert settings == {
        "video_path": "secret films",
        "note": "made from x.mp4 with y.mp4",
        "finder": {"min_score": 1.5, "weights": ["w.h5"]},
    }


def test_a_folder_with_files_is_not_written_into_unasked(crate, tmp_path):
    (crate / "README.md").write_text("mine")
    frames = films(tmp_path)
    table = reviewed(frames).head(0)
    with pytest.raises(ProjectError, match="replace=True"):
        export(table, crate, frames, format="ro-crate")
    assert len(pd.read_csv(crate / "sequences.csv")) == 3
    export(table, crate, frames, format="ro-crate", replace=True)
    assert len(pd.read_csv(crate / "sequences.csv")) == 0
    assert (crate / "README.md").read_text() == "mine"
    assert not list(tmp_path.glob(".*"))
    rocrate.ROCrate(crate)
