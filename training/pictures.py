"""Load what the network learns from: photographs, frames of films, generated pictures.

All are brought to ``SIDE`` x ``SIDE`` pixels, proportions given up, as fingerprinting does.
"""

from __future__ import annotations

import subprocess
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from imageio_ffmpeg import get_ffmpeg_exe
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor
from torch.nn import functional as F

from training.generate import SIDE, Picture, generated, overlay

FRAMES_PER_SECOND = 2
MOST_MOMENTS = 120  # of one film, two frames each
FRESH = 0.95  # a moment less alike than this to all taken before is taken, too
ALIKE = 0.93  # correlation of 12 x 12 thumbnails above which two pictures of a film are one


@dataclass
class Pictures:
    """Hold the pictures (n, 3, SIDE, SIDE) uint8, and which of them stand for the same moment.

    ``film`` is -1 for a still picture; ``next`` is the row half a second later, or the row
    itself.
    """

    large: Tensor
    small: Tensor
    film: Tensor
    next: Tensor
    thumbnails: Tensor
    overlays: Tensor

    def __len__(self) -> int:
        return len(self.large)


def load(media: Path, generated_count: int, seed: int) -> Pictures:
    """Read photographs and films below ``media``, and make the rest.

    Parameters
    ----------
    media
        Holds ``photos/``, and the films in ``archive/`` and ``copies/``.
    generated_count
        Pictures to be generated.
    seed
        Of these.
    """
    photos = sorted((media / "photos").glob("*.jpg"))
    with ThreadPoolExecutor(2) as pool:
        still = list(pool.map(_photo, photos))
        films = sorted([*(media / "archive").iterdir(), *(media / "copies").iterdir()])
        moving = [frames for frames in pool.map(_film, films) if len(frames)]
    with ProcessPoolExecutor(2) as pool:
        make = partial(generated, textures=still[::4])
        numbers = range(seed, seed + generated_count)
        made = list(pool.map(make, numbers, chunksize=32))
        overlays = list(pool.map(overlay, range(seed, seed + 400), chunksize=32))
    return _joined(still, moving, made, overlays)


def _photo(path: Path) -> Picture:
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BILINEAR))


def _film(path: Path) -> NDArray[np.uint8]:
    """Return frames of a film, (n, SIDE, SIDE, 3), evenly thinned out by whole stretches."""
    command = [
        *(get_ffmpeg_exe(), "-v", "error", "-nostdin", "-protocol_whitelist", "file"),
        *("-i", f"file:{path}", "-an", "-vf", f"fps={FRAMES_PER_SECOND},scale={SIDE}:{SIDE}"),
        *("-f", "rawvideo", "-pix_fmt", "rgb24", "-"),
    ]
    raw = subprocess.run(command, capture_output=True, check=False, timeout=600).stdout
    frames = np.frombuffer(raw, np.uint8)
    frames = frames[: len(frames) // (SIDE * SIDE * 3) * SIDE * SIDE * 3]
    frames = frames.reshape(-1, SIDE, SIDE, 3)
    return frames[_moments(frames)]


def _moments(frames: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return pairs of frames, half a second apart, of moments that do not look alike."""
    if len(frames) < 2:
        return np.arange(0)
    # Black and blank frames say nothing about what they are a copy of.
    clear = frames[:, ::8, ::8].reshape(len(frames), -1).std(axis=1) > 8
    looks = frames[:, 8::16, 8::16].reshape(len(frames), -1).astype(np.float32)
    looks -= looks.mean(axis=1, keepdims=True)
    looks /= np.linalg.norm(looks, axis=1, keepdims=True) + 1e-6
    taken: list[int] = []
    for row in range(0, len(frames) - 1, 2):
        if clear[row] and (not taken or (looks[taken] @ looks[row]).max() < FRESH):
            taken.append(row)
    step_size = max(1, -(-len(taken) // MOST_MOMENTS))
    return np.array(
        [frame + step for frame in taken[::step_size] for step in (0, 1)], dtype=np.int64
    )


def _joined(
    still: list[Picture],
    moving: list[NDArray[np.uint8]],
    made: list[Picture],
    overlays: list[Picture],
) -> Pictures:
    pictures = [*still, *(frame for film in moving for frame in film), *made]
    large = torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2).contiguous()
    lengths = [1] * len(still) + [len(film) for film in moving] + [1] * len(made)
    kind = [-1] * len(still) + list(range(len(moving))) + [-1] * len(made)
    film = torch.repeat_interleave(torch.tensor(kind), torch.tensor(lengths))
    small = torch.cat([_half(part) for part in large.split(256)])
    thumbnails = torch.cat([_thumbnail(part) for part in small.split(256)])
    following = torch.arange(len(pictures))
    later = following[:-1] + 1
    same = (film[1:] == film[:-1]) & (film[1:] >= 0)
    # Half a second later there may be another shot.
    same &= (thumbnails[1:] * thumbnails[:-1]).sum(1) > 0.6
    following[:-1] = torch.where(same, later, following[:-1])
    layers = torch.from_numpy(np.stack(overlays)).permute(0, 3, 1, 2).float() / 255
    layers = F.interpolate(layers, (128, 128), mode="bilinear", antialias=True)
    return Pictures(large, small, film, following, thumbnails, layers)


def _half(part: Tensor) -> Tensor:
    return F.avg_pool2d(part.float(), 2).round().to(torch.uint8)


def _thumbnail(part: Tensor) -> Tensor:
    flat = F.interpolate(part.float(), (12, 12), mode="area").flatten(1)
    return F.normalize(flat - flat.mean(1, keepdim=True), dim=1)


def alike(pictures: Pictures, rows: Tensor) -> Tensor:
    """Return which of these rows cannot be told apart, (b, b): shots of a film, copies of a picture."""
    near = pictures.thumbnails[rows] @ pictures.thumbnails[rows].T > ALIKE
    film = pictures.film[rows]
    moving = (film[:, None] >= 0) & (film[None] >= 0)
    return near & moving
