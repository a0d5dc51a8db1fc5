"""Fingerprints from a layer of a convolutional network, by Keras 3.

TensorFlow, torch and JAX give the same vectors; `KERAS_BACKEND` chooses. Keras is imported when
the first fingerprinter is made, never on import.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vrd.core.fingerprints import FingerprintSpec
from vrd.core.scale import Scale
from vrd.errors import UnknownNameError, WeightsError
from vrd.fingerprinters.keras_weights import import_keras, load_network
from vrd.fingerprinters.networks import NeuralNetworks, get_network

Preprocess = Callable[[NDArray[np.float32]], Any]


class KerasCNN:
    """Cuts a network at a layer and takes the layer's output as the fingerprint.

    The output of a layer that has positions (4-D) is averaged over them, others are flattened.

    Parameters
    ----------
    network
        A row of `NeuralNetworks`, its name, or any Keras model that takes RGB pictures.
    layer
        Name of the layer; None for the network's default, or a model's output.
    weights
        None or ``'imagenet'`` for the published weights, from Keras's cache or its download;
        ``'random'``; or a ``.h5`` or ``.keras`` file in the layout of the published weights,
        with or without the classifier. A model keeps its own: None.
    seed
        Of random weights, which are equal on all machines and back ends.
    batch_size
        Pictures that go through the network at once; does not change the vectors.
    scale
        How stills are brought to the input size, and the distances of the fingerprints are read;
        None for that of the network in the table, or for a model the usual one.
    preprocess
        For a model: from float32 RGB pictures (b, h, w, 3) in 0 to 255 to what it takes; None
        if it takes these. A network of the table has its own.
    input_size
        For a model that takes pictures of any size: height and width.

    Raises
    ------
    UnknownNameError
        If there is no such network or layer; the message lists the names.
    WeightsError
        If the weights are missing, cannot be read, or do not fit.
    MissingExtraError
        If Keras is not installed.
    """

    def __init__(
        self,
        network: Any,
        *,
        layer: str | None = None,
        weights: str | Path | None = None,
        seed: int = 0,
        batch_size: int = 16,
        scale: Scale | None = None,
        preprocess: Preprocess | None = None,
        input_size: tuple[int, int] | None = None,
    ) -> None:
        keras = import_keras()
        if batch_size < 1:
            raise ValueError(f"batch_size is {batch_size}; it must be at least 1")
        self.batch_size = batch_size
        row = get_network(network) if isinstance(network, str) else network
        if isinstance(row, NeuralNetworks):
            _refuse(preprocess is not None, "the network has its own preprocessing")
            _refuse(input_size is not None, "the network has its own input size")
            model, layer = _network(row, layer, weights, seed)
            scale = scale or row.scale
            name, size, kind = row.name, row.input_size, row.loader.split(".")[0]
            # What `vrdnet` does to its pictures is part of it.
            published = row is not NeuralNetworks.vrdnet
            preprocess = getattr(keras.applications, kind).preprocess_input if published else None
        else:
            _refuse(weights is not None, "a model keeps its own weights")
            model, name, size = row, str(row.name), input_size or _input_size(row)
            kind = "none" if preprocess is None else _name_of(preprocess)
        scale = scale or Scale()
        self._preprocess = preprocess
        self._model, pooled = _cut(keras, model, layer, size)
        self.spec = FingerprintSpec(
            network=name,
            layer=layer or "",
            input_size=size,
            preprocessing=f"{scale.fit}; {kind}; {pooled}",
            dimensions=int(self._model.output_shape[-1]),
            weights=_digest(self._model),
            scale=scale,
        )

    def __call__(self, batch: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Fingerprints (b, d) of uint8 RGB pictures (b, height, width, 3).

        Raises
        ------
        WeightsError
            If a value is not a number or too large for float16, or all are too small for it.
        """
        if batch.shape[1:] != (*self.spec.input_size, 3):
            raise ValueError(f"pictures are {batch.shape[1:]}, not {(*self.spec.input_size, 3)}")
        vectors = np.empty((len(batch), self.spec.dimensions), np.float32)
        for start in range(0, len(batch), self.batch_size):
            part = batch[start : start + self.batch_size]
            vectors[start : start + len(part)] = self._predict(part)[: len(part)]
        self._check(vectors)
        return vectors

    def _check(self, vectors: NDArray[np.float32]) -> None:
        limits = np.finfo(np.float16)
        largest = np.abs(vectors).max(initial=0.0)
        # NaN compares false, so it is caught as well; what float16 makes zero is lost, too.
        if not largest <= limits.max or 0 < largest < limits.tiny:
            raise WeightsError(
                f"{self.spec.network} gives values at {self.spec.layer or 'its output'} that are "
                "not numbers or do not fit float16 (0.00006 to 65,504). Take a layer behind a "
                "normalisation, or check the weights."
            )

    def _predict(self, part: NDArray[np.uint8]) -> NDArray[np.float32]:
        # Always a full batch: the compiled function would be compiled anew for another size.
        pictures = np.zeros((self.batch_size, *part.shape[1:]), np.float32)
        pictures[: len(part)] = part
        given = pictures if self._preprocess is None else self._preprocess(pictures)
        return np.asarray(self._model.predict_on_batch(given), dtype=np.float32)


