"""Open an SQLite file, write it whole or not at all, and say what is wrong with it."""

from __future__ import annotations

import contextlib
import sqlite3
import weakref
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from vrd.errors import DamagedDatabaseError, ProjectError, ReadOnlyError, StorageError

_APPLICATION_ID = 0x56524431  # "VRD1": tells our databases from other people's.
_ONLY_ADDED = "only ever added"  # What the triggers of such tables say.


class SQLiteFile:
    """Open an SQLite file of VRD.

    Parameters
    ----------
    path
        The file; made when absent, unless ``read_only``.
    steps
        Scripts that bring a file from each version of its tables to the next; the first one makes
        the tables of an empty file. A file that has taken fewer steps takes the others when it is
        opened for writing; when it is opened for reading it stays as it is.
    read_only
        Open for reading: nothing is written, and another process may be writing.

    Raises
    ------
    ProjectError
        If the file is not a database of VRD, or was written by a newer VRD.
    """

    def __init__(self, path: Path, steps: Sequence[str], *, read_only: bool = False) -> None:
        self.path = path
        self.read_only = read_only
        mode = "ro" if read_only else "rwc"
        with self._errors():
            self._connection = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode={mode}",
                uri=True,
                timeout=30,
                isolation_level=None,
                check_same_thread=False,
            )
            self._connection.text_factory = as_far_as_it_is_whole
            # Closed with the object at the latest: notebooks forget objects without closing them.
            self._close = weakref.finalize(self, self._connection.close)
            try:
                self._prepare(steps)
            except BaseException:
                self._close()
                raise

    @property
    def version(self) -> int:
        """Return how many steps the tables have taken; another process may take further ones."""
        return int(self.query("PRAGMA user_version")[0][0])

    def _prepare(self, steps: Sequence[str]) -> None:
        run = self._connection.execute
        application = run("PRAGMA application_id").fetchone()[0]
        if application == 0 and not run("SELECT 1 FROM sqlite_master").fetchone():
            if self.read_only:
                raise ProjectError(
                    f"{self.path} is empty: no stage has been run in this project. Open it without "
                    "read_only=True and call run()."
                )
        elif application != _APPLICATION_ID:
            raise ProjectError(f"{self.path} is not a database of VRD. Choose another project.")
        if self.version > len(steps):
            raise ProjectError(f"{self.path} was written by a newer VRD. Update VRD to open it.")
        # Not WAL: a project may lie on a network share, where WAL corrupts.
        if not self.read_only:
            run("PRAGMA journal_mode = TRUNCATE")
            self._check_pages()
            self._upgrade(steps)
        run("PRAGMA foreign_keys = ON")

    def _check_pages(self) -> None:
        """Check that the pages of the file hang together, before anything is written to it.

        Raises
        ------
        DamagedDatabaseError
            If they do not.
        """
        try:
            problem = self._connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        except sqlite3.DatabaseError as error:
            if "malformed" not in str(error):
                raise
            problem = str(error)
        if problem != "ok":
            raise DamagedDatabaseError(
                f"The database {self.path} is damaged ({' '.join(problem.split())}). Nothing was "
                "written to it. Restore it from a backup."
            )

    def _upgrade(self, steps: Sequence[str]) -> None:
        """Take the steps that are still to be taken, all of them or none."""
        if self.version == len(steps):
            return
        with self.transaction() as connection:
            # The version is asked again, now that nobody else can write.
            for step in steps[self.version :]:
                for statement in _statements(step):
                    connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {len(steps)}")

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            text = str(error)
            if "closed database" in text:
                raise ProjectError(closed_message(self.path.parent)) from error
            if _ONLY_ADDED in text:
                raise ProjectError(f"Nothing was changed in {self.path}: {text}.") from error
            if "full" in text or "disk I/O" in text:
                raise StorageError(
                    f"The disk of {self.path} is full or failing ({text}). What was finished is "
                    "kept: make room and try again."
                ) from error
            if "readonly" in text and self.read_only:
                raise ProjectError(
                    f"The last run that wrote {self.path} was cut off in the middle of a write. "
                    "Nothing that was finished is lost: run a stage again, or open the project "
                    "once without read_only=True."
                ) from error
            if "readonly" in text:
                raise StorageError(
                    f"{self.path} may not be written by this user. Change its permissions, or "
                    "open the project with read_only=True."
                ) from error
            if "malformed" in text:
                raise DamagedDatabaseError(
                    f"The database {self.path} is damaged ({text}). Call run(): it saves what can "
                    "be read, and makes the rest again; or restore a backup."
                ) from error
            raise ProjectError(
                f"The database {self.path} cannot be used ({text}). If it was copied while a "
                "stage was running, copy it again; else restore a backup."
            ) from error

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Write all that happens in this block, or nothing of it.

        Raises
        ------
        StorageError
            If the disk is full; what was committed before stays.
        ReadOnlyError
            If the project was opened for reading only.
        """
        if self.read_only:
            raise ReadOnlyError(
                f"{self.path} was opened for reading only, so nothing can be written to it. Open "
                "the project without read_only=True; where you may not write to its folder, copy "
                "that to a place of your own first."
            )
        with self._errors():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    self._connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Close the file; this object cannot be used afterwards."""
        self._close()

    @contextlib.contextmanager
    def blob(self, table: str, column: str, row: int) -> Iterator[sqlite3.Blob]:
        """Yield a value as a stream: a part of it is read without the rest."""
        with (
            self._errors(),
            self._connection.blobopen(table, column, row, readonly=True) as blob,
        ):
            yield blob

    def query(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the lines that a statement gives."""
        with self._errors():
            return self._connection.execute(sql, values).fetchall()


def as_far_as_it_is_whole(text: bytes) -> str:
    """Return a text of a database; what is no Unicode, because it was damaged, is marked."""
    return text.decode("utf-8", "replace")


def closed_message(folder: Path) -> str:
    """Return the message for somebody who uses a project that was closed."""
    return (
        f"The project {folder} was closed. Open it again to use it: "
        f"project = open_project({str(folder)!r})"
    )


def _statements(script: str) -> Iterator[str]:
    """Yield the statements of a script; a trigger has semicolons of its own."""
    statement = ""
    for part in script.split(";")[:-1]:
        statement += f"{part};"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
