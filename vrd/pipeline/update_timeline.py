"""Bring the rows of a track up to date with the films, film by film; a stage."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tqdm.auto import tqdm

from vrd.core.film_folders import FilmFolders
from vrd.core.protocols import RowSource
from vrd.core.timelines import Video
from vrd.errors import MissingStageError, StaleArtefactError, VideoError
from vrd.pipeline.known_films import say_damaged
from vrd.storage.database import Database
from vrd.storage.records import RowTimes, VideoRecord


def update_timeline(
    database: Database,
    films: Path | FilmFolders,
    track: str,
    source: RowSource,
    *,
    force: bool = False,
    retry_failed: bool = False,
    progress: bool = True,
) -> None:
    """Make the rows of films that have none in a track, or that have changed.

    The films are those that `vrd.pipeline.update_stills` has seen. A film is committed when it
    is done; one that cannot be read is recorded with its cause, and not tried again until it
    changes.

    Parameters
    ----------
    database
        Where the films are known, and where the rows go.
    films
        The folder of films.
    track
        Name of the track.
    source
        What says which rows a film has.
    force
        Make all rows again, and drop their fingerprints.
    retry_failed
        Try films again that could not be read.
    progress
        Show a progress bar.

    Raises
    ------
    MissingStageError
        If no film is known.
    StaleArtefactError
        If the rows at hand were made with other settings, and not ``force``.
    """
    records = [record for record in database.videos(track) if record.present]
    if not records:
        raise MissingStageError("No film is known yet. Call initialize_frame_extractor() first.")
    say_damaged(records)
    made = {record.settings for record in records if record.status != "interrupted"}
    if not force and made - {source.settings}:
        raise StaleArtefactError(
            f"The rows of the track {track!r} were made with {min(made - {source.settings})}, but "
            f"{source.settings} is asked now. Use the old settings, or make all rows again with "
            "force=True."
        )
    jobs = [record for record in records if force or record.is_due(retry_failed=retry_failed)]
    hidden = not (progress and jobs)
    for record in tqdm(jobs, desc=f"Rows of {track}", unit="film", disable=hidden):
        made_record, times = _rows_of(record, films, source)
        database.write_video(made_record, track=track, row_times=times)


def _rows_of(
    record: VideoRecord, films: Path | FilmFolders, source: RowSource
) -> tuple[VideoRecord, RowTimes | None]:
    """Return what is now known of a film, and the times of its rows."""
    video = Video(
        name=record.path,
        path=films / record.path,
        stills=Path(),
        rows=0,
        duration=record.duration,
        borders=record.borders,
        digest=record.content_key,
    )
    record = replace(record, settings=source.settings, fps=None, stills="", rows=0)
    try:
        start, end = source.row_times(video)
    except VideoError as error:
        return replace(record, status="failed", cause=str(error)), None
    return replace(record, status="ok", cause="", rows=len(start)), (start, end)
