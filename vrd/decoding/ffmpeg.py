"""Find ffmpeg and run it safely.

Every command is a list, never a shell line. It gets no standard input, may open local files only,
and is killed with everything that it started when it runs too long. Times are in seconds.
"""

from __future__ import annotations

import functools
import os
import re
import shutil
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from vrd.errors import VideoError

#: The first release that has the deinterlacer `estdif`, which looks at one frame alone.
OLDEST_RELEASE = (4, 4)
REPAIR = (
    "Install it with 'apt-get install ffmpeg' (Debian, Ubuntu), 'brew install ffmpeg' (macOS) or "
    "'python -m pip install imageio-ffmpeg', or set VRD_FFMPEG to the path of an ffmpeg program."
)
POLL_INTERVAL_S = 0.1
# ffmpeg prints this about every JPEG file that it writes.
NOISE = b"deprecated pixel format"
#: Lines that are kept from each end of the output and of the messages of a program.
OUTPUT_LINES, ERROR_LINES = 100_000, 60


@dataclass(frozen=True)
class Tools:
    """Name the programs that read films.

    Attributes
    ----------
    ffmpeg, ffprobe
        Paths of the programs; imageio-ffmpeg has no ffprobe.
    version
        The version that ffmpeg prints.
    source
        Where the programs were found.
    """

    ffmpeg: Path
    ffprobe: Path | None
    version: str
    source: Literal["environment", "system", "imageio-ffmpeg"]

    @property
    def release(self) -> tuple[int, int]:
        """Return major and minor version; a build without a number counts as the newest."""
        number = re.match(r"n?(\d+)\.(\d+)", self.version)
        return (int(number[1]), int(number[2])) if number else (999, 0)


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


# Messages that report damaged data; ffmpeg continues after them.
DAMAGE = re.compile(
    r"rror while decoding|concealing|[Cc]orrupt|Invalid data|Invalid NAL|ended prematurely"
    r"|partial file|rror submitting|missing picture|invalid frame|Decode error"
)


def local_input(path: Path) -> str:
    """Return a path in a form that ffmpeg cannot take for an option, a protocol or a pattern.

    Examples
    --------
    >>> local_input(Path("/films/-i.mp4"))
    'file:/films/-i.mp4'
    """
    return f"file:{path.absolute()}"


def find_tools() -> Tools:
    """Find ffmpeg: the one that `VRD_FFMPEG` names, the system's, or that of imageio-ffmpeg.

    Raises
    ------
    VideoError
        If there is no ffmpeg, or `VRD_FFMPEG` names none that works; the message says what to
        install.
    """
    return _find_tools(os.environ.get("VRD_FFMPEG", ""), shutil.which("ffmpeg"))


@functools.lru_cache(maxsize=8)
def _find_tools(named: str, system: str | None) -> Tools:
    if named:
        return _named_tools(named)
    if system and (version := _version(system)):
        probe = shutil.which("ffprobe")
        tools = Tools(Path(system), Path(probe) if probe else None, version, "system")
        if tools.release >= OLDEST_RELEASE:
            return tools
    packaged = _packaged()
    if packaged and (version := _version(packaged)):
        return Tools(Path(packaged), None, version, "imageio-ffmpeg")
    oldest = ".".join(map(str, OLDEST_RELEASE))
    raise VideoError(f"No ffmpeg {oldest} or newer was found. {REPAIR}")


def _named_tools(named: str) -> Tools:
    program = shutil.which(named)
    version = _version(program) if program else None
    if program is None or version is None:
        raise VideoError(
            f"VRD_FFMPEG is {named!r}, and that is not an ffmpeg that runs. Unset it, or: {REPAIR}"
        )
    path = Path(program)
    probe = path.with_name(path.name.replace("ffmpeg", "ffprobe"))
    return Tools(path, probe if probe != path and probe.exists() else None, version, "environment")


def _packaged() -> str | None:
    """Return the path of the ffmpeg that comes with imageio-ffmpeg."""
    try:
        import imageio_ffmpeg  # It searches for programs when it is imported.

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        return None


def _version(program: str) -> str | None:
    try:
        outcome = run([program, "-version"], timeout=60)
    except OSError:
        return None
    version = re.match(r"ffmpeg version (\S+)", outcome.output)
    return version[1] if version and outcome.code == 0 else None


def run(
    command: Sequence[str],
    *,
    timeout: float,
    cwd: Path | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    progress: Callable[[], object] = lambda: None,
    stall: float = float("inf"),
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
    """
    started = moved = time.monotonic()
    reached: object = None
    process = subprocess.Popen(
        list(command),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    output, errors = (
        _Listener(process.stdout, OUTPUT_LINES),
        _Listener(process.stderr, ERROR_LINES),
    )
    stopped: Literal["timeout", "cancelled"] | None = None
    try:
        while process.poll() is None:
            now = time.monotonic()
            if (now_reached := progress()) != reached:
                reached, moved = now_reached, now
            if cancelled():
                stopped = "cancelled"
                break
            if now - started > timeout or now - moved > stall:
                stopped = "timeout"
                break
            _wait(process)
    finally:
        _kill(process)
    seconds = time.monotonic() - started
    return Outcome(
        process.returncode, output.text(), errors.text(), errors.faults, stopped, seconds
    )


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
    """

    def __init__(self, stream: IO[bytes] | None, lines: int) -> None:
        super().__init__(daemon=True)
        self.stream, self.lines, self.faults = stream, lines, 0
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
                self.faults += bool(DAMAGE.search(line))
                (self.first if len(self.first) < self.lines else self.last).append(line)

    def text(self) -> str:
        self.join(5)
        return "".join(self.first) + "".join(self.last)
