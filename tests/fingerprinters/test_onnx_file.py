"""Files of ONNX models: what they may ask for, and what is said about the others."""

from __future__ import annotations

import hashlib
import os

import pytest
from onnx import TensorProto, helper, numpy_helper

from tests.support import onnx_models
from vrd.errors import WeightsError
from vrd.fingerprinters import onnx_file
from vrd.fingerprinters.onnx_file import read_model

WEIGHTS = onnx_models.kernel().tobytes()


@pytest.fixture
def folder(tmp_path):
    """A folder for models, beside which lies a file that no model may read."""
    (tmp_path / "secret.bin").write_bytes(WEIGHTS)
    (tmp_path / "models").mkdir()
    return tmp_path / "models"


def test_a_whole_model_is_read_as_it_is(folder):
    path = onnx_models.convolution(folder / "small.onnx")
    data, described = read_model(path)
    assert data == path.read_bytes()
    assert described == {"sha256": hashlib.sha256(data).hexdigest(), "producer": "tests 1"}


@pytest.mark.parametrize("location", ["weights.bin", "parts/weights.bin"])
def test_weights_beside_the_model_become_part_of_it(folder, location):
    beside = folder / location
    beside.parent.mkdir(exist_ok=True)
    beside.write_bytes(b"1234" + WEIGHTS)
    tensor = onnx_models.outside(location, offset=4)
    path = onnx_models.convolution(folder / "small.onnx", tensor)
    data, described = read_model(path)
    assert WEIGHTS in data
    assert b"external" not in data
    assert location.encode() not in data
    both = path.read_bytes() + beside.read_bytes()
    assert described["sha256"] == hashlib.sha256(both).hexdigest()
    beside.write_bytes(b"12345" + WEIGHTS[1:])
    assert read_model(path)[1]["sha256"] != described["sha256"]


def _within_a_branch(path, tensor):
    """Write a model that holds a tensor in a graph within its graph."""
    constant = helper.make_node("Constant", [], ["values"], value=tensor)
    branch = helper.make_graph([constant], "branch", [], [onnx_models.port("values", None)])
    yes = helper.make_node("If", ["yes"], ["vector"], then_branch=branch, else_branch=branch)
    takes = onnx_models.port("yes", kind=TensorProto.BOOL)
    return onnx_models.save(path, [yes], takes, [onnx_models.port("vector", None)])


@pytest.mark.parametrize("write", [onnx_models.convolution, _within_a_branch])
@pytest.mark.parametrize(
    "location",
    [
        *("../secret.bin", "{outside}", "link.bin", "linked/secret.bin"),
        *("", ".", "..", "a\0b", "*/_ORT_MEM_ADDR_/*", "loop"),
    ],
)
def test_nothing_outside_the_folder_is_read(folder, location, write):
    (folder / "link.bin").symlink_to(folder.parent / "secret.bin")
    (folder / "linked").symlink_to(folder.parent, target_is_directory=True)
    (folder / "loop").symlink_to(folder / "loop")
    tensor = onnx_models.outside(location.format(outside=folder.parent / "secret.bin"))
    path = write(folder / "small.onnx", tensor)
    with pytest.raises(WeightsError, match=r"its own folder|beside the model") as error:
        read_model(path)
    assert "small.onnx" in str(error.value)


@pytest.mark.parametrize(
    "said",
    [{"offset": 1}, {"length": 10**15}, {"offset": -4}, {"length": -1}, {"offset": "here"}],
)
def test_more_than_a_file_of_weights_holds_is_refused(folder, said):
    (folder / "weights.bin").write_bytes(WEIGHTS)
    path = onnx_models.convolution(folder / "s.onnx", onnx_models.outside("weights.bin", **said))
    with pytest.raises(WeightsError, match=r"more than the file 'weights\.bin' holds.*fetch both"):
        read_model(path)


