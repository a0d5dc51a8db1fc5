"""Remove the folders of the person who sends a text."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import Any

# A file or folder by its whole path, on any system, also in the middle of a sentence. A folder's
# name may hold spaces, but not end in one: "/a/b.mp4 and /c/d.mp4" are two paths. It is
# better to cut a word too many than to tell a folder.
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
# A path that goes up and down again tells of other folders, too.
_START = r"(?:/|\\\\|[A-Za-z]:[\\/]|\.\.[\\/])"
_WHOLE = re.compile(rf'{_START}(?:(?!\s{_START})[^\n"<>|])*')


def scrub(text: str, folders: Mapping[str, str | Path] | None = None) -> str:
    """Return a text with folders replaced by names: ``~`` for the home of the user.

    Parameters
    ----------
    text
        A text that is to be sent to others: a report of an error, a list of settings.
    folders
        Further folders by the name that replaces them, ``{"<project>": folder}``. The longest is
        replaced first, so that a project in the home is not written as ``~/...``.
    """
    named = {"~": Path.home()} | {name: Path(folder) for name, folder in (folders or {}).items()}
    replacements = {
        path: name
        for name, folder in named.items()
        # As it was written, and where links lead to.
        for path in {os.path.abspath(folder), os.path.realpath(folder)}
        if path != Path(path).anchor
    }
    for path in sorted(replacements, key=len, reverse=True):
        for form in {path, path.replace("\\", "/"), path.replace("\\", "\\\\")}:
            # Not the beginning of a longer name: /home/ann is no part of /home/anna.
            pattern = re.compile(rf"(?<![\w.-]){re.escape(form)}(?![\w-]|\.\w)")
            name = replacements[path].replace("\\", r"\\")
            text = pattern.sub(name, text)
    return text


def cut_folders(text: str) -> str:
    """Return a text in which every absolute path is cut to its last part, wherever it stands.

    A text that is nothing but a path out of a folder, such as ``../../ann/films``, is cut as well.

    Examples
    --------
    >>> cut_folders("cannot read /home/ann/films/a.mp4: it is empty")
    'cannot read a.mp4: it is empty'
    """
    if _WHOLE.fullmatch(text):  # The text is a path and no more, so spaces belong to it.
        return re.split(r"[\\/]+", text.rstrip("\\/"))[-1] or text
    return _PATH.sub(lambda match: match["web"] or match["last"], text)


def without_folders(value: Any) -> Any:
    """Return settings with absolute paths cut to their last part, in settings within them, too.

    Examples
    --------
    >>> without_folders({"films": "/home/ann/films", "fps": 1})
    {'films': 'films', 'fps': 1}
    """
    if isinstance(value, Mapping):
        return {without_folders(key): without_folders(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [without_folders(item) for item in value]
    if isinstance(value, PurePath):
        return cut_folders(str(value))
    return cut_folders(value) if isinstance(value, str) else value
