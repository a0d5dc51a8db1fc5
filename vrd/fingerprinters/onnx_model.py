"""Make fingerprints with an ONNX model that its user brings, such as SSCD or DINO.

Pictures are prepared as `vrd.fingerprinters.onnx_network.OnnxNetwork` says. The model runs in a
process of its own, on the CPU and with limited memory. That process checks the file, see
`vrd.fingerprinters.onnx_file`.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vrd.core.fingerprints import FingerprintSpec
from vrd.core.scale import Scale
from vrd.errors import WeightsError
from vrd.fingerprinters import onnx_ports as ports
from vrd.fingerprinters.onnx_network import OnnxNetwork
from vrd.fingerprinters.onnx_process import OnnxProcess
from vrd.fingerprinters.value_range import check_values

#: A vector shorter than this stays as it is: it has no direction to keep.
_LEAST_LENGTH = 1e-12
_ADVICE = "Choose another output, or unit_length=True; or the numbers of mean and std are wrong."


class OnnxModel:
    """Take an output of an ONNX model as the fingerprint.

    Parameters
    ----------
    network
        Where the model is, and how pictures are prepared for it.

    Attributes
    ----------
    spec
        The description of the fingerprints.
    network
        The description of the model, with the digest of its bytes and the program that wrote it.

    Raises
    ------
    WeightsError
        If the file is missing, is no model, asks for what it may not have, does not fit what is
        said of it, or is not the one whose digest ``network`` has.
    UnknownNameError
        If the model has no such output.
    MissingExtraError
        If ONNX Runtime is not installed.
    """

    def __init__(self, network: OnnxNetwork) -> None:
        _check_file(network)
        self._process = OnnxProcess(network)
        described = self._process.describe()
        _check_digest(network, described["sha256"])
        self.network = network.changed(sha256=described["sha256"], producer=described["producer"])
        self._input = ports.choose_input(network, ports.read_ports(described["inputs"]))
        self._output = ports.choose_output(network, ports.read_ports(described["outputs"]))
        self._layout = ports.choose_layout(network, self._input)
        size = ports.choose_size(network, self._input, self._layout)
        self.spec = FingerprintSpec(
            network=network.name,
            layer=self._output.name,
            input_size=size,
            preprocessing=self._in_words(),
            dimensions=1,
            weights=described["sha256"],
            scale=network.full_scale,
        )
        # Running it tells how many values it gives, and that it takes pictures of this size.
        one = self._vectors(np.zeros((1, *size, 3), np.uint8))
        self.spec = replace(self.spec, dimensions=one.shape[1])

    def __call__(self, batch: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return fingerprints (b, d) of uint8 RGB pictures (b, height, width, 3).

        Raises
        ------
        WeightsError
            If the model cannot be run, or if a value is not a number or does not fit float16.
        """
        if batch.shape[1:] != (*self.spec.input_size, 3):
            raise ValueError(
                f"pictures are {batch.shape[1:]}; they must be {(*self.spec.input_size, 3)}"
            )
        vectors = np.empty((len(batch), self.spec.dimensions), np.float32)
        # Some models take so many pictures at once, and neither more nor fewer.
        step = self._input.shape[0] or self.network.batch_size
        for start in range(0, len(batch), step):
            part = batch[start : start + step]
            vectors[start : start + len(part)] = self._vectors(part)
        check_values(vectors, self.spec, _ADVICE)
        return vectors

    def read_with(self, scale: Scale) -> None:
        """Have the distances of the fingerprints read with a scale; its fit must be that of now."""
        self.network = self.network.changed(scale=scale)
        self.spec = replace(self.spec, scale=scale)

    def _vectors(self, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return vectors (b, d) of so many pictures as the model takes at once, or fewer."""
        count = len(pictures)
        if (fixed := self._input.shape[0] or count) > count:
            empty = np.zeros((fixed - count, *pictures.shape[1:]), np.uint8)
            pictures = np.concatenate([pictures, empty])
        values = self.prepare(pictures)
        output = self._process.run(self._input.name, values, self._output.name)
        if output.ndim != len(self._output.shape) or len(output) != len(pictures):
            raise WeightsError(
                f"The output {self._output.name!r} of the model {self.network.path} has the shape "
                f"{output.shape} for {len(pictures)} pictures, and not a vector for each. Choose "
                "another output."
            )
        vectors = ports.pool(output, self.network, self._layout)[:count]
        return _scaled(vectors) if self.network.unit_length else vectors

    def prepare(self, pictures: NDArray[np.uint8]) -> NDArray[Any]:
        """Return pictures (b, height, width, 3) as the model takes them."""
        network = self.network
        if network.channels == "bgr":
            pictures = pictures[..., ::-1]
        mean, std = np.asarray([network.mean, network.std], np.float32)
        values = (pictures.astype(np.float32) / np.float32(network.divisor) - mean) / std
        if self._layout == "nchw":
            values = values.transpose(0, 3, 1, 2)
        kind = np.dtype(ports.TYPES[self._input.type])
        if kind == np.uint8:
            values = values.round().clip(0, 255)
        return np.ascontiguousarray(values, dtype=kind)

    def _in_words(self) -> str:
        """Return all that determines how a picture becomes a vector, beside the model."""
        network = self.network
        mean, std = (", ".join(map(str, values)) for values in (network.mean, network.std))
        return "; ".join(
            [
                network.full_scale.fit,
                f"{network.channels} {self._layout} at {self._input.name}",
                f"(x / {network.divisor} - ({mean})) / ({std})",
                ports.pooling(network, self._output),
                "length 1" if network.unit_length else "as it is",
            ]
        )


def _scaled(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > _LEAST_LENGTH, lengths, 1), dtype=np.float32)


def _check_file(network: OnnxNetwork) -> None:
    """Raise WeightsError if there is no such file; it says where the model was."""
    if Path(network.path).is_file():
        return
    if not network.sha256:
        raise WeightsError(f"There is no ONNX model {network.path}. Check the path.")
    raise WeightsError(
        f"The ONNX model of this project is gone: it was {network.path} (SHA-256 "
        f"{network.sha256[:12]}). Put it back, put it into the folder of the project, or say where "
        f"it is now with network='/path/to/{network.name}'."
    )


def _check_digest(network: OnnxNetwork, digest: str) -> None:
    """Raise WeightsError if the file is not the one that the project knows."""
    if network.sha256 in ("", digest):
        return
    raise WeightsError(
        f"The ONNX model {network.path} is not the one that this project was made with (SHA-256 "
        f"{digest[:12]}, and {network.sha256[:12]} before). Put that one back; or give this one a "
        f"name of its own to make new fingerprints: name='{network.name}-2'."
    )
