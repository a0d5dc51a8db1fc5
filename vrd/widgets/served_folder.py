"""Find the folder that a notebook server shows: films in it can be opened, others cannot."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote


class ServedFolder(NamedTuple):
    """Name a folder, and the address (without host) at which its files are served."""

    root: Path
    base: str

    def link(self, film: Path) -> str:
        """Return the address of a film; empty where the server does not show it."""
        try:
            below = film.resolve().relative_to(self.root.resolve())
        except ValueError:
            return ""
        if _is_hidden(below):
            return ""
        return f"{self.base.rstrip('/')}/{quote(below.as_posix())}"


def served_folder() -> ServedFolder | None:
    """Return the folder that the server of this kernel shows; None where that is not known.

    Jupyter gives a kernel the number of the process that started it, and lists its running servers
    with their numbers. Voila and servers of remote kernels are not in that list: they serve no
    films.
    """
    parent = os.environ.get("JPY_PARENT_PID", "")
    if not parent:
        return None
    try:
        from jupyter_server.serverapp import list_running_servers
    except ImportError:
        return None
    for server in list_running_servers():
        if str(server.get("pid")) == parent and server.get("root_dir"):
            base = str(server.get("base_url") or "/").rstrip("/")
            return ServedFolder(Path(server["root_dir"]), f"{base}/files")
    return None


def folder_to_serve(notebook: Path, films: Iterable[Path]) -> Path:
    """Return the folder that a server is to show, so that a notebook and its films lie in it.

    Parameters
    ----------
    notebook
        The notebook to be opened.
    films
        The folders of its films, which need not be there.

    Returns
    -------
    Path
        The folder that they have in common. It is that of the notebook alone if the common folder
        would be a whole disk, or lie above the home folder, or if Jupyter would not show the films
        in it because they are hidden.
    """
    alone = notebook.resolve().parent
    folders = [alone, *(folder.resolve() for folder in films)]
    try:
        common = Path(os.path.commonpath(folders))
    except ValueError:  # on several disks of Windows
        return alone
    if common == Path(common.anchor) or common in _above_home():
        return alone
    hidden = any(_is_hidden(folder.relative_to(common)) for folder in folders)
    return alone if hidden else common


def _is_hidden(below: Path) -> bool:
    """Return whether a path below the folder is hidden: Jupyter serves nothing that is."""
    return any(part.startswith(".") for part in below.parts)


def _above_home() -> list[Path]:
    try:
        return [*Path.home().resolve().parents]
    except RuntimeError:  # not every user has a home
        return []
