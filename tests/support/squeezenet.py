"""Build SqueezeNet 1.1 in Keras, with real ImageNet weights where they are at hand."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.support.paths import SHARED

WEIGHTS = SHARED.parent / "weights" / "squeezenet_imagenet_notop.h5"
SIDE = 227
MEAN_BGR = np.array([103.939, 116.779, 123.68], dtype=np.float32)


def preprocess(pictures: NDArray[np.float32]) -> NDArray[np.float32]:
    """Prepare pictures as in training: BGR, the mean of ImageNet subtracted."""
    return pictures[..., ::-1] - MEAN_BGR


def squeezenet() -> Any:
    """Return the network (Iandola et al. 2016) without its classifier, output (b, 13, 13, 512)."""
    import h5py
    import keras
    from keras import layers

    def fire(x: Any, number: int, squeeze: int, expand: int) -> Any:
        def conv(what: str, size: int, side: int, x: Any) -> Any:
            name = f"fire{number}_{what}"
            return layers.Conv2D(size, side, padding="same", activation="relu", name=name)(x)

        x = conv("squeeze1x1", squeeze, 1, x)
        both = [conv("expand1x1", expand, 1, x), conv("expand3x3", expand, 3, x)]
        return layers.Concatenate(name=f"fire{number}_concat")(both)

    picture = keras.Input((SIDE, SIDE, 3))
    x = layers.Conv2D(64, 3, strides=2, activation="relu", name="conv1")(picture)
    x = layers.MaxPooling2D(3, 2)(x)
    for number, (squeeze, expand) in enumerate(
        [(16, 64), (16, 64), (32, 128), (32, 128), (48, 192), (48, 192), (64, 256), (64, 256)], 2
    ):
        x = fire(x, number, squeeze, expand)
        if number in (3, 5):
            x = layers.MaxPooling2D(3, 2)(x)
    model = keras.Model(picture, x, name="squeezenet")

    found: dict[str, dict[str, NDArray[np.float32]]] = {}

    def note(path: str, item: Any) -> None:
        if isinstance(item, h5py.Dataset):
            # fire2/expand1x1/fire2/expand1x1_3/kernel:0 -> fire2_expand1x1, kernel
            words = path.split("/")
            name = "conv1" if words[0] == "conv1" else f"{words[0]}_{words[1]}"
            found.setdefault(name, {})[words[-1].split(":")[0]] = np.asarray(item)

    with h5py.File(WEIGHTS) as file:
        file.visititems(note)
    for name, values in found.items():
        model.get_layer(name).set_weights([values["kernel"], values["bias"]])
    if len(found) != sum(bool(layer.weights) for layer in model.layers):
        raise ValueError(f"{WEIGHTS.name} has {sorted(found)}")
    return model
