"""Make timelines and fingerprints for the search of neighbours, and search them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from vrd.core.fingerprints import Fingerprints, FingerprintSpec
from vrd.core.timelines import Timeline, Video
from vrd.indexes.flat import FlatCPU
from vrd.pipeline.search_neighbours import search_neighbours


def films(lengths):
    """Any number of films of any lengths, 0 among them."""
    videos = [
        Video(f"{i}.mp4", Path(), Path(), count, count, digest=str(i))
        for i, count in enumerate(lengths)
    ]
    return Timeline(videos)


def fingerprints_of(matrix, missing=(), network="test"):
    matrix = np.asarray(matrix, np.float32)
    spec = FingerprintSpec(network, "", (1, 1), "none", matrix.shape[1])
    return Fingerprints(lambda start, stop: matrix[start:stop], matrix.shape, spec, missing)


def search(fingerprints, frames, folder, **options):
    options = {"k": 5, "make_index": FlatCPU, "progress": False} | options
    return search_neighbours(fingerprints, frames, Path(folder), **options)
