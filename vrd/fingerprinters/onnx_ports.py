"""Choose the input and the output of an ONNX model, or say what its user has to say.

Nothing is guessed: where a model leaves open which output describes a picture, or how large its
pictures are, the error lists what there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from vrd.errors import UnknownNameError, WeightsError
from vrd.fingerprinters.onnx_network import OnnxNetwork

Layout = Literal["nchw", "nhwc"]

#: What an input or an output may hold, as ONNX and as NumPy name it.
TYPES = {
    "tensor(float)": "float32",
    "tensor(float16)": "float16",
    "tensor(double)": "float64",
    "tensor(uint8)": "uint8",
}
#: Axes of height and width.
SIDES: dict[Layout, tuple[int, int]] = {"nchw": (2, 3), "nhwc": (1, 2)}


@dataclass(frozen=True)
class Port:
    """Describe an input or an output of a model; None stands for a side of any length."""

    name: str
    type: str
    shape: tuple[int | None, ...]

    @property
    def sides(self) -> str:
        """Return the shape as text, such as ``any x 3 x 224 x 224``."""
        return " x ".join("any" if side is None else str(side) for side in self.shape)

    def __str__(self) -> str:
        return f"{self.name} ({self.sides})"


def read_ports(described: Iterable[Mapping[str, Any]]) -> list[Port]:
    """Return inputs or outputs as `vrd.fingerprinters.onnx_worker` describes them."""
    return [Port(port["name"], port["type"], tuple(port["shape"])) for port in described]


def choose_input(network: OnnxNetwork, inputs: list[Port]) -> Port:
    """Return the input that takes pictures, which must be the only one.

    Raises
    ------
    WeightsError
        If the model takes something else, or more.
    """
    if len(inputs) == 1 and len(inputs[0].shape) == 4 and inputs[0].type in TYPES:
        return inputs[0]
    raise WeightsError(
        f"The model {network.path} takes {_listed(inputs)}; it must take pictures and nothing "
        "else, with four sides (pictures, colours, height, width). Export the part that describes "
        "pictures."
    )


def choose_output(network: OnnxNetwork, outputs: list[Port]) -> Port:
    """Return the output that is the fingerprint.

    Raises
    ------
    UnknownNameError
        If there is no output of the name that was given.
    WeightsError
        If no name was given, and the model has several.
    """
    named = {port.name: port for port in outputs}
    if network.output:
        if network.output not in named:
            raise UnknownNameError("output", network.output, named)
        return named[network.output]
    if len(outputs) == 1:
        return outputs[0]
    raise WeightsError(
        f"The model {network.path} has several outputs: {_listed(outputs)}. Choose the one that "
        f"describes a picture, with output={outputs[0].name!r} for instance."
    )


def choose_layout(network: OnnxNetwork, port: Port) -> Layout:
    """Return whether the colours come before height and width, or after them.

    Raises
    ------
    WeightsError
        If the model does not tell and its user has not said it, or if both disagree.
    """
    possible: list[Layout] = []
    if port.shape[1] in (3, None):
        possible.append("nchw")
    if port.shape[3] in (3, None):
        possible.append("nhwc")
    if len(possible) == 2 and 3 in port.shape[1::2] and None in port.shape[1::2]:
        # One side is said to be 3, and the other is open.
        possible = ["nchw" if port.shape[1] == 3 else "nhwc"]
    if network.layout in possible:
        return network.layout
    if network.layout is None and len(possible) == 1:
        return possible[0]
    taken = f"The model {network.path} takes {port}"
    if not possible:
        raise WeightsError(f"{taken}; it must take pictures with three colours.")
    if network.layout is not None:
        raise WeightsError(
            f"{taken}, which does not fit layout={network.layout!r}. Say layout={possible[0]!r}."
        )
    raise WeightsError(
        f"{taken}, and does not tell where the colours are. Say layout='nchw' if they come before "
        "height and width, as in models of PyTorch, or layout='nhwc'."
    )


def choose_size(network: OnnxNetwork, port: Port, layout: Layout) -> tuple[int, int]:
    """Return height and width of the pictures that the model takes.

    Raises
    ------
    WeightsError
        If the model takes any size and its user has not said one, or if both disagree.
    """
    fixed = [port.shape[axis] for axis in SIDES[layout]]
    said = network.input_size or (None, None)
    height, width = (side or own for side, own in zip(said, fixed, strict=True))
    if height is None or width is None:
        raise WeightsError(
            f"The model {network.path} takes pictures of any size. Say the one with which it was "
            "trained, with input_size=224 for instance."
        )
    if any(own not in (side, None) for own, side in zip(fixed, (height, width), strict=True)):
        raise WeightsError(
            f"The model {network.path} takes {port}, which does not fit input_size="
            f"'{height}x{width}'. Leave input_size out."
        )
    return height, width


def pooling(network: OnnxNetwork, port: Port) -> str:
    """Return in words how one vector is made of an output.

    Raises
    ------
    WeightsError
        If an output with several vectors for a picture comes without a word on how to join them.
    """
    sides = len(port.shape)
    if sides == 2:
        return "one vector"
    if sides == 3 and network.pool is not None:
        return {"mean": "mean of all vectors", "first": "first vector"}[network.pool]
    if sides == 4 and network.pool != "first":
        return "averaged over positions"
    what = f"The output {port} of the model {network.path}"
    if sides == 3:
        raise WeightsError(
            f"{what} has several vectors for a picture. Say pool='first' for the first of them, "
            "the class token of a transformer, or pool='mean'."
        )
    raise WeightsError(f"{what} gives no vector for a picture. Choose another output.")


def pool(output: NDArray[Any], network: OnnxNetwork, layout: Layout) -> NDArray[np.float32]:
    """Return one vector for each picture, (b, d), of an output; see `pooling`."""
    values = np.asarray(output, dtype=np.float32)
    if values.ndim == 4:
        return np.asarray(values.mean(axis=SIDES[layout], dtype=np.float32))
    if values.ndim == 3:
        first = network.pool == "first"
        return values[:, 0] if first else np.asarray(values.mean(axis=1, dtype=np.float32))
    return values


def _listed(ports: list[Port]) -> str:
    return ", ".join(map(str, ports)) or "nothing"
