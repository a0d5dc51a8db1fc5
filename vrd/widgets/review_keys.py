"""Choose which keys do what in a review."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from vrd.errors import UnknownNameError
from vrd.widgets.names import TASKS

_SHIFT = "Shift+"


def key_bindings(changes: Mapping[str, str | Iterable[str]]) -> dict[str, list[str]]:
    """Return the keys of every task, with changes to the usual ones.

    A key that is given to a task is taken from the task that usually has it.

    Parameters
    ----------
    changes
        Keys by task, named as in `vrd.widgets.names.TASKS`.

    Raises
    ------
    UnknownNameError
        If there is no such task.
    ValueError
        If one key is given to two tasks, or is no name of a key.

    Examples
    --------
    >>> keys = key_bindings({"match": "z"})
    >>> keys["match"], keys["undo"], keys["unsure"]
    (['z'], [], ['3', 'u'])
    """
    given: dict[str, list[str]] = {}
    for task, keys in changes.items():
        if task not in TASKS:
            raise UnknownNameError("task of keys", task, TASKS)
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
        name: [key for key in task.keys if _folded(key) not in taken]
        for name, task in TASKS.items()
    }
    return usual | given


def _listed(keys: object) -> Iterable[Any]:
    """Return what was given as keys; what is no list is refused later, as no name of a key."""
    return keys if isinstance(keys, Iterable) else [keys]


def _folded(key: str) -> str:
    # Letters are meant whether or not Shift or the caps lock is down.
    if key.startswith(_SHIFT) and len(key) == len(_SHIFT) + 1:
        return key.lower()
    return key.lower() if len(key) == 1 else key
