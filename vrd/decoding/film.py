"""Stills of a film by ffmpeg: the filter chain, and how many of the stills to believe.

Row ``k`` covers ``[k / fps, (k + 1) / fps)`` seconds from the start of the container. Its still is
the frame whose presentation time is nearest to the middle of that; from 20 frames per second
downwards, the frame on screen at the middle, or one that comes on within a fortieth of a second.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import ffmpeg

from vrd.decoding.failures import check_disk, check_ending, plain_cause, shown
from vrd.decoding.ffmpeg import Outcome, Tools, local_input, run
from vrd.decoding.headers import check_openable
from vrd.decoding.probe import Probe, probe
from vrd.errors import VideoError

LEAD = 2.0  # seconds before a stretch from which it is decoded
SLACK = 1 / 40  # seconds by which a still may be ahead of the middle of its row
# Pixel aspects beyond these are damage. Only ever shrink: 2:1 pixels halve the height.
ASPECT = "st(0,if(between(sar,0.2,5),sar,1));st(1,iw*min(1,ld(0)));st(2,ih/max(1,ld(0)));"


def expected_rows(length: float, fps: float) -> int:
    """Count the rows of a film of `length` seconds: those whose middle it contains, at least 1."""
    return max(1, math.ceil(length * fps - 0.5 - 1e-6))


def decode_film(
    film: Path,
    folder: Path,
    *,
    fps: float,
    longest_side: int,
    quality: int,
    timeout: float | None,
    tools: Tools,
    threads: int,
    cancelled: Callable[[], bool],
) -> tuple[int, float, str]:
    """Write the stills of `film` into the existing, empty `folder`.

    Returns
    -------
    tuple
        Number of rows, length of the film in seconds, and a note on what could not be read.

    Raises
    ------
    VideoError
        If not a single still can be had, or ffmpeg was stopped or crashed.
    StorageError
        If the stills cannot be written.
    """
    check_openable(film)
    found = probe(film, tools)
    check_picture(found, film)
    command = still_command(
        film, found, tools, fps=fps, longest_side=longest_side, quality=quality, threads=threads
    )
    allowed = timeout if timeout is not None else _patience(found)
    outcome = run(
        command,
        timeout=allowed,
        cwd=folder,
        cancelled=cancelled,
        progress=_counter(folder),
        stall=300 / min(1.0, fps),
    )
    check_disk(outcome, film)
    check_ending(outcome, film)
    rows = _keep(folder, None if found.length is None else expected_rows(found.length, fps))
    if rows == 0:
        cause = plain_cause(outcome.errors + found.errors, film)
        raise VideoError(f"{shown(film)}: {cause}. Copy it again from its source, or leave it out.")
    length = found.length if found.length is not None else rows / fps
    return rows, length, _note(outcome, film, rows, length, fps)


def still_command(
    film: Path,
    found: Probe,
    tools: Tools,
    *,
    fps: float,
    longest_side: int,
    quality: int,
    threads: int,
    stretch: tuple[float, float] | None = None,
) -> list[str]:
    """Build the command that writes ``000000.jpg`` ... into the folder where it is run.

    With ``stretch``, only these seconds of the film, from and to, are cut into rows.
    """
    half = min(SLACK, 0.5 / (found.frame_rate or 25.0), 0.25 / fps)
    # A graph rebuilt when the size changes within a film would start the clock again, so the first
    # `scale` keeps one size for the others. Frames are chosen before they are deinterlaced:
    # `estdif` looks at one frame alone, so its neighbours in time need not be there.
    start, end = stretch or (0.0, 0.0)
    # Frames that began before the point sought are dropped: seek further back, if at all.
    sought = max(0.0, start - LEAD)
    seek = {"ss": f"{sought:.6f}"} if sought else {}
    source = ffmpeg.input(
        local_input(film), protocol_whitelist="file", reinit_filter=0, threads=threads, **seek
    )
    first = start - sought + half - 0.5 / fps
    size = f"min(1,{longest_side}/max(ld(1),ld(2)))"
    chosen = (
        source[str(found.video_stream)]
        .filter("fps", fps=f"{fps:.9g}", start_time=f"{first:.6f}", round="down")
        .filter("scale", w="iw", h="ih")
    )
    if found.height >= 4:  # `estdif` refuses films of less than three lines
        chosen = chosen.filter("estdif", mode="frame", deint="interlaced")
    chosen = (
        chosen.filter(
            "scale",
            w=f"{ASPECT}max(1,round(ld(1)*{size}))",
            h=f"{ASPECT}max(1,round(ld(2)*{size}))",
            out_color_matrix="bt601",
            out_range="full",
        )
        .filter("setsar", "1")
        .filter("format", "yuvj420p")
    )
    timing = {"fps_mode": "passthrough"} if tools.release >= (5, 1) else {"vsync": "0"}
    options = {"start_number": 0, "q:v": quality, "qmin": 1, "threads": 1, **timing}
    if stretch:
        options["frames:v"] = max(1, round((end - start) * fps))
    output = ffmpeg.output(chosen, "%06d.jpg", format="image2", **options)
    safe = output.global_args("-nostdin", "-hide_banner", "-loglevel", "warning")
    command: list[str] = safe.compile(cmd=str(tools.ffmpeg))
    return command


def check_picture(found: Probe, film: Path) -> None:
    """Refuse a film that holds no picture to decode.

    Raises
    ------
    VideoError
        With the cause in plain words.
    """
    if found.encrypted:
        raise VideoError(
            f"{shown(film)}: it is encrypted (copy protection). Ask its owner for a free copy."
        )
    if not found.has_video:
        held = "only sound" if found.has_audio else "neither picture nor sound"
        raise VideoError(f"{shown(film)}: it holds {held}, no moving picture. Leave it out.")


def _patience(found: Probe) -> float:
    return 600 + 10 * found.length if found.length is not None else 4 * 3600.0


def _counter(folder: Path) -> Callable[[], int]:
    """Tell the number of stills so far without listing the folder every time."""
    count = 0

    def progress() -> int:
        nonlocal count
        while (folder / f"{count:06d}.jpg").exists():
            count += 1
        return count

    return progress


def _keep(folder: Path, promised: int | None) -> int:
    """Count the stills; drop the one beyond the end, for a row whose middle the film lacks.

    A bare stream does not state its length; there the interval that has begun is kept.
    """
    rows = _counter(folder)()
    if rows and (folder / f"{rows - 1:06d}.jpg").stat().st_size == 0:
        rows -= 1
        (folder / f"{rows:06d}.jpg").unlink()
    # ffmpeg fills the last second that has begun. If it found far more than the container
    # promised, the promise was wrong.
    if promised is not None and rows == promised + 1:
        rows -= 1
        (folder / f"{rows:06d}.jpg").unlink()
    return rows


def _note(outcome: Outcome, film: Path, rows: int, length: float, fps: float) -> str:
    missing = expected_rows(length, fps) - rows
    if missing > max(1, 0.01 * rows):
        span = f"{rows / fps:.0f} of {length:.0f} seconds"
        if outcome.faults or outcome.code != 0:
            return f"only {span} could be read: {plain_cause(outcome.errors, film)}"
        return f"the picture ends after {span}"
    if outcome.faults:
        return f"damaged in {outcome.faults} places: stills there may be broken or repeated"
    return ""
