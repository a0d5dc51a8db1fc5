"""A file that remembers what closer looks gave, so that films are not looked at again.

It is derived and may be deleted. It says what made it; made by anything else, it is begun anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from vrd.core.sequences import AlignedSequence
from vrd.errors import ProjectError
from vrd.storage.files import read_json, write_json

#: After so many new values the file is written; it keeps the latest `MOST`.
EVERY, MOST = 100, 100_000

Values = list[float]
Look = Callable[[list[int], Callable[[int, Values], None]], object]


def look_at_new_ones(
    keys: Sequence[str], path: Path, made_by: Mapping[str, Any], look: Look, *, write: bool
) -> dict[str, Values]:
    """Look at what the file does not remember.

    Parameters
    ----------
    keys
        Name what is looked at, as `key_of` does.
    path
        The file.
    made_by
        What the values depend on besides the keys.
    look
        Looks at the numbers of ``keys`` it is given, and tells the values of each.
    write
        Whether new values are written to the file.

    Returns
    -------
    dict
        The values of every key; those that `look` told nothing of are absent.
    """
    known = _read(path, made_by)
    waiting = [number for number, key in enumerate(keys) if key not in known]
    fresh = 0

    def done(number: int, values: Values) -> None:
        nonlocal fresh
        known[keys[number]] = [round(value, 6) for value in values]
        fresh += 1
        if write and fresh % EVERY == 0:
            _write(path, made_by, known)

    if waiting:
        try:
            look(waiting, done)
        finally:
            if write and fresh % EVERY:
                _write(path, made_by, known)
    return {key: known[key] for key in keys if key in known}


def key_of(one: AlignedSequence, *settings: float) -> str:
    """Name a sequence by rows, ends and speed, and by what it is looked at with."""
    numbers = (*one, *one.query_span, *one.reference_span, one.speed, *settings)
    words = [name for name in ("mirrored", "confirmed") if getattr(one, name)]
    return " ".join([*(f"{value:.9g}" for value in numbers), *words])


def _read(path: Path, made_by: Mapping[str, Any]) -> dict[str, Values]:
    if not path.is_file():
        return {}
    try:
        stored = read_json(path)
        looks = stored["looks"].items()
        known = {str(key): [float(value) for value in values] for key, values in looks}
    except (ProjectError, KeyError, TypeError, ValueError, AttributeError):
        return {}  # derived: what is damaged is made again
    return known if stored.get("made_by") == dict(made_by) else {}


def _write(path: Path, made_by: Mapping[str, Any], known: dict[str, Values]) -> None:
    latest = dict(list(known.items())[-MOST:])
    write_json(path, {"made_by": dict(made_by), "looks": latest})
