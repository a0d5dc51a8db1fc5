"""Text without the folders of the person who sends it."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import Any

# A file or folder by its whole path, on any system, also in the middle of a sentence. A folder's
# name may hold spaces, but not end in one: "/a/b.mp4 and /c/d.mp4" are two paths. Rather a word
# too many is cut than a folder is told.
_PATH = re.compile(
    r"""
    (?P<web>\b(?!file:)[a-z][a-z0-9+.-]+://\S*)    # an address of the web stays as it is
    | (?:
        file:/+ (?:localhost/)? (?:[a-z](?::|%3a)/)?
        | (?<![^\W_]) [a-z]:[\\/]+
        | (?<![\w.~/\\-]) [\\/]+
    )
    (?: (?!\s) (?:(?!\s[a-z][a-z0-9+.-]*:[\\/]) [^\n\\/"<>|:] | :(?!\s))* (?<!\s) [\\/]+ )*
    (?P<last>[^\s\\/"<>|:]+)
    """,
    re.VERBOSE | re.IGNORECASE,
)
# A way up and down again tells of other folders, too.
_START = r"(?:/|\\\\|[A-Za-z]:[\\/]|\.\.[\\/])"
_WHOLE = re.compile(rf'{_START}(?:(?!\s{_START})[^\n"<>|])*')


def scrub(text: str, folders: Mapping[str, str | Path] | None = None) -> str:
    """A text with folders replaced by what they are: ``~`` for the home of the user.

    Parameters
    ----------
    text
        What is to be sent to others: a report of an error, a list of settings.
    folders
        Further folders by what is put in their place, ``{"<project>": folder}``; the longest
        goes first, so a project in the home is not written as ``~/...``.
    """
    wanted = [("~", Path.home()), *((name, Path(one)) for name, one in (folders or {}).items())]
    written = {
        path: name
        for name, folder in wanted
        # As it was written, and where links lead to.
        for path in {os.path.abspath(folder), os.path.realpath(folder)}
        if path != Path(path).anchor
    }
    for path in sorted(written, key=len, reverse=True):
        for form in {path, path.replace("\\", "/"), path.replace("\\", "\\\\")}:
            # Not the beginning of a longer name: /home/ann is no part of /home/anna.
            there = re.compile(rf"(?<![\w.-]){re.escape(form)}(?![\w-]|\.\w)")
            name = written[path].replace("\\", r"\\")
            text = there.sub(name, text)
    return text


def cut_folders(text: str) -> str:
    """A text in which every absolute path is cut to its last part, wherever it stands.

    So is a text that is nothing but a path out of a folder, ``../../ann/films``.
    """
    if _WHOLE.fullmatch(text):  # nothing but a path: spaces belong to it
        return re.split(r"[\\/]+", text.rstrip("\\/"))[-1] or text
    return _PATH.sub(lambda found: found["web"] or found["last"], text)


def without_folders(value: Any) -> Any:
    """A setting, or settings within settings, with absolute paths cut to their last part."""
    if isinstance(value, Mapping):
        return {without_folders(key): without_folders(one) for key, one in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [without_folders(one) for one in value]
    if isinstance(value, PurePath):
        return cut_folders(str(value))
    return cut_folders(value) if isinstance(value, str) else value
