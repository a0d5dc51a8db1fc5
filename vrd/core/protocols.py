"""The seams: what a part must offer to take its place in VRD.

Each seam has one contract test in ``tests/contracts`` that every implementation must pass.
A view is no class: it is a plain function from core types to something Jupyter can show.
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
    """Gives what is fingerprinted, a batch at a time."""

    frames: Timeline

    def batches(self, skip: NDArray[np.bool_]) -> Iterator[tuple[NDArray[np.int64], NDArray[Any]]]:
        """Row numbers (b,) and their input (b, ...), in row order, without the rows to skip.

        Rows whose input cannot be read are left out of every batch.
        """
        ...


@runtime_checkable
class Fingerprinter(Protocol):
    """Turns a batch of input into fingerprints.

    ``spec.scale`` says how the distances of its fingerprints are read, and how stills are brought
    to ``spec.input_size`` (``spec.scale.fit``, see `vrd.readers.stills.StillsReader`; by default
    they are padded). As the latter determines the vectors, ``spec.preprocessing`` should name it;
    fingerprints of another fit would otherwise be taken for the same.
    """

    spec: FingerprintSpec

    def __call__(self, batch: NDArray[Any]) -> NDArray[np.float32]:
        """Fingerprints (b, d) of a batch; the same vectors whatever the batch size.

        For pictures the batch is uint8 RGB, shape (b, height, width, 3), of
        ``spec.input_size``.
        """
        ...


@runtime_checkable
class StretchReader(Protocol):
    """Reads a stretch of a film at any rate; may be called by several threads at once."""

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
    """Finds the nearest of the vectors added to it, exactly or not as it says."""

    @property
    def ntotal(self) -> int:
        """Number of vectors added."""
        ...

    def add(self, x: NDArray[np.float32]) -> None:
        """Append vectors (n, d); their rows go on from ``ntotal``."""
        ...

    def search(
        self, x: NDArray[np.float32], k: int, rows: range | None = None
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Squared L2 distances and rows of the k nearest, both (m, k), nearest first.

        With ``rows`` (contiguous), only vectors of those rows are considered. Padded with
        infinity and -1 where there are fewer than k.
        """
        ...

    def write(self, path: Path) -> None:
        """Write the index to one file."""
        ...

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read what `write` wrote."""
        ...
