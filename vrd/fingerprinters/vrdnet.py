"""Build `vrdnet`, a small network for copy detection whose weights are part of the package.

It is a residual network with generalized-mean pooling (Radenovic et al. 2018), trained similarly
to SSCD (Pizzi et al. 2022) on generated pictures, photographs and archive film; see the model
card, ``training/README.md``. Fingerprints have length 1, so squared L2 distances lie between 0 and
4. The distance of two pictures that have nothing in common is near 2.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vrd.errors import WeightsError

#: Values per fingerprint.
DIMENSIONS = 256
#: Output channels and stride of each block after the stem.
BLOCKS = ((64, 2), (128, 2), (128, 1), (256, 2), (256, 1))
#: Channels of the stem, and of the last convolution.
STEM, WIDE = 32, 512
#: Mean and deviation by which pictures are scaled, as parts of 255.
MEAN, SCALE = 0.45, 0.25

Arrays = dict[str, NDArray[np.float32]]


def build_vrdnet(keras: Any, input_size: tuple[int, int]) -> Any:
    """Build the network without weights: it takes RGB, 0 to 255, and gives vectors of length 1.

    Parameters
    ----------
    keras
        The module `keras`.
    input_size
        Height and width of the pictures, multiples of 16.
    """
    layers, ops = keras.layers, keras.ops
    picture = keras.Input((*input_size, 3), dtype="float32", name="picture")
    x = layers.Rescaling(1 / (255 * SCALE), -MEAN / SCALE, name="rescaling")(picture)
    x = _convolution(layers, x, "stem", STEM, 3, 2)
    x = layers.ReLU(name="stem_relu")(x)
    for number, (channels, stride) in enumerate(BLOCKS, 1):
        x = _block(layers, x, f"block{number}", channels, stride)
    x = layers.ReLU(name="wide_relu")(_convolution(layers, x, "wide", WIDE, 1, 1))
    cubes = ops.power(ops.maximum(x, 1e-4), 3.0)
    x = ops.power(layers.GlobalAveragePooling2D(name="mean")(cubes), 1 / 3)
    x = layers.Dense(DIMENSIONS, name="fingerprint")(x)
    return keras.Model(picture, layers.UnitNormalization(name="unit")(x), name="vrdnet")


def _convolution(layers: Any, x: Any, name: str, channels: int, size: int, stride: int) -> Any:
    # Keras pads unevenly at a stride, but the weights were trained with even padding.
    if size > 1:
        x = layers.ZeroPadding2D(size // 2, name=f"{name}_pad")(x)
    return layers.Conv2D(channels, size, strides=stride, name=name)(x)


def _block(layers: Any, x: Any, name: str, channels: int, stride: int) -> Any:
    y = _convolution(layers, x, f"{name}_a", channels, 3, stride)
    y = layers.ReLU(name=f"{name}_a_relu")(y)
    y = _convolution(layers, y, f"{name}_b", channels, 3, 1)
    if stride > 1:
        x = layers.AveragePooling2D(stride, name=f"{name}_pool")(x)
    if stride > 1 or x.shape[-1] != channels:
        x = layers.Conv2D(channels, 1, name=f"{name}_short")(x)
    return layers.ReLU(name=f"{name}_relu")(layers.Add(name=f"{name}_add")([x, y]))


def load_vrdnet(keras: Any, input_size: tuple[int, int], weights: Path | None = None) -> Any:
    """Build the network with the weights of the package, or of another file with this layout.

    Parameters
    ----------
    keras
        The module `keras`.
    input_size
        Height and width of the pictures.
    weights
        An ``.npz`` file that ``python -m training.export`` wrote, with the arrays ``LAYER/kernel``
        and ``LAYER/bias`` of each layer.

    Raises
    ------
    WeightsError
        If the file cannot be read or does not fit.
    """
    path = weights or Path(str(files("vrd") / "fingerprinters" / "vrdnet.npz"))
    model = build_vrdnet(keras, input_size)
    arrays = _read(path)
    for layer in model.layers:
        if layer.weights:
            layer.set_weights([_array(arrays, path, layer, part) for part in ("kernel", "bias")])
    return model


def _read(path: Path) -> Arrays:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            return {name: stored[name].astype(np.float32) for name in stored.files}
    # NumPy and the zip reader raise many kinds of errors for broken files.
    except Exception as error:
        raise WeightsError(
            f"The weights {path} cannot be read ({error}). Install VRD again, or give a file "
            "that `python -m training.export` has written."
        ) from error


def _array(arrays: Arrays, path: Path, layer: Any, part: str) -> NDArray[np.float32]:
    name, shape = f"{layer.name}/{part}", tuple(getattr(layer, part).shape)
    array = arrays.get(name)
    if array is None or array.shape != shape or not np.isfinite(array).all():
        raise WeightsError(
            f"The weights {path} do not fit vrdnet: {name} should have the shape {shape}. Give a "
            "file that `python -m training.export` has written."
        )
    return array
