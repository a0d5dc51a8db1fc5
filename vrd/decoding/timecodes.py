"""Read the timecode at which a film starts: from its container, or from its MPEG pictures.

QuickTime, MXF, DV, AVI and Matroska state it where a probe sees it. MPEG has it in the headers of
groups of pictures, which only a decoder reads; much that is broadcast has nonsense there, so a
timecode counts only if the groups that follow go on from it.
"""

from __future__ import annotations

import re
from pathlib import Path

from vrd.core.timecodes import StartTimecode
from vrd.decoding.ffmpeg import Tools, local_input, protocols
from vrd.decoding.probe import Probe, probe
from vrd.decoding.run_program import run
from vrd.errors import VideoError

_MPEG = ("mpeg1video", "mpeg2video")
# So much of a film is looked at for so many groups of pictures.
_MAX_SECONDS, _GROUPS = 4, 3
_WITH_HEADERS = "sidedata=mode=select:type=GOP_TIMECODE,showinfo"
#: The header comes with a picture that is shown up to so many frames before or after the first.
_TOLERANCE_FRAMES = 3
_FIRST_TIME = re.compile(r" n: *\d+ .*? pts_time: *(-?[\d.]+)")
_STATED = re.compile(r"GOP timecode\W+(\d\d:\d\d:\d\d[:;]\d\d)")


def read_timecode(film: Path, tools: Tools) -> StartTimecode | None:
    """Return the timecode at which a film starts; None where it states none or cannot be read."""
    try:
        return film_timecode(film, probe(film, tools), tools)
    except VideoError:
        return None


def film_timecode(film: Path, probed: Probe, tools: Tools) -> StartTimecode | None:
    """Return the timecode at which a film starts; None where it states none.

    Parameters
    ----------
    film, probed
        The film, and what `vrd.decoding.probe.probe` tells of it.
    tools
        From `vrd.decoding.ffmpeg.find_tools`.
    """
    if probed.timecode or probed.codec not in _MPEG:
        return StartTimecode.stated(probed.timecode, probed.frame_rate)
    messages = run(_command(film, probed, tools), timeout=60).errors
    groups = []
    second = None
    for line in messages.splitlines():
        if time := _FIRST_TIME.search(line):
            second = float(time[1]) - probed.start_time
        elif (text := _STATED.search(line)) and second is not None:
            groups.append(StartTimecode.stated(text[1], probed.frame_rate, second))
    first, *others = groups or [None]
    if first is None or any(other is None or not _follows(first, other) for other in others):
        return None
    return first


def _command(film: Path, probed: Probe, tools: Tools) -> list[str]:
    """Build the command that prints the headers of the first groups of pictures."""
    chosen = ["-map", f"0:{probed.video_stream}", "-vf", _WITH_HEADERS]
    return [
        *(str(tools.ffmpeg), "-nostdin", "-hide_banner", "-copyts", "-protocol_whitelist"),
        protocols(film),
        *("-t", str(_MAX_SECONDS), "-i", local_input(film), *chosen),
        *("-frames:v", str(_GROUPS), "-f", "null", "-"),
    ]


def _follows(first: StartTimecode, other: StartTimecode) -> bool:
    away = first.frame_at(other.second) - other.first_frame
    return abs(away) <= _TOLERANCE_FRAMES
