"""Decode a stretch of a film with ffmpeg, at any number of rows per second.

The rows of a stretch are those of `vrd.decoding.film`, counted from its start: row ``k`` covers
``[start + k / rate, start + (k + 1) / rate)`` seconds from the start of the container, and its
still is the frame on screen in the middle of this interval, by presentation time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from vrd.decoding.failures import cause_and_cure, shown
from vrd.decoding.ffmpeg import Tools
from vrd.decoding.frame_log import FrameLog
from vrd.decoding.probe import Probe
from vrd.decoding.reshape import reshape_stills
from vrd.decoding.seek import starting_points
from vrd.decoding.still_command import StillSettings, ahead_of
from vrd.decoding.still_rows import still_path
from vrd.decoding.stills_run import StillsRun
from vrd.errors import VideoError

#: JPEG quality of stills for a closer look, on ffmpeg's scale, 2 (best) to 31.
QUALITY = 2


def time_limit(start: float, end: float) -> float:
    """Return the seconds after which ffmpeg is stopped that decodes a stretch of a film."""
    # A film without an index is decoded from its beginning, which takes longer.
    return 120 + 2 * end + 10 * (end - start)


def decode_stretch(
    film: Path,
    folder: Path,
    start: float,
    end: float,
    settings: StillSettings,
    *,
    probed: Probe,
    tools: Tools,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[Path]:
    """Write the stills of ``[start, end)`` of `film` into the existing, empty `folder`.

    Parameters
    ----------
    film
        The file.
    folder
        The folder that the stills are written into.
    start, end
        Seconds from the start of the film.
    settings
        Rows per second (its ``fps``), size and quality of the stills.
    probed
        From `vrd.decoding.seek.probe_for_seeking`.
    tools
        From `vrd.decoding.ffmpeg.find_tools`.
    cancelled
        A function that is called ten times a second; decoding stops when it returns True.

    Returns
    -------
    list of Path
        One still per row, ``000000.jpg`` for the first; none where the film has no picture.

    Raises
    ------
    VideoError
        If there is not a single still, or ffmpeg was stopped or crashed.
    """
    run = StillsRun(
        film, probed, tools, settings, (start, end), time_limit(start, end), cancelled=cancelled
    )
    log, messages = _decode_in_time(run, folder, start)
    times = {still_path(folder, row).name: time for row, time in _times(run, start, end)}
    reshape_stills(run, folder, log, times, lambda again, its: None)
    for name, time in times.items():
        if log.in_hole(time):
            (folder / name).unlink(missing_ok=True)
    stills = [still for still in sorted(folder.glob("*.jpg")) if still.stat().st_size]
    if not stills:
        reason = cause_and_cure(messages + probed.errors, film)
        raise VideoError(
            f"{shown(film)}: nothing can be seen from {start:.1f} to {end:.1f} s: {reason}"
        )
    return stills


def _decode_in_time(run: StillsRun, folder: Path, start: float) -> tuple[FrameLog, str]:
    """Decode from points further and further back, until the first frame does not come too late.

    Returns what ffmpeg said about the frames, and its messages.
    """
    first_row = start + 0.5 / run.settings.fps + ahead_of(run.probed, run.settings.fps)
    for sought in starting_points(start, run.probed):
        outcome, log = run.decode(folder, sought=sought)
        if not sought or (log.first is not None and log.first <= first_row):
            break
        for still in folder.glob("*.jpg"):
            still.unlink()
    return log, outcome.errors


def _times(run: StillsRun, start: float, end: float) -> Iterator[tuple[int, float]]:
    """Yield every row of a stretch, and the time that its still shows."""
    fps, ahead = run.settings.fps, ahead_of(run.probed, run.settings.fps)
    for row in range(max(1, round((end - start) * fps))):
        yield row, start + (row + 0.5) / fps + ahead
