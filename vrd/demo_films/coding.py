"""Encode pictures and sound as a film, and decode the pictures of a film, with ffmpeg."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Generator, Iterable
from pathlib import Path

import numpy as np

from vrd.decoding.end_with_parent import ending_with_parent
from vrd.decoding.ffmpeg import find_tools, local_input
from vrd.demo_films.sound import RATE, Sound, write_wav
from vrd.errors import VideoError
from vrd.planting.canvas import Picture
from vrd.storage.temporary_folders import temporary_folder

# One thread and no dates or versions, so that the same pictures give the same file.
VIDEO = [
    *("-c:v", "libx264", "-preset", "veryfast", "-crf", "26", "-pix_fmt", "yuv420p"),
    # These settings take a third less time and give no larger file.
    *("-x264-params", "me=dia:subme=1:ref=1:trellis=0"),
    *("-g", "96", "-threads", "1", "-flags:v", "+bitexact"),
]
AUDIO = ["-c:a", "aac", "-b:a", "64k", "-ar", str(RATE), "-flags:a", "+bitexact"]
FILE = ["-map_metadata", "-1", "-fflags", "+bitexact", "-movflags", "+faststart", "-f", "mp4"]


def encode(
    path: Path, pictures: Iterable[Picture], sound: Sound, size: tuple[int, int], fps: int
) -> None:
    """Write pictures and sound as H.264 and AAC in MP4.

    Raises
    ------
    VideoError
        If ffmpeg cannot write the film; the message quotes ffmpeg.
    """
    with temporary_folder("coding-") as folder:
        wav, log = folder / "sound.wav", folder / "log"
        write_wav(wav, sound)
        command = [
            *(str(find_tools().ffmpeg), "-v", "error", "-y", "-f", "rawvideo"),
            *("-pix_fmt", "rgb24", "-s", f"{size[0]}x{size[1]}", "-r", str(fps), "-i", "pipe:0"),
            *("-i", local_input(wav), *VIDEO, *AUDIO, *FILE, local_input(path)),
        ]
        with log.open("wb") as errors:
            process = subprocess.Popen(
                ending_with_parent(command), stdin=subprocess.PIPE, stderr=errors
            )
            try:
                _feed(process, pictures)
            finally:
                # ffmpeg still runs if a picture could not be made: then there is no film.
                process.kill()
                process.wait()
        if process.returncode:
            messages = log.read_text("utf-8", "replace").strip()
            raise VideoError(
                f"ffmpeg could not write {path}: {messages}. Make room on the disk, or update "
                "ffmpeg."
            )


def _feed(process: subprocess.Popen[bytes], pictures: Iterable[Picture]) -> None:
    # A broken pipe means that ffmpeg has ended early; its messages say why.
    with contextlib.suppress(BrokenPipeError), process.stdin or contextlib.nullcontext() as pipe:
        for picture in pictures:
            if pipe:
                pipe.write(np.ascontiguousarray(picture).data)
    process.wait()


def decode(path: Path, first: int, size: tuple[int, int], fps: int) -> Generator[Picture]:
    """Yield the pictures of a film of constant rate, from the picture with number ``first`` on."""
    # ffmpeg seeks a quarter of a picture early, so that rounding never loses the first picture.
    start = max(0.0, (first - 0.25) / fps)
    command = [
        *(str(find_tools().ffmpeg), "-v", "error", "-nostdin", "-ss", f"{start:.5f}"),
        *("-i", local_input(path), "-an", "-s", f"{size[0]}x{size[1]}"),
        *("-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"),
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    count = size[0] * size[1] * 3
    try:
        while process.stdout and len(data := process.stdout.read(count)) == count:
            yield np.frombuffer(data, np.uint8).reshape(size[1], size[0], 3)
    finally:
        process.kill()
        if process.stdout:
            process.stdout.close()
        process.wait()
