"""Describe the films of a collection, and the films that could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from vrd.core.timecodes import StartTimecode


class Failure(NamedTuple):
    """Name a film that could be read only in part or not at all, and say why in plain words."""

    video: str
    cause: str
    partial: bool


class Remark(NamedTuple):
    """Name a film that was read completely, and say in plain words what is odd about it."""

    video: str
    text: str


@dataclass(frozen=True)
class Video:
    """Describe one film of the collection.

    Attributes
    ----------
    name
        Unique in the collection: the path below the film folder, with ``/``.
    path
        The film on disk.
    stills
        Folder of its stills, ``000000.jpg`` for the first.
    rows
        Number of its rows.
    duration
        Seconds.
    borders
        Dead borders ``(top, bottom, left, right)`` as fractions of height and width.
    digest
        Identifies the content the rows were made from.
    stills_per_second
        How often there is a still, where there is not exactly one for each row.
    gaps
        First row within the film, and the row after the last one, of each stretch without picture.
        These rows are empty: they have no still and match nothing.
    timecode
        Timecode at which the film starts, where it states one.
    """

    name: str
    path: Path
    stills: Path
    rows: int
    duration: float
    borders: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    digest: str = ""
    stills_per_second: float | None = None
    gaps: tuple[tuple[int, int], ...] = ()
    timecode: StartTimecode | None = None
