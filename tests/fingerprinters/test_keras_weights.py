"""Test weights from a path and from the cache of Keras, and the messages when there are none."""

from __future__ import annotations

import urllib.error
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.support.pictures import noise
from vrd.cli.messages import translate
from vrd.errors import WeightsError
from vrd.fingerprinters.keras_cnn import KerasCNN
from vrd.fingerprinters.keras_weights import load_network
from vrd.fingerprinters.networks import NeuralNetworks

MOBILENET = NeuralNetworks.mobilenet


@pytest.fixture(scope="module", params=[False, True], ids=["without top", "with top"])
def mine(request: pytest.FixtureRequest) -> tuple[Any, str]:
    """Return a model with weights of its own, and the digest of those that count."""
    model = load_network(MOBILENET, top=request.param, weights="random", seed=5)
    # Only the part up to the layer counts, so that a file with or without classifier is one.
    return model, KerasCNN(model, layer=MOBILENET.layer).spec.weights


@pytest.mark.parametrize("kind", [".weights.h5", ".h5", ".keras"])
@pytest.mark.filterwarnings("ignore:You are saving your model as an HDF5 file")
def test_weights_by_path(kind: str, mine: tuple[Any, str], tmp_path: Path) -> None:
    path = tmp_path / f"mine{kind}"
    model, expected = mine
    if kind == ".weights.h5":
        model.save_weights(path)
    else:
        model.save(path)
    cnn = KerasCNN(MOBILENET, weights=path)
    assert cnn.spec.weights == expected


def test_a_file_serves_as_if_it_were_the_published_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """EfficientNet for ImageNet weights has one more rescaling than without."""
    from keras.src.utils import file_utils

    row = NeuralNetworks.efficientnetb0
    path = tmp_path / "efficientnetb0_notop.weights.h5"
    load_network(row, top=False, weights="random").save_weights(path)
    by_path = KerasCNN(row, weights=path)
    monkeypatch.setattr(file_utils, "get_file", lambda *_, **__: str(path))
    cached = KerasCNN(row)
    assert cached.spec == by_path.spec
    pictures = noise(2)
    np.testing.assert_allclose(cached(pictures), by_path(pictures), rtol=1e-5)
    bare = KerasCNN(row, weights="random")
    assert bare.spec.weights == by_path.spec.weights
    assert np.abs(bare(pictures) - by_path(pictures)).max() > 1e-3 * by_path(pictures).max()


def test_weights_that_cannot_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    from keras.src.utils import file_utils

    def offline(*_: Any, **__: Any) -> None:
        raise urllib.error.URLError("no network")

    monkeypatch.setattr(file_utils, "urlretrieve", offline)
    monkeypatch.setattr(file_utils.os.path, "exists", lambda _: False)
    with pytest.raises(WeightsError) as caught:
        KerasCNN("efficientnetb4")
    message = str(caught.value)
    words = [
        "efficientnetb4_notop.h5",
        "models",
        "copy it to",
        "weights='PATH'",
    ]
    assert all(word in message for word in words), message
    assert "NeuralNetworks.vrdnet" in message
    assert "--network vrdnet" in translate(message, {}), "what the command line says"


def test_weights_that_do_not_fit(tmp_path: Path) -> None:
    garbage = tmp_path / "garbage.h5"
    garbage.write_bytes(b"\x80\x04nothing" * 100)
    foreign = tmp_path / "other.weights.h5"
    load_network(NeuralNetworks.mobilenetv2, top=False).save_weights(foreign)
    for path in (garbage, foreign):
        with pytest.raises(WeightsError, match=f"{path.name} does not fit mobilenet"):
            KerasCNN(MOBILENET, weights=path)
    pickled = tmp_path / "weights.pkl"
    pickled.write_bytes(b"")
    with pytest.raises(WeightsError, match="neither"):
        KerasCNN(MOBILENET, weights=pickled)
    with pytest.raises(WeightsError, match="no file"):
        KerasCNN(MOBILENET, weights=tmp_path / "absent.h5")
