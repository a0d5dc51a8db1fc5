"""Make small films with ffmpeg, and name the ffmpegs to test with.

The film of `counting` tells the time: its grey level is the number of the frame.
"""

from __future__ import annotations

import functools
import subprocess
from pathlib import Path

import imageio_ffmpeg
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from vrd.decoding.ffmpeg import Tools, _version, find_tools


@functools.cache
def all_tools() -> list[Tools]:
    """Return the ffmpeg that VRD uses here, and the carried one, which has no ffprobe."""
    carried = imageio_ffmpeg.get_ffmpeg_exe()
    without_probe = Tools(Path(carried), None, _version(carried) or "", "imageio-ffmpeg")
    own = find_tools()
    return [own] if own.source == "imageio-ffmpeg" else [own, without_probe]


def make(path: Path, *arguments: str) -> Path:
    """Run ffmpeg with these arguments; the output is `path`, made under a harmless name."""
    plain = path.with_name("made" + path.suffix.lower())
    program = imageio_ffmpeg.get_ffmpeg_exe()
    command = [program, "-v", "error", "-nostdin", "-y", *arguments, str(plain)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return plain.rename(path)


def pattern(
    path: Path,
    *options: str,
    size: str = "64x48",
    rate: str = "10",
    seconds: str = "3",
    extra: str = "",
) -> Path:
    """Write a film of a moving test picture."""
    source = f"testsrc2=size={size}:rate={rate}:duration={seconds}{extra}"
    return make(path, "-f", "lavfi", "-i", source, *options)


def counting(
    path: Path, *options: str, rate: str = "25", frames: int = 100, filters: str = ""
) -> Path:
    """Write a film whose frame number N has grey level N, without loss unless `options` say so."""
    source = f"color=black:size=32x32:rate={rate},format=gray,geq=lum=N{filters}"
    count = [] if "select" in filters else ["-frames:v", str(frames)]
    codec = [] if "-c:v" in options else ["-c:v", "ffv1"]
    trim = f",trim=end_frame={frames}"
    source = source.replace(",geq", trim + ",geq")
    return make(path, "-f", "lavfi", "-i", source, *codec, *options, *count)


def levels(folder: Path) -> list[int]:
    """Return the mean grey level of each still, rounded."""
    return [round(float(grey(still).mean())) for still in sorted(folder.glob("*.jpg"))]


def grey(path: Path) -> NDArray[np.uint8]:
    """Return a picture as its grey levels."""
    with Image.open(path) as picture:
        return np.asarray(picture.convert("L"))


def colours(path: Path) -> NDArray[np.int_]:
    """Return a picture as red, green and blue."""
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB")).astype(int)


def size_of(path: Path) -> tuple[int, int]:
    """Return width and height of a picture."""
    with Image.open(path) as picture:
        return picture.size
