"""Build the networks of `keras.applications` and load their weights.

All weights are loaded by Keras's own loader as if they were the published file, because some
networks (EfficientNet) are built differently when they take ImageNet weights.
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
from vrd.fingerprinters.intel_mac import NO_TENSORFLOW, on_intel_mac
from vrd.fingerprinters.networks import NeuralNetworks
from vrd.fingerprinters.quiet_start import quiet_start
from vrd.fingerprinters.vrdnet import load_vrdnet

#: A download is given up after so many seconds without an answer.
DOWNLOAD_TIMEOUT_S = 15.0
#: Characters of an error of Keras that a message quotes.
_MAX_QUOTED = 200


def import_keras() -> Any:
    """Import the module `keras`, and start its back end quietly.

    Raises
    ------
    MissingExtraError
        If Keras is not installed, or has no back end.
    """
    # The back end reads these when it starts: fewer messages, and memory on a GPU for FAISS.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    os.environ.setdefault("TF_FORCE_GPU_ALLOW_GROWTH", "true")
    try:
        with quiet_start():
            import keras

            # This starts the devices, so that their messages are written now and filtered.
            keras.ops.zeros(1)
    except ImportError as error:
        if on_intel_mac():
            raise MissingExtraError("TensorFlow", "cpu", repair=NO_TENSORFLOW) from error
        raise MissingExtraError("Keras", "cpu") from error
    return keras


def load_network(
    row: NeuralNetworks, *, top: bool, weights: str | Path | None = None, seed: int = 0
) -> Any:
    """Build the Keras model of a network.

    Parameters
    ----------
    row
        The network.
    top
        Whether its classifier is included.
    weights
        ``'imagenet'``, ``'random'``, a path, or None for a network whose layers are only listed.
    seed
        The seed of random weights.

    Raises
    ------
    WeightsError
        If the weights are missing, cannot be read, or do not fit.
    """
    keras = import_keras()
    if row is NeuralNetworks.vrdnet:
        # Its weights are part of the package, so they are always loaded.
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
    """Fill a model with He-normal weights from NumPy.

    The generators of Keras differ between back ends.
    """
    generator = np.random.default_rng(seed)
    for layer in model.layers:
        for weight in layer.weights:
            shape = tuple(weight.shape)
            # Vectors (biases, normalisation) keep their constant initial values.
            if len(shape) < 2:
                continue
            depthwise = "Depthwise" in type(layer).__name__ or weight.name == "depthwise_kernel"
            inputs = np.prod(shape[:2]) if depthwise else np.prod(shape[:-1])
            values = generator.standard_normal(shape, dtype=np.float32)
            weight.assign(values * np.float32(np.sqrt(2 / inputs)))


@contextmanager
def _file_for_keras(requested: list[str], instead: Path | None = None) -> Iterator[None]:
    """Note which file Keras's loader requests, and give it another file instead.

    Parameters
    ----------
    requested
        A list to which the names of requested files are added.
    instead
        The file that Keras gets instead; None lets Keras fetch its own.
    """
    from keras.src.utils import file_utils

    fetch = file_utils.get_file

    def get_file(fname: str, *args: Any, **kwargs: Any) -> str:
        requested.append(fname)
        return str(instead or fetch(fname, *args, **kwargs))

    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(DOWNLOAD_TIMEOUT_S)
    try:
        file_utils.get_file = get_file
        yield
    finally:
        file_utils.get_file = fetch
        socket.setdefaulttimeout(before)


def _published(build: Any, row: NeuralNetworks, shape: tuple[int, ...], top: bool) -> Any:
    """Build a network with its published weights."""
    requested: list[str] = []
    try:
        with _file_for_keras(requested):
            return build(weights="imagenet", include_top=top, input_shape=shape)
    # Keras raises a bare Exception when a download fails.
    except Exception as error:
        folder = Path(os.environ.get("KERAS_HOME", "~/.keras")).expanduser() / "models"
        name = requested[0] if requested else f"of {row.name}"
        raise WeightsError(
            f"The weights {name} are not in {folder} or cannot be used, and could not be "
            f"downloaded ({_short(error)}). Fetch the file on a computer with network access and "
            f"copy it to {folder / name}, or say weights='PATH'. Nothing has to be brought for "
            "NeuralNetworks.vrdnet, whose weights are in the package."
        ) from error


def _from_file(
    build: Any, row: NeuralNetworks, shape: tuple[int, ...], top: bool, path: Path
) -> Any:
    """Build a network with the weights of a file, with or without its classifier."""
    if not path.is_file():
        raise WeightsError(f"There is no file of weights {path}. Check the path.")
    if path.suffix not in (".h5", ".keras"):
        raise WeightsError(
            f"{path} is neither a .h5 nor a .keras file of weights. Convert it with Keras."
        )
    faults = []
    for with_top in (top,) if top else (False, True):
        try:
            with _file_for_keras([], path):
                return build(weights="imagenet", include_top=with_top, input_shape=shape)
        # Keras raises ValueError, OSError, KeyError or others, depending on what does not fit.
        except Exception as error:
            faults.append(_short(error))
    raise WeightsError(
        f"{path} does not fit {row.name}: {'; '.join(dict.fromkeys(faults))}. Give weights of this "
        "network, as Keras publishes them."
    )


def _short(error: Exception) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    return text if len(text) <= _MAX_QUOTED else text[: _MAX_QUOTED - 3] + "..."
