"""Test `vrdnet` with the weights of the package."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageOps

from tests.support import onnx_models
from tests.support.paths import ROOT
from vrd.core.protocols import Fingerprinter
from vrd.errors import WeightsError
from vrd.fingerprinters.choose import choose_fingerprinter
from vrd.fingerprinters.networks import NeuralNetworks
from vrd.fingerprinters.onnx_network import OnnxNetwork

STILLS = ROOT / "vrd" / "demo_films" / "stills"
SIDE = 128


@pytest.fixture(scope="module")
def vrdnet() -> Fingerprinter:
    return choose_fingerprinter("vrdnet")


@pytest.fixture(scope="module")
def pictures() -> list[Image.Image]:
    photographs = [Image.open(path).convert("RGB") for path in sorted(STILLS.glob("*.jpg"))]
    return [picture.resize((320, 180)) for picture in photographs]


def batch(pictures: list[Image.Image]) -> np.ndarray:
    return np.stack([np.asarray(picture.resize((SIDE, SIDE), 2)) for picture in pictures])


def crop(picture: Image.Image, share: float) -> Image.Image:
    wide, high = picture.size
    x, y = wide * (1 - share) / 2, high * (1 - share) / 2
    return picture.crop((round(x), round(y), round(wide - x), round(high - y)))


EDITS = {
    "grey": lambda picture: picture.convert("L").convert("RGB"),
    "mirror": ImageOps.mirror,
    "small": lambda picture: picture.resize((64, 36)),
    "crop 75 %": lambda picture: crop(picture, 0.75),
    "darker": lambda picture: picture.point(lambda value: value * 0.6),
    "letterbox": lambda picture: ImageOps.expand(picture, (0, 30), 0),
}


@pytest.mark.parametrize("edit", EDITS)
def test_copies_lie_nearer_than_other_pictures(edit, vrdnet, pictures) -> None:
    originals = vrdnet(batch(pictures))
    copies = vrdnet(batch([EDITS[edit](picture) for picture in pictures]))
    distances = 2 - 2 * copies @ originals.T
    own = np.diag(distances).copy()
    np.fill_diagonal(distances, np.inf)
    assert (own < distances.min(axis=1)).mean() >= 0.9
    assert np.median(own) < 0.4
    assert np.median(distances[np.isfinite(distances)]) > 1.2


def test_one_at_a_time_gives_the_same(vrdnet, pictures) -> None:
    together = vrdnet(batch((pictures * 8)[:64]))
    alone = np.concatenate([vrdnet(batch([picture])) for picture in (pictures * 8)[:5]])
    assert np.abs(together[:5] - alone).max() < 1e-5
    assert np.linalg.norm(together, axis=1) == pytest.approx(1, abs=1e-5)


def test_its_weights_are_in_the_package_and_small() -> None:
    path = STILLS.parent.parent / "fingerprinters" / "vrdnet.npz"
    assert 1_000_000 < path.stat().st_size <= 12_000_000


def test_pictures_are_stretched_so_that_another_aspect_is_the_same(vrdnet) -> None:
    assert vrdnet.spec.scale.fit == "stretch"
    assert vrdnet.spec.input_size == NeuralNetworks.vrdnet.input_size == (SIDE, SIDE)


def test_weights_that_do_not_fit_are_refused(tmp_path) -> None:
    path = tmp_path / "own.npz"
    np.savez(path, **{"stem/kernel": np.zeros((3, 3, 3, 8))})
    with pytest.raises(WeightsError, match="do not fit vrdnet: stem/kernel should have the shape"):
        choose_fingerprinter("vrdnet", weights=str(path))


def test_pickles_are_not_opened(tmp_path) -> None:
    path = tmp_path / "own.npz"
    np.savez(path, **{"stem/kernel": np.array([{"a": 1}], dtype=object)})
    with pytest.raises(WeightsError, match="cannot be read"):
        choose_fingerprinter("vrdnet", weights=str(path))


def test_as_an_onnx_file_it_gives_the_same(vrdnet, pictures, tmp_path) -> None:
    path = onnx_models.vrdnet(tmp_path / "copies.onnx")
    network = OnnxNetwork(path, mean=0.45, std=0.25, fit="stretch")
    model = choose_fingerprinter(network)
    assert (model.spec.input_size, model.spec.dimensions) == ((SIDE, SIDE), 256)
    assert (model.spec.network, model.spec.layer) == ("copies.onnx", "fingerprint")
    given = batch(pictures[:5])
    given[3] //= 8
    np.testing.assert_allclose(model(given), vrdnet(given), atol=2e-4)
