"""Find exact nearest neighbours with FAISS, on the CPU or on a GPU.

Conventions: vectors are float32, shape (n, d). Distances are squared L2, never negative and never
NaN, the nearest first. Where there are fewer than k neighbours, the rest is infinity and -1. FAISS
is loaded when it is first needed, and not with this module.

Large searches compute ``|x|² + |y|² - 2xy``, which is wrong by up to about 1e-6 of ``|x|²``
(measured on values like those of EfficientNet, SqueezeNet and unit vectors). Identical frames
would have the distance 0.0007 instead of 0. So small distances are computed again as
``|x - y|²``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from vrd.core.top_k import GPU_MAX_K, pack, unpack
from vrd.errors import FaissError
from vrd.indexes.faiss_package import faiss_flavour, has_gpu, import_faiss
from vrd.indexes.flat_file import read_flat, write_flat

# Distances below this share of |x|² are computed again; larger ones are exact to 0.1 %.
_NEAR_SHARE = 1e-3
# Bytes of vectors and of queries that knn_gpu holds at a time; it divides larger arrays.
_GPU_VECTORS_BYTES, _GPU_QUERIES_BYTES = 4 << 30, 1 << 30


class _Flat(ABC):
    """Hold vectors in one array; a search of some rows costs no more than these rows."""

    def __init__(self, dimensions: int) -> None:
        if dimensions < 1:
            raise ValueError(f"dimensions is {dimensions}; an index needs at least 1")
        self._faiss = import_faiss()
        self._vectors: NDArray[np.float32] = np.empty((0, dimensions), np.float32)

    @property
    def dimensions(self) -> int:
        """Return the number of values per vector."""
        return int(self._vectors.shape[1])

    @property
    def ntotal(self) -> int:
        """Return the number of vectors that were added."""
        return len(self._vectors)

    def add(self, x: NDArray[np.float32]) -> None:
        """Append vectors, shape (n, d); their rows continue from ``ntotal``.

        Raises
        ------
        ValueError
            If the shape does not fit, or a value is not a finite number.
        """
        x = self._checked(x)
        old = self.ntotal
        # The array grows in place, so that the vectors are never in memory twice.
        self._vectors.resize((old + len(x), self.dimensions), refcheck=False)
        self._vectors[old:] = x

    def search(
        self, x: NDArray[np.float32], k: int, rows: range | None = None
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Find the k nearest of all vectors, or of the vectors of some rows.

        Parameters
        ----------
        x : ndarray, shape (m, d)
            The vectors whose neighbours are found.
        k
            Neighbours per vector.
        rows
            A contiguous range of rows to search; all rows by default.

        Returns
        -------
        distances : ndarray of float32, shape (m, k)
            Squared L2, nearest first; equal distances in row order.
        indices : ndarray of int64, shape (m, k)
            The rows of the neighbours.

        Raises
        ------
        ValueError
            If shapes, ``k`` or ``rows`` do not fit, or a value is not a finite number.
        """
        x = self._checked(x)
        self._check_k(k)
        rows = range(self.ntotal) if rows is None else rows
        if rows and (rows.step != 1 or rows.start < 0 or rows.stop > self.ntotal):
            raise ValueError(f"{rows} is not a stretch of the {self.ntotal} rows of this index")
        distances = np.full((len(x), k), np.inf, np.float32)
        indices = np.full((len(x), k), -1, np.int64)
        count = min(k, len(rows))
        if count and len(x):
            vectors = self._vectors[rows.start : rows.stop]
            near, positions = self._knn(x, vectors, count)
            self._refine(x, vectors, near, positions)
            distances[:, :count], indices[:, :count] = near, positions + rows.start
        return distances, indices

    def _checked(self, x: NDArray[np.float32]) -> NDArray[np.float32]:
        x = np.ascontiguousarray(x, np.float32)
        if x.ndim != 2 or x.shape[1] != self.dimensions:
            raise ValueError(
                f"vectors of shape {x.shape} do not fit this index of shape (n, {self.dimensions})"
            )
        # The sum of a row with NaN or infinity is not finite; no second large array is needed.
        with np.errstate(invalid="ignore"):
            sums = np.add.reduce(x, axis=1, dtype=np.float64)
        if not np.isfinite(sums).all():
            raise ValueError("a vector holds a value that is not a finite number")
        return x

    def _check_k(self, k: int) -> None:
        if k < 1:
            raise ValueError(f"k is {k}; it must be at least 1")

    @abstractmethod
    def _knn(
        self, x: NDArray[np.float32], y: NDArray[np.float32], k: int
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Return squared L2 distances and rows of the k nearest rows of ``y``, both (m, k)."""

    def _refine(
        self,
        x: NDArray[np.float32],
        y: NDArray[np.float32],
        distances: NDArray[np.float32],
        indices: NDArray[np.int64],
    ) -> None:
        """Compute small distances again, exactly, and sort all lists again, in place."""
        norms = np.einsum("ij,ij->i", x, x)
        query, column = np.nonzero(distances <= _NEAR_SHARE * norms[:, None])
        if len(query):
            query = np.ascontiguousarray(query, np.int64)
            reference = indices[query, column]
            exact = np.empty(len(query), np.float32)
            arrays = (x, query, y, reference, exact)
            pointers = [self._faiss.swig_ptr(array) for array in arrays]
            self._faiss.pairwise_indexed_L2sqr(x.shape[1], len(query), *pointers)
            distances[query, column] = exact
        np.maximum(distances, 0.0, out=distances)
        distances[:], indices[:] = unpack(np.sort(pack(distances, indices), axis=1))

    def write(self, path: Path) -> None:
        """Write a FAISS file that holds an ``IndexFlatL2``, whole or not at all.

        Raises
        ------
        StorageError
            If the disk is full or the file cannot be written.
        """
        write_flat(path, self._vectors)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a FAISS file that holds an ``IndexFlatL2``.

        Raises
        ------
        ProjectError
            If the file is truncated, or is not such an index.
        """
        vectors = read_flat(path)
        self = cls(vectors.shape[1])
        self._vectors = vectors
        return self


class FlatCPU(_Flat):
    """Search exactly on the processor.

    Results and speed are those of ``faiss.IndexFlatL2`` with an ``IDSelectorRange``.
    """

    def _knn(
        self, x: NDArray[np.float32], y: NDArray[np.float32], k: int
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        distances, indices = self._faiss.knn(x, y, k)
        return distances, indices


class FlatGPU(_Flat):
    """Search exactly on one NVIDIA GPU; the vectors stay in main memory and are copied in parts.

    Raises
    ------
    FaissError
        If FAISS was built without GPU support, or finds no GPU.
    """

    def __init__(self, dimensions: int) -> None:
        super().__init__(dimensions)
        if not has_gpu():
            raise FaissError(
                f"FAISS finds no GPU ({faiss_flavour()}). Choose device='cpu', or install "
                "video-reuse-detector[gpu] on a machine with an NVIDIA GPU; `vrd doctor` says more."
            )
        self._resources = self._faiss.StandardGpuResources()

    def _check_k(self, k: int) -> None:
        super()._check_k(k)
        if k > GPU_MAX_K:
            raise ValueError(
                f"k is {k}, but FAISS finds at most {GPU_MAX_K} neighbours on a GPU. "
                "Consider fewer neighbours, or choose device='cpu'."
            )

    def _knn(
        self, x: NDArray[np.float32], y: NDArray[np.float32], k: int
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        distances, indices = self._faiss.knn_gpu(
            self._resources,
            x,
            y,
            k,
            vectorsMemoryLimit=_GPU_VECTORS_BYTES,
            queriesMemoryLimit=_GPU_QUERIES_BYTES,
        )
        return distances, indices


def make_index(dimensions: int, *, device: str = "auto") -> FlatCPU | FlatGPU:
    """Make an empty index.

    Parameters
    ----------
    dimensions
        Values per vector.
    device
        ``"auto"`` takes a GPU if FAISS can use one, and otherwise the processor; ``"cpu"``;
        ``"gpu"``.

    Raises
    ------
    MissingExtraError
        If FAISS is not installed.
    FaissError
        If ``device`` is ``"gpu"`` and FAISS cannot use one; the processor is not used instead.
    """
    if device not in ("auto", "cpu", "gpu"):
        raise ValueError(f"device is {device!r}; it must be 'auto', 'cpu' or 'gpu'")
    gpu = device == "gpu" or (device == "auto" and has_gpu())
    return FlatGPU(dimensions) if gpu else FlatCPU(dimensions)
