"""Name films in files for others: by URIs, by paths, and by names of files about them.

Names of films are hostile: they may hold markup, control characters, bytes that are no text,
or a colon that makes a name look like the scheme of a URI. The URIs made here are ASCII; the paths
and names of files are valid text.
"""

from __future__ import annotations

import mimetypes
import os
import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from unicodedata import normalize
from urllib.parse import quote

from vrd.core.text import visible

if TYPE_CHECKING:
    from vrd.exports.options import Export

_NO_FILE_NAME = re.compile(r'[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff<>:"/\\|?*]')
_MAX_NAME_BYTES = 180


def film_uri(name: str, base_url: str = "") -> str:
    """Return the URI of a film: below an address, or relative to the file that names it.

    Examples
    --------
    >>> film_uri("a film.mp4", "https://example.org/films/")
    'https://example.org/films/a%20film.mp4'
    """
    try:
        written = name.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        written = name.encode("utf-8", "backslashreplace")
    relative = quote(written, safe="/")
    return f"{base_url.rstrip('/')}/{relative}" if base_url else relative


def link(export: Export, name: str) -> str:
    """Return the URI that an export gives a film."""
    video = export.video(name)
    if video is not None and export.options.paths and not export.options.base_url:
        return video.path.absolute().as_uri()
    return film_uri(name, export.options.base_url)


def fragment(uri: str, start: float, end: float) -> str:
    """Return a stretch of a film as a media fragment, in seconds.

    Source: Media Fragments URI 1.0, W3C Recommendation, 2012.

    Examples
    --------
    >>> fragment("a.mp4", 12.5, 30)
    'a.mp4#t=12.5,30'
    """
    return f"{uri}#t={_seconds(start)},{_seconds(end)}"


def _seconds(value: float) -> str:
    text = f"{max(value, 0.0):.3f}".rstrip("0").rstrip(".")
    return text or "0"


def media_path(export: Export, name: str) -> str:
    """Return where a program that opens an export finds a film, with ``/``.

    The path is relative to the folder of the export. It is the bare name where a relative path
    would tell of folders outside the user's own, where the film lies on another disk, or where
    the name was asked for.
    """
    video = export.video(name)
    if video is None:
        return name
    film = os.path.abspath(video.path)
    if export.options.paths:
        return Path(film).as_posix()
    folder = os.path.abspath(export.target if export.folder else export.target.parent)
    if export.options.media == "name" or not _near(folder, film):
        return Path(film).name
    return Path(os.path.relpath(film, folder)).as_posix()


def _near(folder: str, film: str) -> bool:
    try:
        common = Path(os.path.commonpath([folder, film]))
    except ValueError:  # two disks of Windows
        return False
    return common not in Path.home().parents and common != Path(common.anchor)


def media_uri(export: Export, name: str) -> str:
    """Return `media_path` as a URI; below the address of the films where there is one."""
    if export.options.base_url or export.options.paths:
        return link(export, name)
    return film_uri(media_path(export, name))


def media_type(name: str) -> str:
    """Return the media type that a file name tells, such as ``video/mp4``; else an empty text."""
    return mimetypes.guess_type("film" + visible(PurePosixPath(name).suffix))[0] or ""


def file_names(films: Iterable[str], suffix: str) -> dict[str, str]:
    """Return a file name for each film, valid on every system.

    The names differ in more than case and accents: macOS takes names with a composed and with a
    combining accent for the same.

    Examples
    --------
    >>> file_names(["a/b.mp4", "A:B.mp4"], ".vtt")
    {'a/b.mp4': 'a_b.mp4.vtt', 'A:B.mp4': 'A_B.mp4 2.vtt'}
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for film in films:
        stem = _NO_FILE_NAME.sub("_", film).strip(" .") or "film"
        stem = _shortened(stem)
        name, number = f"{stem}{suffix}", 2
        while (key := normalize("NFC", name).casefold()) in taken:
            name, number = f"{stem} {number}{suffix}", number + 1
        taken.add(key)
        names[film] = name
    return names


def _shortened(stem: str) -> str:
    return stem.encode()[:_MAX_NAME_BYTES].decode(errors="ignore").rstrip(" .")
