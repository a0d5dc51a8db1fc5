"""The template of `vrd app`: found by Voila, and of one piece with it."""

import os

import pytest

from vrd.cli.voila_template import NAME, write_template


def test_voila_finds_the_template(tmp_path, monkeypatch):
    paths = pytest.importorskip("voila.paths", reason="Voila is not installed")
    monkeypatch.setenv("JUPYTER_PATH", "/somewhere/else")
    told = write_template(tmp_path / "jupyter")
    assert told["JUPYTER_PATH"].split(os.pathsep) == [str(tmp_path / "jupyter"), "/somewhere/else"]
    monkeypatch.setenv("JUPYTER_PATH", told["JUPYTER_PATH"])
    found = paths.collect_template_paths(["voila", "nbconvert"], NAME, prune=True)
    assert str(tmp_path / "jupyter" / "voila" / "templates" / NAME) == found[0]
    assert any(one.endswith(os.path.join("voila", "templates", "lab")) for one in found)


def test_nothing_else_is_in_the_path_where_nothing_was(tmp_path, monkeypatch):
    monkeypatch.delenv("JUPYTER_PATH", raising=False)
    assert write_template(tmp_path / "jupyter") == {"JUPYTER_PATH": str(tmp_path / "jupyter")}
