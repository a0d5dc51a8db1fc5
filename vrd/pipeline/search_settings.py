"""Describe which neighbours are searched, and how much memory the search may take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SearchSettings:
    """Describe a search of neighbours.

    Attributes
    ----------
    k
        Neighbours per row; where there are fewer, the rest of the list is padding.
    leave_out_own_video
        Leave a row's own film out before its nearest are chosen. False is the published
        behaviour: the first neighbour of a row is mostly itself.
    query_rows, reference_rows
        Contiguous rows to search for, and rows to search in; all by default. Other rows get
        padding.
    batch_rows
        Most rows of a batch, which is what a kill can lose. A run that goes on keeps its batches.
    memory_bytes
        Most memory for a block of the reference side and a batch together. An archive that does
        not fit is read again for every batch, so that larger batches are faster.

    Raises
    ------
    ValueError
        If ``k`` or ``batch_rows`` is below 1.
    """

    k: int = 250
    leave_out_own_video: bool = True
    query_rows: range | None = None
    reference_rows: range | None = None
    batch_rows: int = 4096
    memory_bytes: int = 4 << 30

    def __post_init__(self) -> None:
        if self.k < 1 or self.batch_rows < 1:
            raise ValueError(f"k {self.k} and batch_rows {self.batch_rows} must be at least 1")
