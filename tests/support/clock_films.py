"""Make films whose every frame tells its number, in any container, and read it back.

A frame is grey blocks, white for 1 and black for 0: the bits of its number.
"""

from __future__ import annotations

import itertools
import subprocess
from pathlib import Path

import imageio_ffmpeg
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tests.support.films import make

#: Frames per second, and size of the films in pixels: blocks of 32 in 4 columns and 3 rows.
RATE = 10
WIDTH, HEIGHT, BLOCK = 128, 96, 32
BITS = 12


def frame(number: int) -> NDArray[np.uint8]:
    """Return the picture of a frame."""
    bits = np.array([[number >> (4 * row + column) & 1 for column in range(4)] for row in range(3)])
    return np.kron(bits * 200 + 28, np.ones((BLOCK, BLOCK), int)).astype(np.uint8)


def clock_film(
    path: Path, *options: str, seconds: int = 30, start: int = 0, inputs: tuple[str, ...] = ()
) -> Path:
    """Write a film whose frames tell their numbers, counted from second `start`."""
    raw = path.with_name(f"{path.name}.raw")
    numbers = range(RATE * start, RATE * (start + seconds))
    raw.write_bytes(b"".join(frame(number).tobytes() for number in numbers))
    form = ("-f", "rawvideo", "-pix_fmt", "gray", "-s", f"{WIDTH}x{HEIGHT}", "-r", str(RATE))
    try:
        return make(path, *form, "-i", str(raw), *inputs, *options)
    finally:
        raw.unlink()


def told(picture: Path | Image.Image | NDArray[np.uint8]) -> float:
    """Return the second of film at which the frame of a picture begins."""
    if isinstance(picture, Path):
        with Image.open(picture) as opened:
            return told(opened.convert("L"))
    if isinstance(picture, np.ndarray):
        picture = Image.fromarray(picture)
    levels = np.asarray(picture.convert("L").resize((WIDTH, HEIGHT)), int)
    number = 0
    for bit, (row, column) in enumerate(itertools.product(range(3), range(4))):
        top, left = row * BLOCK + 8, column * BLOCK + 8
        number |= int(levels[top : top + 16, left : left + 16].mean() > 128) << bit
    return number / RATE


def told_by_clip(clip: bytes | Path, folder: Path) -> list[float]:
    """Return what the frames of a clip tell."""
    path = folder / "told.mp4"
    path.write_bytes(clip if isinstance(clip, bytes) else clip.read_bytes())
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", str(path)]
    command += ["-f", "rawvideo", "-pix_fmt", "gray", "-s", f"{WIDTH}x{HEIGHT}", "-"]
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    frames = np.frombuffer(done.stdout, np.uint8).reshape(-1, HEIGHT, WIDTH)
    return [told(one) for one in frames]
