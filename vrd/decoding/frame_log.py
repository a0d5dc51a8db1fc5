"""Follow the clock of a film while ffmpeg decodes it: when each frame is shown, and its size.

ffmpeg prints a line for each frame (its filter ``showinfo``). Only what is remarkable is kept: the
first and the last frame, holes in time, and changes of size. Times are seconds from the start of
the film, as a player shows them.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from vrd.decoding.failures import DISK_FULL
from vrd.decoding.run_program import DAMAGE

#: The options of ffmpeg by which the filter that prints what is read here is seen.
LOUD = ("-nostats", "-loglevel", "level+info")
#: Seconds that a frame may stand before they are a hole: lectures are recorded frame by slide.
MAX_STANDING_S = 30.0
#: The first release in which the filter can do without checksums, which take as long as decoding.
_QUICK_RELEASE = (5, 1)
#: Changes of size that are kept.
MAX_CHANGES = 200

_FAULT = re.compile(r"\[(?:warning|error|fatal|panic)\]")
_CLOCK = re.compile(
    r"\[Parsed_showinfo.*? config in time_base: *(\d+)/(\d+), frame_rate: *(\d+)/(\d+)"
)
_FRAME = re.compile(
    r"\[Parsed_showinfo.*? n: *\d+ pts: *(-?\d+) .*?(?:duration: *(\d+) .*?)?"
    r"sar:(\d+)/(\d+) s:(\d+)x(\d+)"
)


def showinfo(release: tuple[int, int]) -> tuple[str, dict[str, int]]:
    """Return the name and the options of the filter that prints a line for each frame.

    Parameters
    ----------
    release
        Major and minor version of ffmpeg.

    Examples
    --------
    >>> showinfo((4, 4)), showinfo((7, 0))
    (('showinfo', {}), ('showinfo', {'checksum': 0}))
    """
    return "showinfo", {"checksum": 0} if release >= _QUICK_RELEASE else {}


class Shape(NamedTuple):
    """Describe the pictures of a part of a film: its pixels, and their width by their height."""

    width: int
    height: int
    pixel_aspect: float


class Hole(NamedTuple):
    """Name a time in which a film has no picture.

    Attributes
    ----------
    last_frame
        Time of the last frame before it; 0 at the start of a film.
    start, end
        From the second in which that frame is over to the next frame.
    """

    last_frame: float
    start: float
    end: float


class FrameLog:
    """Read the messages of one run of ffmpeg; call it with each line.

    Parameters
    ----------
    sought
        The second of the film at which the run began.

    Attributes
    ----------
    first, last
        Times of the first and the last frame; None if there was none.
    end
        When the last frame is over.
    holes
        Times without picture, in order.
    shapes
        Times and shapes: the first, and every change.
    """

    def __init__(self, sought: float = 0.0) -> None:
        self.sought = sought
        self.first: float | None = None
        self.last: float | None = None
        self.end = 0.0
        self.holes: list[Hole] = []
        self.shapes: list[tuple[float, Shape]] = []
        self._tick, self._step = 0.0, 0.0

    def __call__(self, line: str) -> bool:
        """Read a line of ffmpeg's messages, and return whether it is of no other use."""
        if "[Parsed_showinfo" in line and not line.startswith(("[info]", " ")):
            if frame := _FRAME.search(line):
                self._add(frame)
            elif clock := _CLOCK.search(line):
                tick, ticks, frames, seconds = map(int, clock.groups())
                self._tick = tick / max(ticks, 1)
                self._step = seconds / frames if frames else 0.0
            # Another thread of ffmpeg may have put its message into the line, with or without tag.
            return not any(told.search(line) for told in (_FAULT, DAMAGE, DISK_FULL))
        return "[info]" in line or line.startswith("  ")

    def _add(self, frame: re.Match[str]) -> None:
        pts, duration, across, along, width, height = frame.groups()
        time, length = self.sought + int(pts) * self._tick, int(duration or 0) * self._tick
        self._note_hole(time)
        if self.first is None:
            self.first = time
        if self.last is None or time >= self.last:
            self.last, self.end = time, time + (length or self._step)
        shape = Shape(int(width), int(height), int(across) / int(along) if int(across) else 1.0)
        if (not self.shapes or shape != self.shapes[-1][1]) and len(self.shapes) < MAX_CHANGES:
            self.shapes.append((time, shape))

    def _note_hole(self, time: float) -> None:
        """Keep the time since the last frame if it is too long; at the start, what is missing."""
        if self.last is None:
            if not self.sought and time > MAX_STANDING_S:
                self.holes.append(Hole(0.0, 0.0, time))
        elif time - self.last > MAX_STANDING_S:
            self.holes.append(Hole(self.last, self.last + self._step, time))

    def shape_at(self, time: float) -> Shape | None:
        """Return the shape of the frame that is on screen at a time."""
        before = [shape for begin, shape in self.shapes if begin <= time]
        return before[-1] if before else (self.shapes[0][1] if self.shapes else None)

    def in_hole(self, time: float) -> bool:
        """Return whether there is no picture at a time."""
        return any(hole.start <= time < hole.end for hole in self.holes)
