"""Hold what the database knows of a film and of its timeline."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vrd.core.timecodes import StartTimecode

#: Start and end of rows in seconds, both of shape (rows,).
RowTimes = tuple[NDArray[np.float64], NDArray[np.float64]]

STATUSES = ("ok", "partial", "failed", "interrupted")


@dataclass(frozen=True)
class VideoRecord:
    """Describe a film and its timeline of one track.

    Attributes
    ----------
    path
        Name of the film: its path below the folder of films.
    size, mtime_ns, content_key
        What tells whether the film has changed: bytes, time of its last change in nanoseconds,
        and a digest of a sample of its content.
    settings
        How the rows were made, as JSON.
    status
        ``ok``, ``partial`` (some of the film could be read), ``failed`` (not tried again until
        the film changes) or ``interrupted`` (tried again at the next run).
    cause
        Why it was not read, or only in part, in plain words; of a film that was read, what is odd.
    rows
        Number of rows.
    duration
        Seconds.
    stills
        Name of the folder of the stills; empty where there are none.
    borders
        Dead borders ``(top, bottom, left, right)`` as fractions of height and width.
    present
        Whether the film is still in its folder.
    fps
        Rows per second; None where the rows are not uniform.
    gaps
        First row, and the row after the last one, of each stretch without picture.
    timecode
        Timecode at which the film starts, as `StartTimecode.to_json` writes it; empty where it
        has none, and None where nobody has looked yet.
    id, timeline
        Numbers of the film and of the timeline in the database; None before they are written.
    damage
        What is wrong with the lines of the database, in plain words; empty if nothing is.
    """

    path: str
    size: int
    mtime_ns: int
    content_key: str
    settings: str
    status: str
    cause: str = ""
    rows: int = 0
    duration: float = 0.0
    stills: str = ""
    borders: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    present: bool = True
    fps: float | None = None
    gaps: tuple[tuple[int, int], ...] = ()
    timecode: str | None = None
    id: int | None = None
    timeline: int | None = None
    damage: str = ""

    def is_due(self, *, retry_failed: bool = False) -> bool:
        """Return whether the next run reads the film, though it has not changed.

        With ``retry_failed``, films that could not be read, or only in part, are read again.
        """
        return self.status == "interrupted" or (retry_failed and self.status != "ok")


def record_from_line(values: dict[str, Any], track: str) -> VideoRecord:
    """Return the record of a line of the tables of films and timelines.

    Parameters
    ----------
    values
        The columns by their names, and in ``times_bytes`` the size of the stored times of rows.
    track
        The track of the timeline; settings of pictures are JSON, those of others any text.

    Returns
    -------
    VideoRecord
        The record. Where the line is damaged, it says so, and the film is due to be read again.
    """
    times_bytes = values.pop("times_bytes")
    of_pictures = track == "picture" and values["timeline"] is not None
    unread = {"settings": "", "status": "interrupted", "fps": None, "rows": 0, "stills": ""}
    unread["gaps"] = "[]"
    if values["timeline"] is None:
        values |= unread | {"cause": "not read yet"}
    values["damage"] = damage_of(values, times_bytes)
    if (
        of_pictures
        and not values["damage"]
        and not isinstance(_from_json(values["settings"]), dict)
    ):
        values["damage"] = "how it was read is not known"
    if values["damage"]:
        values |= unread | {"borders": "[0, 0, 0, 0]", "duration": 0.0}
        values["cause"] = f"what the database says of it is damaged ({values['damage']})"
    top, bottom, left, right = json.loads(values["borders"])
    values |= {"borders": (top, bottom, left, right), "present": bool(values["present"])}
    values["gaps"] = tuple((start, stop) for start, stop in json.loads(values["gaps"]))
    return VideoRecord(**values)


def damage_of(values: Mapping[str, Any], times_bytes: int | None) -> str:
    """Say what is wrong with a line of the tables of films and timelines; nothing: empty."""
    rows, stills, fps = values["rows"], values["stills"], values["fps"]
    if not _is_number(rows, int):
        return f"its number of rows is {rows!r}"
    if times_bytes is not None and times_bytes != 16 * rows:
        return "the times of its rows are cut off"
    if not isinstance(stills, str) or set(stills) & set("/\\") or stills in (".", ".."):
        return "the folder of its stills has no name"
    if values["status"] not in STATUSES or not isinstance(values["settings"], str):
        return "how it was read is not known"
    if not _is_number(values["duration"]) or (fps is not None and not (_is_number(fps) and fps)):
        return "its length is no number"
    if not _are_gaps(values["gaps"], rows):
        return "its stretches without picture are no rows"
    if not _is_timecode(values["timecode"]):
        return "its timecode cannot be read"
    return "" if _are_borders(values["borders"]) else "its borders are no numbers"


def _is_number(value: object, kind: type | tuple[type, ...] = (int, float)) -> bool:
    return isinstance(value, kind) and 0 <= value < float("inf")  # type: ignore[operator]


def _are_borders(text: object) -> bool:
    borders = _from_json(text)
    return isinstance(borders, list) and len(borders) == 4 and all(map(_is_number, borders))


def _is_timecode(text: object) -> bool:
    try:
        StartTimecode.from_json(text if text is None else str(text))
    except (ValueError, TypeError, RecursionError):
        return False
    return True


def _are_gaps(text: object, rows: int) -> bool:
    gaps = _from_json(text)
    return isinstance(gaps, list) and all(
        isinstance(gap, list)
        and len(gap) == 2
        and all(_is_number(row, int) for row in gap)
        and gap[0] < gap[1] <= rows
        for gap in gaps
    )


def _from_json(text: object) -> object:
    """Return what a text holds; None where it is no JSON."""
    try:
        return json.loads(str(text))
    except (ValueError, RecursionError):
        return None


def times_from_blob(blob: bytes) -> RowTimes:
    """Return start and end of rows from the float64 values that the database holds."""
    start, end = np.frombuffer(blob, dtype="<f8").reshape(2, -1).astype(np.float64)
    return start, end
