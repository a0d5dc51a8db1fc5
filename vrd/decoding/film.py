"""Extract the stills of a film with ffmpeg, and decide how many of them are valid.

The clock is that of a player: seconds from the start of the container, going on where the times in
the file start again.

Row ``k`` covers ``[k / fps, (k + 1) / fps)`` seconds from the start of the container. Its still is
the frame whose presentation time is nearest to the middle of this interval. At 20 rows per second
and fewer, it is the frame on screen in the middle, or a frame that follows within a fortieth of a
second. A row in a hole of the film, where there is no picture, is empty: it has no still.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from vrd.core.text import hms
from vrd.core.timecodes import StartTimecode
from vrd.decoding.discs import unread_titles
from vrd.decoding.failures import cause_and_cure, plain_cause, shown
from vrd.decoding.ffmpeg import Tools
from vrd.decoding.frame_log import FrameLog
from vrd.decoding.probe import Probe, probe_picture
from vrd.decoding.reshape import reshape_stills, shapes_remark
from vrd.decoding.run_program import Outcome
from vrd.decoding.still_command import StillSettings, ahead_of
from vrd.decoding.still_rows import Gap, Rows, place_stills, still_path
from vrd.decoding.stills_run import StillsRun
from vrd.decoding.timecodes import film_timecode
from vrd.errors import VideoError

#: A film that gives no further still for so long, at one row per second, is given up.
STALL_S = 300
#: The share of rows that may be missing before a note says so.
MAX_MISSING_SHARE = 0.01
#: Holes that a note names.
_MAX_NAMED = 3


class DecodedFilm(NamedTuple):
    """Describe what decoding told of a film.

    Attributes
    ----------
    rows
        Number of rows, empty ones included.
    length
        Seconds of film that can be played.
    note
        What could not be read, in plain words; empty for a film without damage.
    timecode
        Timecode at which the film starts, where it states one.
    remark
        What else is odd about the film, though all of it was read.
    gaps
        First row, and the row after the last one, of each stretch of empty rows.
    """

    rows: int
    length: float
    note: str
    timecode: StartTimecode | None
    remark: str = ""
    gaps: tuple[Gap, ...] = ()


def expected_rows(length: float, fps: float) -> int:
    """Count the rows of a film of `length` seconds: those whose middle it contains, at least 1.

    Examples
    --------
    >>> expected_rows(2.6, fps=1), expected_rows(2.4, fps=1), expected_rows(0.1, fps=1)
    (3, 2, 1)
    """
    return max(1, math.ceil(length * fps - 0.5 - 1e-6))


def decode_film(
    film: Path,
    folder: Path,
    settings: StillSettings,
    *,
    timeout: float | None,
    tools: Tools,
    cancelled: Callable[[], bool],
) -> DecodedFilm:
    """Write the stills of `film` into the existing, empty `folder`.

    Parameters
    ----------
    film
        The film.
    folder
        The folder of the stills.
    settings
        How the stills are made.
    timeout
        Seconds after which ffmpeg is stopped; None allows more time for longer films.
    tools
        From `vrd.decoding.ffmpeg.find_tools`.
    cancelled
        A function that is called ten times a second; decoding stops when it returns True.

    Raises
    ------
    VideoError
        If the film gives not a single still, or ffmpeg was stopped or crashed.
    StorageError
        If the stills cannot be written.
    """
    probed, fps = probe_picture(film, tools, cancelled), settings.fps
    ahead = ahead_of(probed, fps)
    limit = timeout if timeout is not None else _default_timeout(probed)
    stall = STALL_S / min(1.0, fps)
    run = StillsRun(film, probed, tools, settings, None, limit, stall, cancelled)
    outcome, log = run.decode(folder)
    placed = place_stills(folder, log, fps, ahead)
    rows = _without_begun(folder, placed, _promised(probed, log, fps))
    if rows == 0:
        reason = cause_and_cure(outcome.errors + probed.errors, film)
        raise VideoError(f"{shown(film)}: {reason}")
    times = {f"{row:06d}.jpg": (row + 0.5) / fps + ahead for row in range(rows)}
    reshape_stills(run, folder, log, times, lambda again, its: place_stills(again, its, fps, ahead))
    notes = [
        _note(outcome, film, rows, _stated(probed, log), fps),
        *_hole_notes(log, placed.cut),
    ]
    # What players do not show either was left out on purpose.
    remarks = [shapes_remark(log), probed.left_out, unread_titles(film)]
    return DecodedFilm(
        rows,
        _playable(probed, log, rows, fps),
        "; ".join(note for note in notes if note),
        film_timecode(film, probed, tools),
        "; ".join(remark for remark in remarks if remark),
        placed.gaps,
    )


def _default_timeout(probed: Probe) -> float:
    """Return the seconds after which ffmpeg is stopped, which depend on the length of a film."""
    return 600 + 10 * probed.length if probed.length is not None else 4 * 3600.0


def _promised(probed: Probe, log: FrameLog, fps: float) -> list[int]:
    """Return the rows of what was shown of a film, and of the length that it states."""
    return [expected_rows(length, fps) for length in (log.end, _stated(probed, log)) if length]


def _stated(probed: Probe, log: FrameLog) -> float | None:
    """Return the seconds that a film states; some containers count them from another zero."""
    length = probed.length
    if length is None or length <= log.end + 1.0:
        return length
    counted = length - probed.start_time
    return counted if abs(counted - log.end) < 1.0 else length


def _without_begun(folder: Path, placed: Rows, promised: list[int]) -> int:
    """Return the number of rows without a last one whose middle is not in the film.

    ffmpeg completes the last row that has begun. If it finds far more rows than the container
    promised, the promise was wrong, and what was shown counts.
    """
    for rows in promised:
        if placed.total == rows:
            break
        if placed.total == rows + 1:
            still_path(folder, rows).unlink()
            return rows
    return placed.total


def _playable(probed: Probe, log: FrameLog, rows: int, fps: float) -> float:
    """Return the seconds that can be played: those stated, unless the rows prove them wrong."""
    played = max(log.end, (rows - 0.5) / fps)
    stated = _stated(probed, log)
    if stated is None:
        return played
    missing = expected_rows(stated, fps) - rows
    right = 0 <= missing <= max(1, MAX_MISSING_SHARE * rows)
    return stated if right else played


def _note(outcome: Outcome, film: Path, rows: int, stated: float | None, fps: float) -> str:
    missing = expected_rows(stated, fps) - rows if stated is not None else 0
    if stated is not None and missing > max(1, MAX_MISSING_SHARE * rows):
        span = f"{rows / fps:.0f} of {stated:.0f} seconds"
        if outcome.faults or outcome.code != 0:
            return f"only {span} could be read: {plain_cause(outcome.errors, film)}"
        return f"the picture ends after {span}"
    if outcome.faults:
        return f"damaged in {outcome.faults} places: stills there may be broken or repeated"
    return ""


def _hole_notes(log: FrameLog, cut: float | None) -> list[str]:
    """Say where a film has no picture."""
    spans = [f"from {hms(hole.start)} to {hms(hole.end)}" for hole in log.holes[:_MAX_NAMED]]
    more = len(log.holes) - _MAX_NAMED
    notes = [f"there is no picture {', '.join(spans)}" if spans else ""]
    if spans and more > 0:
        notes[0] += f" and in {more} more places"
    if cut is not None:
        notes.append(f"its clock jumps by many hours, so what follows {hms(cut)} is left out")
    return notes
