"""Run vPDQ (facebook/ThreatExchange): PDQ hashes of one frame a second, by Hamming distance.

A hash has 256 bits; one of a quality below 50 is not used, and two match if at most 31 bits
differ. vPDQ itself only counts matching frames of two films; runs make stretches of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmark.systems.collection import Collection, Skipped, Tried, runs_of_matches
from vrd.core.matches import Matches
from vrd.core.timelines import Timeline

LIMITS = (15, 23, 31, 39, 47, 55, 63, 71, 79, 87, 95)  # bits; 31 is vPDQ's own
QUALITY = 50
_BLOCK = 2048


def tries(collection: Collection) -> Iterator[Tried]:
    """Try runs at a range of limits."""
    with collection.opened("dct") as project:
        frames = project.frames
        bits, usable = pdq_of_stills(frames, collection.project)
        matches = pdq_matches(bits, usable, frames, max(LIMITS))
        for limit in LIMITS:
            yield Tried(limit, runs_of_matches(matches.keep(matches.distance <= limit), frames))


def pdq_of_stills(frames: Timeline, folder: Path) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Return the bits of every row as -1 and 1, (n, 256), and whether its quality suffices.

    They are kept in ``folder``, as two systems and every further run ask for them.

    Raises
    ------
    Skipped
        If the package that hashes is not installed.
    """
    kept = folder / f"pdq-{frames.digest[:16]}.npz"
    if not kept.is_file():
        bits, usable = _hashed(frames)
        np.savez_compressed(kept, bits=bits, usable=usable)
    with np.load(kept) as stored:
        return stored["bits"], stored["usable"]


def _hashed(frames: Timeline) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    try:
        import pdqhash
    except ImportError:
        raise Skipped("pdqhash is not installed: python -m pip install pdqhash") from None
    bits = np.zeros((len(frames), 256), np.float32)
    usable = np.zeros(len(frames), bool)
    for row in range(len(frames)):
        with Image.open(frames.still(row)) as still:
            given, quality = pdqhash.compute(np.asarray(still.convert("RGB")))
        bits[row] = given
        usable[row] = quality >= QUALITY
    return 2 * bits - 1, usable


def pdq_matches(
    bits: NDArray[np.float32], usable: NDArray[np.bool_], frames: Timeline, limit: int
) -> Matches:
    """Return pairs of usable rows of different films that differ in at most ``limit`` bits."""
    parts = []
    for start in range(0, len(bits), _BLOCK):
        block = bits[start : start + _BLOCK]
        differ = (256 - block @ bits.T) / 2
        near = (differ <= limit) & usable[start : start + _BLOCK, None] & usable
        row, column = np.nonzero(near)
        distance, row = differ[row, column], row + start
        # Each pair once, and never within a film.
        keep = (row < column) & (frames.video[row] != frames.video[column])
        parts.append((row[keep], column[keep], distance[keep]))
    query, reference, distance = (np.concatenate([part[i] for part in parts]) for i in range(3))
    return Matches(query.astype(np.int64), reference.astype(np.int64), distance.astype(np.float32))
