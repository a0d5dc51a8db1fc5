"""Make fingerprints from low frequencies, by a descriptor that needs no weights.

The descriptor resembles PDQ (Facebook, *The TMK+PDQF Video-Hashing Algorithm and the PDQ
Image-Hashing Algorithm*, 2019): it takes the low frequencies of a small grey picture. PDQ keeps
one bit per frequency; this descriptor keeps a number, and adds some coarse colour.

Every vector has length 1, so squared L2 distances lie between 0 (same) and 4. Two pictures that
have nothing in common are near 2 or somewhat below.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from vrd.core.fingerprints import FingerprintSpec
from vrd.fingerprinters.contrast import LUMA
from vrd.fingerprinters.networks import NeuralNetworks

#: Pixels of width and height of the pictures.
SIDE = 64
#: Frequencies per direction, of luma and of each colour difference.
FREQUENCIES, COLOUR_FREQUENCIES = 10, 3
#: Share of colour in the squared length. The distance of a grey copy is at most twice as large.
COLOUR_SHARE = 0.05
#: Grey levels below which a picture counts as flat: the sum over the coefficients of its form
#: (about 4 for grain of 3 levels on black, hundreds for a scene), and the length of its colour.
FLAT_FORM, FLAT_COLOUR = 20.0, 3.0

#: Scales of B - Y and R - Y (ITU-R BT.601).
BLUE, RED = np.float32(0.564), np.float32(0.713)


class DCTDescriptor:
    """Take the low frequencies of luma, and coarse colour (119 values).

    Brightness is left out, and contrast is normalised. Each coefficient is replaced by its square
    root, with its sign, so that no single large form dominates. Flat pictures (black, one colour)
    have no form that could be compared, so one component stands for flatness. By it, flat
    pictures are near each other and far from all others (0.7 and more on film), and noise on
    black is not amplified. They match each other: leave them out by their contrast, not by their
    distance.

    The descriptor is robust to scaling, re-encoding, blur, grain, brightness, contrast and
    greyscale. It is not robust to mirroring, to crops of more than about 5 % a side, to large
    overlays, or to picture in picture.

    Attributes
    ----------
    spec
        The description of the fingerprints.
    """

    def __init__(self) -> None:
        self._luma_basis = _cosines(FREQUENCIES)
        self._colour_basis = _cosines(COLOUR_FREQUENCIES)
        # Mean brightness is left out. Flat form and flat colour have one component each.
        self.spec = FingerprintSpec(
            network="dct",
            layer="",
            input_size=(SIDE, SIDE),
            preprocessing="stretch; BT.601 luma and colour differences",
            dimensions=FREQUENCIES**2 - 1 + 1 + 2 * COLOUR_FREQUENCIES**2 + 1,
            scale=NeuralNetworks.dct.scale,
        )

    def __call__(self, batch: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return fingerprints (b, 119) of length 1 of uint8 RGB pictures (b, 64, 64, 3)."""
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
    """Return the first vectors of the orthonormal cosine transform (DCT-II), divided by sqrt(SIDE).

    By this division, a coefficient is in grey levels, whatever the size of the picture.
    """
    k, x = np.mgrid[:count, :SIDE]
    basis = np.cos(np.pi * k * (2 * x + 1) / (2 * SIDE)) * np.sqrt(np.where(k == 0, 1, 2)) / SIDE
    return np.asarray(basis, dtype=np.float32)


def _transform(planes: NDArray[np.float32], basis: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the low frequencies of planes (b, SIDE, SIDE), shape (b, k * k) for k frequencies."""
    low = np.asarray(basis @ planes @ basis.T, dtype=np.float32)
    return low.reshape(len(planes), len(basis) ** 2)


def _unit(values: NDArray[np.float32], flatness: float) -> NDArray[np.float32]:
    """Add flatness as a last component, and scale to length 1; a division by zero cannot occur."""
    flat = np.full((len(values), 1), flatness, dtype=np.float32)
    whole: NDArray[Any] = np.concatenate([values, flat], axis=1)
    return np.asarray(whole / np.linalg.norm(whole, axis=1, keepdims=True), dtype=np.float32)


def _signed_root(values: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(np.copysign(np.sqrt(np.abs(values)), values), dtype=np.float32)
