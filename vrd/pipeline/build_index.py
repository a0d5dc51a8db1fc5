"""Build one index over all fingerprints, a file where it fits into memory; a stage."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from vrd.core.fingerprints import Fingerprints
from vrd.core.notices import notices
from vrd.core.protocols import Index
from vrd.core.timelines import Timeline
from vrd.errors import ProjectError, StaleArtefactError
from vrd.storage.files import read_json, replacing, storage_errors, write_json

#: Another version makes an index that is at hand out of date.
VERSION = 1

_BLOCK_ROWS = 8192
_NOTICES = notices(__name__)


def load_or_build_index(
    fingerprints: Fingerprints,
    frames: Timeline,
    folder: Path,
    *,
    make_index: Callable[[int], Index],
    memory_bytes: int,
    force: bool = False,
) -> Index | None:
    """Read the index in ``folder``, or build it and write it there; build a damaged one again.

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
        try:
            return _read(path, manifest, description, index)
        except ProjectError:
            _NOTICES.warning(
                "The index of the fingerprints, %s, was damaged. It is built again.", path
            )
            index = make_index(dimensions)
    with storage_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        manifest.unlink(missing_ok=True)
    for start in range(0, count, _BLOCK_ROWS):
        index.add(fingerprints.read(start, min(start + _BLOCK_ROWS, count)))
    with replacing(path) as temporary:
        index.write(temporary)
        checksum = _checksum(temporary)
    write_json(manifest, description | {"checksum": checksum})
    return index


def _read(path: Path, manifest: Path, description: dict[str, Any], index: Index) -> Index:
    """Return the index at hand.

    Raises
    ------
    StaleArtefactError
        If it was built from something else.
    ProjectError
        If the index or its description is damaged.
    """
    stored = read_json(manifest)
    # The first versions wrote no checksum: the index itself sees only that its file is cut off.
    checksum = stored.pop("checksum", None)
    _check(stored, description, path)
    if checksum is not None and checksum != _checksum(path):
        raise ProjectError(f"The index {path} is damaged.")
    return index.read(path)


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


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
