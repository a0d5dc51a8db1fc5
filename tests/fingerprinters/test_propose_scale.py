"""A scale that is proposed by trying a network on copies."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from tests.support import onnx_models
from tests.support.paths import ROOT
from vrd.core.fingerprints import FingerprintSpec
from vrd.core.scale import Scale
from vrd.fingerprinters.networks import NeuralNetworks
from vrd.fingerprinters.onnx_model import OnnxModel
from vrd.fingerprinters.onnx_network import OnnxNetwork
from vrd.fingerprinters.propose_scale import propose_scale


class Shades:
    """Make fingerprints of brightness alone, which tell copies from nothing."""

    spec = FingerprintSpec("shades", "", (128, 128), "crop", 1, scale=Scale(fit="crop"))

    def __call__(self, batch):
        return batch.mean(axis=(1, 2, 3), dtype=np.float32)[:, None] / 255


@pytest.fixture(scope="module")
def photographs():
    paths = sorted((ROOT / "vrd" / "demo_films" / "stills").glob("*.jpg"))
    return np.stack(
        [np.asarray(Image.open(path).convert("RGB").resize((128, 128))) for path in paths]
    )


def test_a_network_for_copies_gets_about_the_limit_that_it_has(photographs, tmp_path):
    path = onnx_models.vrdnet(tmp_path / "copies.onnx")
    vrdnet = OnnxModel(OnnxNetwork(path, mean=0.45, std=0.25, fit="stretch"))
    trial = propose_scale(vrdnet, photographs)
    assert trial.separates
    wanted = NeuralNetworks.vrdnet.scale.copy_limit
    assert trial.scale.copy_limit == pytest.approx(wanted, rel=0.15)
    assert trial.scale.novelty == pytest.approx(0.3, rel=0.15)
    assert trial.scale.fit == "stretch"
    assert trial.scale.align
    text = trial.in_words("vrdnet")
    assert text.startswith("The limit of vrdnet is proposed: in a trial, ")
    assert "Evidence is weighed" in text


def test_a_network_that_cannot_tell_copies_has_no_limit_and_says_so(photographs):
    trial = propose_scale(Shades(), photographs)
    assert not trial.separates
    assert trial.scale.copy_limit is None
    assert not trial.scale.align
    assert trial.scale.fit == "crop"
    # What is in proportion to distances is as small as they are.
    assert trial.scale.novelty == pytest.approx(0.3 * trial.distance / 2)
    assert "does not tell copies from other pictures by one distance" in trial.in_words("shades")


def test_a_network_that_makes_one_thing_of_all_pictures_keeps_the_usual_scale(photographs):
    class Same(Shades):
        def __call__(self, batch):
            return np.ones((len(batch), 1), np.float32)

    trial = propose_scale(Same(), photographs)
    assert trial.scale == Scale(fit="crop")
    assert not trial.separates
