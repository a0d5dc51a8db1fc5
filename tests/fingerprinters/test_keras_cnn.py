"""Test networks of Keras: layers, weights, preprocessing, batches."""

from __future__ import annotations

import importlib.util
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.support import squeezenet
from tests.support.paths import ROOT, SHARED
from tests.support.pictures import noise
from vrd.core.scale import Scale
from vrd.decoding.ffmpeg import find_tools
from vrd.errors import UnknownNameError, VRDError
from vrd.fingerprinters.keras_cnn import KerasCNN, layers
from vrd.fingerprinters.keras_weights import load_network
from vrd.fingerprinters.networks import NeuralNetworks
from vrd.readers.stills import read_picture

FILMS = SHARED / "films"
MOBILENET = NeuralNetworks.mobilenet


def tiny(scale: float = 1.0, size: int | None = 16) -> Any:
    import keras

    picture = keras.Input((size, size, 3))
    return keras.Model(picture, keras.layers.Rescaling(scale)(picture), name="tiny")


@pytest.fixture(scope="module")
def mobilenet() -> KerasCNN:
    return KerasCNN(MOBILENET, weights="random")


def test_spec(mobilenet: KerasCNN) -> None:
    spec = mobilenet.spec
    assert (spec.network, spec.layer) == ("mobilenet", "conv_pw_13_relu")
    assert (spec.input_size, spec.dimensions) == ((224, 224), 1024)
    assert spec.preprocessing == "pad; mobilenet; averaged over positions"
    assert len(spec.weights) == 64
    assert mobilenet.spec.scale.fit == "pad"


@pytest.mark.parametrize("layer", ["conv_pw_6_relu", "conv_pw_13_relu"])
def test_output_is_the_layers_mean_behind_the_networks_own_preprocessing(layer: str) -> None:
    import keras

    pictures = noise(3)
    model = load_network(MOBILENET, top=False, weights="random")
    inputs = keras.applications.mobilenet.preprocess_input(pictures.astype(np.float32))
    whole = keras.Model(model.input, model.get_layer(layer).output)(inputs)
    vectors = KerasCNN(MOBILENET, layer=layer, weights="random")(pictures)
    expected = np.asarray(whole).mean(axis=(1, 2))
    np.testing.assert_allclose(vectors, expected, atol=1e-4 * np.abs(expected).max())


@pytest.mark.parametrize("name", ["resnet50", "densenet121", "mobilenetv2", "efficientnetb0"])
def test_preprocessing_of_each_manner(name: str) -> None:
    import keras

    row = NeuralNetworks[name]
    cnn = KerasCNN(row, weights="random")
    own = getattr(keras.applications, row.loader.split(".")[0]).preprocess_input
    seen: list[Any] = []
    cnn._model = type("Spy", (), {"predict_on_batch": lambda _, x: seen.append(x) or x[:, 0, 0]})()
    pictures = noise(1)
    cnn._predict(pictures)
    np.testing.assert_array_equal(seen[0][0], own(pictures.astype(np.float32))[0])


def test_batches_of_1_and_64_give_the_same(mobilenet: KerasCNN) -> None:
    pictures = noise(64)
    whole = KerasCNN(MOBILENET, weights="random", batch_size=64)(pictures)
    single = KerasCNN(MOBILENET, weights="random", batch_size=1)
    scale = np.abs(whole).max()
    np.testing.assert_allclose(mobilenet(pictures) / scale, whole / scale, atol=1e-5)
    np.testing.assert_allclose(single(pictures[:5]) / scale, whole[:5] / scale, atol=1e-5)


def test_the_network_always_sees_batches_of_one_size(monkeypatch: pytest.MonkeyPatch) -> None:
    cnn = KerasCNN(tiny(), batch_size=4)
    predict, seen = cnn._model.predict_on_batch, []
    monkeypatch.setattr(
        cnn._model, "predict_on_batch", lambda x: (seen.append(len(x)), predict(x))[1]
    )
    for count in (1, 3, 4, 9):
        assert len(cnn(noise(count, (16, 16)))) == count
    assert set(seen) == {4}
    assert len(seen) == 1 + 1 + 1 + 3


def test_memory_does_not_grow() -> None:
    cnn = KerasCNN(tiny(), batch_size=16)
    pictures = noise(16, (16, 16))

    def peak_after(batches: int) -> float:
        for _ in range(batches):
            cnn(pictures)
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

    before = peak_after(200)
    # A tracing or a kept batch of 48 kB each would add 100 MiB.
    assert peak_after(3000) - before < 20


def test_random_weights_depend_on_the_seed_alone(mobilenet: KerasCNN) -> None:
    assert KerasCNN(MOBILENET, weights="random").spec == mobilenet.spec
    assert KerasCNN(MOBILENET, weights="random", seed=1).spec.digest != mobilenet.spec.digest


