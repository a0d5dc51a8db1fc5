"""The timeline of a collection: one row per fingerprinted instant.

Conventions: rows are numbered 0..n-1 over the whole collection, grouped by film, in time
order; ``start`` and ``end`` are float seconds from the start of the file, half-open
``[start, end)``. The same row number means the same instant in frames, fingerprints, index,
neighbours, matches and sequences.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, overload
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

from vrd.core.segments import Segment
from vrd.errors import UnknownNameError


class Failure(NamedTuple):
    """A film that could not be read, or only in part, and why in plain words."""

    video: str
    cause: str
    partial: bool


@dataclass(frozen=True)
class Video:
    """One film of the collection.

    Attributes
    ----------
    name
        Unique in the collection: the path below the film folder, with ``/``.
    path
        The film on disk.
    stills
        Folder of its stills, ``000000.jpg`` for its first row.
    rows
        Number of its rows.
    duration
        Seconds.
    borders
        Dead borders ``(top, bottom, left, right)`` as fractions of height and width.
    digest
        Identifies the content the rows were made from.
    """

    name: str
    path: Path
    stills: Path
    rows: int
    duration: float
    borders: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    digest: str = ""


class _Stills(Sequence[str]):
    """The path of every row's still, made on demand."""

    def __init__(self, frames: Timeline) -> None:
        self._frames = frames

    def __len__(self) -> int:
        return len(self._frames)

    @overload
    def __getitem__(self, row: int) -> str: ...
    @overload
    def __getitem__(self, row: slice) -> list[str]: ...
    def __getitem__(self, row: int | slice) -> str | list[str]:
        if isinstance(row, slice):
            return [str(self._frames.still(i)) for i in range(*row.indices(len(self)))]
        return str(self._frames.still(row))


class Timeline:
    """The rows of a collection of films.

    Parameters
    ----------
    videos
        The films, in row order.
    fps
        Rows per second of film.
    failures
        Films that gave no rows, or not all of them.

    Attributes
    ----------
    video : ndarray of int32, shape (n,)
        Position in ``videos`` of each row's film.
    start, end : ndarray of float64, shape (n,)
        Seconds from the start of the film, half-open.
    first : ndarray of int64, shape (len(videos) + 1,)
        First row of each film, and the number of rows at the end.
    """

    def __init__(
        self, videos: Iterable[Video], *, fps: float = 1.0, failures: Iterable[Failure] = ()
    ) -> None:
        if not fps > 0:
            raise ValueError(f"fps is {fps}; it must be above 0 rows per second")
        self.videos: tuple[Video, ...] = tuple(videos)
        self.fps = float(fps)
        self.failures: tuple[Failure, ...] = tuple(failures)
        counts = np.array([video.rows for video in self.videos], dtype=np.int64)
        self.first: NDArray[np.int64] = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        self.video: NDArray[np.int32] = np.repeat(
            np.arange(len(self.videos), dtype=np.int32), counts
        )
        within = np.arange(len(self.video)) - self.first[self.video]
        self.start: NDArray[np.float64] = within / self.fps
        self.end: NDArray[np.float64] = (within + 1) / self.fps
        for video, stop in zip(self.videos, self.first[1:], strict=True):
            if video.rows and self.start[stop - 1] < video.duration < self.end[stop - 1]:
                self.end[stop - 1] = video.duration

    def __len__(self) -> int:
        return len(self.video)

    def __repr__(self) -> str:
        failed = f", {len(self.failures)} not fully read" if self.failures else ""
        return f"<Frames: {len(self):,} rows of {len(self.videos):,} films{failed}>"

    @cached_property
    def digest(self) -> str:
        """SHA-256 of what the rows stand for; equal digests mean interchangeable rows."""
        described = [[v.name, v.rows, v.digest, list(v.borders)] for v in self.videos]
        return hashlib.sha256(json.dumps([self.fps, described]).encode()).hexdigest()

    @property
    def video_list(self) -> list[str]:
        """Names of the films, in row order."""
        return [video.name for video in self.videos]

    @property
    def all_images(self) -> Sequence[str]:
        """Path of the still of every row."""
        return _Stills(self)

    @cached_property
    def _position(self) -> dict[str, int]:
        names = {video.name: i for i, video in enumerate(self.videos)}
        bare: dict[str, list[int]] = {}
        for i, video in enumerate(self.videos):
            bare.setdefault(video.name.rsplit("/", 1)[-1], []).append(i)
        return {name: found[0] for name, found in bare.items() if len(found) == 1} | names

    def get_position_from_video_name(self, name: str) -> int:
        """Position in ``videos`` of a film.

        Its file name alone will do when no other film of the collection has the same.

        Raises
        ------
        UnknownNameError
            If there is no such film, or several films have that file name.
        """
        # One name may be written with composed or with combining accents.
        for written in (name, normalize("NFC", name), normalize("NFD", name)):
            if written in self._position:
                return self._position[written]
        raise UnknownNameError("film", name, self.video_list)

    def get_index_from_video_name(self, name: str) -> range:
        """All rows of a film.

        Raises
        ------
        UnknownNameError
            If there is no such film, or several films have that file name.
        """
        position = self.get_position_from_video_name(name)
        return range(int(self.first[position]), int(self.first[position + 1]))

    def read_to(self, position: int) -> float:
        """Seconds to which the film at a position was read; 0 where it gave nothing."""
        first, stop = self.first[position], self.first[position + 1]
        return float(self.end[stop - 1]) if stop > first else 0.0

    def _checked(self, row: int) -> int:
        if not 0 <= row < len(self):
            raise IndexError(f"row {row} is not one of the {len(self):,} rows of this collection")
        return int(row)

    def get_video_name_from_index(self, row: int) -> str:
        """Name of the film that a row belongs to."""
        return self.videos[int(self.video[self._checked(row)])].name

    def get_video_and_start_time_from_index(self, row: int) -> tuple[str, float]:
        """Film of a row, and the row's start in seconds from the start of the file."""
        return self.get_video_name_from_index(row), float(self.start[row])

    def still(self, row: int) -> Path:
        """Path of the still of a row."""
        position = int(self.video[self._checked(row)])
        return self.videos[position].stills / f"{row - int(self.first[position]):06d}.jpg"

    def segment(self, row: int, duration: int = 1) -> Segment:
        """The stretch of film covered by ``duration`` rows from ``row``.

        Raises
        ------
        IndexError
            If the rows do not all exist, or belong to more than one film.
        """
        last = self._checked(row + duration - 1)
        if duration < 1 or self.video[self._checked(row)] != self.video[last]:
            raise IndexError(f"rows {row} to {last} are not a stretch of one film")
        return Segment(
            self.get_video_name_from_index(row), float(self.start[row]), float(self.end[last])
        )


#: The published name of `Timeline`.
Frames = Timeline
