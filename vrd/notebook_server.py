"""Which folder the notebook server of this kernel shows, so that films in it can be opened."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple


class ServedFolder(NamedTuple):
    """A folder, and the address (without host) at which its files are served."""

    root: Path
    base: str


def served_folder() -> ServedFolder | None:
    """The folder that the server of this kernel shows; None where that is not known.

    Jupyter tells a kernel the number of the process that started it, and notes its running servers
    with theirs. Voila and remote kernels are no such servers: they serve no films.
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
