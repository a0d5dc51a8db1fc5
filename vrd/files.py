"""Writing files so that what is there is always whole."""

from __future__ import annotations

import contextlib
import errno
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from vrd.errors import ProjectError, StorageError


@contextlib.contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Turn a full disk or a forbidden write below ``path`` into a StorageError."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            what = "is full. What was finished is kept: make room and run the stage again."
        elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            what = "may not be written by this user. Change its permissions or choose another."
        else:
            raise
        raise StorageError(f"The disk of {path} {what}") from error


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary name beside ``path``; it takes the place of ``path`` only when complete."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with storage_errors(path):
            yield temporary
            with temporary.open("rb") as written:
                os.fsync(written.fileno())
            temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_json(path: Path, values: Mapping[str, Any]) -> None:
    """Write a small JSON file, whole or not at all."""
    with replacing(path) as temporary:
        temporary.write_text(json.dumps(values, indent=2, ensure_ascii=True), "utf-8")


def read_json(path: Path) -> dict[str, Any]:
    """Read what `write_json` wrote.

    Raises
    ------
    ProjectError
        If the file is damaged.
    """
    try:
        values = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise ProjectError(f"{path} is damaged ({error}). Restore it, or delete it.") from error
    if not isinstance(values, dict):
        raise ProjectError(f"{path} is damaged (not a JSON object). Restore it, or delete it.")
    return values
