"""Make a small collection with stills, and neighbours along planted reuse, for the views."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from PIL import Image

from vrd.core.neighbours import Neighbours
from vrd.core.timelines import Failure, Timeline, Video

HOSTILE = '"><img src=x onerror=alert(1)>.mp4'
ACCENTS = "Förväntningarnas tid_Vägen genom [krisen].webm"


def frames_of(
    rows: Iterable[int],
    folder: Path | None = None,
    *,
    names: Iterable[str] = (HOSTILE, ACCENTS, "three.mp4"),
    size: tuple[int, int] = (160, 90),
    failures: Iterable[Failure] = (),
) -> Timeline:
    """Return films of so many rows; with a folder, each row has a still of its own colour."""
    videos = []
    for i, (count, name) in enumerate(zip(rows, names, strict=False)):
        stills = (folder or Path("/nowhere")) / str(i)
        if folder is not None:
            stills.mkdir()
            for row in range(count):
                colour = (80 * i % 256, row * 7 % 256, 120)
                Image.new("RGB", size, colour).save(stills / f"{row:06d}.jpg", quality=50)
        videos.append(Video(name, Path(name), stills, count, float(count)))
    return Timeline.uniform(videos, failures=failures)


def planted(
    frames: Timeline,
    sequences: Iterable[tuple[int, int, int]],
    *,
    distance: float = 10.0,
    without: Iterable[int] = (),
    k: int = 3,
) -> Neighbours:
    """Return neighbours in which the rows of the sequences, and no others, find one another."""
    indices = np.full((len(frames), k), -1)
    distances = np.full((len(frames), k), np.inf)
    gaps = set(without)
    for query, reference, duration in sequences:
        for i in range(duration):
            if query + i in gaps:
                continue
            rank = int((indices[query + i] >= 0).sum())
            indices[query + i, rank] = reference + i
            distances[query + i, rank] = distance
    return Neighbours(indices, distances, frames)
