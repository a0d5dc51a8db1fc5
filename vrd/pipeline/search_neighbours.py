"""Find the nearest rows of every row, by exhaustive and exact search; a stage.

A row's own film is left out *before* its nearest are chosen (`vrd.pipeline.search_plan`), so a long
still shot cannot fill the list with itself. Rows without fingerprint are neither searched for nor
found.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm.auto import tqdm

from vrd.core.fingerprints import Fingerprints
from vrd.core.neighbours import Batch, Neighbours
from vrd.core.notices import notices
from vrd.core.protocols import Index
from vrd.core.timelines import Timeline
from vrd.core.top_k import GPU_MAX_K, Packed, merge_nearest, nothing, pack, unpack
from vrd.pipeline.load_neighbours import VERSION, load_neighbours
from vrd.pipeline.neighbour_batches import (
    batch_path,
    read_batch,
    start_manifest,
    write_batch,
)
from vrd.pipeline.search_plan import LEAF, Task, cut, plan, plan_batches, without
from vrd.pipeline.search_settings import SearchSettings

_LOGGER = logging.getLogger(__name__)
_NOTICES = notices(f"{__name__}.notices")
_PIECE_ROWS = 4096
_SMALLEST_BLOCK = 256


@dataclass
class _Block:
    """Hold an index over some rows; its row 0 is row ``first`` of the collection."""

    rows: range
    index: Index
    first: int


@dataclass
class _Search:
    """Hold what every batch is searched with."""

    fingerprints: Fingerprints
    queries: Fingerprints
    frames: Timeline
    settings: SearchSettings
    references: range
    block_rows: int
    make_index: Callable[[int], Index]
    ready: _Block | None

    def blocks(self) -> Iterator[_Block]:
        """Yield the reference side, as much at a time as fits; keep it when all of it fits."""
        if self.ready is not None:
            yield self.ready
            return
        for start in range(self.references.start, self.references.stop, self.block_rows):
            rows = cut(self.references, start, start + self.block_rows)
            block = _Block(rows, self._build(rows), start)
            if len(rows) == len(self.references):
                self.ready = block
            yield block
            # The block must go before the next one is built: both would not fit.
            del block

    def _build(self, rows: range) -> Index:
        index = self.make_index(self.fingerprints.shape[1])
        for start in range(rows.start, rows.stop, _PIECE_ROWS):
            index.add(self.fingerprints.read(start, min(start + _PIECE_ROWS, rows.stop)))
        return index

    def batch(self, rows: range) -> Batch:
        """Return indices and distances of the nearest of a batch of rows, both (rows, k)."""
        vectors = self.queries.read(rows.start, rows.stop)
        nearest = nothing(len(rows), self.settings.k)
        for block in self.blocks():
            self._search_block(block, rows, vectors, nearest)
            del block  # It must go before `blocks` builds the next one.
        missing = self.queries.missing
        asked = missing[(missing >= rows.start) & (missing < rows.stop)] - rows.start
        nearest[asked] = nothing(len(asked), self.settings.k)
        distances, indices = unpack(nearest)
        return indices, distances

    def _search_block(
        self, block: _Block, rows: range, vectors: NDArray[np.float32], nearest: Packed
    ) -> None:
        """Merge the neighbours in one block into ``nearest``."""
        # An index is asked for no more than a GPU can give, unless k itself is more.
        leaf = min(LEAF, max(0, GPU_MAX_K - self.settings.k))
        own = self.settings.leave_out_own_video
        for task in plan(rows, block.rows, self.frames.first, leave_out_own_video=own, leaf=leaf):
            part = slice(task.queries.start - rows.start, task.queries.stop - rows.start)
            for references in without(task.references, self.fingerprints.missing):
                near = self._run(task, references, block, vectors[part])
                nearest[part] = merge_nearest(nearest[part], near)

    def _run(
        self, task: Task, references: range, block: _Block, vectors: NDArray[np.float32]
    ) -> Packed:
        # It is asked for so many more that striking out the own film cannot leave too few.
        k = min(self.settings.k + task.mixed, len(references))
        local = range(references.start - block.first, references.stop - block.first)
        distances, indices = block.index.search(vectors, k, local)
        indices = np.where(indices < 0, -1, indices + block.first)
        if task.mixed:
            film = self.frames.video
            own = film[indices] == film[task.queries.start : task.queries.stop, None]
            distances = np.where(own, np.float32(np.inf), distances)
            indices = np.where(own, -1, indices)
        return pack(distances, indices)


def search_neighbours(
    fingerprints: Fingerprints,
    frames: Timeline,
    folder: Path,
    settings: SearchSettings,
    *,
    make_index: Callable[[int], Index],
    index: Index | None = None,
    queries: Fingerprints | None = None,
    description: Mapping[str, Any] | None = None,
    title: str = "Neighbours",
    progress: bool = True,
) -> Neighbours:
    """Find the nearest rows of every row, or go on where an earlier call was cut off.

    Parameters
    ----------
    fingerprints, frames
        The vectors, and the timeline that they belong to.
    folder
        The folder of finished batches.
    settings
        Which neighbours are searched, and how much memory the search may take.
    make_index
        A function that makes an empty index for vectors of so many values.
    index
        An index over all rows, if there is one; it is used whatever ``settings.memory_bytes`` says.
    queries
        Vectors that are searched for instead of the fingerprints themselves, one for each row, such
        as those of a part of each picture. ``description`` must tell them from others.
    description
        Further values that determine the result; they are kept and compared, as JSON.
    title
        Title of the progress bar.
    progress
        Show a progress bar.

    Raises
    ------
    StaleArtefactError
        If ``folder`` holds the answer to another question.
    StorageError
        If the disk is full; finished batches stay.
    """
    if len(fingerprints) != len(frames):
        raise ValueError(f"{len(fingerprints)} fingerprints for {len(frames)} rows")
    if index is not None and index.ntotal != len(frames):
        raise ValueError(f"the index holds {index.ntotal} vectors for {len(frames)} rows")
    if queries is not None and queries.shape != fingerprints.shape:
        raise ValueError(f"queries {queries.shape} do not suit fingerprints {fingerprints.shape}")
    everything = range(len(frames))
    query_rows = _checked(settings.query_rows, everything)
    references = _checked(settings.reference_rows, everything)
    described = dict(description or {}) | {
        "version": VERSION,
        "k": settings.k,
        "own_video_left_out": settings.leave_out_own_video,
        "spec": fingerprints.spec.digest,
        "frames": frames.digest,
        "rows": len(frames),
        "missing": hashlib.sha256(fingerprints.missing.astype("<i8").tobytes()).hexdigest(),
        "query_rows": [query_rows.start, query_rows.stop],
        "reference_rows": [references.start, references.stop],
    }
    batches = start_manifest(
        folder, described, frames, plan_batches(query_rows, frames.first, settings.batch_rows)
    )
    search = _Search(
        fingerprints,
        fingerprints if queries is None else queries,
        frames,
        settings,
        references,
        _block_rows(fingerprints.shape[1], settings.k, batches, settings.memory_bytes),
        make_index,
        _Block(references, index, 0) if index is not None else None,
    )
    _search_missing(search, folder, batches, title if progress else None)
    return load_neighbours(folder, frames, described)


def _search_missing(search: _Search, folder: Path, batches: list[range], title: str | None) -> None:
    count = len(search.frames)
    done = {
        rows for rows in batches if read_batch(folder, rows, search.settings.k, count) is not None
    }
    damaged = sum(batch_path(folder, rows).exists() for rows in batches if rows not in done)
    if damaged:
        _NOTICES.warning(
            "%d of %d files of neighbours in %s were damaged. Their rows are searched again.",
            damaged, len(batches), folder,
        )  # fmt: skip
    with tqdm(
        total=sum(map(len, batches)),
        initial=sum(map(len, done)),
        desc=title,
        unit="row",
        disable=title is None or len(done) == len(batches),
    ) as bar:
        for rows in batches:
            if rows not in done:
                write_batch(folder, rows, search.batch(rows))
                _LOGGER.info("Neighbours of frames %d to %d: done", rows.start, rows.stop)
                bar.update(len(rows))


def _checked(rows: range | None, everything: range) -> range:
    if rows is None:
        return everything
    if rows and (rows.step != 1 or rows.start < 0 or rows.stop > everything.stop):
        raise ValueError(f"{rows} is not a stretch of the {everything.stop} rows")
    return rows if rows else range(0)


def _block_rows(dimensions: int, k: int, batches: list[range], memory_bytes: int) -> int:
    """Return how many rows of the reference side fit into memory beside a batch."""
    batch = max(map(len, batches), default=0)
    # A piece takes float16 and float32 values while it is added. The list of a query takes 12
    # bytes a neighbour from the index, and 8 bytes five times while it is merged.
    beside = batch * (4 * dimensions + 52 * k) + _PIECE_ROWS * 6 * dimensions
    return max((memory_bytes - beside) // (4 * dimensions), _SMALLEST_BLOCK)
