"""Finding ffmpeg and running it safely.

Every command is a list, never a shell line; it gets no standard input, may open local files only,
and its whole process group is killed when it runs too long. Times are in seconds.
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

OLDEST = (4, 4)  # the first release with the spatial deinterlacer `estdif`
REPAIR = (
    "Install it with 'apt-get install ffmpeg' (Debian, Ubuntu), 'brew install ffmpeg' (macOS) or "
    "'python -m pip install imageio-ffmpeg', or set VRD_FFMPEG to the path of an ffmpeg program."
)
POLL = 0.1
NOISE = b"deprecated pixel format"  # said of every JPEG that ffmpeg writes


@dataclass(frozen=True)
class Tools:
    """The programs that read films.

    `source` tells who brought them; the binary of imageio-ffmpeg comes without ffprobe.
    """

    ffmpeg: Path
    ffprobe: Path | None
    version: str
    source: Literal["environment", "system", "imageio-ffmpeg"]

    @property
    def release(self) -> tuple[int, int]:
        """Major and minor version; a development build without a number counts as the newest."""
        found = re.match(r"n?(\d+)\.(\d+)", self.version)
        return (int(found[1]), int(found[2])) if found else (999, 0)


@dataclass(frozen=True)
class Outcome:
    """How a run of ffmpeg or ffprobe ended.

    `errors` holds the first and last lines that it printed, `faults` how many told of damage;
    `stopped` says whether the time was up (``"timeout"``) or the caller gave up (``"cancelled"``).
    """

    code: int
    output: str
    errors: str
    faults: int
    stopped: Literal["timeout", "cancelled"] | None
    seconds: float


# Lines that tell of damaged data, which do not by themselves end a run.
DAMAGE = re.compile(
    r"rror while decoding|concealing|[Cc]orrupt|Invalid data|Invalid NAL|ended prematurely"
    r"|partial file|rror submitting|missing picture|invalid frame|Decode error"
)


def local_input(path: Path) -> str:
    """Give a path to ffmpeg so that no name is read as an option, a protocol or a pattern."""
    return f"file:{path.absolute()}"


def find_tools() -> Tools:
    """Find ffmpeg: `VRD_FFMPEG`, else the system's, else the one that imageio-ffmpeg carries.

    Raises
    ------
    VideoError
        If there is none, or `VRD_FFMPEG` names none that works; the message tells the repair.
    """
    return _find_tools(os.environ.get("VRD_FFMPEG", ""), shutil.which("ffmpeg"))


@functools.lru_cache(maxsize=8)
def _find_tools(named: str, system: str | None) -> Tools:
    if named:
        return _named_tools(named)
    if system and (version := _version(system)):
        probe = shutil.which("ffprobe")
        tools = Tools(Path(system), Path(probe) if probe else None, version, "system")
        if tools.release >= OLDEST:
            return tools
    carried = _carried()
    if carried and (version := _version(carried)):
        return Tools(Path(carried), None, version, "imageio-ffmpeg")
    raise VideoError(f"No ffmpeg {OLDEST[0]}.{OLDEST[1]} or newer was found. {REPAIR}")


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


def _carried() -> str | None:
    try:
        import imageio_ffmpeg  # only when the system has none: it looks for programs on import

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        return None


def _version(program: str) -> str | None:
    try:
        outcome = run([program, "-version"], timeout=60)
    except OSError:
        return None
    found = re.match(r"ffmpeg version (\S+)", outcome.output)
    return found[1] if found and outcome.code == 0 else None


def run(
    command: Sequence[str],
    *,
    timeout: float,
    cwd: Path | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    progress: Callable[[], object] = lambda: None,
    stall: float = float("inf"),
) -> Outcome:
    """Run a program to its end, to its time limit or until `cancelled()` says so.

    Parameters
    ----------
    command
        Program and arguments.
    timeout
        Seconds after which it is killed, with everything that it started.
    cwd
        Folder in which it runs.
    cancelled
        Asked ten times a second.
    progress, stall
        If what `progress()` gives stays the same for `stall` seconds, time is up as well.
    """
    started = moved = time.monotonic()
    at: object = None
    process = subprocess.Popen(
        list(command),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    output, errors = _Listener(process.stdout, 100_000), _Listener(process.stderr, 60)
    stopped: Literal["timeout", "cancelled"] | None = None
    try:
        while process.poll() is None:
            now = time.monotonic()
            if (reached := progress()) != at:
                at, moved = reached, now
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
        process.wait(POLL)
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
    """Keeps the first and the last lines of a stream: a damaged film can print gigabytes."""

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
