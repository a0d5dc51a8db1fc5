"""The recipe that makes the weights of vrdnet; runs where PyTorch is installed."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch (extra `training`) is not installed")

from tests.support.paths import ROOT  # noqa: E402
from training import augment, generate, loss  # noqa: E402
from training.export import exported, unfolded  # noqa: E402
from training.network import DIMENSIONS, Network  # noqa: E402

WEIGHTS = ROOT / "vrd" / "fingerprinters" / "vrdnet.npz"


@pytest.fixture
def pictures():
    made = np.stack([generate.generated(seed, []) for seed in range(6)])
    return torch.from_numpy(made).permute(0, 3, 1, 2).float() / 255


def test_pictures_and_edits_depend_on_the_seed_alone(pictures) -> None:
    assert (generate.generated(3, []) == generate.generated(3, [])).all()
    small = torch.nn.functional.avg_pool2d(pictures, 2)
    overlays = torch.from_numpy(np.stack([generate.overlay(seed) for seed in range(4)]))
    overlays = overlays.permute(0, 3, 1, 2).float() / 255

    def edited(seed):
        generator = torch.Generator().manual_seed(seed)
        return augment.edited(pictures, small, overlays, 96, generator)

    one, again, other = edited(1), edited(1), edited(2)
    assert one.shape == (6, 3, 96, 96)
    assert torch.equal(one, again)
    assert not torch.equal(one, other)
    assert ((one >= 0) & (one <= 1)).all()


def test_the_loss_is_least_where_copies_agree_and_others_are_far() -> None:
    own = torch.eye(8)
    alike = torch.zeros(8, 8, dtype=torch.bool)
    right = loss.contrastive(own, own, alike)
    wrong = loss.contrastive(own, own.roll(1, 0), alike)
    assert right < 1e-4 < wrong
    crowded = torch.nn.functional.normalize(torch.ones(8, 8) + 0.01 * own, dim=1)
    assert loss.spread(own) < loss.spread(crowded)


def test_pairs_that_cannot_be_told_apart_do_not_count() -> None:
    same = torch.nn.functional.normalize(torch.ones(2, 4), dim=1)
    alike = torch.ones(2, 2, dtype=torch.bool)
    assert loss.contrastive(same, same, alike) < 1e-4


def test_exported_weights_can_be_trained_further(pictures) -> None:
    network = Network()
    batch = torch.nn.functional.interpolate(pictures, (96, 96))
    unfolded(network, WEIGHTS, batch)
    arrays = exported(network.eval())
    with np.load(WEIGHTS, allow_pickle=False) as stored:
        assert set(arrays) == set(stored.files)
        for name in stored.files:
            assert arrays[name] == pytest.approx(stored[name].astype(float), abs=5e-3), name


def test_keras_gives_the_vectors_of_the_training(pictures) -> None:
    pytest.importorskip("tensorflow", reason="TensorFlow is not installed")
    from vrd.fingerprinters.choose import choose_fingerprinter

    batch = torch.nn.functional.interpolate(pictures, (128, 128)).mul(255).round()
    network = Network()
    unfolded(network, WEIGHTS, batch / 255)
    with torch.no_grad():
        wanted = network.eval()(batch / 255).numpy()
    given = choose_fingerprinter("vrdnet")(batch.permute(0, 2, 3, 1).numpy().astype(np.uint8))
    assert given.shape == (6, DIMENSIONS)
    assert np.abs(given - wanted).max() < 5e-3
