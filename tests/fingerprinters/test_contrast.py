"""Test the contrast of frames."""

import numpy as np
import pytest

from vrd.fingerprinters.contrast import SIDE, Contrast


def picture(kind):
    generator = np.random.default_rng(0)
    luma = {
        "black": np.zeros((SIDE, SIDE)),
        "white with grain": 235 + generator.normal(0, 2, (SIDE, SIDE)),
        "black with borders": np.pad(np.full((SIDE - 8, SIDE - 8), 16.0), 4, constant_values=255),
        "night": np.where(generator.random((SIDE, SIDE)) < 0.03, 120, 8),
        "halves": np.repeat([[0], [255]], SIDE // 2, axis=0) * np.ones((1, SIDE)),
    }[kind]
    return np.repeat(np.clip(luma, 0, 255).astype(np.uint8)[..., None], 3, axis=2)


def test_empty_frames_are_told_from_dark_ones() -> None:
    kinds = ["black", "white with grain", "black with borders", "night", "halves"]
    contrast = Contrast()(np.stack([picture(kind) for kind in kinds]))
    assert contrast.shape == (5, Contrast().spec.dimensions)
    assert (contrast[:3] < 0.02).all()
    assert contrast[3] > 0.04
    assert contrast[4] == pytest.approx(0.5, abs=1e-3)


def test_pictures_of_another_size_are_refused() -> None:
    with pytest.raises(ValueError, match="must be"):
        Contrast()(np.zeros((1, 32, 32, 3), np.uint8))
