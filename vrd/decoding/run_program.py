"""Run a program to its end, or kill it when it takes too long.

A program is a list of arguments, never a shell line. It gets no standard input, and is killed
with everything that it started; it also ends when this process is killed. Times are in seconds.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from vrd.decoding.end_with_parent import ending_with_parent

POLL_INTERVAL_S = 0.1
# ffmpeg prints this about every JPEG file that it writes.
NOISE = b"deprecated pixel format"
#: Lines that are kept from each end of the output and of the messages of a program.
OUTPUT_LINES, ERROR_LINES = 100_000, 60

#: Set while this process comes to its end: programs that run are killed, whoever waits for them.
ENDING = threading.Event()

# Messages that report damaged data; ffmpeg continues after them.
DAMAGE = re.compile(
    r"rror while decoding|concealing|[Cc]orrupt|Invalid data|Invalid NAL|ended prematurely"
    r"|partial file|rror submitting|missing picture|invalid frame|Decode error"
)


@dataclass(frozen=True)
class Outcome:
    """Describe how a run of ffmpeg or ffprobe ended.

    Attributes
    ----------
    code
        The exit code; negative if a signal ended the program.
    output
        What the program wrote to its standard output.
    errors
        The first and the last lines of its messages.
    faults
        How many of its messages report damaged data.
    stopped
        ``"timeout"`` if it took too long, ``"cancelled"`` if the caller stopped it, else None.
    seconds
        How long it ran.
    """

    code: int
    output: str
    errors: str
    faults: int
    stopped: Literal["timeout", "cancelled"] | None
    seconds: float


def run(
    command: Sequence[str],
    *,
    timeout: float,
    cwd: Path | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    progress: Callable[[], object] = lambda: None,
    stall: float = float("inf"),
    heard: Callable[[str], bool] = lambda line: False,
) -> Outcome:
    """Run a program until it ends, exceeds its time limit or is cancelled.

    Parameters
    ----------
    command
        Program and arguments.
    timeout
        Seconds after which the program is killed, with everything that it started.
    cwd
        The folder in which the program runs.
    cancelled
        A function that is called ten times a second; the program is killed when it returns True.
    progress, stall
        The program is also killed if `progress()` returns the same value for `stall` seconds.
    heard
        Called with each line of its output and of its messages, by other threads; a line for
        which it returns True is not kept, and counts as no fault.
    """
    started = time.monotonic()
    process = subprocess.Popen(
        ending_with_parent(command),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    output = _Listener(process.stdout, OUTPUT_LINES, heard)
    errors = _Listener(process.stderr, ERROR_LINES, heard)
    try:
        stopped = _watch(process, timeout, cancelled, progress, stall)
    finally:
        _kill(process)
    seconds = time.monotonic() - started
    return Outcome(
        process.returncode, output.text(), errors.text(), errors.faults, stopped, seconds
    )


def _watch(
    process: subprocess.Popen[bytes],
    timeout: float,
    cancelled: Callable[[], bool],
    progress: Callable[[], object],
    stall: float,
) -> Literal["timeout", "cancelled"] | None:
    """Wait until a program ends, and return why it is to be killed, or None if it ended."""
    started = moved = time.monotonic()
    reached: object = None
    while process.poll() is None:
        now = time.monotonic()
        if (latest := progress()) != reached:
            reached, moved = latest, now
        if cancelled() or ENDING.is_set():
            return "cancelled"
        if now - started > timeout or now - moved > stall:
            return "timeout"
        _wait(process)
    return None


def _wait(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(POLL_INTERVAL_S)
    except subprocess.TimeoutExpired:
        return


def _kill(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()


class _Listener(threading.Thread):
    """Keep the first and the last lines of a stream, as messages on a damaged film may be endless.

    Parameters
    ----------
    stream
        The output of a process.
    lines
        Number of lines to keep from each end.
    heard
        Called with each line; a line for which it returns True is not kept.
    """

    def __init__(self, stream: IO[bytes] | None, lines: int, heard: Callable[[str], bool]) -> None:
        super().__init__(daemon=True)
        self.stream, self.lines, self.faults, self.heard = stream, lines, 0, heard
        self.first: list[str] = []
        self.last: deque[str] = deque(maxlen=lines)
        self.start()

    def run(self) -> None:
        if self.stream is None:
            return
        with self.stream:
            while raw := self.stream.readline(10_000):
                if NOISE in raw:
                    continue
                line = raw.decode("utf-8", "replace")
                if self.heard(line):
                    continue
                self.faults += bool(DAMAGE.search(line))
                (self.first if len(self.first) < self.lines else self.last).append(line)

    def text(self) -> str:
        self.join(5)
        return "".join(self.first) + "".join(self.last)
