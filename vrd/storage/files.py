"""Write files so that whatever is there is always whole."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from vrd.core.text import shorten
from vrd.errors import ProjectError, StorageError
from vrd.storage.temporary_folders import folder_beside

#: Characters of a path that Windows takes, and bytes of a name to which more can be added.
_MAX_WINDOWS_PATH, _MAX_NAME_BYTES = 260, 200
#: Characters of a path that a message shows.
_SHOWN = 120


@contextlib.contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Turn a full disk, a forbidden write or a path that is too long into a StorageError."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageError(
                f"The disk of {path} is full. What was finished is kept: make room and try again."
            ) from error
        if error.errno == errno.EFBIG:
            raise StorageError(
                f"The disk of {path} takes no file as large as this one. What was finished is "
                "kept: choose a disk of another format, as FAT32 holds files up to 4 GB only."
            ) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise StorageError(
                f"You may not write to {path}. Change its permissions, or choose another place."
            ) from error
        if too_long(path, error):
            raise StorageError(
                f"{shorten(str(path), _SHOWN)} cannot be written: its name or the names of its "
                "folders are too long for this system. Choose a shorter name, or a folder nearer "
                "to the top of the disk."
            ) from error
        raise


def too_long(path: Path, error: OSError) -> bool:
    """Return whether the system refused a path because it is too long."""
    if error.errno == errno.ENAMETOOLONG:
        return True
    # Windows says of such a path that it is not there.
    return os.name == "nt" and len(str(path.absolute())) >= _MAX_WINDOWS_PATH


def check_length(path: Path) -> None:
    """Check that the system takes a path, whether anything is there or not.

    Raises
    ------
    StorageError
        If it is too long, or leads through a folder that may not be opened.
    """
    with storage_errors(path), contextlib.suppress(FileNotFoundError, NotADirectoryError):
        path.lstat()


def _to_disk(path: Path) -> None:
    # Windows refuses this for a file that is open for reading only.
    with path.open("r+b") as written:
        os.fsync(written.fileno())


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary name beside ``path``; its file replaces ``path`` only when complete."""
    check_length(path)
    temporary = path.with_name(f".{_short(path.name)}.{os.getpid()}.part")
    if not path.parent.is_dir():
        raise ProjectError(
            f"There is no folder {path.parent} to write {path.name} in. Make it, or choose another."
        )
    try:
        with storage_errors(path):
            yield temporary
            _to_disk(temporary)
            temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _short(name: str) -> str:
    """Return a name, or a digest of it where more letters would make it too long."""
    written = os.fsencode(name)
    return name if len(written) <= _MAX_NAME_BYTES else hashlib.sha256(written).hexdigest()[:16]


def sweep_unfinished(folder: Path, names: str) -> None:
    """Delete what `replacing` had not finished when its process was killed.

    Parameters
    ----------
    folder
        Where no other process writes files of these names.
    names
        A regular expression of the names of the files that were to be replaced.
    """
    unfinished = re.compile(rf"\.+({names})(\.\d+\.part)+")
    if folder.is_dir():
        for path in folder.iterdir():
            if unfinished.fullmatch(path.name):
                path.unlink(missing_ok=True)


@contextlib.contextmanager
def filling(folder: Path) -> Iterator[Path]:
    """Yield an empty folder; its files move to ``folder`` when complete, all of them or none.

    Files of ``folder`` with the same names are replaced; others stay as they are.

    Raises
    ------
    ProjectError
        If a folder has the name of a file to be written.
    StorageError
        If the disk is full or may not be written.
    """
    folder = Path(os.path.realpath(folder))
    with storage_errors(folder), folder_beside(folder.parent, ".vrd-", ".part") as beside:
        new, old = beside / "new", beside / "old"
        new.mkdir()
        old.mkdir()
        yield new
        for path in new.rglob("*"):
            if path.is_file():
                _to_disk(path)
        if folder.exists():
            _exchange(new, folder, old)
        else:
            new.rename(folder)
        # What could not be put back stays in `old`, which is deleted only when this succeeds.
        shutil.rmtree(old)


def _exchange(new: Path, folder: Path, old: Path) -> None:
    """Move the files of ``new`` to ``folder``, and those that they replace to ``old``."""
    names = sorted(path.name for path in new.iterdir())
    if taken := [name for name in names if (folder / name).is_dir()]:
        raise ProjectError(
            f"{folder / taken[0]} is a folder, and a file of that name is to be written. Choose "
            "another folder."
        )
    done: list[str] = []
    try:
        for name in names:
            if (folder / name).exists():
                (folder / name).rename(old / name)
            done.append(name)
            (new / name).rename(folder / name)
    except BaseException:
        for name in done:
            if (folder / name).exists():
                (folder / name).rename(new / name)
            if (old / name).exists():
                (old / name).rename(folder / name)
        raise


def write_json(path: Path, values: Mapping[str, Any]) -> None:
    """Write a small JSON file, whole or not at all."""
    with replacing(path) as temporary:
        temporary.write_text(json.dumps(values, indent=2, ensure_ascii=True), "utf-8")


def read_json(path: Path) -> dict[str, Any]:
    """Return the values of a file that `write_json` has written.

    Raises
    ------
    ProjectError
        If the file is damaged.
    """
    try:
        values = json.loads(path.read_text("utf-8"))
    except (ValueError, RecursionError) as error:
        raise ProjectError(f"{path} is damaged ({error}). Restore it, or delete it.") from error
    if not isinstance(values, dict):
        raise ProjectError(f"{path} is damaged (not a JSON object). Restore it, or delete it.")
    return values
