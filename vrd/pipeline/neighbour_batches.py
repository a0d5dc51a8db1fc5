"""Store neighbours: a manifest says what was searched, and each finished batch is a file.

A batch ``<first row>-<stop row>.npz`` holds ``indices`` int32 and ``distances`` float32, both
(rows, k). Every file is written under a temporary name and renamed, so each one is whole.
"""

from __future__ import annotations

import json
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from vrd.core.neighbours import Batch
from vrd.core.notices import notices
from vrd.core.timelines import Timeline
from vrd.errors import MissingStageError, ProjectError, StaleArtefactError
from vrd.storage.files import read_json, replacing, storage_errors, write_json

_OURS = re.compile(r"\d{10}-\d{10}\.npz|\.(\d{10}-\d{10}\.npz|manifest\.json)\.\d+\.part")
_REDO = "Call initialize_neighbours(force_recreate=True) to search again."
_DAMAGED = "{} is damaged. Call initialize_neighbours(): it searches again."
#: What reading a damaged file of NumPy can raise; its flags may even ask for a password.
UNREADABLE = (
    *(OSError, ValueError, KeyError, EOFError, MemoryError, RuntimeError, NotImplementedError),
    *(AttributeError, TypeError, OverflowError, struct.error, zlib.error, zipfile.BadZipFile),
)
_NOTICES = notices(__name__)
# How the entries of a description are called in messages.
_WORDS = {
    "k": "neighbours considered",
    "own_video_left_out": "own film left out",
    "spec": "fingerprints",
    "frames": "films",
    "missing": "rows without fingerprint",
    "rows": "rows",
    "query_rows": "rows to search for",
    "reference_rows": "rows to search in",
}


def batch_path(folder: Path, rows: range) -> Path:
    """Return the file of a batch of rows."""
    return folder / f"{rows.start:010d}-{rows.stop:010d}.npz"


def write_batch(folder: Path, rows: range, batch: Batch) -> None:
    """Store a finished batch, whole or not at all.

    Raises
    ------
    StorageError
        If the disk is full; the batches stored before stay.
    """
    # Rows of a film that has no picture for hours have no neighbours, and take no room so.
    save = np.savez if (batch[0] >= 0).any() else np.savez_compressed
    with replacing(batch_path(folder, rows)) as temporary, temporary.open("wb") as file:
        save(file, indices=batch[0], distances=batch[1])


def read_batch(folder: Path, rows: range, k: int, count: int) -> Batch | None:
    """Return a stored batch; None if it is absent, damaged, or names rows beyond ``count``.

    The file holds a checksum of each array, which NumPy compares.
    """
    try:
        # The file is opened here, as np.load does not close a damaged file that it has opened.
        with (
            batch_path(folder, rows).open("rb") as file,
            np.load(file, allow_pickle=False) as stored,
        ):
            indices, distances = stored["indices"], stored["distances"]
    except UNREADABLE:
        return None
    shapes = {indices.shape, distances.shape}
    if shapes != {(len(rows), k)} or (indices.dtype, distances.dtype) != (np.int32, np.float32):
        return None
    if indices.size and not (indices.min() >= -1 and indices.max() < count):
        return None
    return None if np.isnan(distances).any() or (distances < 0).any() else (indices, distances)


def require_batch(folder: Path, rows: range, k: int, count: int) -> Batch:
    """Return a stored batch.

    Raises
    ------
    MissingStageError
        If it is absent or damaged.
    """
    batch = read_batch(folder, rows, k, count)
    if batch is None:
        raise MissingStageError(
            f"{batch_path(folder, rows)} is missing or damaged. Call initialize_neighbours(): "
            "it searches again what is missing, and only that."
        )
    return batch


def start_manifest(
    folder: Path, description: Mapping[str, Any], frames: Timeline, batches: list[range]
) -> list[range]:
    """Note what is searched, or go on with a search that was begun.

    Returns
    -------
    list of range
        The batches; where a search was begun, those of that search.

    Raises
    ------
    StaleArtefactError
        If ``folder`` holds the answer to another question.
    """
    path = folder / "manifest.json"
    with storage_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        if path.is_file() and (stored := _whole_manifest(folder)):
            manifest, begun = stored
            check_description(manifest, description, frames, folder)
            return begun
        # Batches without a manifest may answer any question.
        clear_neighbours(folder)
        values = {
            "description": dict(description),
            "films": {video.name: video.rows for video in frames.videos},
            "batches": [[rows.start, rows.stop] for rows in batches],
        }
        write_json(path, values)
    return batches


