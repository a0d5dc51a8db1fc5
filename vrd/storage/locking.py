"""Lock a project folder, so that one process writes at a time.

The operating system drops the lock when its process ends, however it ends, so a killed run
never leaves a project locked.
"""

from __future__ import annotations

import json
import os
import socket
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from vrd.errors import ProjectLockedError
from vrd.storage.files import storage_errors


class ProjectLock:
    """Hold the lock of a project: only the process that has it may write.

    Objects of one process share it, so that running a notebook cell twice is no conflict.

    Raises
    ------
    ProjectLockedError
        If another process holds it; the message says which one.
    StorageError
        If this user may not write to the folder, or its disk is full.
    """

    def __init__(self, folder: Path) -> None:
        self._owner = folder / ".lock-owner.json"
        self._lock = FileLock(
            str(folder.resolve() / ".lock"), timeout=0, thread_local=False, is_singleton=True
        )
        try:
            with storage_errors(folder):
                self._lock.acquire()
        except Timeout:
            raise ProjectLockedError(
                f"The project {folder} is being written by another process{self._who()}. Close "
                "that notebook (or restart its kernel) or wait for its run to end; to look at "
                "the results meanwhile, open the project with read_only=True."
            ) from None
        try:
            with storage_errors(folder):
                self._owner.write_text(json.dumps(_this_process()), "utf-8")
        except BaseException:
            self._lock.release()
            raise

    def _who(self) -> str:
        try:
            owner = json.loads(self._owner.read_text("utf-8"))
            return f" (number {owner['pid']} on {owner['host']}, since {owner['since']})"
        except (OSError, ValueError, KeyError, TypeError):
            return ""

    def release(self) -> None:
        """Give the lock back; other objects of this process that hold it keep it."""
        self._lock.release()


def _this_process() -> dict[str, int | str]:
    """Return who holds the lock, for the message that others get."""
    return {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": datetime.now().astimezone().isoformat(timespec="seconds"),
    }