@pytest.mark.parametrize("backend", ["jax", "torch"])
def test_other_back_ends_give_the_same(backend: str, mobilenet: KerasCNN, tmp_path: Path) -> None:
    if importlib.util.find_spec(backend) is None:
        pytest.skip(f"{backend} is not installed")
    np.save(tmp_path / "pictures.npy", noise(2))
    code = (
        "import sys, numpy as np, keras\n"
        "from vrd.fingerprinters.keras_cnn import KerasCNN\n"
        f"assert keras.backend.backend() == {backend!r}\n"
        "cnn = KerasCNN('mobilenet', weights='random', batch_size=2)\n"
        "np.save('vectors.npy', cnn(np.load('pictures.npy')))\n"
        "open('digest', 'w').write(cnn.spec.digest)\n"
    )
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    environment = os.environ | {"KERAS_BACKEND": backend, "PYTHONPATH": path}
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, check=True)
    ours = mobilenet(noise(2))
    vectors = np.load(tmp_path / "vectors.npy")
    np.testing.assert_allclose(vectors, ours, atol=1e-4 * np.abs(ours).max())
    assert (tmp_path / "digest").read_text() == mobilenet.spec.digest


# -- layers ------------------------------------------------------------------------------------


def test_layers_are_listed_with_sizes() -> None:
    table = layers("mobilenet").set_index("layer")
    assert table.loc["conv_pw_6_relu", ["output", "values"]].tolist() == ["14 x 14 x 512", 512]
    assert table.loc["predictions", "values"] == 1000
    assert layers(tiny(size=None))["output"].tolist() == ["any x any x 3"] * 2
    assert layers(NeuralNetworks.dct).empty


def test_unknown_layer_lists_names() -> None:
    """Case 15: by name, never by position."""
    with pytest.raises(UnknownNameError, match="Did you mean 'conv_pw_13_relu'"):
        KerasCNN(MOBILENET, layer="conv_pw13_relu", weights="random")
    with pytest.raises(UnknownNameError, match="no layer called '40'"):
        KerasCNN(MOBILENET, layer="40", weights="random")


def test_layer_of_the_classifier() -> None:
    cnn = KerasCNN(MOBILENET, layer="predictions", weights="random")
    np.testing.assert_allclose(cnn(noise(2)).sum(axis=1), 1, atol=1e-3)


# -- any model ---------------------------------------------------------------------------------


def test_any_model_with_its_own_preprocessing() -> None:
    cnn = KerasCNN(tiny(), preprocess=lambda x: x / 255, scale=Scale(fit="crop"))
    white = np.full((1, 16, 16, 3), 255, np.uint8)
    np.testing.assert_allclose(cnn(white), 1)
    assert cnn.spec.preprocessing.startswith("crop; ")
    np.testing.assert_allclose(KerasCNN(tiny())(white), 255)


def test_model_of_open_size_needs_one() -> None:
    with pytest.raises(ValueError, match="input_size"):
        KerasCNN(tiny(size=None))
    assert KerasCNN(tiny(size=None), input_size=(8, 12)).spec.input_size == (8, 12)


def test_settings_that_contradict_are_refused() -> None:
    for model, wrong in [
        (tiny(), {"weights": "random"}),
        (MOBILENET, {"preprocess": abs}),
        (MOBILENET, {"input_size": (8, 8)}),
        (NeuralNetworks.dct, {}),
        (tiny(), {"batch_size": 0}),
    ]:
        with pytest.raises(ValueError):
            KerasCNN(model, **wrong)


@pytest.mark.parametrize("scale", [1e6, float("nan"), float("inf"), 1e-9])
def test_values_beyond_float16_are_refused(scale: float) -> None:
    cnn = KerasCNN(tiny(scale))
    with pytest.raises(VRDError, match="float16"):
        cnn(np.full((1, 16, 16, 3), 200, np.uint8))


@pytest.mark.shared
def test_real_weights_tell_shots_apart(tmp_path: Path) -> None:
    if not (squeezenet.WEIGHTS.is_file() and FILMS.is_dir()):
        pytest.skip("the project's shared weights and films are not here")
    film = FILMS / "big_buck_bunny.mp4"
    command = [find_tools().ffmpeg, "-v", "error", "-ss", "60", "-t", "240", "-i", str(film)]
    subprocess.run(
        [*map(str, command), "-vf", "fps=1/2", "-q:v", "3", str(tmp_path / "%03d.jpg")], check=True
    )
    stills = sorted(tmp_path.glob("*.jpg"))[::6]
    cnn = KerasCNN(squeezenet.squeezenet(), preprocess=squeezenet.preprocess)
    assert cnn.spec.dimensions == 512
    size = cnn.spec.input_size
    original = cnn(np.stack([read_picture(path, size) for path in stills]))
    # A copy of a sixteenth of the pixels, coarsely compressed.
    for path in stills:
        Image.open(path).resize((160, 90)).save(path, quality=60)
    copies = cnn(np.stack([read_picture(path, size) for path in stills]))
    between = ((copies[:, None] - original[None]) ** 2).sum(-1)
    assert len(stills) == 20
    assert (between.argmin(axis=1) == np.arange(len(stills))).mean() >= 0.9
