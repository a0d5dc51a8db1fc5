"""Read the neighbours that a search has stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from vrd.core.neighbours import Batch, Neighbours
from vrd.core.timelines import Timeline
from vrd.errors import MissingStageError
from vrd.pipeline.neighbour_batches import (
    batch_path,
    check_description,
    read_manifest,
    require_batch,
)

#: Another version makes neighbours that are at hand out of date.
VERSION = 1

_PIECE_ROWS = 4096


def load_neighbours(
    folder: Path, frames: Timeline, description: Mapping[str, Any] | None = None
) -> Neighbours:
    """Return the stored neighbours, which are read batch by batch when they are asked for.

    Parameters
    ----------
    folder, frames
        As for `search_neighbours`.
    description
        Entries that must be as they were; ``frames`` is always compared.

    Raises
    ------
    MissingStageError
        If the search has not been run to its end.
    StaleArtefactError
        If films or an entry of ``description`` have changed.
    """
    manifest, batches = read_manifest(folder)
    wanted = dict(description or {}) | {"version": VERSION, "frames": frames.digest}
    check_description(manifest, wanted, frames, folder)
    waiting = sum(not batch_path(folder, rows).is_file() for rows in batches)
    if waiting:
        raise MissingStageError(
            f"The search for neighbours was cut off: {waiting} of {len(batches)} batches are "
            "missing. Call initialize_neighbours() to go on with it."
        )
    k = int(manifest["description"]["k"])
    parts = list(_parts(folder, batches, k, len(frames)))
    return Neighbours.from_batches(
        [rows.start for rows, _ in parts],
        [load for _, load in parts],
        k,
        frames,
        own_video_left_out=bool(manifest["description"]["own_video_left_out"]),
    )


def _parts(
    folder: Path, batches: list[range], k: int, count: int
) -> Iterator[tuple[range, Callable[[], Batch]]]:
    """Yield every row once: stored batches, with padding for rows that were not searched."""
    row = 0
    for rows in [*batches, range(count, count)]:
        for start in range(row, rows.start, _PIECE_ROWS):
            gap = range(start, min(start + _PIECE_ROWS, rows.start))
            yield gap, partial(_padding, len(gap), k)
        if rows:
            yield rows, partial(require_batch, folder, rows, k, count)
        row = rows.stop


def _padding(m: int, k: int) -> Batch:
    return np.full((m, k), -1, np.int32), np.full((m, k), np.inf, np.float32)
