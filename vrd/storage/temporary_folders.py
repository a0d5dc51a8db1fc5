"""Make temporary folders, and delete those that killed processes have left.

The process that makes such a folder holds a lock in it. The operating system drops the lock when
the process ends, however it ends, so a folder whose lock is free was left by a killed process.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

_LOCK_NAME = ".lock"
_PREFIX = "vrd-"
_SUFFIX = ".tmp"
_TRIES = 5


@contextlib.contextmanager
def temporary_folder(prefix: str) -> Iterator[Path]:
    """Yield an empty folder in the system's place for temporary files; it is deleted afterwards.

    Parameters
    ----------
    prefix
        How its name begins, such as ``"stretch-"``.
    """
    with tempfile.TemporaryDirectory(prefix=prefix, dir=_folder_of_process()) as folder:
        yield Path(folder)


def lasting_temporary_folder(prefix: str) -> Path:
    """Return an empty folder that is there until somebody deletes it, or this process ends."""
    return Path(tempfile.mkdtemp(prefix=prefix, dir=_folder_of_process()))


@contextlib.contextmanager
def folder_beside(place: Path, prefix: str, suffix: str = "") -> Iterator[Path]:
    """Yield an empty folder in a place; it is deleted afterwards, as are those of killed processes.

    Parameters
    ----------
    place
        The folder that it is made in.
    prefix, suffix
        How its name begins and ends.
    """
    sweep(place, prefix, suffix)
    folder, lock = _locked(place, prefix, suffix)
    try:
        yield folder
    finally:
        _delete(folder, lock)


def sweep(place: Path | None = None, prefix: str = _PREFIX, suffix: str = _SUFFIX) -> None:
    """Delete the folders of killed processes.

    Parameters
    ----------
    place
        Where they are; None for the system's place for temporary files.
    prefix, suffix
        How their names begin and end.
    """
    place = Path(tempfile.gettempdir()) if place is None else place
    folders: list[Path] = []
    with contextlib.suppress(OSError):
        folders = list(place.iterdir())
    for folder in folders:
        if folder.name.startswith(prefix) and folder.name.endswith(suffix) and _ours(folder):
            lock = FileLock(str(folder / _LOCK_NAME), timeout=0)
            # Some network disks know no locks: whether the process lives cannot be told there.
            with contextlib.suppress(Timeout, OSError, NotImplementedError):
                lock.acquire()
                _delete(folder, lock)


def _ours(folder: Path) -> bool:
    """Return whether a folder with a lock belongs to this user; a link is never followed."""
    try:
        status = folder.lstat()
        owned = not hasattr(os, "getuid") or status.st_uid == os.getuid()
        return stat.S_ISDIR(status.st_mode) and owned and (folder / _LOCK_NAME).is_file()
    except OSError:
        return False


def _delete(folder: Path, lock: FileLock) -> None:
    """Delete a folder, except for files that somebody has put into one called ``old``."""
    for path in folder.iterdir():
        if path.name == "old":
            with contextlib.suppress(OSError):
                path.rmdir()
        elif path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name != _LOCK_NAME:
            path.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        (folder / _LOCK_NAME).unlink()
    lock.release()
    with contextlib.suppress(OSError):
        folder.rmdir()


@functools.cache
def _folder_of_process() -> Path:
    """Return a folder for all temporary folders of this process, deleted when it ends."""
    place = Path(tempfile.gettempdir())
    sweep(place)
    folder, lock = _locked(place, _PREFIX, _SUFFIX)
    atexit.register(_delete, folder, lock)
    return folder


def _locked(place: Path, prefix: str, suffix: str) -> tuple[Path, FileLock]:
    """Return a new folder, and its lock, which this process holds."""
    for _ in range(_TRIES):
        folder = Path(tempfile.mkdtemp(prefix=prefix, suffix=suffix, dir=place))
        lock = FileLock(str(folder / _LOCK_NAME), timeout=0, thread_local=False)
        # Another process may have taken the folder for one that was left, before it had a lock.
        with contextlib.suppress(Timeout, FileNotFoundError):
            with contextlib.suppress(NotImplementedError):
                lock.acquire()
            return folder, lock
    raise FileNotFoundError(place)
