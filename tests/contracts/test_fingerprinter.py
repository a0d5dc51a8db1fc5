"""Test what every `Fingerprinter` must do."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.support import onnx_models
from vrd.core.fingerprints import FingerprintSpec
from vrd.core.protocols import Fingerprinter
from vrd.fingerprinters.choose import choose_fingerprinter
from vrd.fingerprinters.contrast import Contrast
from vrd.fingerprinters.dct import DCTDescriptor
from vrd.fingerprinters.keras_cnn import KerasCNN
from vrd.fingerprinters.onnx_network import OnnxNetwork


def small_model() -> KerasCNN:
    import keras

    keras.utils.set_random_seed(0)
    picture = keras.Input((20, 30, 3))
    values = keras.layers.Conv2D(8, 3, activation="relu")(picture)
    return KerasCNN(keras.Model(picture, values, name="small"), batch_size=4)


def onnx_convolution() -> Fingerprinter:
    with tempfile.TemporaryDirectory() as folder:
        path = onnx_models.convolution(Path(folder) / "small.onnx")
        described = OnnxNetwork(path, mean="imagenet", std="imagenet", input_size="20x30")
        return choose_fingerprinter(described)


def onnx_pixels() -> Fingerprinter:
    """Return a model that takes four pictures at once, neither more nor fewer."""
    with tempfile.TemporaryDirectory() as folder:
        path = onnx_models.pixels(Path(folder) / "pixels.onnx", 4, 8, 9, 3)
        return choose_fingerprinter(OnnxNetwork(path, mean=0.5, std=0.5, fit="stretch"))


MAKERS: dict[str, Callable[[], Fingerprinter]] = {
    "dct": DCTDescriptor,
    "contrast": Contrast,
    "vrdnet": lambda: choose_fingerprinter("vrdnet"),
    "small model": small_model,
    "onnx": onnx_convolution,
    "onnx, four at once": onnx_pixels,
    "mobilenetv3small": lambda: KerasCNN("mobilenetv3small", weights="random", batch_size=8),
}


@pytest.fixture(scope="module", params=MAKERS)
def fingerprinter(request: pytest.FixtureRequest) -> Fingerprinter:
    return MAKERS[request.param]()


@pytest.fixture
def pictures(fingerprinter: Fingerprinter) -> NDArray[np.uint8]:
    rng = np.random.default_rng(1)
    pictures = rng.integers(0, 256, (19, *fingerprinter.spec.input_size, 3), dtype=np.uint8)
    pictures[3] = 0
    pictures[4] = 255
    return pictures


def test_obeys_the_seam(fingerprinter: Fingerprinter) -> None:
    assert isinstance(fingerprinter, Fingerprinter)
    assert fingerprinter.spec.preprocessing.startswith(fingerprinter.spec.scale.fit)
    kept = FingerprintSpec.from_dict(json.loads(json.dumps(fingerprinter.spec.to_dict())))
    assert kept == fingerprinter.spec
    assert kept.scale == fingerprinter.spec.scale


def test_shape_type_and_range(fingerprinter: Fingerprinter, pictures: NDArray[np.uint8]) -> None:
    vectors = fingerprinter(pictures)
    assert vectors.shape == (19, fingerprinter.spec.dimensions)
    assert vectors.dtype == np.float32
    assert np.isfinite(vectors.astype(np.float16)).all()
    assert fingerprinter(pictures[:0]).shape == (0, fingerprinter.spec.dimensions)


def test_same_vectors_whatever_the_batch(
    fingerprinter: Fingerprinter, pictures: NDArray[np.uint8]
) -> None:
    whole = fingerprinter(pictures)
    alone = np.concatenate([fingerprinter(picture[None]) for picture in pictures])
    backwards = fingerprinter(pictures[::-1])[::-1]
    scale = np.abs(whole).max()
    np.testing.assert_allclose(alone / scale, whole / scale, atol=1e-5)
    np.testing.assert_allclose(backwards / scale, whole / scale, atol=1e-5)


def test_batch_is_left_as_it_was(fingerprinter: Fingerprinter, pictures: NDArray[np.uint8]) -> None:
    before = pictures.copy()
    fingerprinter(pictures)
    assert (pictures == before).all()


def test_different_pictures_differ(
    fingerprinter: Fingerprinter, pictures: NDArray[np.uint8]
) -> None:
    vectors = fingerprinter(pictures).astype(np.float16)
    assert len(np.unique(vectors[[0, 1, 2, 3]], axis=0)) == 4
