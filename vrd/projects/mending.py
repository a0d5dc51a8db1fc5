"""Fingerprint the rows of a track, and make stills again that were damaged meanwhile."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from vrd.core.notices import notices
from vrd.core.protocols import Reader
from vrd.decoding.discs import film_of_disc
from vrd.decoding.numbered_pictures import is_scan
from vrd.errors import MissingStageError
from vrd.pipeline.fingerprint_frames import fingerprint_frames
from vrd.pipeline.known_films import ExtractionSettings
from vrd.pipeline.update_stills import update_stills
from vrd.projects.track import Track
from vrd.readers.stills import StillsReader

_NOTICES = notices(__name__)


def extraction_settings(track: Track) -> ExtractionSettings:
    """Return what the settings of a project say about its films and stills."""
    settings = track.folder.settings
    return ExtractionSettings(
        settings.fps,
        settings.longest_side,
        tuple(settings.additional_video_extensions),
        settings.scan_fps,
        settings.numbered_pictures,
    )


def update_stills_of(
    track: Track, *, force: bool = False, retry_failed: bool = False
) -> dict[str, int]:
    """Make the stills of new and changed films; see `vrd.pipeline.update_stills`."""
    return update_stills(
        track.database,
        track.films_folder,
        track.stills_folder,
        extraction_settings(track),
        force=force,
        retry_failed=retry_failed,
        workers=track.resources.workers,
    )


def fingerprint_all(track: Track) -> int:
    """Fingerprint the rows that have none; where stills are damaged, make those of the film again.

    Returns
    -------
    int
        The number of rows without fingerprint.

    Raises
    ------
    MissingStageError
        If a film has no still that can be read, and the film itself is gone.
    """
    reader = track.reader()
    try:
        missing = _fingerprint(track, reader)
    except MissingStageError:
        if not _make_stills_again(track, reader):
            raise
    else:
        if not missing or not _make_stills_again(track, reader):
            return missing
    return _fingerprint(track, track.reader())


def _fingerprint(track: Track, reader: Reader) -> int:
    return fingerprint_frames(reader, track.fingerprinter, track.database, track.timeline_ids())


def _is_there(film: Path) -> bool:
    return film.is_file() or is_scan(film) or bool(film_of_disc(film))


def _make_stills_again(track: Track, reader: Reader) -> bool:
    """Make the stills of films again of which some could not be read; return whether any were."""
    unreadable = reader.unreadable if isinstance(reader, StillsReader) else []
    counts = Counter(int(track.timeline.video[row]) for row, _ in unreadable)
    films = [(track.timeline.videos[position], count) for position, count in counts.items()]
    films = [(video, count) for video, count in films if _is_there(video.path)]
    if not films:
        return False
    for video, count in films:
        _NOTICES.warning(
            "%d of %d stills of %s could not be read. The stills of this film are made again.",
            count, video.rows, video.name,
        )  # fmt: skip
    track.database.mark_due([video.name for video, _ in films], "its stills were damaged")
    update_stills_of(track)
    track.forget(timeline=True)
    return True
