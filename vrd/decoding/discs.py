"""Find the film in the folder of a DVD or of a VideoCD.

A DVD keeps a film as files of at most one gigabyte, ``VTS_01_1.VOB``, ``VTS_01_2.VOB`` and so on,
beside menus and extras. Every title set has a number, the first of the two; the largest title set
is what a player shows as the film. A VideoCD has one file for each track, ``AVSEQ01.DAT``.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from vrd.core.text import plural

_DVD = re.compile(r"VTS_(\d\d)_([1-9])\.VOB", re.ASCII | re.IGNORECASE)
_VIDEO_CD = re.compile(r"AVSEQ(\d\d)\.(?:DAT|MPG)", re.ASCII | re.IGNORECASE)
#: Folders that hold the films of discs, in small letters; files that only a DVD has.
_FOLDERS = {"video_ts": _DVD, "mpegav": _VIDEO_CD, "mpeg2": _VIDEO_CD}
_ONLY_DVD = re.compile(r"(?:VIDEO_TS|VTS_\d\d_0)\.IFO", re.ASCII | re.IGNORECASE)

_OF_DISC = re.compile(r"(?:VIDEO_TS|VTS_\d\d_\d)\.(?:VOB|IFO|BUP)", re.ASCII | re.IGNORECASE)


def titles_of_disc(folder: Path, names: Iterable[str]) -> list[list[str]]:
    """Return the files of each title of a disc, the film first.

    Parameters
    ----------
    folder
        A folder.
    names
        The names of its files.

    Returns
    -------
    list of list of str
        The files of each title in order; empty if the folder belongs to no disc.
    """
    names = list(names)
    pattern = _FOLDERS.get(folder.name.lower())
    if pattern is None and any(map(_ONLY_DVD.fullmatch, names)):
        pattern = _DVD
    if pattern is None:
        return []
    titles: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names):
        if match := pattern.fullmatch(name):
            titles[match[1]].append(name)
    return sorted(titles.values(), key=lambda title: (-_bytes(folder, title), title))


def is_of_disc(name: str) -> bool:
    """Return whether a file in the folder of a disc is one of the disc's own."""
    return bool(_OF_DISC.fullmatch(name) or _VIDEO_CD.fullmatch(name))


def _bytes(folder: Path, names: Iterable[str]) -> int:
    total = 0
    for name in names:
        try:
            total += (folder / name).stat().st_size
        except OSError:
            continue
    return total


def film_of_disc(film: Path) -> list[Path]:
    """Return the files of the film of a disc, in order; none where the path is no disc."""
    titles = _titles(film)
    return [film / name for name in titles[0]] if titles else []


def unread_titles(film: Path) -> str:
    """Say which titles of a disc are not its film; an empty text where there are none.

    Parameters
    ----------
    film
        The folder of a disc, or any other film.
    """
    others = sorted(title[0] for title in _titles(film)[1:])
    if not others:
        return ""
    listed = ", ".join(others[:5]) + (" and more" if len(others) > 5 else "")
    return (
        f"the longest title of the disc was read, not {plural(len(others), 'other title')} "
        f"({listed}): copy them to a folder of another name to search them, too"
    )


def _titles(film: Path) -> list[list[str]]:
    try:
        return titles_of_disc(film, os.listdir(film)) if film.is_dir() else []
    except OSError:
        return []
