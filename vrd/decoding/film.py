"""Extract the stills of a film with ffmpeg, and decide how many of them are valid.

Row ``k`` covers ``[k / fps, (k + 1) / fps)`` seconds from the start of the container. Its still is
the frame whose presentation time is nearest to the middle of this interval. At 20 rows per second
and fewer, it is the frame on screen in the middle, or a frame that follows within a fortieth of a
second.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

from vrd.decoding.discs import unread_titles
from vrd.decoding.failures import check_disk, check_ending, plain_cause, shown
from vrd.decoding.ffmpeg import Tools
from vrd.decoding.probe import Probe, probe_picture
from vrd.decoding.run_program import Outcome, run
from vrd.decoding.still_command import StillSettings, still_command
from vrd.errors import VideoError

#: A film that gives no further still for so long, at one row per second, is given up.
STALL_S = 300
#: The share of rows that may be missing before a note says so.
MAX_MISSING_SHARE = 0.01


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
) -> tuple[int, float, str]:
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

    Returns
    -------
    tuple
        Number of rows, length of the film in seconds, and a note on what could not be read.

    Raises
    ------
    VideoError
        If the film gives not a single still, or ffmpeg was stopped or crashed.
    StorageError
        If the stills cannot be written.
    """
    probed = probe_picture(film, tools)
    outcome = run(
        still_command(film, probed, tools, settings),
        timeout=timeout if timeout is not None else _default_timeout(probed),
        cwd=folder,
        cancelled=cancelled,
        progress=_counter(folder),
        stall=STALL_S / min(1.0, settings.fps),
    )
    check_disk(outcome, film)
    check_ending(outcome, film)
    fps = settings.fps
    rows = _keep(folder, None if probed.length is None else expected_rows(probed.length, fps))
    if rows == 0:
        cause = plain_cause(outcome.errors + probed.errors, film)
        raise VideoError(f"{shown(film)}: {cause}. Copy it again from its source, or leave it out.")
    length = probed.length if probed.length is not None else rows / fps
    notes = [_note(outcome, film, rows, length, fps), probed.left_out, unread_titles(film)]
    return rows, length, "; ".join(note for note in notes if note)


def _default_timeout(probed: Probe) -> float:
    """Return the seconds after which ffmpeg is stopped, which depend on the length of a film."""
    return 600 + 10 * probed.length if probed.length is not None else 4 * 3600.0


def _counter(folder: Path) -> Callable[[], int]:
    """Return a function that counts the stills so far without listing the folder every time."""
    count = 0

    def progress() -> int:
        nonlocal count
        while (folder / f"{count:06d}.jpg").exists():
            count += 1
        return count

    return progress


def _keep(folder: Path, promised: int | None) -> int:
    """Count the stills, and delete one that belongs to a row whose middle is not in the film.

    A stream without a container does not state its length: its last, incomplete row is kept.
    """
    rows = _counter(folder)()
    if rows and (folder / f"{rows - 1:06d}.jpg").stat().st_size == 0:
        rows -= 1
        (folder / f"{rows:06d}.jpg").unlink()
    # ffmpeg completes the last row that has begun. If it finds far more rows than the container
    # promised, the promise was wrong, and all of them are kept.
    if promised is not None and rows == promised + 1:
        rows -= 1
        (folder / f"{rows:06d}.jpg").unlink()
    return rows


def _note(outcome: Outcome, film: Path, rows: int, length: float, fps: float) -> str:
    missing = expected_rows(length, fps) - rows
    if missing > max(1, MAX_MISSING_SHARE * rows):
        span = f"{rows / fps:.0f} of {length:.0f} seconds"
        if outcome.faults or outcome.code != 0:
            return f"only {span} could be read: {plain_cause(outcome.errors, film)}"
        return f"the picture ends after {span}"
    if outcome.faults:
        return f"damaged in {outcome.faults} places: stills there may be broken or repeated"
    return ""
