"""Say what is wrong with a film in words that need no knowledge of ffmpeg."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path
from typing import NamedTuple

from vrd.decoding.run_program import Outcome
from vrd.errors import DecoderKilledError, StorageError, VideoError

_AGAIN = "run VRD again with --retry-failed (in Python, retry_failed=True)"


class Cause(NamedTuple):
    """Say what messages of ffmpeg mean.

    Attributes
    ----------
    pattern
        What the messages hold.
    text
        What it means for the film; the group ``codec`` of the pattern is added to it.
    cure
        What to do about it.
    """

    pattern: str
    text: str
    cure: str = "Copy it again from its source, or leave it out."


# The first match counts.
CAUSES: tuple[Cause, ...] = (
    Cause(r"detected only with low score of 1,", "it is not a film, whatever its name says"),
    Cause(r"exceeds containing|[Tt]runcating packet", "it is cut off or damaged"),
    Cause(r"moov atom not found", "it is cut off, or its copying or recording never finished"),
    Cause(
        r"DRM protected|[Ee]ncrypt",
        "it is encrypted (copy protection)",
        "Ask its owner for a copy without protection.",
    ),
    Cause(r"Permission denied", "you have no permission to read it", "Change its permissions."),
    Cause(r"No such file", "it is no longer there", "Put it back, and run VRD again."),
    Cause(
        r"Input/output error|Stale file handle",
        "the disk or network share could not be read",
        f"Check it, and {_AGAIN}.",
    ),
    Cause(
        r"Cannot allocate memory",
        "there is not enough memory to decode it",
        f"Close other programs, and {_AGAIN}.",
    ),
    Cause(
        r"(?:Decoding requested, but )?no decoder found for: (?P<codec>\w+)"
        r"|Decoder \(codec (?P<name>\w+)\) not found"
        r"|Decoder .*not found|no decoder found|[Uu]nknown decoder|Decoding requested, but no",
        "this ffmpeg has no decoder for its picture",
        f"Update ffmpeg (vrd doctor tells which one is used) and {_AGAIN}, or convert the film to "
        "another format.",
    ),
    Cause(
        r"not on whitelist",
        "it refers to other files or to the network, which VRD does not open",
        "Make a copy that holds its pictures itself, or leave it out.",
    ),
    Cause(
        r"unspecified size|unspecified pixel format", "it is cut off or damaged at the beginning"
    ),
    Cause(r"[Ff]ile ended prematurely|partial file|[Tt]runcat|End of file", "it is cut off"),
    Cause(r"Invalid data found when processing input", "its data are damaged, or it is not a film"),
    Cause(r"rror while decoding|[Ii]nvalid|corrupt|concealing|exceeds", "its data are damaged"),
)
DISK_FULL = re.compile(r"No space left on device|Disk quota exceeded|Read-only file system")


def shown(path: Path) -> str:
    """Return the name of a film for texts, also where the name is not valid Unicode.

    Examples
    --------
    >>> shown(Path("films/harbour.mp4"))
    'harbour.mp4'
    """
    return os.fsencode(path.name).decode("utf-8", "replace")


def plain_cause(
    errors: str, film: Path, otherwise: str = "no picture could be decoded from it"
) -> str:
    """Say in plain words what ffmpeg's messages about `film` mean.

    Examples
    --------
    >>> plain_cause("moov atom not found", Path("harbour.mp4"))
    'it is cut off, or its copying or recording never finished'
    """
    return _cause(errors, film, otherwise).text


def cause_and_cure(
    errors: str, film: Path, otherwise: str = "no picture could be decoded from it"
) -> str:
    """Say in plain words what ffmpeg's messages about `film` mean, and what to do.

    Examples
    --------
    >>> cause_and_cure("Decoding requested, but no decoder found for: vvc", Path("harbour.mp4"))
    'this ffmpeg has no decoder for its picture (VVC). Update ffmpeg (vrd doctor tells ...'
    """
    cause = _cause(errors, film, otherwise)
    return f"{cause.text}. {cause.cure}"


def _cause(errors: str, film: Path, otherwise: str) -> Cause:
    messages = _without_name(errors, film)
    for cause in CAUSES:
        if found := re.search(cause.pattern, messages):
            codec = next((name for name in found.groups() if name and name != "none"), "")
            return cause._replace(text=f"{cause.text} ({codec.upper()})") if codec else cause
    return Cause("", otherwise)


def _without_name(errors: str, film: Path) -> str:
    """Return messages without the path of the film, which may be called "encrypted.mp4"."""
    return errors.replace(str(film.absolute()), "").replace(film.name, "")


def check_disk(outcome: Outcome, film: Path) -> None:
    """Raise StorageError if ffmpeg could not write the stills of `film`."""
    cause = DISK_FULL.search(_without_name(outcome.errors, film))
    if cause:
        raise StorageError(
            f"The stills of {shown(film)} could not be written: {cause[0]}. "
            "Make room on the disk of the project; what is finished is kept."
        )


def check_ending(outcome: Outcome, film: Path) -> None:
    """Raise an error if a run of ffmpeg did not end by itself.

    Raises
    ------
    VideoError
        If the run took too long, if the decoder crashed, or if it was killed (then it is a
        `DecoderKilledError`).
    """
    name = shown(film)
    if outcome.stopped == "timeout":
        raise VideoError(
            f"{name}: ffmpeg was stopped after {outcome.seconds:.0f} s without finishing. "
            "Convert the film to another format, or allow more time."
        )
    if outcome.stopped or outcome.code in (-signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT):
        raise DecoderKilledError(
            f"{name}: ffmpeg was stopped by something outside VRD, perhaps because memory "
            "ran out. VRD tries the film again at the next run; close other programs before."
        )
    if outcome.code < 0:
        raise VideoError(
            f"{name}: the decoder crashed (signal {-outcome.code}). "
            "Convert the film to another format, or update ffmpeg."
        )
