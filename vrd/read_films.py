"""Stage: bring the database and the stills up to date with the folder of films."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tqdm.auto import tqdm

from vrd.errors import DecoderKilledError, ProjectError, StaleArtefactError, VideoError
from vrd.extract_frames import VIDEO_EXTENSIONS, Extraction, extract_many, find_films
from vrd.files import storage_errors
from vrd.frames import Failure, Frames, Video
from vrd.storage import Database, VideoRecord


@dataclass(frozen=True)
class StillsSettings:
    """How stills are made: rows per second of film, and their longest side in pixels."""

    fps: float = 1.0
    longest_side: int = 640

    def __str__(self) -> str:
        return json.dumps({"fps": self.fps, "longest_side": self.longest_side})


def read_films(
    database: Database,
    films: Path,
    stills: Path,
    settings: StillsSettings,
    *,
    additional_extensions: Sequence[str] = (),
    force: bool = False,
    retry_failed: bool = False,
    workers: int | None = None,
    progress: bool = True,
) -> None:
    """Make the stills of every film that is new or has changed, several films at a time.

    Each film is committed when it is done. A film that cannot be read is recorded with its
    cause and not tried again until it changes. A film that is no longer there leaves the
    timeline; its stills and fingerprints are kept, and serve again if it comes back, here or
    under another name.

    Raises
    ------
    ProjectError
        If the folder is not there, or holds no film.
    StaleArtefactError
        If the stills at hand were made with other settings, and not ``force``.
    StorageError
        If the disk is full; the films finished before stay.
    """
    found = _films_by_name(films, additional_extensions)
    known = {record.path: record for record in database.videos()}
    if not force:
        _check_settings(known.values(), settings)
    absent = {r.sha256: r for r in known.values() if r.path not in found and r.status == "ok"}
    jobs: dict[Path, VideoRecord] = {}
    for name, film in found.items():
        record = None if force else known.get(name)
        if record and retry_failed and record.status == "failed":
            record = None
        now = _look(film, name, settings)
        kept = _still_good(record, now, stills) or _moved(absent, now, stills)
        if kept is None:
            jobs[film] = now
        elif kept != record:
            database.keep_video(kept)
    database.mark_absent([path for path in known if path not in found])
    _extract(database, jobs, stills, settings, workers, progress)
    _drop_unused_stills(database, stills)


def _films_by_name(films: Path, additional_extensions: Sequence[str]) -> dict[str, Path]:
    if not films.is_dir():
        raise ProjectError(
            f"There is no folder {films}. Is its disk mounted? Nothing was changed; give the "
            "folder of films as video_path."
        )
    found = find_films(films, additional_extensions)
    if not found:
        raise ProjectError(
            f"There are no films in {films}. Nothing was changed. VRD looks for "
            f"{', '.join(sorted(VIDEO_EXTENSIONS)[:8])} and many more, in subfolders too; name "
            "others with additional_video_extensions=['.xyz']."
        )
    return {_printable(film.relative_to(films).as_posix()): film for film in found}


def _printable(text: str) -> str:
    """Bytes that are no Unicode, as file names may hold, written as ``\\xff``."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _check_settings(records: Iterable[VideoRecord], settings: StillsSettings) -> None:
    other = {record.settings for record in records if record.present} - {str(settings)}
    if other:
        raise StaleArtefactError(
            f"The stills of this project were made with {min(other)}, but {settings} is asked "
            "now. Use the old settings, start another project, or make all stills again with "
            "initialize_frame_extractor(force_recreate=True)."
        )


def _look(film: Path, name: str, settings: StillsSettings) -> VideoRecord:
    """What tells whether a film has changed."""
    try:
        seen = film.stat()
        digest = _sample_digest(film, seen.st_size)
        size, mtime = seen.st_size, seen.st_mtime_ns
    except OSError:
        # Reading it for real says why; here it only has to differ from any readable film.
        size, mtime, digest = -1, -1, ""
    return VideoRecord(name, size, mtime, digest, str(settings), "interrupted")


def _sample_digest(film: Path, size: int) -> str:
    """SHA-256 of the size and 64 blocks spread over the file.

    Reading every byte of an archive would take as long as decoding it; a film that is encoded
    anew or edited differs everywhere.
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


def _still_good(record: VideoRecord | None, now: VideoRecord, stills: Path) -> VideoRecord | None:
    """The old record, brought up to date, if its stills may still be used."""
    if record is None or record.status == "interrupted" or record.settings != now.settings:
        return None
    if record.sha256 != now.sha256 or record.size != now.size:
        return None
    if record.status != "failed" and not (stills / record.stills).is_dir():
        return None
    return replace(record, mtime_ns=now.mtime_ns, present=True)


def _moved(absent: dict[str, VideoRecord], now: VideoRecord, stills: Path) -> VideoRecord | None:
    """The record of a film that was moved or renamed, under its new name."""
    kept = _still_good(absent.get(now.sha256), now, stills)
    if kept is None:
        return None
    del absent[now.sha256]
    return replace(kept, path=now.path)


def _stills_folder(record: VideoRecord) -> str:
    slug = re.sub(r"[^\w.-]+", "_", Path(record.path).stem, flags=re.ASCII)[:60].strip("._")
    identity = "\0".join([record.path, record.sha256, record.settings])
    digest = hashlib.sha256(identity.encode("utf-8", "surrogateescape")).hexdigest()
    return f"{slug or 'film'}-{digest[:12]}"


def _extract(
    database: Database,
    jobs: Mapping[Path, VideoRecord],
    stills: Path,
    settings: StillsSettings,
    workers: int | None,
    progress: bool,
) -> None:
    with storage_errors(stills):
        stills.mkdir(exist_ok=True)
    order = {film: number for number, film in enumerate(jobs)}
    folders = {film: stills / _stills_folder(record) for film, record in jobs.items()}
    results = extract_many(
        list(folders.items()),
        fps=settings.fps,
        longest_side=settings.longest_side,
        workers=workers,
    )
    # Placed before any is read, so that rows come in the order of the folder.
    database.reserve([jobs[film] for film in order])
    with tqdm(total=len(jobs), desc="Stills", unit="film", disable=not progress) as bar:
        for film, result in results:
            database.write_video(_outcome(jobs[film], folders[film].name, result))
            bar.update()


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


def _drop_unused_stills(database: Database, stills: Path) -> None:
    """Remove folders that no film refers to: of changed films, and of runs that were cut off."""
    used = {record.stills for record in database.videos()}
    for folder in stills.iterdir():
        if folder.is_dir() and folder.name not in used:
            shutil.rmtree(folder, ignore_errors=True)


def read_timeline(database: Database, films: Path, stills: Path) -> Frames:
    """The rows of all films that are there and could be read, from the database."""
    here = [record for record in database.videos() if record.present]
    read = [record for record in here if record.status in ("ok", "partial")]
    videos = [
        Video(
            name=record.path,
            path=films / record.path,
            stills=stills / record.stills,
            rows=record.rows,
            duration=record.duration,
            borders=record.borders,
            digest=record.sha256,
        )
        for record in read
    ]
    failures = [
        Failure(record.path, record.cause, record.status == "partial")
        for record in here
        if record.status != "ok"
    ]
    fps = json.loads(read[0].settings)["fps"] if read else 1.0
    return Frames(videos, fps=fps, failures=failures)
