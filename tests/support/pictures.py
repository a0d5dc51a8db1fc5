"""Make pictures for fingerprinters."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image


def noise(count: int, size: tuple[int, int] = (224, 224)) -> NDArray[np.uint8]:
    """Return so many pictures of coloured noise, of a height and a width."""
    rng = np.random.default_rng(2)
    small = rng.integers(0, 256, (count, 8, 8, 3), dtype=np.uint8)
    return np.stack([np.asarray(Image.fromarray(field).resize(size[::-1])) for field in small])
