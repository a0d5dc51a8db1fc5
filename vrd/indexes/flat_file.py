"""Read and write the file of a flat FAISS index without FAISS.

FAISS can read such a file with ``faiss.read_index`` and write it with ``faiss.write_index``. This
module saves a copy of all vectors, and keeps a damaged or forged file away from a parser in C++:
the size of the file must be exactly what its header says.
"""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vrd.errors import ProjectError, StorageError
from vrd.storage.files import replacing

# Four-letter code of IndexFlatL2, d, n, two unused values, whether it is trained, the metric (1 is
# L2) and the number of values.
_HEADER = struct.Struct("<4siqqq?iQ")
_UNUSED = 1 << 20
_REPAIR = "Delete it: VRD makes it again from the fingerprints."


def write_flat(path: Path, vectors: NDArray[np.float32]) -> None:
    """Write vectors, shape (n, d), as an ``IndexFlatL2``, whole or not at all.

    Raises
    ------
    StorageError
        If the disk is full or the file cannot be written.
    """
    n, dimensions = vectors.shape
    header = _HEADER.pack(b"IxF2", dimensions, n, _UNUSED, _UNUSED, True, 1, vectors.size)
    try:
        with replacing(path) as temporary, temporary.open("wb") as file:
            file.write(header)
            if n:
                file.write(np.ascontiguousarray(vectors, "<f4").data.cast("B"))
    except StorageError:
        raise
    except OSError as error:
        raise StorageError(
            f"The index {path} cannot be written ({error}). Make room on the disk, or change the "
            "permissions of its folder."
        ) from error


def read_flat(path: Path) -> NDArray[np.float32]:
    """Read the vectors of an ``IndexFlatL2``, shape (n, d).

    Raises
    ------
    ProjectError
        If the file is truncated, or is not such an index.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        header = file.read(_HEADER.size)
        if len(header) < _HEADER.size:
            raise ProjectError(f"The index {path} is truncated ({size} bytes). {_REPAIR}")
        kind, dimensions, n, _, _, trained, metric, values = _HEADER.unpack(header)
        if kind != b"IxF2" or metric != 1 or not trained or dimensions < 1 or n < 0:
            raise ProjectError(f"{path} is not a flat L2 index of FAISS. {_REPAIR}")
        expected = _HEADER.size + 4 * n * dimensions
        if values != n * dimensions or size != expected:
            raise ProjectError(
                f"The index {path} is truncated or damaged: {size:,} bytes instead of "
                f"{expected:,}. {_REPAIR}"
            )
        vectors = np.empty((n, dimensions), "<f4")
        if n and file.readinto(vectors.data.cast("B")) != vectors.nbytes:
            raise ProjectError(f"The index {path} became shorter while it was read. {_REPAIR}")
    if not np.isfinite(vectors.sum(axis=1, dtype=np.float64)).all():
        raise ProjectError(f"The index {path} holds values that are not numbers. {_REPAIR}")
    return vectors
