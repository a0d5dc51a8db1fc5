"""Make costly things once for all tests of a run, whichever process asks for them first."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock


def made_once(
    folders: pytest.TempPathFactory, name: str, make: Callable[[Path], Path | None]
) -> Path:
    """Return the folder that ``make`` fills, and fill it unless another worker has done so.

    Parameters
    ----------
    folders
        The folders of this process; those of all workers of a run lie beside one another.
    name
        The name of the folder. One name stands for one content.
    make
        Fills an empty folder. It may return a path inside it, which is then returned instead.

    Returns
    -------
    Path
        What all tests share: a test that changes it works on a copy.
    """
    root = folders.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        root = root.parent
    folder, done = root / "shared" / name, root / "shared" / f"{name}.done"
    done.parent.mkdir(exist_ok=True)
    with FileLock(done.with_suffix(".lock")):
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            made = make(folder) or folder
            done.write_text(str(made.relative_to(folder)), "utf-8")
    return folder / done.read_text("utf-8")
