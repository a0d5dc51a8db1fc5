"""Hold what the database knows of a film and of its timeline."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: Start and end of rows in seconds, both of shape (rows,).
RowTimes = tuple[NDArray[np.float64], NDArray[np.float64]]


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

    def is_due(self, *, retry_failed: bool = False) -> bool:
        """Return whether the next run reads the film, though it has not changed.

        With ``retry_failed``, films that could not be read, or only in part, are read again.
        """
        return self.status == "interrupted" or (retry_failed and self.status != "ok")


def record_from_line(values: dict[str, Any]) -> VideoRecord:
    """Return the record of a line of the tables of films and timelines."""
    top, bottom, left, right = json.loads(values["borders"])
    values |= {"borders": (top, bottom, left, right), "present": bool(values["present"])}
    values["gaps"] = tuple((start, stop) for start, stop in json.loads(values["gaps"] or "[]"))
    if values["timeline"] is None:
        no_rows = {"settings": "", "status": "interrupted", "cause": "not read yet"}
        values |= no_rows | {"rows": 0, "stills": ""}
    return VideoRecord(**values)


def times_from_blob(blob: bytes) -> RowTimes:
    """Return start and end of rows from the float64 values that the database holds."""
    start, end = np.frombuffer(blob, dtype="<f8").reshape(2, -1).astype(np.float64)
    return start, end
