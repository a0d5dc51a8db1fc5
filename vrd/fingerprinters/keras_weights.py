"""Builds the networks of `keras.applications` and brings their weights.

Every way to bring weights goes through Keras's own loader as if it were the published file,
since some networks (EfficientNet) are built differently when they are to take ImageNet weights.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from vrd.errors import MissingExtraError, WeightsError
from vrd.fingerprinters.networks import NeuralNetworks
from vrd.fingerprinters.quiet_start import quiet_start
from vrd.fingerprinters.vrdnet import load_vrdnet

#: Seconds without an answer after which a download is given up.
TIMEOUT = 15.0


def import_keras() -> Any:
    """The module `keras`.

    Raises
    ------
    MissingExtraError
        If it is not installed.
    """
    # Read once, when the back end starts: less noise, and memory left on a GPU for FAISS.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    os.environ.setdefault("TF_FORCE_GPU_ALLOW_GROWTH", "true")
    try:
        with quiet_start():
            import keras

            # Starts the devices: nothing is said of them later.
            keras.ops.zeros(1)
    except ImportError as error:
        raise MissingExtraError("Keras", "cpu") from error
    return keras


def load_network(
    row: NeuralNetworks, *, top: bool, weights: str | Path | None = None, seed: int = 0
) -> Any:
    """The Keras model of a network.

    Parameters
    ----------
    row
        The network.
    top
        Whether its classifier is wanted.
    weights
        None for a bare network (to look at its layers), ``'imagenet'``, ``'random'``, or a path.
    seed
        Of random weights.

    Raises
    ------
    WeightsError
        If the weights are missing, cannot be read, or do not fit.
    """
    keras = import_keras()
    if row is NeuralNetworks.vrdnet:
        # Its weights come with the package, so that they are there even to look at its layers.
        own = None if weights in (None, "imagenet", "random") else Path(str(weights))
        model = load_vrdnet(keras, row.input_size, own)
        if weights == "random":
            _randomise(model, seed)
        return model
    build = getattr(keras.applications, row.loader.split(".")[1])
    shape = (*row.input_size, 3)
    if weights is None or weights == "random":
        model = build(weights=None, include_top=top, input_shape=shape)
        if weights == "random":
            _randomise(model, seed)
        return model
    if weights == "imagenet":
        return _published(build, row, shape, top)
    return _from_file(build, row, shape, top, Path(weights))


def _randomise(model: Any, seed: int) -> None:
    """He-normal matrices from NumPy; Keras's own generators differ between back ends."""
    generator = np.random.default_rng(seed)
    for layer in model.layers:
        for weight in layer.weights:
            shape = tuple(weight.shape)
            # Vectors (biases, normalisation) keep their constant starting values.
            if len(shape) < 2:
                continue
            apart = "Depthwise" in type(layer).__name__ or weight.name == "depthwise_kernel"
            inputs = np.prod(shape[:2]) if apart else np.prod(shape[:-1])
            values = generator.standard_normal(shape, dtype=np.float32)
            weight.assign(values * np.float32(np.sqrt(2 / inputs)))


@contextmanager
def _file_for_keras(asked: list[str], instead: Path | None = None) -> Iterator[None]:
    """Notes which file Keras's loader asks for, and gives it another instead."""
    from keras.src.utils import file_utils

    fetch = file_utils.get_file

    def get_file(fname: str, *args: Any, **kwargs: Any) -> str:
        asked.append(fname)
        return str(instead or fetch(fname, *args, **kwargs))

    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(TIMEOUT)
    try:
        file_utils.get_file = get_file
        yield
    finally:
        file_utils.get_file = fetch
        socket.setdefaulttimeout(before)


def _published(build: Any, row: NeuralNetworks, shape: tuple[int, ...], top: bool) -> Any:
    asked: list[str] = []
    try:
        with _file_for_keras(asked):
            return build(weights="imagenet", include_top=top, input_shape=shape)
    # Keras raises bare Exceptions when a download fails.
    except Exception as error:
        folder = Path(os.environ.get("KERAS_HOME", "~/.keras")).expanduser() / "models"
        name = asked[0] if asked else f"of {row.name}"
        raise WeightsError(
            f"The weights {name} are not in {folder} or cannot be used, and could not be "
            f"downloaded ({_short(error)}). Fetch the file on a computer with network access and "
            f"copy it to {folder / name}, or say weights='PATH'. Nothing has to be brought for "
            "NeuralNetworks.vrdnet, whose weights are in the package."
        ) from error


def _from_file(
    build: Any, row: NeuralNetworks, shape: tuple[int, ...], top: bool, path: Path
) -> Any:
    """The network with the weights of a file that may hold its classifier or not."""
    if not path.is_file():
        raise WeightsError(f"There is no file of weights {path}.")
    if path.suffix not in (".h5", ".keras"):
        raise WeightsError(f"{path.name} is neither a .h5 nor a .keras file of weights.")
    faults = []
    for with_top in (top,) if top else (False, True):
        try:
            with _file_for_keras([], path):
                return build(weights="imagenet", include_top=with_top, input_shape=shape)
        # ValueError, OSError, KeyError and others, by the way in which a file does not fit.
        except Exception as error:
            faults.append(_short(error))
    raise WeightsError(f"{path.name} does not fit {row.name}: {'; '.join(dict.fromkeys(faults))}")


def _short(error: Exception) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    return text if len(text) <= 200 else text[:197] + "..."
