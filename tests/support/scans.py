"""Write film scans, of which every picture tells its number."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from PIL import Image


def scan(
    folder: Path, numbers: Iterable[int] = range(96), name: str = "scan_{:05d}.tif", step: int = 2
) -> Path:
    """Write pictures whose grey level is `step` times their number, and return their folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        Image.new("L", (32, 32), number * step).save(folder / name.format(number))
    return folder


def photographs(folder: Path, count: int, name: str = "photo_{:03d}.png") -> Path:
    """Write numbered pictures that have nothing in common."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = np.random.default_rng(1)
    for number in range(count):
        coarse = chance.integers(0, 255, (6, 8, 3), dtype=np.uint8)
        picture = Image.fromarray(coarse).resize((64, 48), Image.Resampling.NEAREST)
        picture.save(folder / name.format(number))
    return folder
