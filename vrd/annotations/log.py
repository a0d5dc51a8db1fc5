"""Keep a log that reviewers add to and from which nothing is ever removed.

An entry that takes back an earlier entry names it in ``undoes``. An entry that takes back such an
undoing entry puts the first one in force again.
"""

from __future__ import annotations

import contextlib
import getpass
import sqlite3
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Generic, Protocol, Self, TypeVar

from vrd import __version__
from vrd.annotations.checks import checked_reviewer
from vrd.annotations.film_identity import FilmIdentity
from vrd.core.notices import notices
from vrd.core.text import plural
from vrd.errors import ReadOnlyError
from vrd.storage.database import Database

_NOTICES = notices(__name__)


class LogEntry(Protocol):
    """Describe what the entries of every log have in common."""

    @property
    def id(self) -> int: ...
    @property
    def reviewer(self) -> str: ...
    @property
    def undoes(self) -> int | None: ...


Entry = TypeVar("Entry", bound=LogEntry)


class EntryState(Generic[Entry]):
    """Hold which entries of a log are in force, and which could be brought back.

    Parameters
    ----------
    log
        The entries, oldest first.

    Attributes
    ----------
    entries
        All entries, whether they are in force or not.
    """

    def __init__(self, log: Iterable[Entry] = ()) -> None:
        self.entries: list[Entry] = []
        self._in_force: dict[int, Entry] = {}
        self._undone: dict[int, tuple[Entry, Entry]] = {}
        for entry in log:
            self.add(entry)

    def add(self, entry: Entry) -> None:
        """Add the next entry of the log."""
        self.entries.append(entry)
        if entry.undoes is None:
            self._in_force[entry.id] = entry
            # A reviewer who adds something can no longer bring back what they took back before.
            self._undone = {
                id_: pair
                for id_, pair in self._undone.items()
                if pair[0].reviewer != entry.reviewer
            }
        elif entry.undoes in self._in_force:
            self._undone[entry.id] = entry, self._in_force.pop(entry.undoes)
        elif entry.undoes in self._undone:
            restored = self._undone.pop(entry.undoes)[1]
            self._in_force[restored.id] = restored

    @property
    def in_force(self) -> list[Entry]:
        """Return the entries that are in force, in the order in which they came into force."""
        return list(self._in_force.values())

    @property
    def undone(self) -> list[tuple[Entry, Entry]]:
        """Return pairs of an undoing entry and the entry that it took back, oldest first."""
        return list(self._undone.values())


class AppendOnlyLog(ABC, Generic[Entry]):
    """Keep the entries of all reviewers in the database of a project.

    Parameters
    ----------
    database
        The database of the project. None where there is none yet: such a log is empty. The log
        of a database that an older VRD made is empty, too, until it is opened for writing.
    reviewer
        The name of the person who adds to the log.
    films
        The content key of every film of the collection, by its name; by default, as the database
        has it. Entries about a film follow the film by this key when it is renamed.

    Raises
    ------
    ProjectError
        If the reviewer has no name.
    """

    _table: str
    _noun: str

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
        self._damaged: set[int] = set()
        self._last_read: tuple[FilmIdentity, EntryState[Entry]] = FilmIdentity({}), EntryState()

    def by(self, reviewer: str) -> Self:
        """Return the same log, with another reviewer who adds to it."""
        return type(self)(self._database, reviewer, films=self._films)

    def __repr__(self) -> str:
        state = self._state()
        made = sum(entry.undoes is None for entry in state.entries)
        undone, replaced = made - len(state.in_force), len(state.in_force) - self._count()
        text = plural(made, self._noun) if made else f"No {self._noun}s yet"
        text += f", {undone:,} of them undone" if undone else ""
        text += f", {replaced:,} of them replaced by a later one" if replaced else ""
        return f"{text}; new ones will be by {self.reviewer}"

    def history(self) -> list[Entry]:
        """Return every entry ever made, oldest first; undone and undoing entries are included."""
        return list(self._state().entries)

    def holding(self) -> list[Entry]:
        """Return the entries that are in force, oldest first."""
        return sorted(self._state().in_force, key=lambda entry: entry.id)

    def undo(self) -> Entry | None:
        """Take back the last entry of this reviewer that is in force.

        Returns
        -------
        Entry or None
            The entry that was taken back; it stays in the history, and a new entry notes that it
            was taken back. None where there is nothing to take back.
        """
        with self._writing() as connection:
            own = [entry for entry in self._state().in_force if entry.reviewer == self.reviewer]
            if not own:
                return None
            self._take_back(connection, own[-1])
            return own[-1]

    def redo(self) -> Entry | None:
        """Bring back what this reviewer took back last, unless they added something since.

        Returns
        -------
        Entry or None
            The entry that is in force again; None where there is nothing to bring back.
        """
        with self._writing() as connection:
            own = [pair for pair in self._state().undone if pair[0].reviewer == self.reviewer]
            if not own:
                return None
            undoing, undone = own[-1]
            self._take_back(connection, undoing)
            return undone

    def _count(self) -> int:
        """Return how many entries are neither undone nor replaced by a later one."""
        return len(self._state().in_force)

    def _state(self) -> EntryState[Entry]:
        """Return the state of the whole log, with what other processes have added.

        No entry is ever changed or removed, and ids only rise: entries that were read once are
        not read again, unless films were renamed.
        """
        names = self._names()
        with self._reading:
            state = self._last_read[1] if self._last_read[0] == names else EntryState()
            new = self._read_from(state.entries[-1].id if state.entries else 0, names)
            if state.entries and new[:1] != state.entries[-1:]:
                # The database was replaced by a copy meanwhile, so this is another log.
                state, new = EntryState(), self._read_from(0, names)
            for entry in new[1:] if state.entries else new:
                state.add(entry)
            self._last_read = names, state
        return state

    def _read_from(self, first: int, names: FilmIdentity) -> list[Entry]:
        """Return the entries with this id and higher ids, oldest first."""
        if self._database is None:
            return []
        entries = []
        for line in self._database.log_entries(self._table, first=first):
            try:
                entries.append(self._read(line, names))
            except (ValueError, TypeError):
                self._say_damaged(line)
        return entries

    def _say_damaged(self, line: Mapping[str, Any]) -> None:
        """Say, once, that an entry is left out because its line in the database is damaged."""
        if line["id"] not in self._damaged:
            self._damaged.add(line["id"])
            _NOTICES.warning(
                "Number %s of the %ss in the database is damaged, so it is left out. Restore the "
                "database from a backup, or enter it again.", line["id"], self._noun,
            )  # fmt: skip

    @abstractmethod
    def _read(self, line: Mapping[str, Any], names: FilmIdentity) -> Entry:
        """Make an entry from its line in the table."""

    @abstractmethod
    def _columns(self, entry: Entry, names: FilmIdentity) -> dict[str, Any]:
        """Return the content of an entry as columns of the table."""

    def _names(self) -> FilmIdentity:
        if self._films is not None:
            return FilmIdentity(self._films)
        return FilmIdentity(self._database.content_keys() if self._database else {})

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        if self._database is None:
            raise ReadOnlyError(
                "The project was opened for reading only, so nothing can be added to its log. "
                "Open it without read_only=True."
            )
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
        """Add the content of an entry under a new id, with the present time and software."""
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


def user() -> str:
    """Return the name of whoever is logged in on this machine."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # The user's number has no name on this machine.
        return "reviewer"
