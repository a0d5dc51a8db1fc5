"""Describe how much of the machine a project may use."""

from __future__ import annotations

import math
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any

from vrd.core.protocols import Index
from vrd.errors import ProjectError
from vrd.indexes.flat import make_index

_DEVICES = ("auto", "cpu", "gpu")
_GIB = "a number above 0 (GiB)"
_COUNT = "a whole number of at least 1, or None"


def _is_positive(value: Any, kind: Any) -> bool:
    return isinstance(value, kind) and value is not True and 0 < value < math.inf


@dataclass
class Resources:
    """Describe how much of the machine may be used.

    Attributes
    ----------
    device
        ``'auto'``, ``'cpu'`` or ``'gpu'``: where neighbours are searched.
    memory_gib
        Most memory that the search takes, in GiB.
    workers
        Films read at once; None for one per processor.

    Raises
    ------
    ProjectError
        If one of them makes no sense: better now than after hours of decoding.

    Examples
    --------
    >>> Resources(workers=0)
    Traceback (most recent call last):
    vrd.errors.ProjectError: workers is 0; it must be a whole number of at least 1, or None.
    """

    device: str = "auto"
    memory_gib: float = 4.0
    workers: int | None = None

    def __post_init__(self) -> None:
        for name, good, message in (
            ("device", self.device in _DEVICES, "'auto', 'cpu' or 'gpu'"),
            ("memory_gib", _is_positive(self.memory_gib, Real), _GIB),
            ("workers", self.workers is None or _is_positive(self.workers, Integral), _COUNT),
        ):
            if not good:
                raise ProjectError(f"{name} is {getattr(self, name)!r}; it must be {message}.")

    @property
    def memory_bytes(self) -> int:
        """Return the most memory that the search takes."""
        return int(self.memory_gib * 2**30)

    def make_index(self, dimensions: int) -> Index:
        """Make an empty index for vectors of so many values."""
        return make_index(dimensions, device=self.device)
