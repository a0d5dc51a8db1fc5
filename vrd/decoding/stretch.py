"""Decode a stretch of a film with ffmpeg, at any number of rows per second.

The rows of a stretch are those of `vrd.decoding.film`, counted from its start: row ``k`` covers
``[start + k / rate, start + (k + 1) / rate)`` seconds from the start of the container, and its
still is the frame on screen in the middle of this interval, by presentation time.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from vrd.decoding.failures import cause_and_cure, check_disk, check_ending, shown
from vrd.decoding.ffmpeg import Tools
from vrd.decoding.probe import Probe
from vrd.decoding.run_program import run
from vrd.decoding.still_command import StillSettings, still_command
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
        From `vrd.decoding.probe.probe_picture`.
    tools
        From `vrd.decoding.ffmpeg.find_tools`.
    cancelled
        A function that is called ten times a second; decoding stops when it returns True.

    Returns
    -------
    list of Path
        One still per row; there are fewer where the film ends before ``end``.

    Raises
    ------
    VideoError
        If there is not a single still, or ffmpeg was stopped or crashed.
    """
    command = still_command(film, probed, tools, settings, (start, end))
    outcome = run(command, timeout=time_limit(start, end), cwd=folder, cancelled=cancelled)
    check_disk(outcome, film)
    check_ending(outcome, film)
    stills = [still for still in sorted(folder.glob("*.jpg")) if still.stat().st_size]
    if not stills:
        reason = cause_and_cure(outcome.errors + probed.errors, film)
        raise VideoError(
            f"{shown(film)}: nothing can be seen from {start:.1f} to {end:.1f} s: {reason}"
        )
    return stills
