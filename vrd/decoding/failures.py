"""What went wrong with a film, in words that need no knowledge of ffmpeg."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path

from vrd.decoding.ffmpeg import Outcome
from vrd.errors import DecoderKilledError, StorageError, VideoError

# What ffmpeg prints, and what it means to somebody who has only the film. First match wins.
CAUSES: tuple[tuple[str, str], ...] = (
    (r"detected only with low score of 1,", "it is not a film, whatever its name says"),
    (r"exceeds containing|[Tt]runcating packet", "it is cut off or damaged"),
    (r"moov atom not found", "it is cut off, or its copying or recording never finished"),
    (r"DRM protected|[Ee]ncrypt", "it is encrypted (copy protection)"),
    (r"Permission denied", "you have no permission to read it"),
    (r"No such file", "it is no longer there"),
    (r"Input/output error|Stale file handle", "the disk or network share could not be read"),
    (r"Cannot allocate memory", "there is not enough memory to decode it"),
    (
        r"Decoder .*not found|no decoder found|[Uu]nknown decoder|Decoding requested, but no",
        "this ffmpeg has no decoder for its picture",
    ),
    (r"not on whitelist", "it refers to other files or to the network, which VRD does not open"),
    (r"unspecified size|unspecified pixel format", "it is cut off or damaged at the beginning"),
    (r"[Ff]ile ended prematurely|partial file|[Tt]runcat|End of file", "it is cut off"),
    (r"Invalid data found when processing input", "its data are damaged, or it is not a film"),
    (r"rror while decoding|[Ii]nvalid|corrupt|concealing|exceeds", "its data are damaged"),
)
DISK_FULL = re.compile(r"No space left on device|Disk quota exceeded|Read-only file system")


def shown(path: Path) -> str:
    """Name of a film that can be printed and stored, even when it is not valid Unicode."""
    return os.fsencode(path.name).decode("utf-8", "replace")


def plain_cause(
    errors: str, film: Path, otherwise: str = "no picture could be decoded from it"
) -> str:
    """Say in plain words what ffmpeg's messages about `film` mean."""
    # A film may be called "encrypted.mp4", and the messages hold its path.
    said = errors.replace(str(film.absolute()), "").replace(film.name, "")
    return next((cause for pattern, cause in CAUSES if re.search(pattern, said)), otherwise)


def check_disk(outcome: Outcome, film: Path) -> None:
    """Raise StorageError if ffmpeg could not write the stills of `film`."""
    said = outcome.errors.replace(str(film.absolute()), "").replace(film.name, "")
    found = DISK_FULL.search(said)
    if found:
        raise StorageError(
            f"The stills of {shown(film)} could not be written: {found[0]}. "
            "Make room on the disk of the project; what is finished is kept."
        )


def check_ending(outcome: Outcome, film: Path) -> None:
    """Raise what it means for `film` that a run did not end by itself.

    Raises
    ------
    VideoError
        If time was up, the decoder crashed, or it was killed (a `DecoderKilledError`).
    """
    name = shown(film)
    if outcome.stopped == "timeout":
        raise VideoError(
            f"{name}: ffmpeg was stopped after {outcome.seconds:.0f} s without finishing. "
            "Convert the film to another format, or allow more time."
        )
    if outcome.stopped or outcome.code in (-signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT):
        raise DecoderKilledError(
            f"{name}: ffmpeg was ended from outside (too little memory, perhaps). "
            "It will be tried again next time."
        )
    if outcome.code < 0:
        raise VideoError(
            f"{name}: the decoder crashed (signal {-outcome.code}). "
            "Convert the film to another format, or update ffmpeg."
        )
