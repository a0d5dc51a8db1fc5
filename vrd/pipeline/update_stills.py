"""Bring the database and the stills up to date with the folder of films; a stage."""

from __future__ import annotations

import filecmp
import json
import logging
import re
import shutil
import uuid
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from tqdm.auto import tqdm

from vrd.core.film_folders import FilmFolders
from vrd.core.passed_over import passed_over_text
from vrd.decoding.still_command import StillSettings
from vrd.errors import DecoderKilledError, StaleArtefactError, VideoError
from vrd.pipeline.extract_frames import Extraction, extract_many
from vrd.pipeline.film_timecodes import add_timecodes, timecode_text
from vrd.pipeline.known_films import (
    ExtractionSettings,
    films_by_name,
    has_stills,
    printable,
    say_damaged,
    seen_now,
    still_valid,
)
from vrd.pipeline.unchanged_films import remember_digest, unchanged_copies
from vrd.storage.database import Database
from vrd.storage.files import storage_errors
from vrd.storage.records import VideoRecord

_LOGGER = logging.getLogger(__name__)


def update_stills(
    database: Database,
    films: Path | FilmFolders,
    stills: Path,
    settings: ExtractionSettings,
    *,
    force: bool = False,
    retry_failed: bool = False,
    workers: int | None = None,
    progress: bool = True,
) -> dict[str, int]:
    """Make the stills of every film that is new or has changed, several films at a time.

    Each film is committed when it is done. A film that cannot be read is recorded with its
    cause, and is not tried again until it changes. A film that is no longer there leaves the
    timeline; its stills and fingerprints are kept, and serve again if it comes back, here or
    under another name. A film that was copied without its time of change is recognised by its
    bytes, see `vrd.pipeline.unchanged_films`.

    Parameters
    ----------
    database
        Where the films are recorded.
    films, stills
        The folder of films, or several, and the folder of their stills.
    settings
        Which files are films, and how their stills are made.
    force
        Make all stills again.
    retry_failed
        Try films again that could not be read.
    workers
        Films read at once; by default one per processor.
    progress
        Show a progress bar.

    Returns
    -------
    dict of str to int
        The number of files of each kind that are no films and were passed over.

    Raises
    ------
    ProjectError
        If the folder is not there, or holds no film.
    StaleArtefactError
        If the stills at hand were made with other settings, and not ``force``.
    StorageError
        If the disk is full; the films finished before stay.
    """
    paths, passed_over = films_by_name(films, settings)
    # Before anything is made: what killed runs have left may fill the disk.
    drop_unused_stills(database, stills)
    known = {record.path: record for record in database.videos()}
    say_damaged(known.values())
    gone = [name for name in known if name not in paths]
    stale = {r.settings for r in known.values() if r.present and r.timeline and not r.damage}
    stale -= {str(settings)}
    if stale and not force:
        raise StaleArtefactError(_other_settings(min(stale), settings))
    if stale:
        # Stills that have the new settings already were made by a run that was cut off.
        force, known = False, {k: v for k, v in known.items() if v.settings == str(settings)}
    seen = {name: seen_now(film, name, settings) for name, film in paths.items()}
    kept = {} if force else still_valid(known, seen, stills, retry_failed=retry_failed)
    if not force:
        used = {record.id for record in kept.values()}
        free = {path: record for path, record in known.items() if record.id not in used}
        new = {name: record for name, record in seen.items() if name not in kept}
        kept |= unchanged_copies(database, free, new, paths, stills, progress=progress)
    database.keep_videos(list(kept.values()))
    database.mark_absent(gone)
    add_timecodes(database, {paths[name]: record for name, record in kept.items()})
    jobs = {paths[name]: record for name, record in seen.items() if name not in kept}
    _extract(database, jobs, stills, settings, workers, progress, {} if force else known)
    drop_unused_stills(database, stills)
    if passed_over:
        _LOGGER.info("%s", passed_over_text(passed_over))
    return passed_over


def _other_settings(old: str, new: ExtractionSettings) -> str:
    return (
        f"The stills of this project were made with {_in_words(old)}; now "
        f"{_in_words(str(new))} are asked for. Use the old settings, start another project, or "
        "make all stills again with initialize_frame_extractor(force_recreate=True)."
    )


