"""Exact nearest neighbours by FAISS, on the CPU or on a GPU.

Conventions: vectors are float32, shape (n, d); distances are squared L2, never negative and
never NaN, nearest first; where there are fewer than k neighbours the rest is infinity and -1.
FAISS is loaded when it is first needed, not by importing this module.

Large searches take ``|x|² + |y|² - 2xy``, which is off by up to about 1e-6 of ``|x|²``
(measured on values like those of EfficientNet, SqueezeNet and unit vectors): identical frames
would come out at 0.0007 instead of 0. So what is near is computed again as ``|x - y|²``.
"""

from __future__ import annotations

import importlib.metadata
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from vrd.core.top_k import pack, unpack
from vrd.errors import FaissError, MissingExtraError
from vrd.indexes.flat_file import read_flat, write_flat

GPU_MAX_K = 2048
# Distances below this share of |x|² are computed again: the rest is right to 0.1 % anyhow.
_NEAR = 1e-3
# What knn_gpu may hold at a time, in bytes; beyond that it works in tiles.
_GPU_VECTORS, _GPU_QUERIES = 4 << 30, 1 << 30


def _faiss() -> Any:
    try:
        import faiss
    except ModuleNotFoundError as error:
        raise MissingExtraError("faiss", "cpu") from error
    except (ImportError, RuntimeError) as error:
        # faiss-gpu without NVIDIA's libraries raises RuntimeError when imported.
        raise FaissError(f"FAISS is installed but cannot be loaded: {error}") from error
    return faiss


