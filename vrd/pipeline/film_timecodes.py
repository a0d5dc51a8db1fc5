"""Note the timecodes of films that were read before VRD knew of timecodes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from vrd.core.timecodes import StartTimecode
from vrd.decoding.ffmpeg import find_tools
from vrd.decoding.timecodes import read_timecode
from vrd.pipeline.find_films import is_photograph
from vrd.storage.database import Database
from vrd.storage.records import VideoRecord


def timecode_text(timecode: StartTimecode | None) -> str:
    """Return a timecode as the database keeps it; empty where a film has none."""
    return "" if timecode is None else timecode.to_json()


def add_timecodes(database: Database, films: Mapping[Path, VideoRecord]) -> None:
    """Read the timecodes of films in which nobody has looked for one; nothing is decoded again.

    Parameters
    ----------
    database
        Where the films are recorded.
    films
        Films that have not changed, by their paths.
    """
    unknown = {
        film: record.id
        for film, record in films.items()
        if record.timecode is None and record.id is not None and record.rows
    }
    if not unknown:
        return
    tools = find_tools()
    found = [None if is_photograph(film) else read_timecode(film, tools) for film in unknown]
    texts = map(timecode_text, found)
    database.write_timecodes(dict(zip(unknown.values(), texts, strict=True)))
