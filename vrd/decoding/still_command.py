"""Build the ffmpeg command that writes one still per row of a film, or of a stretch of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ffmpeg

from vrd.decoding.ffmpeg import Tools, local_input, protocols
from vrd.decoding.numbered_pictures import SCAN_FPS
from vrd.decoding.probe import Probe

#: A stretch is decoded from this many seconds before its start.
LEAD_S = 2.0
#: A still may be this many seconds ahead of the middle of its row.
MAX_AHEAD_S = 1 / 40
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
    """
    start, end = stretch or (0.0, 0.0)
    # Frames that begin before the point that ffmpeg seeks are dropped, so it seeks further back.
    sought = max(0.0, start - LEAD_S)
    seek = {"ss": f"{sought:.6f}"} if sought else {}
    source = ffmpeg.input(
        local_input(film),
        protocol_whitelist=protocols(film),
        reinit_filter=0,
        threads=settings.threads,
        **seek,
    )
    ahead = min(MAX_AHEAD_S, 0.5 / (probed.frame_rate or 25.0), 0.25 / settings.fps)
    first = start - sought + ahead - 0.5 / settings.fps
    chosen = _chosen_frames(source[str(probed.video_stream)], probed, settings, first)
    timing = {"fps_mode": "passthrough"} if tools.release >= (5, 1) else {"vsync": "0"}
    options = {"start_number": 0, "q:v": settings.quality, "qmin": 1, "threads": 1, **timing}
    if stretch:
        options["frames:v"] = max(1, round((end - start) * settings.fps))
    output = ffmpeg.output(chosen, "%06d.jpg", format="image2", **options)
    safe = output.global_args("-nostdin", "-hide_banner", "-loglevel", "warning")
    command: list[str] = safe.compile(cmd=str(tools.ffmpeg))
    return command


def _chosen_frames(stream: Any, probed: Probe, settings: StillSettings, first: float) -> Any:
    """Add the filters that choose a frame per row, deinterlace it and bring it to its size.

    A graph that is rebuilt when the size changes within a film would start the clock again, so
    the first `scale` keeps one size for the others. Frames are chosen before they are
    deinterlaced: `estdif` looks at one frame alone, so it does not need the frames beside it.
    """
    chosen = stream.filter(
        "fps", fps=f"{settings.fps:.9g}", start_time=f"{first:.6f}", round="down"
    ).filter("scale", w="iw", h="ih")
    if probed.height >= 4:  # `estdif` refuses films of less than three lines.
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