class _Flat(ABC):
    """Vectors in one array, searched by slices: a search of some rows costs only those rows."""

    def __init__(self, dimensions: int) -> None:
        if dimensions < 1:
            raise ValueError(f"an index of {dimensions} dimensions cannot be made")
        self._faiss = _faiss()
        self._vectors: NDArray[np.float32] = np.empty((0, dimensions), np.float32)

    @property
    def dimensions(self) -> int:
        """Values per vector."""
        return int(self._vectors.shape[1])

    @property
    def ntotal(self) -> int:
        """Number of vectors added."""
        return len(self._vectors)

    def add(self, x: NDArray[np.float32]) -> None:
        """Append vectors, shape (n, d); their rows go on from ``ntotal``.

        Raises
        ------
        ValueError
            If the shape does not fit, or a value is not a finite number.
        """
        x = self._checked(x)
        old = self.ntotal
        # In place: the system moves the pages, so the vectors are never in memory twice.
        self._vectors.resize((old + len(x), self.dimensions), refcheck=False)
        self._vectors[old:] = x

    def search(
        self, x: NDArray[np.float32], k: int, rows: range | None = None
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Find the k nearest of the vectors, or of those in ``rows``, a contiguous range.

        Parameters
        ----------
        x : ndarray, shape (m, d)
        k
            Neighbours per vector.
        rows
            Rows to consider; all by default.

        Returns
        -------
        distances : ndarray of float32, shape (m, k)
            Squared L2, nearest first; equal distances in row order.
        indices : ndarray of int64, shape (m, k)

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
        found = min(k, len(rows))
        if found and len(x):
            vectors = self._vectors[rows.start : rows.stop]
            near, where = self._knn(x, vectors, found)
            self._refine(x, vectors, near, where)
            distances[:, :found], indices[:, :found] = near, where + rows.start
        return distances, indices

    def _checked(self, x: NDArray[np.float32]) -> NDArray[np.float32]:
        x = np.ascontiguousarray(x, np.float32)
        if x.ndim != 2 or x.shape[1] != self.dimensions:
            raise ValueError(f"vectors of shape {x.shape} do not fit (n, {self.dimensions})")
        # NaN or infinity anywhere makes its row's sum so, and needs no second array as large.
        with np.errstate(invalid="ignore"):
            sums = np.add.reduce(x, axis=1, dtype=np.float64)
        if not np.isfinite(sums).all():
            raise ValueError("a vector holds a value that is not a finite number")
        return x

    def _check_k(self, k: int) -> None:
        if k < 1:
            raise ValueError(f"k is {k}; at least one neighbour must be asked for")

    @abstractmethod
    def _knn(
        self, x: NDArray[np.float32], y: NDArray[np.float32], k: int
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """The k nearest rows of ``y``: squared L2 distances and rows, both (m, k)."""

    def _refine(
        self,
        x: NDArray[np.float32],
        y: NDArray[np.float32],
        distances: NDArray[np.float32],
        indices: NDArray[np.int64],
    ) -> None:
        """Compute small distances again, exactly, and order what they are part of, in place."""
        norms = np.einsum("ij,ij->i", x, x)
        query, place = np.nonzero(distances <= _NEAR * norms[:, None])
        if len(query):
            query = np.ascontiguousarray(query, np.int64)
            reference = indices[query, place]
            exact = np.empty(len(query), np.float32)
            arrays = [self._faiss.swig_ptr(one) for one in (x, query, y, reference, exact)]
            self._faiss.pairwise_indexed_L2sqr(x.shape[1], len(query), *arrays)
            distances[query, place] = exact
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
            If the file is truncated, or is no such index.
        """
        vectors = read_flat(path)
        self = cls(vectors.shape[1])
        self._vectors = vectors
        return self


class FlatCPU(_Flat):
    """Exact search on the processor.

    Same results and speed as ``faiss.IndexFlatL2`` with an ``IDSelectorRange``, on slices.
    """

    def _knn(
        self, x: NDArray[np.float32], y: NDArray[np.float32], k: int
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        distances, indices = self._faiss.knn(x, y, k)
        return distances, indices


class FlatGPU(_Flat):
    """Exact search on one NVIDIA GPU; the vectors stay in main memory and pass in tiles.

    Raises
    ------
    FaissError
        If FAISS was built without GPU support, or finds no GPU.
    """

    def __init__(self, dimensions: int) -> None:
        super().__init__(dimensions)
        if not has_gpu():
            raise FaissError(
                f"FAISS finds no GPU ({faiss_flavour()}). Ask for device='cpu', or install "
                "video-reuse-detector[gpu] on a machine with an NVIDIA GPU; `vrd doctor` says more."
            )
        self._resources = self._faiss.StandardGpuResources()

    def _check_k(self, k: int) -> None:
        super()._check_k(k)
        if k > GPU_MAX_K:
            raise ValueError(
                f"k is {k}, but FAISS finds at most {GPU_MAX_K} neighbours on a GPU. "
                "Consider fewer neighbours, or ask for device='cpu'."
            )

    def _knn(
        self, x: NDArray[np.float32], y: NDArray[np.float32], k: int
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        distances, indices = self._faiss.knn_gpu(
            self._resources,
            x,
            y,
            k,
            vectorsMemoryLimit=_GPU_VECTORS,
            queriesMemoryLimit=_GPU_QUERIES,
        )
        return distances, indices


def has_gpu() -> bool:
    """Whether the installed FAISS can use a GPU, and there is one."""
    faiss = _faiss()
    # faiss-cpu has knn_gpu by name as well, and get_num_gpus that answers 0.
    return hasattr(faiss, "StandardGpuResources") and faiss.get_num_gpus() > 0


def make_index(dimensions: int, *, device: str = "auto") -> FlatCPU | FlatGPU:
    """Make an empty index.

    Parameters
    ----------
    dimensions
        Values per vector.
    device
        ``"auto"`` takes a GPU if FAISS can use one, and the processor else; ``"cpu"``; ``"gpu"``.

    Raises
    ------
    MissingExtraError
        If FAISS is not installed.
    FaissError
        If a GPU is asked for and FAISS cannot use one; there is no fallback.
    """
    if device not in ("auto", "cpu", "gpu"):
        raise ValueError(f"device is {device!r}; it must be 'auto', 'cpu' or 'gpu'")
    gpu = device == "gpu" or (device == "auto" and has_gpu())
    return FlatGPU(dimensions) if gpu else FlatCPU(dimensions)


def installed_flavours() -> dict[str, str]:
    """Versions of the FAISS packages that pip knows, by name."""
    found = {}
    for name in ("faiss-cpu", "faiss-gpu", "faiss-gpu-cu11", "faiss-gpu-cu12"):
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def both_flavours_installed() -> bool:
    """Whether two FAISS packages share the folder ``faiss/``, and so break each other."""
    return len(installed_flavours()) > 1


def faiss_flavour() -> str:
    """Packages, GPUs and instruction sets of the installed FAISS, in one line."""
    faiss = _faiss()
    packages = [f"{name} {version}" for name, version in installed_flavours().items()]
    built = set(faiss.get_compile_options().split())
    sets = sorted(built & {"AVX2", "AVX512", "AVX512_SPR", "NEON", "SVE"}) or ["generic"]
    if hasattr(faiss, "StandardGpuResources"):
        gpus = f"{faiss.get_num_gpus()} GPU(s)"
    else:
        gpus = "built without GPU support"
    return f"{' and '.join(packages) or f'faiss {faiss.__version__}'}; {gpus}; {', '.join(sets)}"