def _whole_manifest(folder: Path) -> tuple[dict[str, Any], list[range]] | None:
    """Return the manifest of a search, and its batches; None, with a notice, if it is damaged."""
    try:
        return read_manifest(folder)
    except ProjectError:
        _NOTICES.warning(
            "%s was damaged, so it is not known what the neighbours in this folder answer. They "
            "are searched again.", folder / "manifest.json",
        )  # fmt: skip
        return None


def read_manifest(folder: Path) -> tuple[dict[str, Any], list[range]]:
    """Return the manifest of a search, and its batches.

    Raises
    ------
    MissingStageError
        If nothing was searched.
    ProjectError
        If the manifest is damaged.
    """
    path = folder / "manifest.json"
    if not path.is_file():
        raise MissingStageError(
            "The neighbours have not been searched yet. Call initialize_neighbours() first."
        )
    try:
        manifest = read_json(path)
        rows = int(manifest["description"]["rows"]) if int(manifest["description"]["k"]) > 0 else 0
        batches = [range(start, stop) for start, stop in manifest["batches"]]
        dict(manifest["films"])
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise ProjectError(_DAMAGED.format(path)) from error
    borders = [0, *(border for batch in batches for border in (batch.start, batch.stop)), rows]
    if borders != sorted(borders):
        raise ProjectError(_DAMAGED.format(path))
    return manifest, batches


def count_batches(folder: Path) -> tuple[int, int]:
    """Return how many batches of a search are there, and how many there are to be."""
    try:
        batches = read_manifest(folder)[1]
    except (MissingStageError, ProjectError):
        return 0, 0
    return sum(batch_path(folder, rows).is_file() for rows in batches), len(batches)


def check_description(
    manifest: Mapping[str, Any], wanted: Mapping[str, Any], frames: Timeline, folder: Path
) -> None:
    """Compare what was searched with what is wanted, in the entries that ``wanted`` has.

    Raises
    ------
    StaleArtefactError
        If they differ; the message says in what.
    """
    # The first version did not write its number.
    old = {"version": 1} | manifest["description"]
    new = json.loads(json.dumps(dict(wanted)))
    changes = [
        _films_differ(manifest["films"], frames)
        if name == "frames"
        else _differs(name, old.get(name), value)
        for name, value in new.items()
        if old.get(name) != value
    ]
    if changes:
        raise StaleArtefactError(
            f"The neighbours in {folder} answer another question: {'; '.join(changes)}. {_REDO}"
        )


def _differs(name: str, old: Any, new: Any) -> str:
    word = _WORDS.get(name, name.replace("_", " "))
    if name in ("spec", "missing"):
        return f"the {word} are not the same"
    return f"{word} {_shown(old)} then, {_shown(new)} now"


def _shown(value: Any) -> str:
    return "all" if value is None else str(value)


def _films_differ(old: Mapping[str, int], frames: Timeline) -> str:
    new = {video.name: video.rows for video in frames.videos}
    parts = [
        f"{len(names)} films {what} ({', '.join(names[:3])}{', ...' if len(names) > 3 else ''})"
        for what, names in (
            ("added", [name for name in new if name not in old]),
            ("removed", [name for name in old if name not in new]),
            ("changed in length", [name for name in new if old.get(name, new[name]) != new[name]]),
        )
        if names
    ]
    return ", ".join(parts) or "films were changed, reordered or read with other settings"


def clear_neighbours(folder: Path) -> None:
    """Delete stored neighbours; no other file in ``folder`` is touched."""
    # The manifest first: without it the batches count for nothing, should this be cut off.
    (folder / "manifest.json").unlink(missing_ok=True)
    if folder.is_dir():
        for path in folder.iterdir():
            if _OURS.fullmatch(path.name):
                path.unlink(missing_ok=True)
