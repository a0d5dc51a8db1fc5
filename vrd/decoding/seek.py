"""Choose where ffmpeg begins to decode a stretch of a film, so that every frame gets its time.

ffmpeg goes on from the next key frame when it does not find one before the time sought, and finds
times wrongly in files whose clock starts again. So a stretch is decoded from a little before its
start; where the first frame comes too late, from further back; and where the clock of the file
is not that of its pictures, from the beginning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from vrd.decoding.ffmpeg import Tools, local_input, protocols
from vrd.decoding.probe import Probe, probe_picture
from vrd.decoding.run_program import run

#: Seconds before a stretch from which it is decoded, one try after another; then from the start.
LEADS_S = (2.0, 15.0, 60.0)
#: Containers whose clock may start again: ffmpeg goes on counting, but seeks by what is written.
RESTARTING = {"mpegts", "mpeg", "nut", "live_flv"}
#: Containers without times, or with those of few frames: ffmpeg guesses when it seeks in them.
UNTIMED = {
    "ogg",
    "h264",
    "hevc",
    "vvc",
    "m4v",
    "mpegvideo",
    "h263",
    "h261",
    "vc1",
    "obu",
    "cavsvideo",
}
#: Seconds forward that are no restart: from ten on, ffmpeg takes them for one.
MAX_STEP_S = 9.0
#: Seconds, at least, after which the search for restarts is given up.
_MIN_TIMEOUT_S = 600.0

_PACKET = re.compile(r"(\d+), *(-?\d+), *(-?\d+), *(\d+),")
_TICK = re.compile(r"#tb (\d+): (\d+)/(\d+)")


def starting_points(start: float, probed: Probe) -> Iterator[float]:
    """Yield the seconds from which to decode a stretch, until its first frame comes in time."""
    if probed.seekable:
        yield from (start - lead for lead in LEADS_S if start > lead)
    yield 0.0


def probe_for_seeking(film: Path, tools: Tools) -> Probe:
    """Probe a film, and find out whether its parts can be reached by their times.

    Raises
    ------
    VideoError
        If the film cannot be opened; see `vrd.decoding.probe.probe_picture`.
    """
    probed = probe_picture(film, tools)
    kinds = set(probed.formats)
    if kinds & UNTIMED or (kinds & RESTARTING and clock_restarts(film, probed, tools)):
        return replace(probed, seekable=False)
    return probed


def clock_restarts(film: Path, probed: Probe, tools: Tools) -> bool:
    """Return whether the times in a file go back or jump; the file is read, but not decoded."""
    steps = _Steps()
    command = [
        *(str(tools.ffmpeg), "-nostdin", "-hide_banner", "-loglevel", "warning", "-copyts"),
        *(
            "-protocol_whitelist",
            protocols(film),
            "-i",
            local_input(film),
            "-map",
            "0:v?",
            "-map",
            "0:a?",
        ),
        *("-c", "copy", "-f", "framecrc", "-"),
    ]
    run(command, timeout=_MIN_TIMEOUT_S + (probed.duration or 0.0), heard=steps)
    return steps.restarted


class _Steps:
    """Follow the times of packets, as ffmpeg prints them, and see whether one starts again."""

    def __init__(self) -> None:
        self.restarted = False
        self._ticks: dict[str, float] = {}
        self._last: dict[str, float] = {}

    def __call__(self, line: str) -> bool:
        if packet := _PACKET.match(line):
            stream, time = packet[1], int(packet[2]) * self._ticks.get(packet[1], 0.0)
            step = time - self._last.get(stream, time)
            self.restarted |= not 0 <= step <= MAX_STEP_S
            self._last[stream] = time
        elif tick := _TICK.match(line):
            self._ticks[tick[1]] = int(tick[2]) / max(int(tick[3]), 1)
        # ffmpeg keeps times from going back when it writes them, and says so.
        self.restarted |= "on-monoton" in line
        return True
