"""Look at the first bytes of a file before ffmpeg opens it.

A playlist can make ffmpeg read other files, whatever the playlist is called, and an encrypted
MP4 file decodes to noise without an error. ffprobe reports neither of them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from vrd.core.film_folders import where_are_films
from vrd.decoding.discs import film_of_disc
from vrd.decoding.failures import shown
from vrd.decoding.numbered_pictures import is_scan
from vrd.errors import VideoError
from vrd.storage.files import too_long

PLAYLISTS: tuple[tuple[bytes, str], ...] = (
    (rb"#EXTM3U|#EXTINF|#EXT-X-", "HLS or M3U"),
    (rb"ffconcat version", "ffconcat"),
    (rb"(?:file|stream|inpoint) +['\"/.\w]", "ffconcat"),
    (rb"<(?:\?xml[^>]*>\s*(?:<!--.*?-->\s*)*<)?(?:\w+:)?MPD[\s>]", "DASH"),
    (rb"<(?:\?xml[^>]*>\s*(?:<!--.*?-->\s*)*<)?SmoothStreamingMedia", "Smooth Streaming"),
    (rb"<(?:\?xml[^>]*>\s*(?:<!--.*?-->\s*)*<)?(?:\w+:)?CompositionPlaylist", "IMF"),
    (rb"v=0\r?\n[a-z]=", "SDP"),
    (rb"\[playlist\]", "PLS"),
    (rb"rtsp://|https?://\S+\s*$", "a list of addresses"),
)
CONTAINERS = {b"moov", b"trak", b"mdia", b"minf", b"stbl"}
PROTECTED = {b"encv", b"enca", b"drmi", b"drms"}
# A sector of a DVD: a pack, then picture or sound that says by two bits that it is scrambled.
_SECTOR = re.compile(rb"\x00\x00\x01\xba.{10}\x00\x00\x01[\xbd\xc0-\xef]..[\x90-\xbf]", re.DOTALL)
_SECTOR_BYTES, _MAX_SECTORS = 2048, 1000
NEVER_PICTURES = {b"enca", b"drms"}
#: So much of a file is looked at for packets that are scrambled; they are more than this share.
SCRAMBLED_BYTES, MIN_SCRAMBLED = 2_000_000, 0.05


def check_openable(film: Path) -> None:
    """Refuse files that ffmpeg must not open: unreadable, empty or special files, and playlists.

    Raises
    ------
    VideoError
        With the cause in plain words.
    """
    name = shown(film)
    if closed := _closed_folder(film):
        raise VideoError(f"{name}: {closed}")
    try:
        os.fsencode(film).decode("utf-8")
    except UnicodeDecodeError:
        raise VideoError(f"{name}: its name or folder is not valid Unicode; rename it.") from None
    if is_scan(film):
        raise VideoError(
            f"{name}: it is a film of numbered pictures, which cannot be read as one file here. "
            "Leave it out, or convert it to a video file."
        )
    if parts := film_of_disc(film):
        _check_disc(film, parts)
        return
    try:
        if not film.is_file():
            there = film.exists() or film.is_symlink()
            what = "it is a broken link or not a file" if there else "it is no longer there"
            if not there and not film.parent.is_dir():
                raise VideoError(f"{name}: it cannot be read. {where_are_films(film.parent)}")
            raise VideoError(f"{name}: {what}. Remove it, or put the film back.")
        with film.open("rb") as stream:
            head = stream.read(4096)
    except VideoError:
        raise
    except OSError as error:
        raise VideoError(f"{name}: {_unreadable(film, error)}") from error
    if not head:
        raise VideoError(f"{name}: the file is empty. Copy it again from its source.")
    kind = playlist_kind(head)
    if kind:
        raise VideoError(
            f"{name}: it is a playlist ({kind}), not a film; VRD reads films only, "
            "since a playlist can point at other files. Add the films that it lists instead."
        )


def _closed_folder(film: Path) -> str:
    """Say why a folder stands among the films though it is no film: its own cannot be listed."""
    try:
        folder = film.is_dir()
    except OSError as error:
        return _unreadable(film, error)
    try:
        if folder:
            os.scandir(film).close()
    except PermissionError:
        return (
            "you have no permission to open this folder, so the films in it are left out. Change "
            "its permissions, and run VRD again."
        )
    except OSError as error:
        return f"the films in it are left out: {_unreadable(film, error)}"
    return ""


def _unreadable(film: Path, error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "you have no permission to read it. Change its permissions."
    if too_long(film, error):
        return (
            f"its path is too long for this system ({len(str(film)):,} characters). Shorten the "
            "names of its folders, or move it nearer to the top of the disk."
        )
    return f"it cannot be read ({error.strerror}). Check the disk or the network share."


def _check_disc(film: Path, parts: Sequence[Path]) -> None:
    for part in parts:
        # The sign joins files in what ffmpeg is told.
        if "|" in str(part.absolute()):
            raise VideoError(
                f"{shown(film)}: the name of a folder that it lies in has the sign |. Rename it."
            )
        check_openable(part)


def playlist_kind(head: bytes) -> str | None:
    r"""Return the kind of playlist that begins like `head`, or None.

    Examples
    --------
    >>> playlist_kind(b"#EXTM3U\nfilm.mp4")
    'HLS or M3U'
    """
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    # ffconcat allows comment lines before its first directive, and HLS before its tags.
    bare = re.sub(rb"^(?:#(?!EXT)[^\n]*\n\s*)+", b"", text)
    for pattern, kind in PLAYLISTS:
        if re.match(pattern, text, re.DOTALL) or re.match(pattern, bare, re.DOTALL):
            return kind
    return None


def is_encrypted(film: Path) -> bool:
    """Return whether the picture of a file is encrypted, where ffmpeg does not tell.

    MP4 and QuickTime name it in the description of a track (`encv`, which Clearkey, Widevine and
    others write, and FairPlay). Transport streams and DVDs mark what is scrambled.
    """
    try:
        discs = film_of_disc(film) or ([film] if film.suffix.lower() == ".vob" else [])
        if discs:
            return any(map(_is_scrambled, discs))
        size = film.stat().st_size
        with film.open("rb") as stream:
            if is_scrambled(stream.read(SCRAMBLED_BYTES)):
                return True
            entries = set(_sample_entries(stream, 0, size))
    except OSError:
        return False
    return bool(entries & (PROTECTED - NEVER_PICTURES))


def is_scrambled(start: bytes) -> bool:
    """Return whether a transport stream begins scrambled.

    Parameters
    ----------
    start
        The first bytes of a file, a few hundred thousand of them.
    """
    marks = _transport_marks(start)
    return sum(map(bool, marks)) > MIN_SCRAMBLED * len(marks)


def _transport_marks(start: bytes) -> list[int]:
    """Return the scrambling control of the packets of a transport stream; empty for others."""
    for length, offset in ((188, 0), (192, 4)):
        packets = range(offset, len(start) - 3, length)
        if len(packets) > 4 and all(start[packet] == 0x47 for packet in packets):
            # Only packets with a payload can be scrambled; the tables of the stream never are.
            return [start[packet + 3] & 0xC0 for packet in packets if start[packet + 3] & 0x10]
    return []


def _is_scrambled(part: Path) -> bool:
    """Return whether a file of a DVD is encrypted (CSS), as the sectors in its middle say."""
    with part.open("rb") as stream:
        stream.seek(part.stat().st_size // _SECTOR_BYTES // 2 * _SECTOR_BYTES)
        content = stream.read(_SECTOR_BYTES * _MAX_SECTORS)
    return any(
        _SECTOR.match(content, start) is not None for start in range(0, len(content), _SECTOR_BYTES)
    )


def _sample_entries(stream: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    """Yield the four-letter codes of the sample descriptions, going through the boxes in order."""
    while start + 8 <= end:
        stream.seek(start)
        header = stream.read(16)
        if len(header) < 8:
            return
        length, kind, body = int.from_bytes(header[:4], "big"), header[4:8], start + 8
        if length == 1:
            length, body = int.from_bytes(header[8:16], "big"), start + 16
        stop = end if length == 0 else start + length
        if stop < body or stop > end or not kind.isascii():
            return
        if kind in CONTAINERS:
            yield from _sample_entries(stream, body, stop)
        elif kind == b"stsd":
            stream.seek(body)
            yield from _entry_kinds(stream.read(min(stop - body, 65536)))
        start = stop


def _entry_kinds(table: bytes) -> Iterator[bytes]:
    position = 8
    while position + 8 <= len(table):
        yield table[position + 4 : position + 8]
        position += max(8, int.from_bytes(table[position : position + 4], "big"))
