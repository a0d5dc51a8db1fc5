"""Build one index over all fingerprints, a file where it fits into memory; a stage."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from vrd.core.fingerprints import Fingerprints
from vrd.core.protocols import Index
from vrd.core.timelines import Timeline
from vrd.errors import StaleArtefactError
from vrd.storage.files import read_json, replacing, storage_errors, write_json

#: Another version makes an index that is at hand out of date.
VERSION = 1

_BLOCK_ROWS = 8192


def load_or_build_index(
    fingerprints: Fingerprints,
    frames: Timeline,
    folder: Path,
    *,
    make_index: Callable[[int], Index],
    memory_bytes: int,
    force: bool = False,
) -> Index | None:
    """Read the index in ``folder``, or build it and write it there.

    Parameters
    ----------
    fingerprints, frames
        The vectors to index, and the timeline that they belong to.
    folder
        The folder of ``faiss_index``, and of a description of what it was built from.
    make_index
        A function that makes an empty index for vectors of so many values.
    memory_bytes
        The most memory that an index may take; a larger one is not built.
    force
        Build it again.

    Returns
    -------
    Index or None
        The index; None where it would not fit into memory.

    Raises
    ------
    StaleArtefactError
        If the index at hand was built from something else, and not ``force``.
    """
    count, dimensions = fingerprints.shape
    if count * dimensions * 4 > memory_bytes:
        return None
    path, manifest = folder / "faiss_index", folder / "faiss_index.json"
    description = {
        "version": VERSION,
        "frames": frames.digest,
        "fingerprints": fingerprints.spec.digest,
        "missing": fingerprints.missing.tolist(),
        "films": len(frames.videos),
        "rows": count,
    }
    index = make_index(dimensions)
    if path.is_file() and manifest.is_file() and not force:
        _check(read_json(manifest), description, path)
        return index.read(path)
    with storage_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        manifest.unlink(missing_ok=True)
    for start in range(0, count, _BLOCK_ROWS):
        index.add(fingerprints.read(start, min(start + _BLOCK_ROWS, count)))
    with replacing(path) as temporary:
        index.write(temporary)
    write_json(manifest, description)
    return index


def _check(old: dict[str, Any], new: dict[str, Any], path: Path) -> None:
    # The first version did not write its number.
    if {"version": 1} | old == new:
        return
    raise StaleArtefactError(
        f"The index {path} was built from {old.get('rows', '?')} rows of {old.get('films', '?')} "
        f"films; the project now has {new['rows']} rows of {new['films']} films, or they have "
        "changed. Call initialize_faiss_index(force_recreate=True)."
    )


def forget_index(folder: Path) -> None:
    """Delete the index in ``folder`` and its description, if they are there."""
    for name in ("faiss_index.json", "faiss_index"):
        (folder / name).unlink(missing_ok=True)
