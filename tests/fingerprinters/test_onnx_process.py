"""The process that runs an ONNX model: its memory, its end, and what is left of the model after."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from onnx import helper, numpy_helper

from tests.support import onnx_models
from vrd.errors import MissingExtraError, WeightsError
from vrd.fingerprinters import onnx_process
from vrd.fingerprinters.onnx_model import OnnxModel
from vrd.fingerprinters.onnx_network import OnnxNetwork

BLACK = np.zeros((1, *onnx_models.SIZE, 3), np.uint8)


@pytest.fixture
def model(tmp_path):
    path = onnx_models.convolution(tmp_path / "small.onnx")
    return OnnxModel(OnnxNetwork(path, mean=0.5, std=1, input_size=onnx_models.SIZE))


def test_a_model_of_endless_memory_is_stopped(tmp_path):
    """Some bytes of a model may ask for any number of bytes of memory."""
    nodes = [
        helper.make_node("ConstantOfShape", ["size"], ["zeros"]),
        helper.make_node("ReduceSum", ["zeros"], ["sum"], keepdims=0),
        helper.make_node("Add", ["pictures", "sum"], ["added"]),
        helper.make_node("Flatten", ["added"], ["vector"]),
    ]
    size = numpy_helper.from_array(np.array([2**33], np.int64), "size")
    ends = onnx_models.port("pictures", 1, 3, 4, 4), [onnx_models.port("vector", 1, 48)]
    path = onnx_models.save(tmp_path / "greedy.onnx", nodes, *ends, [size])
    with pytest.raises(WeightsError, match=r"greedy\.onnx needs more memory .*4 GiB.*batch_size=1"):
        OnnxModel(OnnxNetwork(path, mean=0, std=1, model_memory_gib=4))


def test_a_process_that_was_killed_is_started_again(model):
    before = model(BLACK)
    process = model._process._process
    os.kill(process.pid, signal.SIGKILL)
    with pytest.raises(WeightsError, match=r"small\.onnx ended the process .*model_memory_gib=16"):
        model(BLACK)
    np.testing.assert_array_equal(model(BLACK), before)


def test_an_answer_that_was_not_waited_for_is_not_taken_for_the_next(model, monkeypatch):
    before = model(BLACK)

    def interrupted(_stream):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(onnx_process, "receive", interrupted)
        with pytest.raises(KeyboardInterrupt):
            model(BLACK + 255)
    np.testing.assert_array_equal(model(BLACK), before)


def test_the_process_reads_no_file_of_the_working_folder(tmp_path, monkeypatch):
    """A module or weights in the folder at hand must not take the place of others."""
    path = onnx_models.convolution(tmp_path / "small.onnx", onnx_models.outside("weights.bin"))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "weights.bin").write_bytes(onnx_models.kernel().tobytes())
    (elsewhere / "onnxruntime.py").write_text("raise SystemExit('a stranger ran')")
    (elsewhere / "json.py").write_text("raise SystemExit('a stranger ran')")
    monkeypatch.chdir(elsewhere)
    with pytest.raises(WeightsError, match=r"'weights\.bin', which is not in .*beside the model"):
        OnnxModel(OnnxNetwork(path, mean=0, std=1, input_size=8))


def test_a_package_that_is_missing_is_named_with_its_extra(tmp_path, monkeypatch):
    path = onnx_models.convolution(tmp_path / "small.onnx")
    (tmp_path / "onnxruntime.py").write_text("raise ImportError('gone', name='onnxruntime')")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    with pytest.raises(MissingExtraError, match=r"onnxruntime is not installed.*\[onnx\]"):
        OnnxModel(OnnxNetwork(path, mean=0, std=1, input_size=8))


def test_it_ends_with_the_model(model):
    process = model._process._process
    assert process.poll() is None
    model._process.close()
    assert process.poll() is not None


def test_it_ends_with_its_parent(tmp_path):
    path = onnx_models.convolution(tmp_path / "small.onnx")
    code = (
        "import os, sys\n"
        "from vrd.fingerprinters.onnx_model import OnnxModel\n"
        "from vrd.fingerprinters.onnx_network import OnnxNetwork\n"
        "model = OnnxModel(OnnxNetwork(sys.argv[1], mean=0, std=1, input_size=8))\n"
        "print(model._process._process.pid, flush=True)\n"
        "os.kill(os.getpid(), 9)"
    )
    ran = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True)
    assert ran.returncode == -signal.SIGKILL, ran.stderr
    status = Path(f"/proc/{int(ran.stdout)}/stat")
    for _ in range(200):
        if not status.exists() or status.read_text().rsplit(")")[1].split()[0] == "Z":
            return
        time.sleep(0.05)
    pytest.fail("the process of the model outlived its parent")
