"""Stage: bring the database and the stills up to date with the folder of films."""

from __future__ import annotations

import contextlib
import filecmp
import hashlib
import json
import logging
import re
import shutil
import stat
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tqdm.auto import tqdm

from vrd.errors import DecoderKilledError, ProjectError, StaleArtefactError, VideoError
from vrd.pipeline.extract_frames import VIDEO_EXTENSIONS, Extraction, extract_many, find_films
from vrd.pipeline.read_timeline import read_timeline as read_timeline
from vrd.storage.database import Database
from vrd.storage.files import storage_errors
from vrd.storage.records import VideoRecord

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True)
class StillsSettings:
    """Say which files are films, and how their stills are made.

    Attributes
    ----------
    fps
        Stills, and so rows, per second of film.
    longest_side
        Longest side of the stills in pixels.
    additional_extensions
        Further file name extensions to take for films.
    """

    fps: float = 1.0
    longest_side: int = 640
    additional_extensions: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return what determines the stills of a film, as the database keeps it."""
        return json.dumps({"fps": self.fps, "longest_side": self.longest_side})


def update_stills(
    database: Database,
    films: Path,
    stills: Path,
    settings: StillsSettings,
    *,
    force: bool = False,
    retry_failed: bool = False,
    workers: int | None = None,
    progress: bool = True,
) -> None:
    """Make the stills of every film that is new or has changed, several films at a time.

    Each film is committed when it is done. A film that cannot be read is recorded with its
    cause, and is not tried again until it changes. A film that is no longer there leaves the
    timeline; its stills and fingerprints are kept, and serve again if it comes back, here or
    under another name.

    Parameters
    ----------
    database
        Where the films are recorded.
    films, stills
        The folder of films, and the folder of their stills.
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

    Raises
    ------
    ProjectError
        If the folder is not there, or holds no film.
    StaleArtefactError
        If the stills at hand were made with other settings, and not ``force``.
    StorageError
        If the disk is full; the films finished before stay.
    """
    paths = _films_by_name(films, settings.additional_extensions)
    known = {record.path: record for record in database.videos()}
    gone = [name for name in known if name not in paths]
    stale = {r.settings for r in known.values() if r.present and r.timeline} - {str(settings)}
    if stale and not force:
        raise StaleArtefactError(_other_settings(min(stale), settings))
    if stale:
        # Stills that have the new settings already were made by a run that was cut off.
        force, known = False, {k: v for k, v in known.items() if v.settings == str(settings)}
    seen = {name: _look(film, name, settings) for name, film in paths.items()}
    kept = {} if force else _kept(known, seen, stills, retry_failed=retry_failed)
    database.keep_videos(list(kept.values()))
    database.mark_absent(gone)
    jobs = {paths[name]: record for name, record in seen.items() if name not in kept}
    _extract(database, jobs, stills, settings, workers, progress, {} if force else known)
    drop_unused_stills(database, stills)


def _other_settings(old: str, new: StillsSettings) -> str:
    return (
        f"The stills of this project were made with {_in_words(old)}; now "
        f"{_in_words(str(new))} are asked for. Use the old settings, start another project, or "
        "make all stills again with initialize_frame_extractor(force_recreate=True)."
    )


def _in_words(settings: str) -> str:
    values = json.loads(settings)
    return f"{values['fps']:g} frames per second and stills of {values['longest_side']} pixels"


def _films_by_name(films: Path, additional_extensions: Sequence[str]) -> dict[str, Path]:
    if not films.is_dir():
        raise ProjectError(
            f"There is no folder {films}. Is its disk mounted? Nothing was changed; give the "
            "folder of films as video_path."
        )
    paths = find_films(films, additional_extensions)
    if not paths:
        raise ProjectError(
            f"There are no films in {films}. Nothing was changed. VRD looks for "
            f"{', '.join(sorted(VIDEO_EXTENSIONS)[:8])} and many more, in subfolders too; name "
            "others with additional_video_extensions=['.xyz']."
        )
    return {_printable(film.relative_to(films).as_posix()): film for film in paths}


def _printable(text: str) -> str:
    """Return a file name with the bytes that are no Unicode written as ``\\xff``."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _look(film: Path, name: str, settings: StillsSettings) -> VideoRecord:
    """Return what tells whether a film has changed."""
    # A file that cannot be looked at here (a pipe, say) is decoded, which tells why it cannot.
    size, mtime, content_key = -1, -1, ""
    with contextlib.suppress(OSError):
        status = film.stat()
        if stat.S_ISREG(status.st_mode):
            content_key = _content_key(film, status.st_size)
            size, mtime = status.st_size, status.st_mtime_ns
    return VideoRecord(
        name, size, mtime, content_key, str(settings), "interrupted", fps=settings.fps
    )


