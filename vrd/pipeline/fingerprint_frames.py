"""Fingerprint every row that has no fingerprint yet, film by film; a stage."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tqdm.auto import tqdm

from vrd.core.fingerprints import Fingerprints, FingerprintSpec
from vrd.core.notices import notices
from vrd.core.protocols import Fingerprinter, Reader
from vrd.core.text import plural
from vrd.core.timelines import Timeline
from vrd.errors import FingerprintError, MissingStageError
from vrd.storage.database import Database

_LOGGER = logging.getLogger(__name__)
_NOTICES = notices(f"{__name__}.notices")


@dataclass
class _Film:
    """Hold the fingerprints of a film that is not finished yet."""

    matrix: NDArray[np.float16]
    done: NDArray[np.bool_]


def fingerprint_frames(
    reader: Reader,
    fingerprinter: Fingerprinter,
    database: Database,
    ids: Mapping[str, int],
    *,
    title: str = "Fingerprints",
    progress: bool = True,
) -> int:
    """Fingerprint the films that have no fingerprints of this spec.

    A film is stored when all of it is done, so that stopping at any moment loses only the film in
    flight. A still that cannot be read leaves its row without fingerprint, as an empty row is, and
    the run goes on.

    Parameters
    ----------
    reader
        What gives the input of every row.
    fingerprinter
        What makes the fingerprints.
    database
        Where they go.
    ids
        The id in the database of every film's timeline, by name of the film.
    title
        Title of the progress bar.
    progress
        Show a progress bar.

    Returns
    -------
    int
        Number of rows without fingerprint, as their still could not be read.

    Raises
    ------
    MissingStageError
        If none of the stills of a film can be read.
    FingerprintError
        If a fingerprint cannot be stored.
    StorageError
        If the disk is full; the films stored before stay.
    """
    frames, spec = reader.frames, fingerprinter.spec
    have = database.fingerprints.timelines(spec)
    skip = np.array([ids[video.name] in have for video in frames.videos], bool)[frames.video]
    waiting: dict[int, _Film] = {}
    missing = 0
    # There is no bar where nothing is to be done: an empty one looks as if it were stuck.
    left = int((~skip).sum())
    with tqdm(total=left, desc=title, unit="frame", disable=not (progress and left)) as bar:
        last = -1
        for rows, batch in reader.batches(skip):
            _put(waiting, frames, rows, _storable(fingerprinter(batch), len(rows), spec))
            last = int(rows[-1])
            # Batches come in row order: a film that lies before the last row is complete.
            for position in [p for p in waiting if frames.first[p + 1] <= last + 1]:
                missing += _store(database, ids, frames, spec, position, waiting.pop(position))
            bar.update(len(rows))
        for position in list(waiting):
            missing += _store(database, ids, frames, spec, position, waiting.pop(position))
    _check_all(database, ids, frames, spec)
    return missing


def _storable(
    vectors: NDArray[np.float32], count: int, spec: FingerprintSpec
) -> NDArray[np.float16]:
    """Return vectors as they are stored; values beyond float16 would spoil every search."""
    if np.shape(vectors) != (count, spec.dimensions):
        raise FingerprintError(
            f"The fingerprinter {spec.network} gave an array of {np.shape(vectors)} for {count} "
            f"frames; its spec promises {(count, spec.dimensions)}."
        )
    with np.errstate(over="ignore"):
        stored = vectors.astype(np.float16)
    if not np.isfinite(stored).all():
        raise FingerprintError(
            f"The fingerprinter {spec.network} gave values that are no numbers or above 65,504, "
            "which cannot be stored. Scale them, to length 1 for instance."
        )
    return stored


def _put(
    waiting: dict[int, _Film],
    frames: Timeline,
    rows: NDArray[np.int64],
    vectors: NDArray[np.float16],
) -> None:
    for position in np.unique(frames.video[rows]).tolist():
        mine = frames.video[rows] == position
        film = waiting.get(position)
        if film is None:
            count = frames.videos[position].rows
            film = waiting[position] = _Film(
                np.zeros((count, vectors.shape[1]), np.float16), np.zeros(count, bool)
            )
        within = rows[mine] - frames.first[position]
        film.matrix[within] = vectors[mine]
        film.done[within] = True


def _store(
    database: Database,
    ids: Mapping[str, int],
    frames: Timeline,
    spec: FingerprintSpec,
    position: int,
    film: _Film,
) -> int:
    absent = np.flatnonzero(~film.done).tolist()
    name = frames.videos[position].name
    database.fingerprints.write(ids[name], spec, film.matrix, absent)
    lost = f", {len(absent)} frames without" if absent else ""
    _LOGGER.info("Fingerprints (%s) of %s: %d%s", spec.network, name, len(film.matrix), lost)
    empty = frames.empty[frames.first[position] : frames.first[position + 1]]
    return len(absent) - int(empty[absent].sum())


def drop_damaged(database: Database, spec: FingerprintSpec) -> None:
    """Delete the fingerprints that are not as they were written, so that they are made again."""
    if films := database.fingerprints.drop_damaged(spec):
        _NOTICES.warning(
            "The fingerprints (%s) of %s were damaged: %s. They are made again.",
            spec.network, plural(len(films), "film"), ", ".join(films),
        )  # fmt: skip


def _check_all(
    database: Database, ids: Mapping[str, int], frames: Timeline, spec: FingerprintSpec
) -> None:
    lost = _without_fingerprints(database, ids, frames, spec)
    if lost:
        raise MissingStageError(
            f"None of the stills of {', '.join(lost[:5])}{' and others' if lost[5:] else ''} can "
            "be read. Call initialize_frame_extractor(force_recreate=True) to make them again."
        )


def _without_fingerprints(
    database: Database, ids: Mapping[str, int], frames: Timeline, spec: FingerprintSpec
) -> list[str]:
    """Return the names of the films that have rows, but no fingerprints of this spec."""
    have = database.fingerprints.timelines(spec)
    return [video.name for video in frames.videos if video.rows and ids[video.name] not in have]


def read_fingerprints(
    database: Database, ids: Mapping[str, int], frames: Timeline, spec: FingerprintSpec
) -> Fingerprints:
    """Return the stored fingerprints of all rows, which are read film by film when asked for.

    Raises
    ------
    MissingStageError
        If a film of the collection has no fingerprints.
    """
    without = _without_fingerprints(database, ids, frames, spec)
    if without:
        raise MissingStageError(
            f"{len(without)} films have no fingerprints of {spec.network} yet, {without[0]!r} for "
            "one. Call populate_fingerprint_database() first."
        )

    def read(start: int, stop: int) -> NDArray[np.float32]:
        matrix = np.empty((stop - start, spec.dimensions), np.float32)
        for position in np.unique(frames.video[start:stop]).tolist():
            first, after = int(frames.first[position]), int(frames.first[position + 1])
            low, high = max(first, start), min(after, stop)
            number = ids[frames.videos[position].name]
            stored = database.fingerprints.read(number, spec, low - first, high - first)
            matrix[low - start : high - start] = stored
        return matrix

    return Fingerprints(
        read, (len(frames), spec.dimensions), spec, _missing_rows(database, ids, frames, spec)
    )


def _missing_rows(
    database: Database, ids: Mapping[str, int], frames: Timeline, spec: FingerprintSpec
) -> list[int]:
    within = database.fingerprints.missing(spec)
    return [
        int(first) + row
        for video, first in zip(frames.videos, frames.first, strict=False)
        for row in within.get(ids[video.name], ())
    ]
