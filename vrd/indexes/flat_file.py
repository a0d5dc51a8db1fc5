"""The file of a flat FAISS index, read and written without FAISS.

FAISS reads such a file with ``faiss.read_index`` and writes it with ``faiss.write_index``. Not
using these saves a copy of all vectors, and a damaged or forged file never reaches a parser in
C++: its size must be just what its header says.
"""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vrd.errors import ProjectError, StorageError
from vrd.storage.files import replacing

# Fourcc of IndexFlatL2, d, n, two unused, trained, metric (1 is L2), number of values.
_HEADER = struct.Struct("<4siqqq?iQ")
_UNUSED = 1 << 20
_REPAIR = "Delete it: it is made again from the fingerprints."


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
        raise StorageError(f"The index {path} cannot be written ({error})") from error


def read_flat(path: Path) -> NDArray[np.float32]:
    """Vectors of an ``IndexFlatL2``, shape (n, d).

    Raises
    ------
    ProjectError
        If the file is truncated, or is no such index.
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
        raise ProjectError(f"The index {path} holds values that are no numbers. {_REPAIR}")
    return vectors