def layers(network: Any) -> pd.DataFrame:
    """The layers of a network, without its weights: any of them can make fingerprints.

    Parameters
    ----------
    network
        A row of `NeuralNetworks`, its name, or a Keras model.

    Returns
    -------
    DataFrame
        ``layer``, ``kind``, ``output`` (shape for one picture), ``values`` (per fingerprint).
    """
    row = get_network(network) if isinstance(network, str) else network
    if row is NeuralNetworks.dct:
        return pd.DataFrame(columns=["layer", "kind", "output", "values"])
    model = load_network(row, top=True) if isinstance(row, NeuralNetworks) else row
    table = []
    for one in model.layers:
        shape = one.output.shape[1:]
        values = shape[-1] if len(shape) == 3 else _product(shape)
        sizes = " x ".join("any" if side is None else str(side) for side in shape)
        table.append((one.name, type(one).__name__, sizes, values))
    return pd.DataFrame(table, columns=["layer", "kind", "output", "values"])


def _product(shape: tuple[int | None, ...]) -> int | None:
    return None if None in shape else int(np.prod([side or 1 for side in shape]))


def _network(
    row: NeuralNetworks, layer: str | None, weights: str | Path | None, seed: int
) -> tuple[Any, str]:
    """The network with weights, with its classifier only if the layer is part of it."""
    if row is NeuralNetworks.dct:
        raise ValueError("dct is no network of Keras: use vrd.fingerprinters.dct.DCTDescriptor()")
    layer = layer or row.layer
    # Names are looked up before weights are fetched, and must not depend on what was built before.
    for top in (False, True):
        known = [one.name for one in load_network(row, top=top).layers]
        if layer in known:
            return load_network(row, top=top, weights=weights or "imagenet", seed=seed), layer
    raise UnknownNameError("layer", layer, reversed(known))


def _cut(keras: Any, model: Any, layer: str | None, size: tuple[int, int]) -> tuple[Any, str]:
    """The model up to the layer, and how its output becomes one vector."""
    names = [one.name for one in model.layers]
    if layer is not None and layer not in names:
        raise UnknownNameError("layer", layer, reversed(names))
    output = model.output if layer is None else model.get_layer(layer).output
    pooled = "averaged over positions" if len(output.shape) == 4 else "flattened"
    pool = keras.layers.GlobalAveragePooling2D() if len(output.shape) == 4 else None
    # In the inner model sizes may be open; called on this input they are not.
    picture = keras.Input((*size, 3), dtype="float32")
    found = keras.Model(model.inputs, output)(picture)
    found = pool(found) if pool is not None else keras.layers.Flatten()(found)
    return keras.Model(picture, found), pooled


def _input_size(model: Any) -> tuple[int, int]:
    shape = tuple(model.input_shape[1:])
    if len(shape) != 3 or shape[2] != 3:
        raise ValueError(f"the model takes {shape}; it must take pictures (height, width, 3)")
    if None in shape:
        raise ValueError("the model takes pictures of any size: say input_size=(height, width)")
    return int(shape[0]), int(shape[1])


def _digest(model: Any) -> str:
    """SHA-256 over names, shapes and bytes of the weights in use, whatever file they came from."""
    digest = hashlib.sha256()
    for weight in model.weights:
        values = np.ascontiguousarray(np.asarray(weight, dtype="<f4"))
        # The path would number the layers by what was built before in this process.
        digest.update(f"{weight.name}{values.shape}".encode())
        digest.update(values.tobytes())
    return digest.hexdigest()


def _name_of(preprocess: Preprocess) -> str:
    return str(getattr(preprocess, "__qualname__", type(preprocess).__name__))


def _refuse(wrong: bool, why: str) -> None:
    if wrong:
        raise ValueError(why)
