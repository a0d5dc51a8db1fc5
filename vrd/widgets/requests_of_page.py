"""Declare what a page sends, and check it.

A message of a page may be of another version, damaged or forged, so that nothing in it is trusted.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError

from vrd.core.text import clean
from vrd.widgets.messages import Message, Name, kind_of

#: Characters of a note.
MAX_NOTE_CHARS = 2000
#: Characters of the name of a verdict.
_MAX_VERDICT_CHARS = 100
#: Sequences of which a page may ask the stills at once.
MAX_STILLS_ITEMS = 100
#: Seconds of a film; no film is longer than thirty years.
MAX_FILM_S = 1e9
_AGAIN = "Run this cell again, or load the page again."


class MessageError(ValueError):
    """Report that a page sent a message that makes no sense."""


def _without_surrogates(value: object) -> object:
    if not isinstance(value, str):
        return value
    # Half a character cannot be saved as UTF-8, so it is written as its number.
    return value.encode("utf-8", "backslashreplace").decode("utf-8")


Text = Annotated[str, BeforeValidator(_without_surrogates)]
#: A position in the list of sequences.
Item = Annotated[int, Field(ge=0)]
Seconds = Annotated[float, Field(ge=0, lt=MAX_FILM_S, allow_inf_nan=False)]


class Ready(Message):
    """Ask for what a widget shows."""

    kind: Literal["ready"] = "ready"


class AskStills(Message):
    """Ask for the stills of sequences."""

    kind: Literal["stills"] = "stills"
    items: list[Item] = Field(max_length=MAX_STILLS_ITEMS)


class AskClips(Message):
    """Ask for both clips of a part of a sequence, and say which sequence may be wanted next.

    Without ``request``, the page does not wait for clips any more.
    """

    kind: Literal["clips"] = "clips"
    request: Name = None
    item: Item | None = None
    part: Annotated[int, Field(ge=0)] = 0
    next: Item | None = None


class Judge(Message):
    """Give a sequence a verdict."""

    kind: Literal["judge"] = "judge"
    item: Item
    verdict: Annotated[Text, Field(max_length=_MAX_VERDICT_CHARS)]


class WriteNote(Message):
    """Give a sequence a note."""

    kind: Literal["note"] = "note"
    item: Item
    note: Annotated[Text, Field(max_length=MAX_NOTE_CHARS)]


class Undo(Message):
    """Undo the last judgement."""

    kind: Literal["undo"] = "undo"


class Redo(Message):
    """Restore the judgement that was undone last."""

    kind: Literal["redo"] = "redo"


class Propose(Message):
    """Ask what an exclusion would remove: a side of a sequence, or frames like one of it."""

    kind: Literal["propose"] = "propose"
    request: Name = None
    item: Item
    side: Literal[0, 1]
    #: Seconds of the film; None for the whole side.
    moment: Seconds | None = None


class Exclude(Message):
    """Exclude what a request proposed."""

    kind: Literal["exclude"] = "exclude"
    request: Name = None


class Include(Message):
    """Undo the exclusion of a request."""

    kind: Literal["include"] = "include"
    request: Name = None


#: All messages that a page sends.
REQUESTS: tuple[type[Message], ...] = (
    *(Ready, AskStills, AskClips, Judge, WriteNote, Undo, Redo, Propose, Exclude, Include),
)


def read_request(content: object, models: Iterable[type[Message]]) -> Message:
    """Check a message of a page.

    Parameters
    ----------
    content
        The message as it came.
    models
        The messages that are understood, each of another kind.

    Raises
    ------
    MessageError
        If it is of no such kind, or its fields make no sense.

    Examples
    --------
    >>> read_request({"kind": "note", "item": 2, "note": "the same flag"}, [WriteNote])
    WriteNote(kind='note', view=None, item=2, note='the same flag')
    """
    fields = content if isinstance(content, dict) else {}
    kind = fields.get("kind")
    model = next((model for model in models if kind_of(model) == kind), None)
    if model is None:
        raise MessageError(
            f"The page asked for {_shown(kind)}, which this version of VRD does not know. {_AGAIN}"
        )
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        first: dict[str, Any] = {**error.errors(include_url=False)[0]}
        raise MessageError(_explained(first)) from None


def check_position(position: int | None, count: int, what: str) -> int:
    """Return a position that a page sent, if there is one.

    Parameters
    ----------
    position
        Counted from 0; None where the page sent none.
    count
        How many there are.
    what
        What is counted, such as ``"sequence"``.

    Raises
    ------
    MessageError
        If there is none at this position.

    Examples
    --------
    >>> check_position(3, 4, "sequence")
    3
    """
    if position is None or not 0 <= position < count:
        raise MessageError(
            f"The page asked for {what} {_shown(position)}, and there are {count:,}, counted from "
            f"0. {_AGAIN}"
        )
    return position


def _explained(error: dict[str, Any]) -> str:
    """Return what is wrong with a field, in words for the page."""
    name, value = str(error["loc"][0]), error["input"]
    if error["type"].endswith("too_long"):
        most = error["ctx"]["max_length"]
        if isinstance(value, str):
            return f"The {name} has {len(value):,} characters; it may have {most:,}. Shorten it."
        return f"The page sent more than {most:,} {name}. {_AGAIN}"
    if error["type"] == "missing":
        return f"The page sent no {name}. {_AGAIN}"
    return f"The page sent {_shown(value)} as {name}, which makes no sense. {_AGAIN}"


def _shown(value: object) -> str:
    return clean(repr(value))[:60]