def test_what_is_read_is_limited(folder, monkeypatch):
    beside = folder / "weights.bin"
    beside.write_bytes(WEIGHTS)
    path = onnx_models.convolution(folder / "s.onnx", onnx_models.outside("weights.bin"))
    size = path.stat().st_size
    monkeypatch.setattr(onnx_file, "MAX_MODEL_BYTES", size + len(WEIGHTS) - 1)
    with pytest.raises(WeightsError, match="larger than 2 GiB"):
        read_model(path)
    monkeypatch.setattr(onnx_file, "MAX_MODEL_BYTES", size - 1)
    with pytest.raises(WeightsError, match="larger than 2 GiB"):
        read_model(path)


def test_a_small_file_cannot_be_taken_in_many_times(folder, monkeypatch):
    (folder / "weights.bin").write_bytes(WEIGHTS)
    tensors = []
    for number in range(20):
        tensors.append(onnx_models.outside("weights.bin"))
        tensors[-1].name = f"kernel{number}"
    node = helper.make_node("Relu", ["pictures"], ["vector"])
    ends = onnx_models.port("pictures", 1), [onnx_models.port("vector", 1)]
    path = onnx_models.save(folder / "s.onnx", [node], *ends, tensors)
    room = path.stat().st_size + 10 * len(WEIGHTS)
    monkeypatch.setattr(onnx_file, "MAX_MODEL_BYTES", room)
    with pytest.raises(WeightsError, match=r"The weights of .* are larger than 2 GiB"):
        read_model(path)


def test_operators_that_come_as_programs_are_refused(folder):
    node = helper.make_node("Steal", ["pictures"], ["vector"], domain="org.example")
    ends = onnx_models.port("pictures", 1), [onnx_models.port("vector", 1)]
    path = onnx_models.save(folder / "s.onnx", [node], *ends)
    with pytest.raises(WeightsError, match=r"org\.example\.Steal\. VRD loads no library"):
        read_model(path)


def test_operators_that_the_model_defines_itself_are_not(folder):
    node = helper.make_node("Steal", ["pictures"], ["vector"], domain="org.example")
    ends = onnx_models.port("pictures", 1), [onnx_models.port("vector", 1)]
    path = onnx_models.save(folder / "s.onnx", [node], *ends)
    model = onnx_file._parse(path, path.read_bytes())
    relu = helper.make_node("Relu", ["x"], ["y"])
    opset = [helper.make_opsetid("", 17)]
    model.functions.append(
        helper.make_function("org.example", "Steal", ["x"], ["y"], [relu], opset)
    )
    path.write_bytes(model.SerializeToString())
    assert read_model(path)[0] == path.read_bytes()


@pytest.mark.parametrize("content", [b"", b"no model", b"\x08\x08", b"\x80\x04.", b"ORTM" * 3])
def test_what_is_no_model_is_named(folder, content):
    (folder / "s.onnx").write_bytes(content)
    with pytest.raises(WeightsError, match=r"s\.onnx is no ONNX model, or is damaged"):
        read_model(folder / "s.onnx")


def test_a_model_that_was_cut_off_is_named(folder):
    path = onnx_models.convolution(folder / "s.onnx")
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(WeightsError, match="is no ONNX model, or is damaged"):
        read_model(path)


def test_only_files_are_read(folder):
    os.mkfifo(folder / "pipe.onnx")
    for name in ("pipe.onnx", "absent.onnx", "."):
        with pytest.raises(WeightsError, match="There is no file"):
            read_model(folder / name)
    os.mkfifo(folder / "weights.bin")
    path = onnx_models.convolution(folder / "s.onnx", onnx_models.outside("weights.bin"))
    with pytest.raises(WeightsError, match="Put it beside the model"):
        read_model(path)


def test_the_tensor_of_the_tests_is_outside():
    tensor = onnx_models.outside("weights.bin")
    assert numpy_helper.from_array(onnx_models.kernel()).raw_data == WEIGHTS
    assert tensor.data_location == TensorProto.EXTERNAL
    assert not tensor.raw_data
