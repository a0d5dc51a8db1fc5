"""Read the stills of a collection as batches of equally large pictures.

A batch is uint8 RGB of shape (b, height, width, 3), with its row numbers, in row order. A batch may
hold stills of several films, so that short films do not make small batches.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from vrd.core.regions import Region
from vrd.core.scale import Fit, check_fit
from vrd.core.thumbnails import UNREADABLE
from vrd.core.timelines import Timeline

Box = tuple[float, float, float, float]

#: Batches that are read ahead while one is being fingerprinted.
AHEAD = 2


class StillsReader:
    """Give the stills of a timeline, without their dead borders, at the size a network wants.

    Parameters
    ----------
    frames
        The timeline; ``frames.still(row)`` is the picture of a row.
    input_size
        Height and width of the pictures given, in pixels.
    batch_size
        Pictures per batch.
    workers
        Threads that read; None for one per processor, eight at most.
    fit
        How a picture comes to that size. ``'pad'`` keeps its proportions and fills the rest, in
        equal parts on both sides, with black; ``'crop'`` keeps its proportions and cuts off what
        is too much; ``'stretch'`` gives up the proportions.
    regions
        Parts of every picture that are given instead of the whole one.

    Attributes
    ----------
    unreadable : list of (int, str)
        Rows whose still could not be read, and why.
    """

    def __init__(
        self,
        frames: Timeline,
        input_size: tuple[int, int],
        *,
        batch_size: int = 32,
        workers: int | None = None,
        fit: Fit = "pad",
        regions: Sequence[Region] = (),
    ) -> None:
        check_fit(fit)
        if batch_size < 1:
            raise ValueError(f"batch_size is {batch_size}; it must be at least 1")
        self.frames = frames
        self.input_size = input_size
        self.batch_size = batch_size
        self.workers = workers or min(8, os.cpu_count() or 1)
        self.fit = fit
        self.regions = regions
        self.unreadable: list[tuple[int, str]] = []

    def batches(
        self, skip: NDArray[np.bool_]
    ) -> Iterator[tuple[NDArray[np.int64], NDArray[np.uint8]]]:
        """Yield rows (b,) and pictures (b, height, width, 3), without the rows to skip.

        With r regions, pictures have the shape (b, r, height, width, 3).

        Empty rows are left out, and so is a still that cannot be read, which is noted in
        ``unreadable``. At most ``AHEAD + 1`` batches are in memory besides the one in use.
        """
        self.unreadable.clear()
        rows: list[int] = []
        pictures: list[NDArray[np.uint8]] = []
        for row, picture in self._pictures(np.flatnonzero(~skip & ~self.frames.empty).tolist()):
            rows.append(row)
            pictures.append(picture)
            if len(rows) == self.batch_size:
                yield np.array(rows, dtype=np.int64), np.stack(pictures)
                rows, pictures = [], []
        if rows:
            yield np.array(rows, dtype=np.int64), np.stack(pictures)

    def _pictures(self, rows: list[int]) -> Iterator[tuple[int, NDArray[np.uint8]]]:
        waiting: deque[tuple[int, Future[NDArray[np.uint8]]]] = deque()
        pool = ThreadPoolExecutor(self.workers, thread_name_prefix="stills")
        try:
            for row in rows:
                waiting.append((row, pool.submit(self._read, row)))
                if len(waiting) >= AHEAD * self.batch_size:
                    yield from self._result(*waiting.popleft())
            while waiting:
                yield from self._result(*waiting.popleft())
        finally:
            pool.shutdown(cancel_futures=True)

    def _result(
        self, row: int, future: Future[NDArray[np.uint8]]
    ) -> Iterator[tuple[int, NDArray[np.uint8]]]:
        try:
            yield row, future.result()
        # Anything else is a fault of ours and must be seen.
        except UNREADABLE as error:
            self.unreadable.append((row, f"{type(error).__name__}: {error}"))

    def _read(self, row: int) -> NDArray[np.uint8]:
        borders = self.frames.videos[int(self.frames.video[row])].borders
        still = self.frames.still(row)
        if not self.regions:
            return read_picture(still, self.input_size, self.fit, borders)
        colour = _decoded(still, self.input_size)
        parts = [region.within(borders) for region in self.regions]
        return np.stack([_fitted(colour, self.input_size, self.fit, part) for part in parts])


def read_picture(
    path: Path, input_size: tuple[int, int], fit: Fit = "pad", borders: Box = (0, 0, 0, 0)
) -> NDArray[np.uint8]:
    """Return a picture, uint8 RGB of shape (height, width, 3), antialiased.

    Parameters
    ----------
    path
        The file.
    input_size
        Height and width in pixels.
    fit
        See `StillsReader`.
    borders
        Parts to cut off: top, bottom, left and right, as fractions of height and width.

    Raises
    ------
    OSError
        If the file cannot be read.
    """
    return _fitted(_decoded(path, input_size), input_size, fit, borders)


def _decoded(path: Path, input_size: tuple[int, int]) -> Image.Image:
    with Image.open(path) as picture:
        # A JPEG decoder halves pictures almost for free; twice the size wanted stays sharp.
        longest = 2 * max(input_size)
        picture.draft("RGB", (longest, longest))
        colour: Image.Image = picture.convert("RGB")
        return colour


def _fitted(
    colour: Image.Image, input_size: tuple[int, int], fit: Fit, borders: Box
) -> NDArray[np.uint8]:
    height, width = input_size
    box = _inside(colour.size, borders)
    wide, high = box[2] - box[0], box[3] - box[1]
    if fit == "crop":
        box = _centre(box, min(wide, high * width / height), min(high, wide * height / width))
    if fit != "pad":
        return np.asarray(_resize(colour, (width, height), box))
    scale = min(width / wide, height / high)
    size = max(1, round(wide * scale)), max(1, round(high * scale))
    padded = Image.new("RGB", (width, height))
    padded.paste(_resize(colour, size, box), ((width - size[0]) // 2, (height - size[1]) // 2))
    return np.asarray(padded)


def _resize(picture: Image.Image, size: tuple[int, int], box: Box) -> Image.Image:
    return picture.resize(size, Image.Resampling.BILINEAR, box=box)


def _inside(size: tuple[int, int], borders: Box) -> Box:
    width, height = size
    top, bottom, left, right = borders
    return left * width, top * height, (1 - right) * width, (1 - bottom) * height


def _centre(box: Box, width: float, height: float) -> Box:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    # Rounding must not push the box over the edge of the picture, which Pillow refuses.
    left, top = max(x - width / 2, box[0]), max(y - height / 2, box[1])
    return left, top, min(x + width / 2, box[2]), min(y + height / 2, box[3])
