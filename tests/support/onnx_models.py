"""Write small ONNX models, and `vrdnet` with its real weights, as files."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from vrd.fingerprinters.vrdnet import BLOCKS

SIZE = (20, 30)


def save(path: Path, nodes: list[Any], takes: Any, gives: list[Any], weights: Any = ()) -> Path:
    """Write a model of these nodes; ``weights`` are arrays by name, or tensors."""
    if isinstance(weights, dict):
        weights = [numpy_helper.from_array(values, name) for name, values in weights.items()]
    graph = helper.make_graph(nodes, "graph", [takes], gives, list(weights))
    opset = [helper.make_opsetid("", 17), helper.make_opsetid("org.example", 1)]
    model = helper.make_model(
        graph, opset_imports=opset, ir_version=8, producer_name="tests", producer_version="1"
    )
    path.write_bytes(model.SerializeToString())
    return path


def port(name: str, *shape: int | str | None, kind: int = TensorProto.FLOAT) -> Any:
    """Describe an input or an output."""
    return helper.make_tensor_value_info(name, kind, shape)


def kernel() -> NDArray[np.float32]:
    """Return weights of a convolution from three colours to eight features."""
    values = np.random.default_rng(3).standard_normal((8, 3, 3, 3), dtype=np.float32)
    return values / np.float32(3)


def convolution(path: Path, tensor: Any = None, *, outputs: tuple[str, ...] = ("vector",)) -> Path:
    """Write a convolution that takes any number of pictures of any size.

    Parameters
    ----------
    path
        The file.
    tensor
        Its weights, a tensor called ``kernel``.
    outputs
        Of ``features`` (b, 8, h, w), ``tokens`` (b, h * w, 8) and ``vector`` (b, 8).
    """
    nodes = [
        helper.make_node("Conv", ["pictures", "kernel"], ["sums"]),
        helper.make_node("Relu", ["sums"], ["features"]),
        helper.make_node("Reshape", ["features", "flat"], ["flattened"]),
        helper.make_node("Transpose", ["flattened"], ["tokens"], perm=[0, 2, 1]),
        helper.make_node("GlobalAveragePool", ["features"], ["mean"]),
        helper.make_node("Flatten", ["mean"], ["vector"]),
    ]
    ports = {
        "features": port("features", "b", 8, "h", "w"),
        "tokens": port("tokens", "b", "n", 8),
        "vector": port("vector", "b", 8),
    }
    flat = numpy_helper.from_array(np.array([0, 8, -1], np.int64), "flat")
    weights = [numpy_helper.from_array(kernel(), "kernel") if tensor is None else tensor, flat]
    takes = port("pictures", "b", 3, "h", "w")
    return save(path, nodes, takes, [ports[name] for name in outputs], weights)


def pixels(path: Path, *shape: int | str | None, kind: int = TensorProto.FLOAT) -> Path:
    """Write a model that gives the values of its input back, all in one vector."""
    nodes = [
        helper.make_node("Cast", ["pictures"], ["floats"], to=TensorProto.FLOAT),
        helper.make_node("Flatten", ["floats"], ["vector"]),
    ]
    batch = shape[0]
    return save(path, nodes, port("pictures", *shape, kind=kind), [port("vector", batch, None)])


def outside(location: str, *, offset: int | str = 0, length: int | str | None = None) -> Any:
    """Return the tensor ``kernel`` whose values are in another file."""
    tensor = numpy_helper.from_array(kernel(), "kernel")
    size = len(tensor.raw_data)
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    said = {"location": location, "offset": offset, "length": size if length is None else length}
    for key, value in said.items():
        tensor.external_data.add(key=key, value=str(value))
    return tensor


class _Layers:
    """Collect the nodes and weights of `vrdnet`."""

    def __init__(self) -> None:
        with (files("vrd") / "fingerprinters" / "vrdnet.npz").open("rb") as file:
            stored = np.load(file)
            self.arrays = {name: np.asarray(stored[name], np.float32) for name in stored.files}
        self.nodes: list[Any] = []
        self.weights: dict[str, NDArray[Any]] = {}

    def add(self, kind: str, inputs: list[str], name: str, **options: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [name], name=name, **options))
        return name

    def convolution(self, x: str, name: str, stride: int = 1) -> str:
        values = self.arrays[f"{name}/kernel"].transpose(3, 2, 0, 1)
        self.weights[f"{name}_k"] = np.ascontiguousarray(values)
        self.weights[f"{name}_b"] = self.arrays[f"{name}/bias"]
        margin = [values.shape[-1] // 2] * 4
        given = [x, f"{name}_k", f"{name}_b"]
        return self.add("Conv", given, name, pads=margin, strides=[stride] * 2)

    def block(self, x: str, name: str, stride: int) -> str:
        y = self.add("Relu", [self.convolution(x, f"{name}_a", stride)], f"{name}_a_relu")
        y = self.convolution(y, f"{name}_b")
        if stride > 1:
            x = self.add("AveragePool", [x], f"{name}_pool", kernel_shape=[2, 2], strides=[2, 2])
        if f"{name}_short/kernel" in self.arrays:
            x = self.convolution(x, f"{name}_short")
        return self.add("Relu", [self.add("Add", [x, y], f"{name}_add")], f"{name}_relu")


def vrdnet(path: Path) -> Path:
    """Write `vrdnet`, without its first and its last layer: scaling of pixels, and length 1."""
    layers = _Layers()
    x = layers.add("Relu", [layers.convolution("pictures", "stem", 2)], "stem_relu")
    for number, (_, stride) in enumerate(BLOCKS, 1):
        x = layers.block(x, f"block{number}", stride)
    x = layers.add("Relu", [layers.convolution(x, "wide")], "wide_relu")
    for name, value in (("least", 1e-4), ("three", 3.0), ("third", 1 / 3)):
        layers.weights[name] = np.asarray(value, np.float32)
    x = layers.add("Pow", [layers.add("Max", [x, "least"], "above"), "three"], "cubes")
    x = layers.add("Pow", [layers.add("GlobalAveragePool", [x], "means"), "third"], "roots")
    x = layers.add("Flatten", [x], "flat")
    layers.weights["dense_k"] = layers.arrays["fingerprint/kernel"]
    layers.weights["dense_b"] = layers.arrays["fingerprint/bias"]
    layers.add("Gemm", [x, "dense_k", "dense_b"], "fingerprint")
    takes = port("pictures", None, 3, 128, 128)
    return save(path, layers.nodes, takes, [port("fingerprint", None, 256)], layers.weights)
