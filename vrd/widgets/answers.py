"""Declare what Python sends to a page."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from vrd.widgets.messages import Message


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


#: All messages that Python sends.
ANSWERS: tuple[type[Message], ...] = (
    *(SequencesTable, Stills, Clips, NoClips, Judged, Proposed, Excluded, Failed, StillPairs),
    Stale,
)
