"""Make films of drifting clouds whose picture at any moment is known, and their fingerprints."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tests.support.films import make
from vrd.core.fingerprints import Fingerprints
from vrd.core.timelines import Timeline, Video
from vrd.fingerprinters.dct import DCTDescriptor
from vrd.readers.stretches import FilmStretchReader

#: Seconds of a film, frames per second, and height and width of a frame.
SECONDS, RATE, SIZE = 26, 25, (48, 64)


def picture(seed: int, seconds: float) -> NDArray[np.uint8]:
    """Return what a film of that seed shows: clouds that change into others every 1.5 s."""
    number, share = divmod(seconds / 1.5, 1)
    before, after = (
        np.random.default_rng([seed, int(number) + later]).uniform(0, 255, (6, 8, 3))
        for later in (0, 1)
    )
    small = Image.fromarray(((1 - share) * before + share * after).astype(np.uint8))
    return np.asarray(small.resize(SIZE[::-1], Image.Resampling.BICUBIC))


def film(
    path: Path,
    shown: Callable[[float], NDArray[np.uint8]],
    *options: str,
    seconds: int = SECONDS,
) -> Path:
    """Write a film that shows ``shown(second)``."""
    raw = path.with_suffix(".raw")
    raw.write_bytes(b"".join(shown(n / RATE).tobytes() for n in range(seconds * RATE)))
    form = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{SIZE[1]}x{SIZE[0]}", "-r", str(RATE)]
    codec = ["-c:v", "libx264", "-crf", "18", "-pix_fmt", "yuv420p"]
    made = make(path, *form, "-i", str(raw), *codec, *options)
    raw.unlink()
    return made


def collection(folder: Path, *names: str) -> tuple[Timeline, Fingerprints]:
    """Return the timeline of these films, and the fingerprints of their rows."""
    videos = [Video(name, folder / name, folder, SECONDS, float(SECONDS)) for name in names]
    sample, fingerprinter = FilmStretchReader((64, 64), fit="stretch"), DCTDescriptor()
    rows = [fingerprinter(sample(video, 0, SECONDS, 1.0)[1]) for video in videos]
    assert [len(matrix) for matrix in rows] == [SECONDS] * len(names)
    vectors = Fingerprints.from_array(np.concatenate(rows), fingerprinter.spec)
    return Timeline.uniform(videos), vectors
