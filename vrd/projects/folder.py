"""A project folder that is open: its lock, and what every project can be asked for."""

from __future__ import annotations

import contextlib
import weakref
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vrd.core.fingerprints import Fingerprints
from vrd.core.neighbours import Neighbours
from vrd.core.protocols import Fingerprinter
from vrd.core.scale import Scale
from vrd.core.timelines import Timeline
from vrd.errors import ProjectError, ReadOnlyError
from vrd.projects.settings import ProjectSettings
from vrd.storage.database import Database
from vrd.storage.files import storage_errors
from vrd.storage.locking import ProjectLock
from vrd.storage.sqlite_file import closed_message


def _short(folder: Path) -> str:
    """A folder as a notebook may show it to others: from the working folder, or from home."""
    for find, sign in ((Path.cwd, ""), (Path.home, "~/")):
        # A working folder may be gone, and not every user has a home.
        with contextlib.suppress(OSError, RuntimeError):
            base = find()
            if folder.is_relative_to(base):
                return f"{sign}{folder.relative_to(base).as_posix()}"
    return str(folder)


def _nothing() -> None:
    """What closing a project without a lock does."""


class OpenProject(ABC):
    """A project folder, its lock, and what was made in it.

    Parameters
    ----------
    folder
        The folder of the project.
    settings
        Its settings; written at once unless ``read_only``.
    read_only
        Take no lock and write nothing.

    Raises
    ------
    ProjectLockedError
        If another process is writing the project.
    """

    workers: int | None = None

    def __init__(self, folder: Path, settings: ProjectSettings, *, read_only: bool) -> None:
        self.folder = folder
        self.settings = settings
        self.read_only = read_only
        self._neighbours: Neighbours | None = None
        self._database: Database | None = None
        self._closed = False
        self._close: Callable[[], object] = _nothing
        if read_only:
            if not folder.is_dir():
                raise ProjectError(f"There is no project {folder} to read.")
            return
        if folder.exists() and not folder.is_dir():
            raise ProjectError(f"{folder} is a file. A project is a folder: choose another name.")
        with storage_errors(folder):
            folder.mkdir(parents=True, exist_ok=True)
        lock = ProjectLock(folder)
        # Also when the object is forgotten: the next run of a notebook cell makes a new one.
        self._close = weakref.finalize(self, lock.release)
        if not (folder / "project.json").is_file():
            settings.write(folder)

    def close(self) -> None:
        """Close the database, and let other processes write the project.

        This object must not be used afterwards.
        """
        if self._database is not None:
            self._database.close()
        self._close()
        self._closed = True

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _must_be_open(self) -> None:
        if self._closed:
            raise ReadOnlyError(closed_message(self.folder))

    def _must_write(self) -> None:
        self._must_be_open()
        if self.read_only:
            raise ReadOnlyError(
                f"The project {self.folder} was opened for reading only. Open it without "
                "read_only=True to run a stage."
            )

    def _open_database(self) -> Database:
        path = self.folder / "database_file"
        try:
            return Database(path, read_only=self.read_only)
        except ProjectError:
            if not self.read_only or not path.with_name(f"{path.name}-journal").exists():
                raise
            # A run was killed while it wrote. Opening for writing undoes what is half-written;
            # the lock makes sure that nobody is writing now.
            lock = ProjectLock(self.folder)
            try:
                Database(path).close()
            finally:
                lock.release()
            return Database(path, read_only=True)

    @property
    def name(self) -> str:
        """Name of the project."""
        return self.settings.name

    @property
    @abstractmethod
    def scale(self) -> Scale:
        """Return how the distances of the fingerprints are read."""

    @property
    @abstractmethod
    def frames(self) -> Timeline:
        """The timeline of all films."""

    @property
    def frame_extractor(self) -> Timeline:
        """The timeline of all films, under its published name."""
        return self.frames

    @property
    @abstractmethod
    def database(self) -> Database | None:
        """The database file; None where there is none yet and nothing may be written."""

    @property
    @abstractmethod
    def fingerprints(self) -> Fingerprints:
        """The stored fingerprints of all rows."""

    @property
    @abstractmethod
    def contrast(self) -> NDArray[np.float32]:
        """Contrast of every row, 0 to 0.5, shape (n,); see `vrd.fingerprinters.contrast`."""

    @property
    @abstractmethod
    def neighbours(self) -> Neighbours:
        """What the search answered."""

    @property
    @abstractmethod
    def fingerprinter(self) -> Fingerprinter:
        """What makes the fingerprints; its weights are loaded when it is first asked for."""

    @property
    @abstractmethod
    def _results_folder(self) -> Path:
        """Where results derived from these fingerprints are kept."""

    @abstractmethod
    def stages(self) -> list[tuple[str, bool, str]]:
        """Every stage: its name, whether it is done, and a detail."""

    def _status(self) -> Any:
        from vrd.views.tables import stages_table

        return stages_table(self.stages(), caption=f"{self.name}, in {_short(self.folder)}")

    def __repr__(self) -> str:
        if self._closed:
            return f"<{self.name}, closed: open it again to use it>"
        return repr(self._status())

    def _repr_html_(self) -> str | None:
        # None makes Jupyter show the text.
        return None if self._closed else self._status()._repr_html_()

    def show_failures(self) -> None:
        """Show the films that could not be read, or only in part, and why; nothing if none."""
        from IPython.display import display

        from vrd.views.tables import failures_table

        if self.frames.failures:
            display(failures_table(self.frames.failures))  # type: ignore[no-untyped-call]
