"""How much there is to see in a picture: the contrast of its luma.

Black, white and single-coloured frames look like one another in all films and say nothing about
reuse. This is no fingerprint to search with; it is kept like one, row by row, so that such frames
can be left out.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vrd.core.fingerprints import FingerprintSpec
from vrd.core.scale import Scale

SIDE = 64  # pixels
EDGE = 4  # pixels left out a side: what is left of borders would count as contrast
LUMA = np.array([0.299, 0.587, 0.114], dtype=np.float32)  # ITU-R BT.601


class Contrast:
    """Standard deviation of luma, 0 to 0.5.

    A frame of one colour has below 0.01, one with a little noise or a vignette below 0.02, a
    night scene 0.04 and more.

    Attributes
    ----------
    spec
        What it is.
    """

    def __init__(self) -> None:
        self.spec = FingerprintSpec(
            network="contrast",
            layer="",
            input_size=(SIDE, SIDE),
            preprocessing="stretch; BT.601 luma",
            dimensions=1,
            scale=Scale(fit="stretch"),
        )

    def __call__(self, batch: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Contrast (b, 1) of uint8 RGB pictures (b, 64, 64, 3)."""
        if batch.shape[1:] != (SIDE, SIDE, 3):
            raise ValueError(f"pictures are {batch.shape[1:]}; they must be ({SIDE}, {SIDE}, 3)")
        inner = batch[:, EDGE:-EDGE, EDGE:-EDGE].astype(np.float32) / 255
        return np.asarray((inner @ LUMA).std(axis=(1, 2))[:, None], dtype=np.float32)
