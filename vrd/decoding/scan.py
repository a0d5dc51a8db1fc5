"""Decode film scans: numbered pictures, one file per frame.

The frame of second ``t`` is the picture number ``floor(t * rate)``, counted from the first picture
that is there, so that a missing picture makes the film shorter by one frame. Only the pictures that
are needed are opened: at one row per second, one of 24.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from vrd.decoding.failures import check_disk, check_ending, plain_cause, shown
from vrd.decoding.ffmpeg import Tools
from vrd.decoding.film import expected_rows
from vrd.decoding.numbered_pictures import (
    SCAN_FPS,
    linked,
    missing_numbers,
    numbered_pictures,
)
from vrd.decoding.probe import Probe, probe_picture
from vrd.decoding.run_program import Outcome, run
from vrd.decoding.still_command import ASPECT, StillSettings
from vrd.errors import VideoError

#: Seconds after which ffmpeg is stopped, whatever the number of pictures, and for each of them.
_TIMEOUT_S, _PICTURE_TIMEOUT_S = 600, 20
_ROUNDING_FRAMES = 1e-6


def probe_scan(film: Path, rate: float, tools: Tools) -> Probe:
    """Tell what a film scan holds; its first picture stands for the others.

    Parameters
    ----------
    film
        The path of the film scan; see `vrd.decoding.numbered_pictures`.
    rate
        Frames per second.
    tools
        From `vrd.decoding.ffmpeg.find_tools`.

    Raises
    ------
    VideoError
        If there are no pictures, or the first cannot be read.
    """
    pictures = numbered_pictures(film)
    length = len(pictures) / rate
    first = probe_picture(next(iter(pictures.values())), tools)
    return replace(
        first,
        formats=("numbered pictures",),
        duration=length,
        start_time=0.0,
        has_audio=False,
        picture_end=length,
        frame_rate=rate,
    )


def decode_scan(
    film: Path,
    folder: Path,
    settings: StillSettings,
    *,
    timeout: float | None = None,
    tools: Tools,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[int, float, str]:
    """Write the stills of a film scan into the existing, empty `folder`.

    The parameters, what is returned and the errors are those of `vrd.decoding.film.decode_film`.
    """
    pictures = numbered_pictures(film)
    rate, fps = settings.scan_fps, settings.fps
    length = len(pictures) / rate
    rows = expected_rows(length, fps)
    chosen = pictures_at([(row + 0.5) / fps for row in range(rows)], list(pictures.values()), rate)
    outcome = _write_stills(film, chosen, folder, settings, tools, timeout, cancelled)
    made = len(list(folder.glob("*.jpg")))
    if not made:
        cause = plain_cause(outcome.errors, film)
        raise VideoError(f"{shown(film)}: {cause}. Copy it again from its source, or leave it out.")
    notes = [missing_numbers(list(pictures))]
    if outcome.faults or made < rows:
        notes.append("some of its pictures are damaged: stills there may be broken or repeated")
    return made, length, "; ".join(note for note in notes if note)


def decode_scan_stretch(
    film: Path,
    folder: Path,
    stretch: tuple[float, float],
    duration: float,
    settings: StillSettings,
    tools: Tools,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[Path]:
    """Write the stills of a stretch of a film scan, as `vrd.decoding.stretch` does it.

    Parameters
    ----------
    film, folder
        The path of the film scan, and the existing, empty folder of the stills.
    stretch
        Start and end in seconds.
    duration
        Seconds of the whole film, which tell its frames per second.
    settings
        Rows per second, size and quality.
    tools, cancelled
        As for `decode_scan`.

    Raises
    ------
    VideoError
        If there is not a single still.
    """
    pictures = list(numbered_pictures(film).values())
    start, end = stretch
    count = max(1, round((end - start) * settings.fps))
    times = [start + (row + 0.5) / settings.fps for row in range(count)]
    within = [time for time in times if time < duration] or times[:1]
    chosen = pictures_at(within, pictures, len(pictures) / duration)
    outcome = _write_stills(film, chosen, folder, settings, tools, None, cancelled)
    stills = [still for still in sorted(folder.glob("*.jpg")) if still.stat().st_size]
    if not stills:
        cause = plain_cause(outcome.errors, film)
        raise VideoError(
            f"{shown(film)}: {cause} from {start:.1f} to {end:.1f} s. Copy it again from its "
            "source, or leave it out."
        )
    return stills


def scan_rate(film: Path, duration: float | None) -> float:
    """Return the frames per second of a film scan that lasts so many seconds; usual if unknown."""
    return len(numbered_pictures(film)) / duration if duration else SCAN_FPS


def pictures_at(times: Sequence[float], pictures: Sequence[Path], rate: float) -> list[Path]:
    """Return the pictures that are on screen at these seconds."""
    last = len(pictures) - 1
    return [pictures[min(last, int(time * rate + _ROUNDING_FRAMES))] for time in times]


def scan_input(source: str, rate: float, threads: int) -> list[str]:
    """Return the arguments by which ffmpeg reads linked pictures.

    Parameters
    ----------
    source
        From `vrd.decoding.numbered_pictures.linked`.
    rate
        Pictures per second.
    threads
        Threads that decode; 0 lets ffmpeg choose.
    """
    return [
        *("-protocol_whitelist", "file", "-reinit_filter", "0", "-threads", str(threads)),
        *("-f", "image2", "-pattern_type", "sequence", "-framerate", f"{rate:.9g}"),
        *("-start_number", "0", "-i", source),
    ]


def scan_filters(film: Path, filters: str) -> str:
    """Return filters of ffmpeg for a film scan, so that it looks as other films do."""
    if film.suffix.lower() != ".exr":
        return filters
    # OpenEXR holds light, which would look dark on a screen.
    curve = "'maxval*pow(val/maxval,1/2.2)'"
    return f"format=gbrp16le,lutrgb=r={curve}:g={curve}:b={curve},{filters}"


def _write_stills(
    film: Path,
    pictures: Sequence[Path],
    folder: Path,
    settings: StillSettings,
    tools: Tools,
    timeout: float | None,
    cancelled: Callable[[], bool],
) -> Outcome:
    """Write one still per picture; one that cannot be decoded is replaced by the one before it."""
    side = f"min(1,{settings.longest_side}/max(ld(1),ld(2)))"
    size = [f"{ASPECT}max(1,round(ld({number})*{side}))" for number in (1, 2)]
    filters = (
        f"fps={settings.fps:.9g}:start_time=0,scale=w=iw:h=ih,"
        f"scale=w='{size[0]}':h='{size[1]}':out_color_matrix=bt601:out_range=full,"
        "setsar=1,format=yuvj420p"
    )
    timing = ["-fps_mode", "passthrough"] if tools.release >= (5, 1) else ["-vsync", "0"]
    with linked(pictures) as source:
        command = [
            *(str(tools.ffmpeg), "-nostdin", "-hide_banner", "-loglevel", "warning"),
            *scan_input(source, settings.fps, settings.threads),
            *(
                "-vf",
                scan_filters(film, filters),
                "-start_number",
                "0",
                "-q:v",
                str(settings.quality),
            ),
            *("-qmin", "1", "-threads", "1", *timing, "-f", "image2", "%06d.jpg"),
        ]
        limit = _TIMEOUT_S + _PICTURE_TIMEOUT_S * len(pictures) if timeout is None else timeout
        outcome = run(command, timeout=limit, cwd=folder, cancelled=cancelled)
    check_disk(outcome, film)
    check_ending(outcome, film)
    return outcome