def _content_key(film: Path, size: int) -> str:
    """Return a digest of the size and of 64 blocks spread over the file.

    Reading every byte of an archive would take as long as decoding it. Where the sample of a film
    is the same but its time of change is not, the film is decoded again: see `_extract`.
    """
    digest = hashlib.sha256(str(size).encode())
    block, count = 16384, 64
    with film.open("rb") as file:
        for number in range(count):
            file.seek(max(0, size - block) * number // (count - 1))
            digest.update(file.read(block))
            if size <= block:
                break
    return digest.hexdigest()


def _kept(
    known: Mapping[str, VideoRecord],
    seen: Mapping[str, VideoRecord],
    stills: Path,
    *,
    retry_failed: bool,
) -> dict[str, VideoRecord]:
    """Return records that still hold, by present name: of unchanged, then of renamed films."""
    again = {"interrupted", "failed", "partial"} if retry_failed else {"interrupted"}
    usable = {
        path: record
        for path, record in known.items()
        if record.status not in again and _has_stills(record, stills)
    }
    kept = {
        name: replace(usable[name], present=True)
        for name, record in seen.items()
        if name in usable and _identity(usable[name]) == _identity(record)
    }
    moved = {
        _identity(record): record
        for path, record in usable.items()
        if path not in kept and record.rows
    }
    for name, record in seen.items():
        if name not in kept and _identity(record) in moved:
            kept[name] = replace(moved.pop(_identity(record)), path=name, present=True)
    return kept


def _identity(record: VideoRecord) -> tuple[str, int, int, str]:
    return record.content_key, record.size, record.mtime_ns, record.settings


def _has_stills(record: VideoRecord, stills: Path) -> bool:
    if not record.rows:
        return True
    return (stills / record.stills / f"{record.rows - 1:06d}.jpg").is_file()


def _stills_folder(record: VideoRecord) -> str:
    slug = re.sub(r"[^\w.-]+", "_", Path(record.path).stem, flags=re.ASCII)[:60].strip("._")
    # Each extraction has its own name, so that one that is cut off harms no earlier one.
    return f"{slug or 'film'}-{uuid.uuid4().hex[:12]}"


def _extract(
    database: Database,
    jobs: Mapping[Path, VideoRecord],
    stills: Path,
    settings: StillsSettings,
    workers: int | None,
    progress: bool,
    known: Mapping[str, VideoRecord],
) -> None:
    with storage_errors(stills):
        stills.mkdir(exist_ok=True)
    folders = {film: stills / _stills_folder(record) for film, record in jobs.items()}
    results = extract_many(
        list(folders.items()),
        fps=settings.fps,
        longest_side=settings.longest_side,
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
            _log(record)
            bar.update()


def _log(record: VideoRecord) -> None:
    """Log that a film is done, or why it could not be read."""
    if record.status == "ok":
        _LOGGER.info("Stills of %s: %d", record.path, record.rows)
    else:
        _LOGGER.warning("Stills of %s: %s: %s", record.path, record.status, record.cause)


def _same_stills(old: VideoRecord, new: VideoRecord, stills: Path) -> bool:
    """Return whether a film of equal size and sample gave the very same stills as before."""
    if old.content_key != new.content_key or old.status != new.status or old.rows != new.rows:
        return False
    if old.settings != new.settings or not new.rows or not _has_stills(old, stills):
        return False
    names = [f"{row:06d}.jpg" for row in range(new.rows)]
    folders = stills / old.stills, stills / new.stills
    _, different, unreadable = filecmp.cmpfiles(*folders, names, shallow=False)
    return not different and not unreadable


def _outcome(record: VideoRecord, folder: str, result: Extraction | VideoError) -> VideoRecord:
    if isinstance(result, VideoError):
        status = "interrupted" if isinstance(result, DecoderKilledError) else "failed"
        return replace(record, status=status, cause=_printable(str(result)))
    return replace(
        record,
        status="partial" if result.note else "ok",
        cause=result.note,
        rows=result.rows,
        duration=result.duration,
        stills=folder,
        borders=result.borders,
    )


def drop_unused_stills(database: Database, stills: Path) -> None:
    """Remove the stills that no film refers to: of changed films and of runs that were cut off."""
    used = {record.stills for record in database.videos()}
    ours = re.compile(r".+-[0-9a-f]{12}|\.part-[0-9a-f]+-[0-9a-f]+")
    for folder in stills.iterdir():
        if folder.is_dir() and ours.fullmatch(folder.name) and folder.name not in used:
            shutil.rmtree(folder, ignore_errors=True)
