"""Declare the messages between a page and Python, and check those that a page sends.

A message of a page may be of another version, damaged or forged, so that nothing in it is trusted.
Each kind of message is one model; the browser's side of them is made from these models by
`vrd.widgets.generate_names`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from vrd.core.text import clean

#: Characters of the name that a page gives to itself or to a request.
MAX_NAME_CHARS = 100
#: Characters of a note.
MAX_NOTE_CHARS = 2000
#: Sequences of which a page may ask the stills at once.
MAX_STILLS_ITEMS = 100
#: Seconds of a film; no film is longer than thirty years.
MAX_FILM_S = 1e9
_AGAIN = "Run this cell again, or load the page again."


class MessageError(ValueError):
    """A page sent a message that makes no sense."""


def _short_name(value: object) -> str | None:
    short = isinstance(value, str) and len(value) <= MAX_NAME_CHARS
    return clean(value) if short else None


def _without_surrogates(value: object) -> object:
    # Half a character cannot be saved as UTF-8: it is written as its number.
    escaped = isinstance(value, str) and value.encode("utf-8", "backslashreplace").decode("utf-8")
    return escaped if isinstance(escaped, str) else value


#: What a page calls itself or a request: None where it sent no short text.
Name = Annotated[str | None, BeforeValidator(_short_name)]
Text = Annotated[str, BeforeValidator(_without_surrogates)]
#: A position in the list of sequences.
Item = Annotated[int, Field(ge=0)]
Seconds = Annotated[float, Field(ge=0, lt=MAX_FILM_S, allow_inf_nan=False)]


class Message(BaseModel):
    """Hold one message.

    ``kind`` tells what it is about. ``view`` names the place in a page that sent a request or that
    an answer is for, since one widget may be shown in several places; None is for all of them.
    """

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    kind: str
    view: Name = None


# -- what a page sends ------------------------------------------------------------------------


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
    verdict: Annotated[Text, Field(max_length=100)]


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


# -- what Python sends ------------------------------------------------------------------------


class Film(BaseModel):
    """Name a film; ``link`` is where the notebook's server shows it, empty where it does not."""

    name: str
    path: str
    link: str


class SequencesTable(Message):
    """Describe the sequences of a review; one buffer holds their numbers, `SEQUENCE_COLUMNS`."""

    kind: Literal["table"] = "table"
    size: int
    films: list[Film]
    #: Longer sequences are played in parts of so many seconds.
    part_seconds: float
    #: Positions in `VERDICTS`, -1 for none.
    verdicts: list[int]
    notes: list[tuple[int, str]]
    can_judge: bool
    #: Why nothing can be judged, empty where it can.
    why_not: str
    can_exclude: bool
    can_play: bool
    reviewer: str


class Stills(Message):
    """Send the stills of a sequence; two buffers per pair hold the pictures."""

    kind: Literal["stills"] = "stills"
    item: int
    #: Seconds in both films, and the distance, which is None where the two do not match.
    pairs: list[tuple[float, float, float | None]]


class Clips(Message):
    """Send both clips of a sequence, one per buffer.

    ``ratio`` is seconds of the second film per second of the first, ``rate`` frames per second;
    ``start`` and ``end`` are where the sequence lies in the first clip, and ``starts`` where the
    clips begin in their films, all in seconds.
    """

    kind: Literal["clips"] = "clips"
    request: str
    ratio: float
    length: float
    start: float
    end: float
    starts: tuple[float, float]
    rate: float


class NoClips(Message):
    """Say why there are no clips."""

    kind: Literal["no clips"] = "no clips"
    request: str
    message: str


class Judged(Message):
    """Send judgements as they are now kept: to every view, as all of them show the same."""

    kind: Literal["judged"] = "judged"
    #: Item, verdict and note.
    judgements: list[tuple[int, str, str]]
    item: int | None
    #: What was undone or restored, empty where something was judged; and the view that asked.
    text: str = ""
    asked_by: str | None = None


class Proposed(Message):
    """Say what an exclusion would remove."""

    kind: Literal["proposed"] = "proposed"
    request: str | None
    text: str


class Excluded(Message):
    """Say that an exclusion was made, or undone."""

    kind: Literal["excluded"] = "excluded"
    request: str | None
    text: str
    can_undo: bool


class Failed(Message):
    """Say why a request failed; ``request_kind`` is its kind."""

    kind: Literal["failed"] = "failed"
    request_kind: str
    message: str


class StillPair(BaseModel):
    """Name two frames that are shown side by side."""

    films: tuple[str, str]
    times: tuple[float, float]
    text: str


class StillPairGroup(BaseModel):
    """Hold pairs under a heading; ``if_none`` is shown where there are none."""

    title: str
    if_none: str
    pairs: list[StillPair]


class StillPairs(Message):
    """Send groups of pairs of stills; two buffers per pair hold the pictures."""

    kind: Literal["pairs"] = "pairs"
    groups: list[StillPairGroup]


class Stale(Message):
    """Say that what is shown has changed, and may be asked for again."""

    kind: Literal["stale"] = "stale"


#: All messages that a page sends, and all that Python sends.
REQUESTS: tuple[type[Message], ...] = (
    *(Ready, AskStills, AskClips, Judge, WriteNote, Undo, Redo, Propose, Exclude, Include),
)
ANSWERS: tuple[type[Message], ...] = (
    *(SequencesTable, Stills, Clips, NoClips, Judged, Proposed, Excluded, Failed, StillPairs),
    Stale,
)


def kind_of(model: type[Message]) -> str:
    """Return the kind of the messages of a model.

    Examples
    --------
    >>> kind_of(WriteNote)
    'note'
    """
    kind: str = model.model_fields["kind"].default
    return kind


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


def view_of(content: object) -> str | None:
    """Return the name of the place in a page that a message came from; None where it has none."""
    return _short_name(content.get("view")) if isinstance(content, dict) else None


def message_of(error: Exception) -> str:
    """Return an error as the page shows it, at most a thousand characters."""
    # A KeyError of Python's own says only which key, and quotes it.
    own = isinstance(error, (ValueError, OSError)) or type(error).__module__.startswith("vrd.")
    text = str(error) if own and str(error) else f"{type(error).__name__}: {error}"
    return clean(text)[:1000]


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
