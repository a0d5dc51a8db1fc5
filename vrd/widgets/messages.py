"""What a page asks for, checked: a message may be of another version, damaged or forged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vrd.core.text import clean

#: Characters of a name that a page gives to itself or to a request.
_MOST_NAME = 100
_AGAIN = "Run this cell again, or load the page again."


class MessageError(ValueError):
    """A page asked for something that makes no sense."""


def asked_text(asked: Mapping[str, Any], name: str, most: int) -> str:
    """A text of a message, of at most so many characters.

    Raises
    ------
    MessageError
        If it is absent, no text or too long.
    """
    text = asked.get(name)
    if not isinstance(text, str):
        raise MessageError(f"The page sent no {name}. {_AGAIN}")
    if len(text) > most:
        raise MessageError(
            f"The {name} has {len(text):,} characters; it may have {most:,}. Shorten it."
        )
    return text


def asked_number(asked: Mapping[str, Any], name: str, below: int, of: str) -> int:
    """A whole number of a message, from 0 to below so many; ``of`` says what it counts.

    Raises
    ------
    MessageError
        If it is absent, no whole number, or out of range.
    """
    value = asked.get(name)
    # True is a whole number to Python.
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < below:
        raise MessageError(
            f"The page asked for {of} {_shown(value)}, and there are {below:,}, counted from 0. "
            f"{_AGAIN}"
        )
    return value


def asked_seconds(asked: Mapping[str, Any], name: str) -> float:
    """A time of a message, in seconds.

    Raises
    ------
    MessageError
        If it is absent or no time.
    """
    value: Any = asked.get(name)
    # True is a number to Python; and no comparison holds for NaN.
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < 1e9:
        raise MessageError(f"The page asked for second {_shown(value)}, which is no time. {_AGAIN}")
    return float(value)


def asked_list(asked: Mapping[str, Any], name: str, most: int) -> list[Any]:
    """A list of a message, of at most so many.

    Raises
    ------
    MessageError
        If it is absent, no list or too long.
    """
    value = asked.get(name)
    if not isinstance(value, list) or len(value) > most:
        raise MessageError(f"The page sent no {name}, or more than {most:,}. {_AGAIN}")
    return value


def asked_name(asked: Mapping[str, Any], name: str) -> str | None:
    """What a page calls itself or a request; None where it is no short text."""
    value = asked.get(name)
    short = isinstance(value, str) and len(value) <= _MOST_NAME
    return clean(value) if short else None


def unknown_message(kind: object) -> MessageError:
    """What is said of a message of a kind that nobody answers."""
    return MessageError(
        f"The page asked for {_shown(kind)}, which this version of VRD does not know. {_AGAIN}"
    )


def said_of(error: Exception) -> str:
    """An error as the page shows it."""
    # A KeyError of Python's own says only which key, and quotes it.
    own = isinstance(error, (ValueError, OSError)) or type(error).__module__.startswith("vrd.")
    said = str(error) if own and str(error) else f"{type(error).__name__}: {error}"
    return clean(said)[:1000]


def _shown(value: object) -> str:
    return clean(repr(value))[:60]