def _in_words(settings: str) -> str:
    values = json.loads(settings)
    return f"{values['fps']:g} frames per second and stills of {values['longest_side']} pixels"


def _stills_folder(record: VideoRecord) -> str:
    slug = re.sub(r"[^\w.-]+", "_", Path(record.path).stem, flags=re.ASCII)[:60].strip("._")
    # Each extraction has its own name, so that one that is cut off harms no earlier one.
    return f"{slug or 'film'}-{uuid.uuid4().hex[:12]}"


def _extract(
    database: Database,
    jobs: Mapping[Path, VideoRecord],
    stills: Path,
    settings: ExtractionSettings,
    workers: int | None,
    progress: bool,
    known: Mapping[str, VideoRecord],
) -> None:
    with storage_errors(stills):
        stills.mkdir(exist_ok=True)
    folders = {film: stills / _stills_folder(record) for film, record in jobs.items()}
    results = extract_many(
        list(folders.items()),
        settings=StillSettings(settings.fps, settings.longest_side, scan_fps=settings.scan_fps),
        workers=workers,
    )
    # Films get their places before any is read, so that rows come in the order of the folder.
    database.reserve(list(jobs.values()))
    with tqdm(total=len(jobs), desc="Stills", unit="film", disable=not (progress and jobs)) as bar:
        for film, result in results:
            record = _outcome(jobs[film], folders[film].name, result)
            old = known.get(record.path)
            if old and _same_stills(old, record, stills):
                # The film was touched or copied, but not changed: its fingerprints hold.
                database.keep_videos([replace(old, mtime_ns=record.mtime_ns, present=True)])
            else:
                database.write_video(record)
            if isinstance(result, Extraction):
                remember_digest(database, record, result.sha256)
            _log(record)
            bar.update()


def _log(record: VideoRecord) -> None:
    """Log that a film is done, or why it could not be read."""
    if record.status == "ok":
        oddity = f": {record.cause}" if record.cause else ""
        _LOGGER.info("Stills of %s: %d%s", record.path, record.rows, oddity)
    else:
        _LOGGER.warning("Stills of %s: %s: %s", record.path, record.status, record.cause)


def _same_stills(old: VideoRecord, new: VideoRecord, stills: Path) -> bool:
    """Return whether a film of equal size and sample gave the very same stills as before."""
    if old.content_key != new.content_key or old.status != new.status:
        return False
    if (old.rows, old.gaps) != (new.rows, new.gaps):
        return False
    if old.settings != new.settings or not new.rows or not has_stills(old, stills):
        return False
    empty = {row for start, stop in new.gaps for row in range(start, stop)}
    names = [f"{row:06d}.jpg" for row in range(new.rows) if row not in empty]
    folders = stills / old.stills, stills / new.stills
    _, different, unreadable = filecmp.cmpfiles(*folders, names, shallow=False)
    return not different and not unreadable


def _outcome(record: VideoRecord, folder: str, result: Extraction | VideoError) -> VideoRecord:
    if isinstance(result, VideoError):
        status = "interrupted" if isinstance(result, DecoderKilledError) else "failed"
        return replace(record, status=status, cause=printable(str(result)))
    return replace(
        record,
        status="partial" if result.note else "ok",
        # What is odd about a film is remembered with it, also where all of it was read.
        cause="; ".join(text for text in (result.note, result.remark) if text),
        rows=result.rows,
        duration=result.duration,
        stills=folder,
        borders=result.borders,
        gaps=result.gaps,
        timecode=timecode_text(result.timecode),
    )


def drop_unused_stills(database: Database, stills: Path) -> None:
    """Remove the stills that no film refers to: of changed films and of runs that were cut off."""
    used = {record.stills for record in database.videos()}
    ours = re.compile(r".+-[0-9a-f]{12}|\.part-[0-9a-f]+-[0-9a-f]+")
    if not stills.is_dir():
        return
    for folder in stills.iterdir():
        if folder.is_dir() and ours.fullmatch(folder.name) and folder.name not in used:
            shutil.rmtree(folder, ignore_errors=True)
