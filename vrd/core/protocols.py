"""Describe what a part must offer to take its place in VRD, in one protocol per seam.

Each seam has one contract test in ``tests/contracts`` that every implementation must pass. A view
is not a class: it is a plain function from core types to something that Jupyter can show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol, Self, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from vrd.core.fingerprints import FingerprintSpec
from vrd.core.timelines import Timeline, Video


@runtime_checkable
class Reader(Protocol):
    """Give what is fingerprinted, a batch at a time."""

    frames: Timeline

    def batches(self, skip: NDArray[np.bool_]) -> Iterator[tuple[NDArray[np.int64], NDArray[Any]]]:
        """Yield row numbers (b,) and their input (b, ...), in row order, without rows to skip.

        Rows whose input cannot be read are left out of every batch.
        """
        ...


@runtime_checkable
class RowSource(Protocol):
    """Say which rows films have in a track of their own, and read them.

    The rows of the picture track are the stills, which `vrd.pipeline.update_stills` makes; any
    other track has a source of rows.
    """

    #: What determines the rows, as text: rows made with other settings are out of date.
    settings: str

    def row_times(self, video: Video) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return start and end of every row of a film in seconds, in time order, both (n,).

        Raises
        ------
        VideoError
            If the film cannot be read.
        """
        ...

    def reader(self, timeline: Timeline, spec: FingerprintSpec) -> Reader:
        """Return a reader of these rows that gives the input which a fingerprinter wants."""
        ...


@runtime_checkable
class Fingerprinter(Protocol):
    """Turn a batch of input into fingerprints.

    ``spec.scale`` says how the distances of its fingerprints are read, and how stills are brought
    to ``spec.input_size`` (``spec.scale.fit``, see `vrd.readers.stills.StillsReader`; by default
    they are padded). As the latter determines the vectors, ``spec.preprocessing`` should name it;
    fingerprints of another fit would otherwise be taken for the same.
    """

    spec: FingerprintSpec

    def __call__(self, batch: NDArray[Any]) -> NDArray[np.float32]:
        """Return the fingerprints (b, d) of a batch; the same ones whatever the batch size.

        For pictures the batch is uint8 RGB, shape (b, height, width, 3), of
        ``spec.input_size``.
        """
        ...


@runtime_checkable
class StretchReader(Protocol):
    """Read a stretch of a film at any rate; several threads may call it at once."""

    def __call__(
        self, video: Video, start: float, end: float, rate: float, cancelled: Callable[[], bool]
    ) -> tuple[NDArray[np.float64], NDArray[Any]]:
        """Return times (b,) and what is fingerprinted (b, ...) of ``[start, end)`` of a film.

        Times are seconds from the start of the film, ``rate`` a second, ascending. Where
        ``cancelled()`` becomes true, reading ends early with an error.

        Raises
        ------
        VideoError
            If the film is gone, or nothing of the stretch can be read.
        """
        ...


@runtime_checkable
class Index(Protocol):
    """Find the nearest of the vectors added to it, exactly or not as it says."""

    @property
    def ntotal(self) -> int:
        """Return the number of vectors added."""
        ...

    def add(self, x: NDArray[np.float32]) -> None:
        """Append vectors (n, d); their rows go on from ``ntotal``."""
        ...

    def search(
        self, x: NDArray[np.float32], k: int, rows: range | None = None
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Return squared L2 distances and rows of the k nearest, both (m, k), nearest first.

        With ``rows`` (contiguous), only vectors of those rows are considered. Lists are padded
        with infinity and -1 where there are fewer than k.
        """
        ...

    def write(self, path: Path) -> None:
        """Write the index to one file."""
        ...

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read what `write` wrote."""
        ...
