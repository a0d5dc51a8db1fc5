"""Make timelines and fingerprints for the search of neighbours, and search them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from vrd.core.fingerprints import Fingerprints, FingerprintSpec
from vrd.core.neighbours import Neighbours
from vrd.core.protocols import Index
from vrd.core.timelines import Timeline, Video
from vrd.indexes.flat import FlatCPU
from vrd.pipeline.search_neighbours import search_neighbours
from vrd.pipeline.search_settings import SearchSettings


def films(lengths: Iterable[int]) -> Timeline:
    """Return the timeline of films of any lengths, 0 among them."""
    videos = [
        Video(f"{number}.mp4", Path(), Path(), count, count, digest=str(number))
        for number, count in enumerate(lengths)
    ]
    return Timeline.uniform(videos)


def fingerprints_of(
    matrix: ArrayLike, missing: Iterable[int] = (), network: str = "test"
) -> Fingerprints:
    """Return fingerprints that are the rows of a matrix."""
    vectors = np.asarray(matrix, np.float32)
    spec = FingerprintSpec(network, "", (1, 1), "none", vectors.shape[1])
    return Fingerprints(
        lambda start, stop: vectors[start:stop], vectors.shape, spec, tuple(missing)
    )


def search(
    fingerprints: Fingerprints,
    frames: Timeline,
    folder: str | Path,
    *,
    make_index: Callable[[int], Index] = FlatCPU,
    index: Index | None = None,
    description: Mapping[str, Any] | None = None,
    **settings: Any,
) -> Neighbours:
    """Search five neighbours of every row with FAISS, and keep them in a folder."""
    return search_neighbours(
        fingerprints,
        frames,
        Path(folder),
        SearchSettings(**({"k": 5} | settings)),
        make_index=make_index,
        index=index,
        description=description,
        progress=False,
    )
