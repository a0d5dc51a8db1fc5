"""Hold fingerprints, one vector per row, with the description of what made them.

A fingerprint is what the literature calls a descriptor or an embedding. Fingerprints are float16 on
disk and float32 in arithmetic. Two of them may be compared only if their specs are equal.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vrd.core.scale import Scale


@dataclass(frozen=True)
class FingerprintSpec:
    """Describe what made a set of fingerprints; its digest travels with every result.

    Attributes
    ----------
    network
        Name of the network or descriptor.
    layer
        Layer whose output is taken; empty where there are no layers.
    input_size
        Height and width of the images it is given, in pixels.
    preprocessing
        How a still becomes that image.
    dimensions
        Values per fingerprint.
    weights
        SHA-256 of the weights; empty where there are none.
    dtype
        Type of the stored values.
    scale
        How their distances are read. It is no part of the digest, and specs that differ in it
        alone are equal: the fingerprints are the same.
    """

    network: str
    layer: str
    input_size: tuple[int, int]
    preprocessing: str
    dimensions: int
    weights: str = ""
    dtype: str = "float16"
    scale: Scale = field(default=Scale(), compare=False)

    @property
    def digest(self) -> str:
        """Return the SHA-256 of every field but the scale, which changes no fingerprint."""
        described = self.to_dict()
        del described["scale"]
        return hashlib.sha256(json.dumps(described, sort_keys=True).encode()).hexdigest()

    @property
    def key(self) -> str:
        """Return a name for a folder, such as ``efficientnetb4-block7b_se_squeeze-1a2b3c4d5e``."""
        words = [word for word in (self.network, self.layer) if word]
        slug = re.sub(r"[^A-Za-z0-9_]+", "-", "-".join(words)).strip("-")[:60]
        return f"{slug}-{self.digest[:10]}"

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, ready for JSON."""
        return asdict(self) | {"input_size": list(self.input_size)}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> FingerprintSpec:
        """Return the spec that `to_dict` described; without a scale it gets the usual one."""
        height, width = values["input_size"]
        scale = Scale.from_dict(values.get("scale", {}))
        return cls(**(values | {"input_size": (int(height), int(width)), "scale": scale}))


class Fingerprints:
    """Hold a matrix of fingerprints, one per row of a timeline; it is read block by block.

    Parameters
    ----------
    read
        A function ``read(start, stop)`` that returns rows ``start`` to ``stop`` as an array.
    shape
        Rows and values per row.
    spec
        What made them.
    missing
        Rows that have no fingerprint, as their still could not be read. They read as zeros, and
        no search may answer with them.
    """

    def __init__(
        self,
        read: Callable[[int, int], NDArray[Any]],
        shape: tuple[int, int],
        spec: FingerprintSpec,
        missing: Iterable[int] = (),
    ) -> None:
        if shape[1] != spec.dimensions:
            raise ValueError(f"{shape[1]} values a row, but the spec says {spec.dimensions}")
        self._read = read
        self.shape = shape
        self.spec = spec
        self.missing: NDArray[np.int64] = np.array(sorted(missing), dtype=np.int64)

    @classmethod
    def from_array(cls, matrix: NDArray[Any], spec: FingerprintSpec) -> Fingerprints:
        """Return fingerprints of a matrix in memory, shape (n, d)."""
        return cls(lambda start, stop: matrix[start:stop], (len(matrix), matrix.shape[1]), spec)

    def __len__(self) -> int:
        return self.shape[0]

    def read(self, start: int = 0, stop: int | None = None) -> NDArray[np.float32]:
        """Return rows ``start`` to ``stop`` as float32, shape (stop - start, d)."""
        stop = len(self) if stop is None else stop
        return np.ascontiguousarray(self._read(start, stop), dtype=np.float32)
