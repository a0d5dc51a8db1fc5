"""Compare the films of a folder with those that a project knows.

A film is the same if its size, its time of change and a digest of a sample of it are the same.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import stat
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from vrd.core.film_folders import FilmFolders, where_are_films
from vrd.core.notices import notices
from vrd.core.passed_over import passed_over_text
from vrd.decoding.discs import film_of_disc
from vrd.decoding.numbered_pictures import SCAN_FPS, is_scan, numbered_pictures
from vrd.errors import ProjectError, VideoError
from vrd.pipeline.find_films import VIDEO_EXTENSIONS, FolderOfFilms, films_folder_exists, look_into
from vrd.pipeline.find_scans import NumberedPictures
from vrd.storage.records import VideoRecord

#: Bytes of a block of a film that is looked at, and pictures of a film scan that are.
_BLOCK_BYTES, _SAMPLED_PICTURES = 16384, 64
_NOTICES = notices(__name__)


@dataclass(frozen=True)
class ExtractionSettings:
    """Say which files are films, and how their stills are made.

    Attributes
    ----------
    fps
        Stills, and so rows, per second of film.
    longest_side
        Longest side of the stills in pixels.
    additional_extensions
        Further file name extensions to take for films.
    scan_fps
        Frames per second of film scans, which are numbered pictures.
    numbered_pictures
        Whether numbered pictures are frames of a film; see `vrd.pipeline.find_scans`.
    """

    fps: float = 1.0
    longest_side: int = 640
    additional_extensions: tuple[str, ...] = ()
    scan_fps: float = SCAN_FPS
    numbered_pictures: NumberedPictures = "auto"

    def __str__(self) -> str:
        """Return what determines the stills of a film, as the database keeps it."""
        return json.dumps({"fps": self.fps, "longest_side": self.longest_side})


def films_by_name(
    films: Path | FilmFolders, settings: ExtractionSettings
) -> tuple[dict[str, Path], dict[str, int]]:
    """Return the films of one folder or of several by their names, and what was passed over.

    Returns
    -------
    dict, dict
        The films by name, and the number of files passed over by kind.

    Raises
    ------
    ProjectError
        If a folder is not there, or holds no film, or two films have one name.
    """
    named: dict[str, Path] = {}
    passed_over: Counter[str] = Counter()
    for prefix, folder in FilmFolders.of(films):
        found = _films_in(folder, settings)
        passed_over.update(found.passed_over)
        for film in found.films:
            name = prefix + printable(film.relative_to(folder).as_posix())
            if name in named:
                raise ProjectError(
                    f"{named[name]} and {film} are both called {name!r} in this project. Nothing "
                    "was changed; rename one of them, or a folder that it is in."
                )
            named[name] = film
    return named, dict(passed_over)


def _films_in(folder: Path, settings: ExtractionSettings) -> FolderOfFilms:
    """Return what a folder and the folders inside of it hold."""
    if not films_folder_exists(folder):
        raise ProjectError(f"{where_are_films(folder)} Nothing was changed.")
    found = look_into(folder, settings.additional_extensions, settings.numbered_pictures)
    if not found.films:
        passed_over = passed_over_text(found.passed_over)
        raise ProjectError(
            f"There are no films in {folder}{passed_over and f' ({passed_over})'}. Nothing was "
            "changed. VRD looks for "
            f"{', '.join(sorted(VIDEO_EXTENSIONS)[:8])} and many more, in subfolders too; name "
            "others with additional_video_extensions=['.xyz']."
        )
    return found


def printable(text: str) -> str:
    r"""Return a file name with the bytes that are no Unicode written as ``\xff``."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def seen_now(film: Path, name: str, settings: ExtractionSettings) -> VideoRecord:
    """Return what tells whether a film has changed."""
    # A file that cannot be looked at here (a pipe, say) is decoded, which tells why it cannot.
    size, mtime, content_key = -1, -1, ""
    with contextlib.suppress(OSError, VideoError):
        if is_scan(film):
            size, mtime, content_key = _scan_seen_now(film, settings.scan_fps)
        elif parts := film_of_disc(film):
            size, mtime, content_key = _disc_seen_now(parts)
        elif stat.S_ISREG((status := film.stat()).st_mode):
            content_key = content_key_of(film, status.st_size)
            size, mtime = status.st_size, status.st_mtime_ns
    return VideoRecord(
        name, size, mtime, content_key, str(settings), "interrupted", fps=settings.fps
    )


def _scan_seen_now(film: Path, scan_fps: float) -> tuple[int, int, str]:
    """Return the size, the last change and a digest of a film scan and its rate."""
    pictures = list(numbered_pictures(film).values())
    status = [picture.stat() for picture in pictures]
    described = [[picture.name for picture in pictures], [each.st_size for each in status]]
    digest = hashlib.sha256(json.dumps([scan_fps, *described]).encode("utf-8", "backslashreplace"))
    step = max(1, len(pictures) // _SAMPLED_PICTURES)
    for picture, each in list(zip(pictures, status, strict=True))[::step]:
        with picture.open("rb") as file:
            file.seek(max(0, each.st_size - _BLOCK_BYTES) // 2)
            digest.update(file.read(_BLOCK_BYTES))
    newest = max(each.st_mtime_ns for each in status)
    return sum(each.st_size for each in status), newest, digest.hexdigest()


def _disc_seen_now(parts: Sequence[Path]) -> tuple[int, int, str]:
    """Return the size, the last change and a digest of the film of a disc."""
    status = [part.stat() for part in parts]
    keys = [content_key_of(part, each.st_size) for part, each in zip(parts, status, strict=True)]
    digest = hashlib.sha256(" ".join(keys).encode()).hexdigest()
    return sum(each.st_size for each in status), max(each.st_mtime_ns for each in status), digest


def content_key_of(film: Path, size: int) -> str:
    """Return a digest of the size and of 64 blocks spread over the file.

    Reading every byte of an archive would take as long as decoding it. Where the sample of a film
    is the same but its time of change is not, `vrd.pipeline.unchanged_films` compares all bytes.
    """
    digest = hashlib.sha256(str(size).encode())
    block, count = _BLOCK_BYTES, 64
    with film.open("rb") as file:
        for number in range(count):
            file.seek(max(0, size - block) * number // (count - 1))
            digest.update(file.read(block))
            if size <= block:
                break
    return digest.hexdigest()


def still_valid(
    known: Mapping[str, VideoRecord],
    seen: Mapping[str, VideoRecord],
    stills: Path,
    *,
    retry_failed: bool,
) -> dict[str, VideoRecord]:
    """Return records that still hold, by present name: of unchanged, then of renamed films."""
    usable = {
        path: record
        for path, record in known.items()
        if not record.is_due(retry_failed=retry_failed) and has_stills(record, stills)
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


def say_damaged(records: Iterable[VideoRecord]) -> None:
    """Say of which films the database holds damaged lines; they are due to be read again."""
    for record in records:
        if record.damage and record.present:
            _NOTICES.warning(
                "What the database says of %s is damaged (%s). The film is read again.",
                record.path, record.damage,
            )  # fmt: skip


def _identity(record: VideoRecord) -> tuple[str, int, int, str]:
    return record.content_key, record.size, record.mtime_ns, record.settings


def has_stills(record: VideoRecord, stills: Path) -> bool:
    """Return whether the last still of a film is there."""
    if not record.rows:
        return True
    return (stills / record.stills / f"{record.rows - 1:06d}.jpg").is_file()
