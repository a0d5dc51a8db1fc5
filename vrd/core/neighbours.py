"""Hold the neighbours of rows: what the search for nearest rows has answered.

Conventions: ``indices`` (n, k) are int32 and ``distances`` (n, k) are float32, nearest first. They
are padded with -1 and infinity where there are fewer than k. Distances are squared L2, as FAISS
reports them; the root is never taken.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vrd.core.timelines import Timeline

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Batch = tuple[NDArray[np.int32], NDArray[np.float32]]


class Neighbours:
    """Hold the nearest rows of every row.

    Parameters
    ----------
    indices, distances : array_like, shape (n, k)
        One row per row of ``frames``.
    frames
        The timeline that the rows belong to.
    own_video_left_out
        Whether a row's own film was left out before the nearest were chosen.
    """

    def __init__(
        self,
        indices: ArrayLike,
        distances: ArrayLike,
        frames: Timeline,
        *,
        own_video_left_out: bool = True,
    ) -> None:
        batch = _checked(np.asarray(indices, np.int32), np.asarray(distances, np.float32))
        if len(batch[0]) != len(frames):
            raise ValueError(f"{len(batch[0])} rows of neighbours for {len(frames)} frames")
        self._setup([0], [lambda: batch], batch[0].shape[1], frames, own_video_left_out)

    def _setup(
        self,
        starts: Sequence[int],
        load: Sequence[Callable[[], Batch]],
        k: int,
        frames: Timeline,
        own_video_left_out: bool,
    ) -> None:
        self.frames = frames
        self.k = k
        self.own_video_left_out = own_video_left_out
        self._starts = list(starts)
        # A few parts stay at hand: sequences ask for rows that lie together.
        self._part = lru_cache(maxsize=16)(lambda number: load[number]())

    @classmethod
    def from_batches(
        cls,
        starts: Sequence[int],
        load: Sequence[Callable[[], Batch]],
        k: int,
        frames: Timeline,
        *,
        own_video_left_out: bool = True,
    ) -> Neighbours:
        """Return neighbours stored in parts; ``load[i]()`` gives the part from ``starts[i]`` on."""
        neighbours = cls.__new__(cls)
        neighbours._setup(starts, load, k, frames, own_video_left_out)
        return neighbours

    def __len__(self) -> int:
        return len(self.frames)

    def __repr__(self) -> str:
        own = "left out" if self.own_video_left_out else "included"
        return f"<Neighbours: {self.k} of each of {len(self):,} rows, own film {own}>"

    def batches(self) -> Iterator[tuple[int, NDArray[np.int32], NDArray[np.float32]]]:
        """Yield first row, indices and distances of each part, in row order."""
        for number, start in enumerate(self._starts):
            indices, distances = self._part(number)
            yield start, indices, distances

    def rows(self, start: int, stop: int) -> Batch:
        """Return indices and distances of rows ``start`` to ``stop``, both (stop - start, k)."""
        stop = min(stop, len(self))
        first = max(bisect.bisect_right(self._starts, start) - 1, 0)
        indices, distances = [np.empty((0, self.k), np.int32)], [np.empty((0, self.k), np.float32)]
        for number in range(first, bisect.bisect_left(self._starts, stop)):
            part = self._part(number)
            within = slice(max(start - self._starts[number], 0), stop - self._starts[number])
            indices.append(part[0][within])
            distances.append(part[1][within])
        return np.concatenate(indices), np.concatenate(distances)

    @property
    def indices(self) -> NDArray[np.int32]:
        """Return the rows of the neighbours, shape (n, k), -1 where there are fewer."""
        return self._whole[0]

    @property
    def distances(self) -> NDArray[np.float32]:
        """Return their squared L2 distances, shape (n, k), ascending, infinity where fewer."""
        return self._whole[1]

    @cached_property
    def _whole(self) -> Batch:
        if len(self._starts) == 1:
            return self._part(0)
        return self.rows(0, len(self))

    def get_distance_histogram(self, halfway_x_ticks: bool = False, **options: Any) -> Axes:
        """Draw a histogram of all distances; see `vrd.views.histogram.distance_histogram`."""
        from vrd.views.histogram import distance_histogram

        return distance_histogram(self, halfway_x_ticks=halfway_x_ticks, **options)


def _checked(indices: NDArray[np.int32], distances: NDArray[np.float32]) -> Batch:
    if indices.ndim != 2 or indices.shape != distances.shape:
        raise ValueError(
            f"indices {indices.shape} and distances {distances.shape} must both be (n, k)"
        )
    if np.isnan(distances).any():
        raise ValueError("a distance is not a number")
    return indices, distances
