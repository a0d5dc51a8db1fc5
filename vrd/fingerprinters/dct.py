"""The embedded default: a descriptor made by hand, which needs no weights.

In the manner of PDQ (Facebook, *The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing
Algorithm*, 2019): the low frequencies of a small grey picture. Where PDQ keeps one bit per
frequency, this keeps a number, and adds a little coarse colour.

Every vector has length 1, so squared L2 distances lie between 0 (same) and 4; two pictures that
have nothing in common are near 2 or somewhat below.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from vrd.core.fingerprints import FingerprintSpec
from vrd.fingerprinters.networks import NeuralNetworks

SIDE = 64  # pixels
FREQUENCIES = 10  # per direction, of luma
COLOUR_FREQUENCIES = 3  # per direction, of each colour difference
COLOUR_SHARE = 0.05  # of the squared length; a grey copy costs at most twice as much
# Grey levels below which a picture counts as flat: the sum over the coefficients of its form
# (about 4 for grain of 3 levels on black, hundreds for a scene), the length of its colour.
FLAT_FORM, FLAT_COLOUR = 20.0, 3.0

LUMA = np.array([0.299, 0.587, 0.114], dtype=np.float32)  # ITU-R BT.601
BLUE, RED = np.float32(0.564), np.float32(0.713)  # its scales of B - Y and R - Y


class DCTDescriptor:
    """Low-frequency cosine transform of luma, and coarse colour (119 values).

    Brightness is left out and contrast is normalised away. Square roots of the coefficients are
    taken, with their sign, so that no single large form decides. Flat pictures (black, one
    colour) have no form to compare: a component of their own stands for flatness, so that they
    are near one another, well away from all others (0.7 and more on film), and noise on black is
    not blown up. They match each other: leave them out by their flatness, not by distance.

    Robust to scaling, re-encoding, blur, grain, brightness, contrast and greyscale. Not to
    mirroring, to crops beyond some 5 % a side, to large overlays, or picture in picture.

    Attributes
    ----------
    spec
        What it is.
    """

    def __init__(self) -> None:
        self._luma_basis = _cosines(FREQUENCIES)
        self._colour_basis = _cosines(COLOUR_FREQUENCIES)
        # Mean brightness is left out; one component each for flat form and flat colour.
        self.spec = FingerprintSpec(
            network="dct",
            layer="",
            input_size=(SIDE, SIDE),
            preprocessing="stretch; BT.601 luma and colour differences",
            dimensions=FREQUENCIES**2 - 1 + 1 + 2 * COLOUR_FREQUENCIES**2 + 1,
            scale=NeuralNetworks.dct.scale,
        )

    def __call__(self, batch: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Fingerprints (b, 119) of uint8 RGB pictures (b, 64, 64, 3), each of length 1."""
        if batch.shape[1:] != (SIDE, SIDE, 3):
            raise ValueError(f"pictures are {batch.shape[1:]}; they must be ({SIDE}, {SIDE}, 3)")
        pixels = batch.astype(np.float32)
        luma = pixels @ LUMA
        form = _transform(luma, self._luma_basis)
        # The first coefficient is the mean brightness.
        form = _unit(_signed_root(form[:, 1:]), FLAT_FORM**0.5)
        blue = _transform(BLUE * (pixels[..., 2] - luma), self._colour_basis)
        red = _transform(RED * (pixels[..., 0] - luma), self._colour_basis)
        colour = _unit(np.concatenate([blue, red], axis=1), FLAT_COLOUR)
        return np.concatenate(
            [np.sqrt(1 - COLOUR_SHARE) * form, np.sqrt(COLOUR_SHARE) * colour], axis=1
        ).astype(np.float32)


def _cosines(count: int) -> NDArray[np.float32]:
    """The first vectors of the orthonormal cosine transform (DCT-II), / sqrt(SIDE).

    So scaled, a coefficient is in grey levels whatever the size of the picture.
    """
    k, x = np.mgrid[:count, :SIDE]
    basis = np.cos(np.pi * k * (2 * x + 1) / (2 * SIDE)) * np.sqrt(np.where(k == 0, 1, 2)) / SIDE
    return np.asarray(basis, dtype=np.float32)


def _transform(planes: NDArray[np.float32], basis: NDArray[np.float32]) -> NDArray[np.float32]:
    low = np.asarray(basis @ planes @ basis.T, dtype=np.float32)
    return low.reshape(len(planes), len(basis) ** 2)


def _unit(values: NDArray[np.float32], flatness: float) -> NDArray[np.float32]:
    """Length 1, with flatness as a last component: never a division by zero."""
    flat = np.full((len(values), 1), flatness, dtype=np.float32)
    whole: NDArray[Any] = np.concatenate([values, flat], axis=1)
    return np.asarray(whole / np.linalg.norm(whole, axis=1, keepdims=True), dtype=np.float32)


def _signed_root(values: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(np.copysign(np.sqrt(np.abs(values)), values), dtype=np.float32)
