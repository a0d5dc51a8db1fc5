"""Run ffmpeg to write stills, and follow the clock and the size of the film while it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from vrd.decoding.failures import check_disk, check_ending
from vrd.decoding.ffmpeg import Tools
from vrd.decoding.frame_log import FrameLog, Shape
from vrd.decoding.probe import Probe
from vrd.decoding.run_program import Outcome, run
from vrd.decoding.still_command import StillSettings, still_command
from vrd.decoding.still_rows import count_stills

#: Shapes of pictures, besides the first, for which a film is decoded again.
MAX_SHAPES = 5


class Decoded(NamedTuple):
    """Hold how a run of ffmpeg ended, and what it said about the frames."""

    outcome: Outcome
    log: FrameLog


@dataclass(frozen=True)
class StillsRun:
    """Write stills of a film.

    Attributes
    ----------
    film, probed
        The film, and what `vrd.decoding.probe.probe` tells of it.
    tools
        From `vrd.decoding.ffmpeg.find_tools`.
    settings
        How the stills are made.
    stretch
        Start and end in seconds, or None for all of the film.
    timeout, stall
        Seconds after which ffmpeg is stopped: in all, and without a further still.
    cancelled
        A function that is called ten times a second; decoding stops when it returns True.
    """

    film: Path
    probed: Probe
    tools: Tools
    settings: StillSettings
    stretch: tuple[float, float] | None
    timeout: float
    stall: float = float("inf")
    cancelled: Callable[[], bool] = lambda: False

    def decode(
        self,
        folder: Path,
        *,
        sought: float = 0.0,
        shape: Shape | None = None,
    ) -> Decoded:
        """Write ``000000.jpg`` ... into an empty folder.

        Parameters
        ----------
        folder
            Where the stills go.
        sought, shape
            See `vrd.decoding.still_command.still_command`.

        Raises
        ------
        VideoError
            If ffmpeg was stopped or crashed.
        StorageError
            If the disk is full.
        """
        log = FrameLog(sought)
        outcome = run(
            still_command(
                self.film,
                self.probed,
                self.tools,
                self.settings,
                self.stretch,
                sought=sought,
                shape=shape,
            ),
            timeout=self.timeout,
            cwd=folder,
            cancelled=self.cancelled,
            progress=_counter(folder),
            stall=self.stall,
            heard=log,
        )
        check_disk(outcome, self.film)
        check_ending(outcome, self.film)
        return Decoded(outcome, log)


def _counter(folder: Path) -> Callable[[], int]:
    """Return a function that counts the stills so far without listing the folder every time."""
    count = 0

    def progress() -> int:
        nonlocal count
        count = count_stills(folder, count)
        return count

    return progress


def other_shapes(log: FrameLog) -> list[Shape]:
    """Return the shapes of the pictures of a film besides the first, which ffmpeg keeps."""
    shapes = list(dict.fromkeys(shape for _, shape in log.shapes))
    return shapes[1 : MAX_SHAPES + 1]
