"""Define a toy track: rows of 0.7, 1.3 and 2 s in turn, read from the films' brightness."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vrd.core.fingerprints import FingerprintSpec
from vrd.core.scale import Scale
from vrd.core.timelines import Timeline, Video
from vrd.readers.stretches import FilmStretchReader

LENGTHS_S = (0.7, 1.3, 2.0)
GRID = (3, 4)


class ToyRows:
    """Say that every film has rows of 0.7, 1.3 and 2 s in turn."""

    settings = "0.7, 1.3 and 2 s in turn"

    def row_times(self, video: Video) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the times of the rows of a film; the last row ends with the film."""
        edges = np.cumsum([0.0, *(LENGTHS_S * (int(video.duration) + 1))])
        inner = edges[edges < video.duration - 0.05]
        return inner, np.append(inner[1:], video.duration)

    def reader(self, timeline: Timeline, spec: FingerprintSpec) -> ToyReader:
        """Return a reader of the mean pictures of rows."""
        return ToyReader(timeline, spec.input_size)


class ToyReader:
    """Give the mean picture of every row."""

    def __init__(self, frames: Timeline, input_size: tuple[int, int]) -> None:
        self.frames = frames
        self._read = FilmStretchReader(input_size, fit="stretch")

    def batches(
        self, skip: NDArray[np.bool_]
    ) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
        """Yield the rows of a film and their mean pictures, film by film."""
        for position, video in enumerate(self.frames.videos):
            rows = np.arange(*self.frames.first[position : position + 2])
            rows = rows[~skip[rows]]
            if not len(rows):
                continue
            times, pictures = self._read(video, 0.0, video.duration, 10.0)
            row_of = self.frames.row_at(position, times)
            means = [pictures[row_of == row].mean(axis=0, dtype=np.float32) for row in rows]
            yield rows, np.stack(means)


class ToyFingerprinter:
    """Describe a picture by the colours of a coarse grid, less their mean, at length 1."""

    def __init__(self, **scale: Any) -> None:
        self.spec = FingerprintSpec(
            network="toy",
            layer="",
            input_size=GRID,
            preprocessing="stretch; mean over the row",
            dimensions=GRID[0] * GRID[1] * 3,
            scale=Scale(**({"fit": "stretch"} | scale)),
        )

    def __call__(self, batch: NDArray[Any]) -> NDArray[np.float32]:
        """Return the fingerprints of pictures, shape (b, 36)."""
        values = batch.reshape(len(batch), -1).astype(np.float32)
        values -= values.mean(axis=1, keepdims=True)
        length = np.linalg.norm(values, axis=1, keepdims=True)
        result: NDArray[np.float32] = values / np.maximum(length, 1e-6)
        return result
