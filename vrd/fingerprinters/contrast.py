"""Measure the contrast of the luma of pictures.

Black, white and single-colour frames look alike in all films and prove no reuse. The contrast is
stored like a fingerprint, row by row, so that such frames can be left out; it is not searched.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vrd.core.fingerprints import FingerprintSpec
from vrd.core.scale import Scale

#: Pixels of width and height of the pictures.
SIDE = 64
#: Pixels left out at each side, because remains of borders would count as contrast.
EDGE_PX = 4
#: Weights of red, green and blue (ITU-R BT.601).
LUMA = np.array([0.299, 0.587, 0.114], dtype=np.float32)


class Contrast:
    """Measure the standard deviation of luma, 0 to 0.5.

    It is below 0.01 for a frame of one colour, below 0.02 for a frame with a little noise or a
    vignette, and 0.04 or more for a night scene.

    Attributes
    ----------
    spec
        The description of the measurement.
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
        """Return the contrast (b, 1) of uint8 RGB pictures (b, 64, 64, 3)."""
        if batch.shape[1:] != (SIDE, SIDE, 3):
            raise ValueError(f"pictures are {batch.shape[1:]}; they must be ({SIDE}, {SIDE}, 3)")
        inner = batch[:, EDGE_PX:-EDGE_PX, EDGE_PX:-EDGE_PX].astype(np.float32) / 255
        return np.asarray((inner @ LUMA).std(axis=(1, 2))[:, None], dtype=np.float32)
