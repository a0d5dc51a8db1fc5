"""Make a small project for tests in a browser: four sequences, and one hostile name."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from tests.support.films import make
from tests.support.planted_films import joined

HOSTILE = "<img src=x onerror=alert(1)>.mp4"


def searched_project(folder: Path) -> Path:
    """Make a project of four films, one with a hostile name, that share two pieces of footage."""
    from vrd.vrd_project import VRDProject

    films, parts = folder / "films", folder / "parts"
    films.mkdir()
    parts.mkdir()
    for number in range(6):
        _moving(parts / f"{number}.mkv", number, 5 if number == 1 else 9)
    for name, order in {
        "one.mp4": (2, 0),
        HOSTILE: (0, 3, 1),
        "three.mp4": (1, 4),
        "four.mp4": (5, 0),
    }.items():
        pieces = [parts / f"{number}.mkv" for number in order]
        joined(films / name, *pieces, options=("-c:v", "libx264", "-pix_fmt", "yuv420p"))
    with VRDProject("project", folder, films, "dct", longest_side=160) as project:
        project.run()
        _, sequences = project.find(align=True, max_distance=0.5).keep()
    assert len(sequences) == 4, sequences
    return project.folder


def _moving(path: Path, seed: int, seconds: int, rate: int = 12) -> Path:
    """Write a film of coloured clouds that change every second and flow into one another."""
    clouds = np.random.default_rng(seed).integers(0, 255, (seconds + 1, 5, 8, 3), dtype=np.uint8)
    wide = [
        np.asarray(Image.fromarray(cloud).resize((160, 90), Image.Resampling.BICUBIC), np.float32)
        for cloud in clouds
    ]
    with path.with_suffix(".rgb").open("wb") as raw:
        for moment in np.arange(seconds * rate) / rate:
            second, part = divmod(moment, 1)
            mixed = (1 - part) * wide[int(second)] + part * wide[int(second) + 1]
            raw.write(mixed.astype(np.uint8).tobytes())
    picture = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", "160x90", "-r", str(rate)]
    return make(path, *picture, "-i", str(path.with_suffix(".rgb")), "-c:v", "ffv1")
