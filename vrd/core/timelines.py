"""Hold timelines: one row per fingerprinted instant of a collection, in rows and in seconds.

Conventions: rows are numbered 0..n-1 over the whole collection, grouped by film, in time order;
``start`` and ``end`` are float seconds from the start of the file, half-open ``[start, end)``.
The same row number means the same instant in timeline, fingerprints, index, neighbours, matches
and sequences. Only this module turns seconds into rows: `Timeline.row_at`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, overload
from unicodedata import normalize

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vrd.core.segments import Segment
from vrd.core.videos import Failure as Failure
from vrd.core.videos import Remark as Remark
from vrd.core.videos import Video as Video
from vrd.errors import UnknownNameError

# Seconds by which times may miss one another, as sums of decimals do.
_ROUNDING_S = 1e-6


class _Stills(Sequence[str]):
    """Give the path of every row's still, made on demand."""

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
    """Hold the rows of one track of a collection of films.

    Parameters
    ----------
    videos
        The films, in row order.
    start, end : array_like, shape (n,)
        Start and end of every row, in seconds from the start of its film, half-open. The rows of
        a film are in time order and do not overlap: a reader of overlapping windows gives each
        row the time until the next one starts.
    fps
        Rows per second of film where they are uniform, None where they are not.
    failures
        Films that gave no rows, or not all of them.
    remarks
        What is odd about films that gave all their rows.
    passed_over
        The number of files of each kind that were passed over as no films.

    Attributes
    ----------
    video : ndarray of int32, shape (n,)
        Position in ``videos`` of each row's film.
    start, end : ndarray of float64, shape (n,)
        Seconds from the start of the film, half-open.
    first : ndarray of int64, shape (len(videos) + 1,)
        First row of each film, and the number of rows at the end.

    Raises
    ------
    ValueError
        If the times do not belong to so many rows, are out of order, or overlap.
    """

    def __init__(
        self,
        videos: Iterable[Video],
        start: ArrayLike,
        end: ArrayLike,
        *,
        fps: float | None = None,
        failures: Iterable[Failure] = (),
        remarks: Iterable[Remark] = (),
        passed_over: Mapping[str, int] | None = None,
    ) -> None:
        _check_fps(fps)
        self.videos: tuple[Video, ...] = tuple(videos)
        self.fps = None if fps is None else float(fps)
        self.failures: tuple[Failure, ...] = tuple(failures)
        self.remarks: tuple[Remark, ...] = tuple(remarks)
        self.passed_over = dict(passed_over or {})
        self.first, self.video = _layout(self.videos)
        self.start: NDArray[np.float64] = np.asarray(start, np.float64)
        self.end: NDArray[np.float64] = np.asarray(end, np.float64)
        self._check_times()

    @classmethod
    def uniform(cls, videos: Iterable[Video], *, fps: float = 1.0, **about: Any) -> Timeline:
        """Return the timeline of films that have ``fps`` rows per second, from their starts on.

        The last row of a film ends with the film where that ends within the row.

        Parameters
        ----------
        videos, fps
            The films, and their rows per second.
        **about
            ``failures`` and ``passed_over``.

        Examples
        --------
        >>> from pathlib import Path
        >>> film = Video("a.mp4", Path("a.mp4"), Path("stills"), rows=3, duration=2.6)
        >>> Timeline.uniform([film]).end
        array([1. , 2. , 2.6])
        """
        _check_fps(fps)
        videos = tuple(videos)
        first, video = _layout(videos)
        within = np.arange(len(video)) - first[video]
        start, end = within / fps, (within + 1) / fps
        filled = np.flatnonzero(np.diff(first))
        last = first[filled + 1] - 1
        duration = np.array([videos[position].duration for position in filled], np.float64)
        cut = (start[last] < duration) & (duration < end[last])
        end[last[cut]] = duration[cut]
        return cls(videos, start, end, fps=fps, **about)

    def _check_times(self) -> None:
        count = len(self.video)
        if self.start.shape != (count,) or self.end.shape != (count,):
            raise ValueError(
                f"start {self.start.shape} and end {self.end.shape} must both be ({count},)"
            )
        if not (np.isfinite(self.start).all() and np.isfinite(self.end).all()):
            raise ValueError("the start or end of a row is not a number")
        if (self.start < 0).any() or (self.end <= self.start).any():
            raise ValueError("a row must start at 0 s or later, and end after it starts")
        gap = self.start[1:] - self.end[:-1]
        if (gap[self.video[1:] == self.video[:-1]] < -_ROUNDING_S).any():
            raise ValueError("the rows of a film are out of order or overlap")

    def __len__(self) -> int:
        return len(self.video)

    def __repr__(self) -> str:
        failed = f", {len(self.failures)} not fully read" if self.failures else ""
        return f"<Timeline: {len(self):,} rows of {len(self.videos):,} films{failed}>"

    @cached_property
    def digest(self) -> str:
        """Return a SHA-256 of what the rows stand for; equal ones mean interchangeable rows."""
        described = [[v.name, v.rows, v.digest, list(v.borders)] for v in self.videos]
        digest = hashlib.sha256(json.dumps([self.fps, described]).encode())
        if self.fps is None:
            digest.update(self.start.astype("<f8").tobytes() + self.end.astype("<f8").tobytes())
        return digest.hexdigest()

    # -- seconds and rows ----------------------------------------------------------------

    @cached_property
    def empty(self) -> NDArray[np.bool_]:
        """Return which rows lie in a stretch without picture, shape (n,)."""
        empty = np.zeros(len(self), bool)
        for video, first in zip(self.videos, self.first, strict=False):
            for start, stop in video.gaps:
                empty[first + start : first + stop] = True
        return empty

    @property
    def mean_fps(self) -> float:
        """Return the rows per second of film, on average where they are not uniform."""
        if self.fps is not None:
            return self.fps
        return len(self) / float(self.row_seconds.sum()) if len(self) else 1.0

    @cached_property
    def row_seconds(self) -> NDArray[np.float64]:
        """Return the seconds of film that each row stands for, shape (n,).

        Uniform rows all count alike, also the last row of a film, which may end earlier.
        """
        if self.fps is not None:
            return np.broadcast_to(np.float64(1 / self.fps), len(self))
        return self.end - self.start

    @cached_property
    def middle(self) -> NDArray[np.float64]:
        """Return the middle of each row in seconds, shape (n,)."""
        return self.start + self.row_seconds / 2

    def count_seconds(self, rows: NDArray[np.integer[Any]], shares: NDArray[Any]) -> float:
        """Return the seconds that rows stand for, each weighted by its share.

        Parameters
        ----------
        rows, shares : ndarray, shape (m,)
            The rows, and how much of each counts: 1 for all of it.
        """
        if self.fps is not None:
            return float(shares.sum()) / self.fps
        return float((self.row_seconds[rows] * shares).sum())

    @overload
    def row_at(self, position: int, seconds: float) -> int: ...
    @overload
    def row_at(self, position: int, seconds: NDArray[Any]) -> NDArray[np.int64]: ...
    def row_at(self, position: int, seconds: float | NDArray[Any]) -> int | NDArray[np.int64]:
        """Return the row of a film that a time falls into.

        A time between two rows, or after the last one, belongs to the row before it; one before
        the first row belongs to that.

        Parameters
        ----------
        position
            Position of the film in ``videos``.
        seconds
            A time, or an array of times, in seconds from the start of the film.

        Raises
        ------
        IndexError
            If the film has no rows.
        """
        first, stop = self._bounds(position)
        last_begun = np.searchsorted(self.start[first:stop], seconds, side="right") - 1
        rows = first + np.maximum(last_begun, 0)
        return int(rows) if np.ndim(seconds) == 0 else rows.astype(np.int64)

    def rows_between(self, position: int, start: float, end: float) -> range:
        """Return the rows of a film that the time ``[start, end)`` touches; empty outside it."""
        first, stop = self._bounds(position)
        if start >= self.start[stop - 1] + self.row_seconds[stop - 1]:
            return range(stop, stop)
        row = self.row_at(position, start)
        after = first + int(np.searchsorted(self.start[first:stop], end, side="left"))
        return range(row, max(after, row))

    def rows_left(self, rows: ArrayLike) -> NDArray[np.int64]:
        """Return how many rows follow each row in its film, itself included, in its shape."""
        rows = np.asarray(rows, np.int64)
        left: NDArray[np.int64] = self.first[self.video[rows] + 1] - rows
        return left

    def _bounds(self, position: int) -> tuple[int, int]:
        first, stop = int(self.first[position]), int(self.first[position + 1])
        if first == stop:
            raise IndexError(f"{self.videos[position].name} has no rows")
        return first, stop

    # -- films ---------------------------------------------------------------------------

    @property
    def video_list(self) -> list[str]:
        """Return the names of the films, in row order."""
        return [video.name for video in self.videos]

    @property
    def all_images(self) -> Sequence[str]:
        """Return the path of the still of every row."""
        return _Stills(self)

    @cached_property
    def _position(self) -> dict[str, int]:
        names = {video.name: position for position, video in enumerate(self.videos)}
        bare: dict[str, list[int]] = {}
        for position, video in enumerate(self.videos):
            bare.setdefault(video.name.rsplit("/", 1)[-1], []).append(position)
        unique = {name: own[0] for name, own in bare.items() if len(own) == 1}
        return unique | names

    def get_position_from_video_name(self, name: str) -> int:
        """Return the position in ``videos`` of a film.

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
        """Return all rows of a film.

        Raises
        ------
        UnknownNameError
            If there is no such film, or several films have that file name.
        """
        position = self.get_position_from_video_name(name)
        return range(int(self.first[position]), int(self.first[position + 1]))

    def read_to(self, position: int) -> float:
        """Return the seconds up to which a film was read; 0 where it gave nothing."""
        first, stop = self.first[position], self.first[position + 1]
        return float(self.end[stop - 1]) if stop > first else 0.0

    def _checked(self, row: int) -> int:
        if not 0 <= row < len(self):
            raise IndexError(f"row {row} is not one of the {len(self):,} rows of this collection")
        return int(row)

    def get_video_name_from_index(self, row: int) -> str:
        """Return the name of the film that a row belongs to."""
        return self.videos[int(self.video[self._checked(row)])].name

    def get_video_and_start_time_from_index(self, row: int) -> tuple[str, float]:
        """Return the film of a row, and the row's start in seconds from the start of the file."""
        return self.get_video_name_from_index(row), float(self.start[row])

    def still(self, row: int) -> Path:
        """Return the path of the still of a row, or of its start where stills have a rate."""
        position = int(self.video[self._checked(row)])
        video, number = self.videos[position], row - int(self.first[position])
        if video.stills_per_second is not None:
            number = int(float(self.start[row]) * video.stills_per_second + _ROUNDING_S)
        return video.stills / f"{number:06d}.jpg"

    def segment(self, row: int, duration: int = 1) -> Segment:
        """Return the stretch of film that ``duration`` rows from ``row`` cover.

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


def _check_fps(fps: float | None) -> None:
    if fps is not None and not fps > 0:
        raise ValueError(f"fps is {fps}; it must be above 0 rows per second")


def _layout(videos: Sequence[Video]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return the first row of each film and the number of rows, and the film of every row."""
    counts = np.array([video.rows for video in videos], dtype=np.int64)
    first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return first, np.repeat(np.arange(len(videos), dtype=np.int32), counts)


#: The published name of `Timeline`.
Frames = Timeline
