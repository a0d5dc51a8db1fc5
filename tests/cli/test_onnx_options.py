"""ONNX models on the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import typer

from tests.support import onnx_models
from vrd.cli.main import main
from vrd.cli.onnx_options import Channels, OnnxOptions, onnx_network

HOW = ("--mean", "0.45", "--std", "0.25", "--fit", "stretch")


@pytest.fixture
def vrd(capsys):
    """Run a command in this process, and return what it says, on one line."""

    def run(*words, code=0):
        done = main([*map(str, words)])
        said = " ".join("".join(capsys.readouterr()).split())
        assert done == code, said
        return said

    return run


def test_a_search_with_a_model_by_path(vrd, finished, tmp_path):
    folder = shutil.copytree(finished, tmp_path / "project")
    model = onnx_models.vrdnet(tmp_path / "copies.onnx")
    listed = vrd("networks", model)
    assert "input pictures any x 3 x 128 x 128 tensor(float)" in listed
    assert "output fingerprint any x 256 tensor(float)" in listed
    assert "Made by: tests 1. SHA-256: " in listed
    done = vrd("run", folder, "--network", model, *HOW)
    assert "The limit of copies.onnx is proposed" in done
    assert "one.mp4" in done
    assert "two.mp4" in done
    kept = json.loads((folder / "project.json").read_text("utf-8"))
    assert kept["network"] == "copies.onnx"
    assert kept["onnx"]["scale"]["copy_limit"] == pytest.approx(0.8, rel=0.15)
    # It is remembered, and a scale is proposed once.
    again = vrd("run", folder)
    assert "copies.onnx" in again
    assert "proposed" not in again


@pytest.fixture
def folder(tmp_path):
    """A project that knows a model."""
    network = onnx_network(
        tmp_path, "models/dino.onnx", OnnxOptions(mean="imagenet", std="1,2,3", copy_limit=0.5)
    )
    values = {
        "name": "p",
        "network": network.name,
        "onnx": network.changed(sha256="1").model_dump(),
    }
    (tmp_path / "project.json").write_text(json.dumps(values), "utf-8")
    return tmp_path


def test_what_is_not_said_stays_as_it_is_remembered(folder):
    def said(network=None, **options):
        return onnx_network(folder, network, OnnxOptions(**options))

    assert said() is None
    assert said("dct") is None
    changed = said(channels=Channels.bgr, input_size="30x40")
    assert (changed.channels, changed.input_size, changed.std) == ("bgr", (30, 40), (1, 2, 3))
    assert changed.scale.copy_limit == 0.5
    moved = said("/elsewhere/dino.onnx")
    assert (moved.path, moved.sha256, moved.mean[0]) == ("/elsewhere/dino.onnx", "1", 0.485)
    assert said(name="dino-2").sha256 == ""
    other = said("other.onnx", mean="0", std="1")
    assert (other.name, other.path, other.sha256) == (
        "other.onnx",
        str(Path.cwd() / "other.onnx"),
        "",
    )
    with pytest.raises(typer.BadParameter, match="--copy-limit is about a model of your own"):
        said("dct", copy_limit=0.5)


def test_what_is_missing_is_asked_for_as_an_option(vrd, films, tmp_path):
    model = onnx_models.convolution(tmp_path / "small.onnx", outputs=("vector", "tokens"))
    run = ("run", tmp_path / "p", "--films", films, "--network", model)
    text = vrd(*run, "--std", "1", code=1)
    assert "does not say how pixels are prepared" in text
    assert "--mean imagenet" in text
    assert not (tmp_path / "p").exists()
    text = vrd(*run, "--mean", "0", "--std", "1", code=1)
    assert "--output vector" in text
    new = ("run", tmp_path / "q", "--films", films)
    assert "is about a model of your own" in vrd(*new, "--mean", "0", code=2)
