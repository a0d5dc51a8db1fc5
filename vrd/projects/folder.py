"""Hold an open project folder: its settings, its lock and its database."""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable
from pathlib import Path

from vrd.core.notices import notices
from vrd.errors import DamagedDatabaseError, ProjectError, ReadOnlyError, StorageError
from vrd.projects.leftovers import sweep_leftovers
from vrd.projects.lost_files import check_database_is_there
from vrd.projects.settings import ProjectSettings, has_settings, is_project
from vrd.storage.database import Database
from vrd.storage.files import check_length, storage_errors
from vrd.storage.locking import ProjectLock
from vrd.storage.salvage import salvage
from vrd.storage.sqlite_file import closed_message

_NOTICES = notices(__name__)


class ProjectFolder:
    """Hold a project folder open; no other process may write it meanwhile.

    Parameters
    ----------
    path
        The folder.
    settings
        The settings of the project; written at once to a new folder.
    read_only
        Take no lock and write nothing. A project that is there, but may not be written, is opened
        in this way, too, and says so.

    Attributes
    ----------
    why_not_written
        Why nothing may be written though it was asked for, as a sentence; else empty.

    Raises
    ------
    ProjectLockedError
        If another process is writing the project.
    ProjectError
        If its database is gone.
    """

    def __init__(self, path: Path, settings: ProjectSettings, *, read_only: bool = False) -> None:
        self.path, self.settings, self.read_only = path, settings, read_only
        self.closed, self.why_not_written = False, ""
        self._database: Database | None = None
        self._release: Callable[[], object] | None = None
        if read_only:
            if not path.is_dir():
                raise ProjectError(f"There is no project {path} to read.")
            self._check_files()
            return
        if path.exists() and not path.is_dir():
            raise ProjectError(f"{path} is a file. A project is a folder: choose another name.")
        try:
            self._open_to_write()
        except StorageError as error:
            if not is_project(path):
                raise
            self.read_only, self.why_not_written = True, _first_sentence(error)
            _NOTICES.info("%s", _may_only_look(self.why_not_written))

    def _open_to_write(self) -> None:
        """Take the lock, and write the settings of a new project."""
        with storage_errors(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
        lock = ProjectLock(self.path)
        database = self.path / "database_file"
        if database.exists() and not os.access(database, os.W_OK):
            lock.release()
            raise StorageError(f"You may not write to {database}. Change its permissions.")
        # Also when the object is forgotten: the next run of a notebook cell makes a new one.
        self._release = weakref.finalize(self, lock.release)
        try:
            self._check_files()
            if not has_settings(self.path):
                self.settings.write(self.path)
            sweep_leftovers(self.path)
        except BaseException:
            self._release()
            raise

    def _check_files(self) -> None:
        """Say that the settings were lost, and raise ProjectError if the database was."""
        check_database_is_there(self.path)
        if not has_settings(self.path) and is_project(self.path):
            _NOTICES.warning(
                "The settings of the project %s were lost: it had no project.json. Those that were "
                "not given now are those of the last run; check what you have set since.",
                self.path,
            )  # fmt: skip

    def close(self) -> None:
        """Close the database, and let other processes write the project."""
        if self._database is not None:
            self._database.close()
        if self._release is not None:
            self._release()
        self.closed = True

    @property
    def writable(self) -> bool:
        """Return whether anything may be written now."""
        return not self.read_only and not self.closed

    def check_open(self) -> None:
        """Raise ReadOnlyError if the folder was closed."""
        if self.closed:
            raise ReadOnlyError(closed_message(self.path))

    def check_writable(self) -> None:
        """Raise ReadOnlyError if nothing may be written now."""
        self.check_open()
        if self.why_not_written:
            raise ReadOnlyError(
                f"{self.why_not_written} So no stage can be run and nothing can be kept. Change "
                "the permissions or make room, and open the project again; or copy the folder of "
                "the project to a place of your own, and open it there."
            )
        if self.read_only:
            raise ReadOnlyError(
                f"The project {self.path} was opened for reading only. Open it without "
                "read_only=True to run a stage or to keep settings."
            )

    def save(self, *names: str) -> None:
        """Write these settings to ``project.json``, and no others."""
        self.settings.save(self.path, *names)

    @property
    def database(self) -> Database | None:
        """Return the database; None where there is none yet and nothing may be written."""
        self.check_open()
        exists = (self.path / "database_file").is_file()
        if self._database is None and (exists or not self.read_only):
            self._database = self._open_database()
        return self._database

    def _open_database(self) -> Database:
        path = self.path / "database_file"
        try:
            return Database(path, read_only=self.read_only)
        except DamagedDatabaseError:
            # Only when it is opened for writing, so that the lock keeps others away.
            salvage(path)
            return Database(path)
        except ProjectError:
            if not self.read_only or not path.with_name(f"{path.name}-journal").exists():
                raise
            # A run was killed while it wrote. Opening for writing undoes what is half-written;
            # the lock makes sure that nobody is writing now.
            self._undo_half_written(path)
            return Database(path, read_only=True)

    def _undo_half_written(self, path: Path) -> None:
        """Open the database for writing once, if it may be written."""
        try:
            lock = ProjectLock(self.path)
        except StorageError as error:
            raise ProjectError(
                f"The last run that wrote {path} was cut off in the middle of a write, which can "
                f"be undone only where it may be written. {_first_sentence(error)} Copy the "
                "folder of the project to a place of your own, and open it there."
            ) from error
        try:
            Database(path).close()
        finally:
            lock.release()


def _first_sentence(error: StorageError) -> str:
    """Return what happened, without what to do for those who want to write."""
    return str(error).split(". ", 1)[0].rstrip(".") + "."


def _may_only_look(why: str) -> str:
    """Say what can be done in a project that may not be written."""
    return (
        f"{why} So this project is open for looking only: finding, playing, reports and exports "
        "to other folders work; judgements and settings cannot be kept, and no stage can be run. "
        "To write, copy the folder of the project to a place of your own, and open it there."
    )


def project_folder(base: str | Path, name: str) -> Path:
    """Return the folder of a project.

    Raises
    ------
    ProjectError
        If the name cannot be the name of a folder.
    StorageError
        If the path is too long.
    """
    if name in ("", ".", "..") or any(mark in name for mark in '/\\\0:*?"<>|'):
        raise ProjectError(
            f"{name!r} cannot be the name of a project: it becomes a folder, so it may not be "
            'empty nor hold any of / \\ : * ? " < > |'
        )
    check_length(Path(base) / name)
    return Path(base) / name
