"""Which keys do what in the review."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from vrd.errors import UnknownNameError

#: Keys of every task, named as JavaScript's ``KeyboardEvent.key`` names them. A letter is meant
#: with or without Shift; with it, ``"Shift+Z"`` is looked for before ``"z"``.
KEYS: dict[str, tuple[str, ...]] = {
    "next": ("j", "ArrowDown"),
    "previous": ("k", "ArrowUp"),
    "match": ("1", "y"),
    "not a match": ("2", "n"),
    "unsure": ("3", "u"),
    "same scene": ("4", "s"),
    "note": ("c",),
    "undo": ("z",),
    "redo": ("r", "Shift+Z"),
    "exclude": ("x",),
    "open": ("Enter",),
    "close": ("Escape",),
    "play": (" ",),
    "step forward": (".", "ArrowRight"),
    "step back": (",", "ArrowLeft"),
    "loop": ("l",),
    "slower": ("[", "-"),
    "faster": ("]", "+"),
    "blink": ("b",),
    "difference": ("d",),
    "mirror": ("m",),
    "sound": ("o",),
    "next page": ("PageDown",),
    "previous page": ("PageUp",),
    "help": ("?", "h"),
}
_SHIFT = "Shift+"


def key_bindings(changes: Mapping[str, str | Iterable[str]]) -> dict[str, list[str]]:
    """The keys of every task, with changes to the usual ones.

    A key that is given to a task is taken from the one that usually has it.

    Raises
    ------
    UnknownNameError
        If there is no such task.
    ValueError
        If one key is given to two tasks, or is no name of a key.
    """
    given: dict[str, list[str]] = {}
    for task, keys in changes.items():
        if task not in KEYS:
            raise UnknownNameError("task of keys", task, KEYS)
        given[task] = [keys] if isinstance(keys, str) else [*_listed(keys)]
        if not all(isinstance(key, str) and key for key in given[task]):
            raise ValueError(f"the keys of {task!r} are {keys!r}: give names of keys, such as 'x'")
    taken: dict[str, str] = {}
    for task, keys in given.items():
        for key in keys:
            if taken.setdefault(_folded(key), task) != task:
                raise ValueError(
                    f"the key {key!r} is given to {taken[_folded(key)]!r} and {task!r}"
                )
    usual = {
        task: [key for key in keys if _folded(key) not in taken] for task, keys in KEYS.items()
    }
    return usual | given


def _listed(keys: object) -> Iterable[Any]:
    """What was given, or what cannot be a name of a key either."""
    return keys if isinstance(keys, Iterable) else [keys]


def _folded(key: str) -> str:
    # Letters are meant whether or not Shift or the caps lock is down.
    if key.startswith(_SHIFT) and len(key) == len(_SHIFT) + 1:
        return key.lower()
    return key.lower() if len(key) == 1 else key
