"""Read the timeline of a track from what the database knows of its films."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from vrd.core.film_folders import FilmFolders
from vrd.core.timecodes import StartTimecode
from vrd.core.timelines import Failure, Remark, Timeline, Video
from vrd.errors import DamagedArtefactError, ProjectError, StaleArtefactError
from vrd.storage.database import Database
from vrd.storage.records import RowTimes, VideoRecord

#: The track of the stills of films.
PICTURE = "picture"


def read_timeline(
    database: Database, films: Path | FilmFolders, stills: Path, track: str = PICTURE
) -> Timeline:
    """Return the rows of a track of all films that are there and could be read.

    Parameters
    ----------
    database
        Where the timelines are.
    films, stills
        The folder of films, or several, and that of their stills.
    track
        Name of the track.

    Raises
    ------
    StaleArtefactError
        If the rows of some films were made with other settings than those of the others.
    DamagedArtefactError
        If what the database says of a film is damaged.
    """
    present = [record for record in database.videos(track) if record.present]
    if damaged := next((record for record in present if record.damage), None):
        raise DamagedArtefactError(_damaged(damaged, track))
    read = [record for record in present if record.status in ("ok", "partial")]
    if len({record.settings for record in read}) > 1:
        raise StaleArtefactError(_cut_off(track))
    pictures = {record.path: record for record in database.videos()} if track != PICTURE else {}
    videos = [_video(record, films, stills, pictures.get(record.path)) for record in read]
    failures = [
        Failure(record.path, record.cause, record.status == "partial")
        for record in present
        if record.status != "ok"
    ]
    remarks = [
        Remark(record.path, record.cause)
        for record in read
        if record.status == "ok" and record.cause
    ]
    about: dict[str, Any] = {
        "failures": failures,
        "remarks": remarks,
        "passed_over": database.runs.passed_over(),
    }
    times = database.row_times(track)
    rates = {record.fps for record in read if record.rows}
    if not times and len(rates) <= 1 and None not in rates:
        return Timeline.uniform(videos, fps=next(iter(rates), None) or 1.0, **about)
    parts = [_times(record, times) for record in read if record.rows]
    start, end = (np.concatenate([part[side] for part in parts]) for side in (0, 1))
    return Timeline(videos, start, end, **about)


def _damaged(record: VideoRecord, track: str) -> str:
    call = "run()" if track == PICTURE else f"make_track(project.tracks[{track!r}])"
    return (
        f"What the database says of {record.path} is damaged ({record.damage}). Call {call}: it "
        "reads that film again, and only that."
    )


def _cut_off(track: str) -> str:
    if track != PICTURE:
        return (
            f"Making the rows of the track {track!r} with other settings was cut off half-way. "
            f"Call make_track(project.tracks[{track!r}], force=True) to go on with it."
        )
    return (
        "Making stills with other settings was cut off half-way. Call "
        "initialize_frame_extractor(force_recreate=True) to go on with it (on the command line: "
        "--force)."
    )


def _video(
    record: VideoRecord, films: Path | FilmFolders, stills: Path, picture: VideoRecord | None
) -> Video:
    """Return a film; its stills are those of its pictures where its rows have none."""
    shown = picture or record
    return Video(
        name=record.path,
        path=films / record.path,
        stills=stills / shown.stills,
        rows=record.rows,
        duration=record.duration,
        borders=record.borders,
        digest=record.content_key,
        stills_per_second=None if picture is None else picture.fps,
        gaps=record.gaps,
        timecode=StartTimecode.from_json(record.timecode),
    )


def _times(record: VideoRecord, times: Mapping[int, RowTimes]) -> RowTimes:
    """Return start and end of the rows of a film."""
    if record.timeline is not None and record.timeline in times:
        return times[record.timeline]
    if record.fps is None:
        raise ProjectError(
            f"The database does not say how long the rows of {record.path} are. Extract its frames "
            "again."
        )
    rows = np.arange(record.rows)
    return rows / record.fps, (rows + 1) / record.fps
