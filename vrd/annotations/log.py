"""A log that reviewers add to: what is taken back is noted, and nothing is ever removed.

An entry that takes back an earlier one names it in ``undoes``. One that takes back such an entry
brings back what that had taken back.
"""

from __future__ import annotations

import contextlib
import getpass
import math
import sqlite3
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Generic, Self

from vrd import __version__
from vrd.annotations.film_identity import FilmIdentity
from vrd.annotations.standing import Entry, EntryState
from vrd.core.segments import Segment
from vrd.errors import ProjectError, ReadOnlyError
from vrd.storage.database import Database


class AppendOnlyLog(ABC, Generic[Entry]):
    """What reviewers said, in the database of a project.

    Parameters
    ----------
    database
        The database of the project. None where there is none yet: such a log is empty, and so
        is that of a database which an older VRD made, until it is opened for writing.
    reviewer
        Who adds to the log.
    films
        The SHA-256 of every film that is there, by its name; by default, as the database has
        it. By it, what was said of a film follows the film when it is renamed.

    Raises
    ------
    ProjectError
        If the reviewer has no name.
    """

    _table: str

    def __init__(
        self,
        database: Database | None,
        reviewer: str,
        *,
        films: Mapping[str, str] | None = None,
    ) -> None:
        self.reviewer = checked_reviewer(reviewer)
        self._database = database
        self._films = films
        self._reading = threading.Lock()
        self._last_read: tuple[FilmIdentity, EntryState[Entry]] = FilmIdentity({}), EntryState()

    def by(self, reviewer: str) -> Self:
        """The same log, for another reviewer to add to."""
        return type(self)(self._database, reviewer, films=self._films)

    def __repr__(self) -> str:
        known = self._known()
        return (
            f"<{type(self).__name__} of {self.reviewer}: {len(known.holds):,} hold, of "
            f"{len(known.entries):,} entries in all>"
        )

    def history(self) -> list[Entry]:
        """Every entry ever made, also what was taken back and the taking back, oldest first."""
        return list(self._known().entries)

    def holding(self) -> list[Entry]:
        """The entries that hold, oldest first."""
        return sorted(self._known().holds, key=lambda entry: entry.id)

    def undo(self) -> Entry | None:
        """Take back the last entry of this reviewer that holds.

        Returns
        -------
        Entry or None
            What was taken back; it stays in the history, and a further entry says so. None where
            there is nothing to take back.
        """
        with self._writing() as connection:
            own = [one for one in self._known().holds if one.reviewer == self.reviewer]
            if not own:
                return None
            self._take_back(connection, own[-1])
            return own[-1]

    def redo(self) -> Entry | None:
        """Bring back what this reviewer took back last, unless they added something since.

        Returns
        -------
        Entry or None
            What holds again; None where there is nothing to bring back.
        """
        with self._writing() as connection:
            own = [two for two in self._known().undone if two[0].reviewer == self.reviewer]
            if not own:
                return None
            undoing, undone = own[-1]
            self._take_back(connection, undoing)
            return undone

    def _known(self) -> EntryState[Entry]:
        """Everything in the log, also what another process has added.

        No entry is ever changed or removed, and ids only rise: what was read once is not read
        again, unless films were renamed.
        """
        names = self._names()
        with self._reading:
            known = self._last_read[1] if self._last_read[0] == names else EntryState()
            new = self._read_from(known.entries[-1].id if known.entries else 0, names)
            if known.entries and new[:1] != known.entries[-1:]:
                # Another log: the database was put back from a copy meanwhile.
                known, new = EntryState(), self._read_from(0, names)
            for one in new[1:] if known.entries else new:
                known.add(one)
            self._last_read = names, known
        return known

    def _read_from(self, first: int, names: FilmIdentity) -> list[Entry]:
        """The entries with this id and higher ones, oldest first."""
        if self._database is None:
            return []
        lines = self._database.log_entries(self._table, first=first)
        return [self._read(line, names) for line in lines]

    @abstractmethod
    def _read(self, line: Mapping[str, Any], names: FilmIdentity) -> Entry:
        """An entry from its line in the table."""

    @abstractmethod
    def _columns(self, entry: Entry, names: FilmIdentity) -> dict[str, Any]:
        """What an entry says, as columns of the table."""

    def _names(self) -> FilmIdentity:
        if self._films is not None:
            return FilmIdentity(self._films)
        return FilmIdentity(self._database.content_keys() if self._database else {})

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        if self._database is None:
            raise ReadOnlyError("The project was opened for reading only: open it for writing.")
        with self._database.transaction() as connection:
            yield connection

    def _take_back(self, connection: sqlite3.Connection, entry: Entry) -> None:
        self._append(connection, entry, self._names(), reviewer=self.reviewer, undoes=entry.id)

    def _append(
        self,
        connection: sqlite3.Connection,
        entry: Entry,
        names: FilmIdentity,
        *,
        reviewer: str,
        undoes: int | None = None,
    ) -> dict[str, Any]:
        """Add what an entry says; the id, time and software are those of now."""
        values = {
            **self._columns(entry, names),
            "time": datetime.now(UTC).isoformat(timespec="seconds"),
            "reviewer": reviewer,
            "software": __version__,
            "undoes": undoes,
        }
        marks = ", ".join(f":{name}" for name in values)
        sql = f"INSERT INTO {self._table} ({', '.join(values)}) VALUES ({marks})"  # noqa: S608
        return values | {"id": connection.execute(sql, values).lastrowid}


def checked_reviewer(reviewer: str) -> str:
    """The name of a reviewer.

    Raises
    ------
    ProjectError
        If it is empty.
    """
    name = str(reviewer).strip()
    if not name:
        raise ProjectError("Judgements need the name of who makes them: give reviewer='...'.")
    return name


def checked_stretch(segment: Segment) -> Segment:
    """A stretch of film that can be spoken of.

    Raises
    ------
    ProjectError
        If it does not end after it starts, or its times are no numbers.
    """
    film, start, end = segment
    if not (math.isfinite(start) and math.isfinite(end) and start < end):
        raise ProjectError(f"{start} to {end} is no stretch of {film}: give seconds, start first.")
    return Segment(str(film), float(start), float(end))


def user() -> str:
    """Whoever is logged in on this machine."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # nobody has this number on this machine
        return "reviewer"
