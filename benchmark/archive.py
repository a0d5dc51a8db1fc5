"""Make up an archive of any size: films that share runs of pictures, still ones, and chance."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from vrd.core.neighbours import Neighbours
from vrd.core.sequences import AlignedSequence
from vrd.core.timelines import Timeline, Video

_RUN, _STILL = 12, 20


def timeline(rows: int, mean: int, stills: Path = Path()) -> Timeline:
    """Return films of about ``mean`` rows, all of which have the stills of one folder."""
    generator = np.random.default_rng(2)
    lengths: list[int] = []
    while (left := rows - sum(lengths)) > 0:
        lengths.append(min(left, int(generator.integers(mean // 2, mean * 3 // 2 + 1))))
    return Timeline.uniform(
        Video(f"A newsreel, part {number:04d}.mp4", Path(), stills, length, float(length))
        for number, length in enumerate(lengths)
    )


def neighbours(frames: Timeline, matches: int) -> Neighbours:
    """Make about so many pairs: half by chance, a quarter in runs, a quarter of still pictures.

    Of those by chance few are near, as in real archives; distances go from 0 to 1.
    """
    generator = np.random.default_rng(0)
    rows = len(frames)
    k = max(4, round(matches / rows))
    columns = [_along(generator, rows, i, k) for i in range(k)]
    indices = np.stack(columns, axis=1).astype(np.int32)
    distances = generator.random((rows, k), np.float32)
    distances[:, k // 2 :] = distances[:, k // 2 :] ** 0.25
    order = np.argsort(distances, axis=1)
    return Neighbours(
        np.take_along_axis(indices, order, axis=1),
        np.take_along_axis(distances, order, axis=1),
        frames,
    )


def _along(generator: np.random.Generator, rows: int, place: int, k: int) -> NDArray[np.int64]:
    """Return one neighbour of every row."""
    row = np.arange(rows)
    if place >= k // 2:
        return generator.integers(0, rows, rows)
    length = _RUN if place < k // 4 else _STILL
    starts = generator.integers(0, rows - length, rows // length + 1)
    if place >= k // 4:
        # Every row of a still picture is like every row of another, the same in all places.
        starts = np.random.default_rng(1).integers(0, rows - length, rows // length + 1)
        return starts[row // length] + (row + place * 7) % length
    found: NDArray[np.int64] = starts[row // length] + row % length
    return found


def aligned(frames: Timeline, count: int) -> list[AlignedSequence]:
    """Return so many sequences between films, the best evidence first."""
    generator = np.random.default_rng(3)
    scores = np.sort(generator.exponential(4, count) + 0.5)[::-1].tolist()
    found: list[AlignedSequence] = []
    while len(found) < count:
        query, reference = np.sort(generator.choice(len(frames.videos), 2, replace=False)).tolist()
        rows = [frames.videos[film].rows for film in (query, reference)]
        length = int(min(3 + generator.exponential(12), *rows))
        starts = [int(generator.integers(0, room - length + 1)) for room in rows]
        spans = [(float(start), float(start + length)) for start in starts]
        score = scores[len(found)]
        first = int(frames.first[query]) + starts[0], int(frames.first[reference]) + starts[1]
        found.append(AlignedSequence.make((*first, length), *spans, confidence=0.9, score=score))
    return found


def stills(folder: Path, count: int) -> Path:
    """Write a folder of so many stills of 640 x 360."""
    folder.mkdir(parents=True)
    clouds = np.random.default_rng(4).integers(0, 255, (count, 9, 16, 3), dtype=np.uint8)
    for number, cloud in enumerate(clouds):
        large = Image.fromarray(cloud).resize((640, 360), Image.Resampling.BICUBIC)
        large.save(folder / f"{number:06d}.jpg", quality=85)
    return folder
