"""Find ffmpeg, and give it files safely.

ffmpeg may open local files only; see `vrd.decoding.run_program` for how it is run.
"""

from __future__ import annotations

import functools
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from vrd.decoding.discs import film_of_disc
from vrd.decoding.run_program import run
from vrd.errors import VideoError

#: The first release that has the deinterlacer `estdif`, which looks at one frame alone.
OLDEST_RELEASE = (4, 4)
REPAIR = (
    "Install it with 'apt-get install ffmpeg' (Debian, Ubuntu), 'brew install ffmpeg' (macOS) or "
    "'python -m pip install imageio-ffmpeg', or set VRD_FFMPEG to the path of an ffmpeg program."
)


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


def local_input(path: Path) -> str:
    """Return a path in a form that ffmpeg cannot take for an option, a protocol or a pattern.

    Examples
    --------
    >>> local_input(Path("/films/-i.mp4"))
    'file:/films/-i.mp4'
    """
    if parts := film_of_disc(path):
        return f"concat:{'|'.join(f'file:{part.absolute()}' for part in parts)}"
    return f"file:{path.absolute()}"


def protocols(film: Path) -> str:
    """Return the protocols that ffmpeg may use to open a film: local files, one or several."""
    return "file,concat" if film.is_dir() else "file"


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
