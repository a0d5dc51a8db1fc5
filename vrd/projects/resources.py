"""Describe how much of the machine a project may use."""

from __future__ import annotations

from dataclasses import dataclass

from vrd.core.protocols import Index
from vrd.indexes.flat import make_index


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
    """

    device: str = "auto"
    memory_gib: float = 4.0
    workers: int | None = None

    @property
    def memory_bytes(self) -> int:
        """Return the most memory that the search takes."""
        return int(self.memory_gib * 2**30)

    def make_index(self, dimensions: int) -> Index:
        """Make an empty index for vectors of so many values."""
        return make_index(dimensions, device=self.device)
