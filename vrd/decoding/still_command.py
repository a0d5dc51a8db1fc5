"""Build the ffmpeg command that writes one still per row of a film, or of a stretch of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ffmpeg

from vrd.decoding.ffmpeg import Tools, local_input, protocols
from vrd.decoding.frame_log import LOUD, MAX_STANDING_S, Shape, showinfo
from vrd.decoding.numbered_pictures import SCAN_FPS
from vrd.decoding.probe import Probe

#: A still may be this many seconds ahead of the middle of its row.
MAX_AHEAD_S = 1 / 40
# Part of a row by which times may miss one another.
_ROUNDING = 1e-6
# Pixel aspects beyond 0.2 to 5 are damage. Pictures are only shrunk: 2:1 pixels halve the height.
ASPECT = "st(0,if(between(sar,0.2,5),sar,1));st(1,iw*min(1,ld(0)));st(2,ih/max(1,ld(0)));"


@dataclass(frozen=True)
class StillSettings:
    """Describe how stills are made.

    Attributes
    ----------
    fps
        Rows per second.
    longest_side
        Pixels of the longer side of a still; smaller films are not enlarged.
    quality
        JPEG quality on ffmpeg's scale, 2 (best) to 31.
    threads
        Threads that decode the film; 0 lets ffmpeg choose.
    scan_fps
        Frames per second of a film scan, which is a folder of numbered pictures.
    """

    fps: float = 1.0
    longest_side: int = 640
    quality: int = 3
    threads: int = 1
    scan_fps: float = SCAN_FPS


def still_command(
    film: Path,
    probed: Probe,
    tools: Tools,
    settings: StillSettings,
    stretch: tuple[float, float] | None = None,
    *,
    sought: float = 0.0,
    shape: Shape | None = None,
) -> list[str]:
    """Build the command that writes ``000000.jpg`` ... into the folder where it is run.

    Parameters
    ----------
    film, probed
        The film, and what `vrd.decoding.probe.probe` tells of it.
    tools
        From `vrd.decoding.ffmpeg.find_tools`.
    settings
        How the stills are made.
    stretch
        Start and end in seconds: only this part of the film is divided into rows.
    sought
        The second from which the film is decoded, before the stretch; see `vrd.decoding.seek`.
    shape
        The shape of the pictures whose proportions are kept; by default that of the first one.
        Pictures of another shape are distorted to it.
    """
    start, end = stretch or (0.0, 0.0)
    seek = {"ss": f"{sought:.6f}"} if sought else {}
    source = ffmpeg.input(
        local_input(film),
        protocol_whitelist=protocols(film),
        reinit_filter=0,
        threads=settings.threads,
        **seek,
    )
    first = start - sought + ahead_of(probed, settings.fps) - 0.5 / settings.fps
    name, quick = showinfo(tools.release)
    shown = source[str(probed.video_stream)].filter(name, **quick)
    frames = shown if stretch else _squeezed(shown, settings)
    chosen = _chosen_frames(frames, probed, settings, first, shape)
    timing = {"fps_mode": "passthrough"} if tools.release >= (5, 1) else {"vsync": "0"}
    options = {"start_number": 0, "q:v": settings.quality, "qmin": 1, "threads": 1, **timing}
    if stretch:
        options["frames:v"] = max(1, round((end - start) * settings.fps))
    output = ffmpeg.output(chosen, "%06d.jpg", format="image2", **options)
    safe = output.global_args("-nostdin", "-hide_banner", *LOUD)
    command: list[str] = safe.compile(cmd=str(tools.ffmpeg))
    return command


def ahead_of(probed: Probe, fps: float) -> float:
    """Return the seconds by which a still may be ahead of the middle of its row."""
    return min(MAX_AHEAD_S, 0.5 / (probed.frame_rate or 25.0), 0.25 / fps)


def _squeezed(shown: Any, settings: StillSettings) -> Any:
    """Add the filter that shortens holes in time.

    A hole becomes whole rows shorter, until `MAX_STANDING_S` and less than a row are left of it:
    otherwise the frame before it would be written again for each of its rows. Frames without a
    hole before them keep their times. ``ld(0)`` and ``ld(1)`` are the times of the last frame
    before and after that.
    """
    rows = f"floor(((PTS-ld(0))*TB-{MAX_STANDING_S:g})*{settings.fps:.9g}+{_ROUNDING:g})"
    moved = f"st(1,ld(1)+PTS-ld(0)-round(max(0,{rows})/({settings.fps:.9g}*TB)))+0*st(0,PTS)"
    return shown.filter("setpts", f"if(isnan(PTS),PTS,{moved})")


def rows_squeezed(seconds: float, fps: float) -> int:
    """Return by how many rows `_squeezed` shortens a time without frames."""
    return max(0, math.floor((seconds - MAX_STANDING_S) * fps + _ROUNDING))


def _chosen_frames(
    stream: Any, probed: Probe, settings: StillSettings, first: float, shape: Shape | None
) -> Any:
    """Add the filters that choose a frame per row, deinterlace it and bring it to its size.

    A graph that is rebuilt when the size changes within a film would start the clock again, so
    the first `scale` keeps one size for the others. Frames are chosen before they are
    deinterlaced: `estdif` looks at one frame alone, so it does not need the frames beside it.
    """
    width, height = (shape.width, shape.height) if shape else ("iw", "ih")
    chosen = stream.filter(
        "fps", fps=f"{settings.fps:.9g}", start_time=f"{first:.6f}", round="down"
    ).filter("scale", w=width, h=height)
    if shape:
        chosen = chosen.filter("setsar", f"{shape.pixel_aspect:.6f}")
    if (shape.height if shape else probed.height) >= 4:  # `estdif` refuses fewer than three lines.
        chosen = chosen.filter("estdif", mode="frame", deint="interlaced")
    size = f"min(1,{settings.longest_side}/max(ld(1),ld(2)))"
    return (
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
