"""Give the stills that ffmpeg wrote the names of their rows, and leave out those of holes in time.

ffmpeg numbers stills without the time that `vrd.decoding.still_command` took out of holes. A row
within a hole is empty: it has no still.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from vrd.decoding.frame_log import FrameLog, Hole
from vrd.decoding.still_command import rows_squeezed

#: Seconds without picture, in all, after which the rest of a film is left out: its clock is wrong.
MAX_HOLES_S = 100_000.0
_ROUNDING_S = 1e-6

#: First row, and the row after the last one.
Gap = tuple[int, int]


class Rows(NamedTuple):
    """Say how many rows a film has, which are empty, and when it is cut off at a hole, or None."""

    total: int
    gaps: tuple[Gap, ...]
    cut: float | None


def still_path(folder: Path, row: int) -> Path:
    """Return the path of the still of a row."""
    return folder / f"{row:06d}.jpg"


def count_stills(folder: Path, first: int = 0) -> int:
    """Count the stills of a folder from a number on, up to the first that is not there."""
    while still_path(folder, first).exists():
        first += 1
    return first


def place_stills(folder: Path, log: FrameLog, fps: float, ahead: float) -> Rows:
    """Rename the stills of a film, so that each has the number of its row.

    Parameters
    ----------
    folder
        The stills as ffmpeg wrote them.
    log
        What ffmpeg said about the frames.
    fps
        Rows per second.
    ahead
        Seconds by which a still may be ahead of the middle of its row.
    """
    written = count_stills(folder)
    if written and still_path(folder, written - 1).stat().st_size == 0:
        written -= 1
        still_path(folder, written).unlink()
    holes, cut = _bearable(log.holes)
    rows = [
        row if (cut is None or row / fps < cut) and not _within(holes, row, fps, ahead) else None
        for row in _true_rows(written, holes, fps, ahead)
    ]
    # From the end on, as rows only ever move up.
    for number in reversed(range(written)):
        row, still = rows[number], still_path(folder, number)
        if row is None:
            still.unlink()
        elif row != number:
            still.rename(still_path(folder, row))
    held = [row for row in rows if row is not None]
    return Rows(held[-1] + 1 if held else 0, tuple(_gaps(held)), cut)


def _bearable(holes: list[Hole]) -> tuple[list[Hole], float | None]:
    """Return the holes up to `MAX_HOLES_S` in all, and the second of the first beyond, or None."""
    total = 0.0
    for position, hole in enumerate(holes):
        total += hole.end - hole.start
        if total > MAX_HOLES_S:
            return holes[:position], hole.start
    return holes, None


def _true_rows(count: int, holes: list[Hole], fps: float, ahead: float) -> Iterator[int]:
    """Yield the row of each still, in order."""
    waiting, moved = list(holes), 0
    for number in range(count):
        while waiting:
            taken = rows_squeezed(waiting[0].end - waiting[0].last_frame, fps)
            after = (number + moved + taken + 0.5) / fps + ahead + _ROUNDING_S
            if after < waiting[0].end:
                break
            waiting.pop(0)
            moved += taken
        yield number + moved


def _within(holes: list[Hole], row: int, fps: float, ahead: float) -> bool:
    """Return whether the middle of a row lies in a hole."""
    middle = (row + 0.5) / fps + _ROUNDING_S
    return any(hole.start <= middle and middle + ahead < hole.end for hole in holes)


def _gaps(rows: list[int]) -> Iterator[Gap]:
    """Yield the gaps between ascending rows, and before the first."""
    expected = 0
    for row in rows:
        if row > expected:
            yield expected, row
        expected = row + 1
