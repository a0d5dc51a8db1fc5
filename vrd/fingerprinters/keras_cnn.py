"""Make fingerprints from a layer of a convolutional network, with Keras 3.

TensorFlow, torch and JAX give the same vectors; `KERAS_BACKEND` chooses one of them. Keras is
imported when the first fingerprinter is made, and not with this module.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vrd.core.fingerprints import FingerprintSpec
from vrd.core.scale import Scale
from vrd.errors import UnknownNameError
from vrd.fingerprinters.keras_weights import import_keras, load_network
from vrd.fingerprinters.networks import NeuralNetworks, get_network
from vrd.fingerprinters.value_range import check_values

if TYPE_CHECKING:
    import pandas as pd

Preprocess = Callable[[NDArray[np.float32]], Any]


class KerasCNN:
    """Take the output of a layer of a network as the fingerprint.

    An output with positions (4-D) is averaged over them; other outputs are flattened.

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
        The seed of random weights, which are equal on all machines and back ends.
    batch_size
        Pictures that go through the network at once; it does not change the vectors.
    scale
        How stills are brought to the input size, and how distances of the fingerprints are read;
        None for the scale of the network in the table, or for the usual one of a model.
    preprocess
        For a model: a function that takes float32 RGB pictures (b, h, w, 3), 0 to 255, and
        returns what the model takes; None if it takes such pictures. A network of the table has
        its own.
    input_size
        For a model that takes pictures of any size: height and width.

    Attributes
    ----------
    spec
        The description of the fingerprints.

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
            name, size, scale = row.name, row.input_size, scale or row.scale
            kind, preprocess = _published_preprocessing(keras, row)
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
        """Return fingerprints (b, d) of uint8 RGB pictures (b, height, width, 3).

        Raises
        ------
        WeightsError
            If a value is not a number or is too large for float16, or if all are too small.
        """
        if batch.shape[1:] != (*self.spec.input_size, 3):
            raise ValueError(
                f"pictures are {batch.shape[1:]}; they must be {(*self.spec.input_size, 3)}"
            )
        vectors = np.empty((len(batch), self.spec.dimensions), np.float32)
        for start in range(0, len(batch), self.batch_size):
            part = batch[start : start + self.batch_size]
            vectors[start : start + len(part)] = self._predict(part)[: len(part)]
        check_values(
            vectors, self.spec, "Choose a layer after a normalisation, or check the weights."
        )
        return vectors

    def _predict(self, part: NDArray[np.uint8]) -> NDArray[np.float32]:
        # Keras compiles the function again for a batch of another size, so batches are filled up.
        pictures = np.zeros((self.batch_size, *part.shape[1:]), np.float32)
        pictures[: len(part)] = part
        inputs = pictures if self._preprocess is None else self._preprocess(pictures)
        return np.asarray(self._model.predict_on_batch(inputs), dtype=np.float32)


def _published_preprocessing(keras: Any, row: NeuralNetworks) -> tuple[str, Preprocess | None]:
    """Return name and function of the preprocessing of a network of the table."""
    kind = row.loader.split(".")[0]
    if row is NeuralNetworks.vrdnet:
        # The preprocessing of `vrdnet` is part of the network.
        return kind, None
    return kind, getattr(keras.applications, kind).preprocess_input


def layers(network: Any) -> pd.DataFrame:
    """List the layers of a network without loading its weights; any layer can make fingerprints.

    Parameters
    ----------
    network
        A row of `NeuralNetworks`, its name, or a Keras model.

    Returns
    -------
    DataFrame
        ``layer``, ``kind``, ``output`` (the shape for one picture) and ``values`` (the number of
        values per fingerprint).
    """
    import pandas as pd

    row = get_network(network) if isinstance(network, str) else network
    if row is NeuralNetworks.dct:
        return pd.DataFrame(columns=["layer", "kind", "output", "values"])
    model = load_network(row, top=True) if isinstance(row, NeuralNetworks) else row
    table = []
    for layer in model.layers:
        shape = layer.output.shape[1:]
        values = shape[-1] if len(shape) == 3 else _product(shape)
        sizes = " x ".join("any" if side is None else str(side) for side in shape)
        table.append((layer.name, type(layer).__name__, sizes, values))
    return pd.DataFrame(table, columns=["layer", "kind", "output", "values"])


def _product(shape: tuple[int | None, ...]) -> int | None:
    return None if None in shape else int(np.prod([side or 1 for side in shape]))


def _network(
    row: NeuralNetworks, layer: str | None, weights: str | Path | None, seed: int
) -> tuple[Any, str]:
    """Return the network with weights; its classifier is included only if the layer is in it."""
    if row is NeuralNetworks.dct:
        raise ValueError(
            "dct is not a network of Keras: use vrd.fingerprinters.dct.DCTDescriptor()"
        )
    layer = layer or row.layer
    # Names are looked up before weights are downloaded, and do not depend on earlier networks.
    for top in (False, True):
        known = [known_layer.name for known_layer in load_network(row, top=top).layers]
        if layer in known:
            return load_network(row, top=top, weights=weights or "imagenet", seed=seed), layer
    raise UnknownNameError("layer", layer, reversed(known))


def _cut(keras: Any, model: Any, layer: str | None, size: tuple[int, int]) -> tuple[Any, str]:
    """Return the model up to the layer, with the function that makes one vector of its output."""
    names = [known_layer.name for known_layer in model.layers]
    if layer is not None and layer not in names:
        raise UnknownNameError("layer", layer, reversed(names))
    output = model.output if layer is None else model.get_layer(layer).output
    pooled = "averaged over positions" if len(output.shape) == 4 else "flattened"
    pool = keras.layers.GlobalAveragePooling2D() if len(output.shape) == 4 else None
    # The inner model may leave sizes open; an input of this size fixes them.
    picture = keras.Input((*size, 3), dtype="float32")
    values = keras.Model(model.inputs, output)(picture)
    vector = pool(values) if pool is not None else keras.layers.Flatten()(values)
    return keras.Model(picture, vector), pooled


def _input_size(model: Any) -> tuple[int, int]:
    shape = tuple(model.input_shape[1:])
    if len(shape) != 3 or shape[2] != 3:
        raise ValueError(f"the model takes {shape}; it must take pictures (height, width, 3)")
    if None in shape:
        raise ValueError("the model takes pictures of any size: give input_size=(height, width)")
    return int(shape[0]), int(shape[1])


def _digest(model: Any) -> str:
    """Return the SHA-256 of names, shapes and bytes of the weights that are in use."""
    digest = hashlib.sha256()
    for weight in model.weights:
        values = np.ascontiguousarray(np.asarray(weight, dtype="<f4"))
        # The path of a weight depends on the networks that this process built before.
        digest.update(f"{weight.name}{values.shape}".encode())
        digest.update(values.tobytes())
    return digest.hexdigest()


def _name_of(preprocess: Preprocess) -> str:
    return str(getattr(preprocess, "__qualname__", type(preprocess).__name__))


def _refuse(wrong: bool, why: str) -> None:
    if wrong:
        raise ValueError(why)
