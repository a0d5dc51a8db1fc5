"""What holds of a log in which an entry may take back an earlier one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, Protocol, TypeVar


class Logged(Protocol):
    """An entry, as far as it matters here."""

    @property
    def id(self) -> int: ...
    @property
    def reviewer(self) -> str: ...
    @property
    def undoes(self) -> int | None: ...


Entry = TypeVar("Entry", bound=Logged)


class EntryState(Generic[Entry]):
    """What holds, and what could be brought back, after some entries.

    Parameters
    ----------
    log
        The entries, oldest first.

    Attributes
    ----------
    entries
        All of them.
    """

    def __init__(self, log: Iterable[Entry] = ()) -> None:
        self.entries: list[Entry] = []
        self._holds: dict[int, Entry] = {}
        self._undone: dict[int, tuple[Entry, Entry]] = {}
        for one in log:
            self.add(one)

    def add(self, one: Entry) -> None:
        """Go on by one entry."""
        self.entries.append(one)
        holds, undone = self._holds, self._undone
        if one.undoes is None:
            holds[one.id] = one
            # Whoever says something new does not go back to what they took back before.
            if undone:
                self._undone = {i: two for i, two in undone.items() if _other(two[0], one)}
        elif one.undoes in holds:
            undone[one.id] = one, holds.pop(one.undoes)
        elif one.undoes in undone:
            again = undone.pop(one.undoes)[1]
            holds[again.id] = again

    @property
    def holds(self) -> list[Entry]:
        """The entries that hold, in the order in which they came to."""
        return list(self._holds.values())

    @property
    def undone(self) -> list[tuple[Entry, Entry]]:
        """One that took something back, and what that was, in the order in which it was done."""
        return list(self._undone.values())


def _other(one: Logged, two: Logged) -> bool:
    return one.reviewer != two.reviewer
