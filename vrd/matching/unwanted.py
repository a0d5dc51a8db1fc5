"""Read unwanted stretches of film from a spreadsheet, and cut them from sequences.

The spreadsheet (.xlsx, .ods or .csv) has the columns "Video", "Start time" and "Duration". Times
may be written ``HH:MM:SS``, ``MM:SS``, in seconds, or as the time cells of a spreadsheet program.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vrd.core.notices import notices
from vrd.core.segments import Segment
from vrd.core.sequences import Sequence, as_sequence
from vrd.core.timelines import Timeline
from vrd.errors import ProjectError, UnknownNameError
from vrd.storage.spreadsheets import read_spreadsheet

_NOTICES = notices(__name__)
_COLUMNS = ("Video", "Start time", "Duration")
# What a spreadsheet program counts its days from.
_DAY_ZERO = datetime.datetime(1899, 12, 31)


def to_seconds(value: Any) -> float:
    """Return seconds, given ``HH:MM:SS``, ``MM:SS``, a number, or a time cell of a spreadsheet.

    Raises
    ------
    ValueError
        If it is none of these, or negative.

    Examples
    --------
    >>> to_seconds("1:02:03"), to_seconds("0:30.5"), to_seconds(90)
    (3723.0, 30.5, 90.0)
    """
    if isinstance(value, datetime.datetime):
        # A duration of a day or more is shown as a date of the year 1900.
        value = value - _DAY_ZERO if value.year <= 1900 else value.time()
    if isinstance(value, datetime.time):
        return value.hour * 3600.0 + value.minute * 60 + value.second + value.microsecond / 1e6
    if isinstance(value, datetime.timedelta):
        seconds = value.total_seconds()
    elif isinstance(value, str):
        seconds = 0.0
        for part in value.strip().replace(",", ".").split(":"):
            if float(part) < 0:
                raise ValueError(f"{value!r} is not a time; write seconds or hours:minutes:seconds")
            seconds = seconds * 60 + float(part)
    else:
        seconds = float(value)
    if not (math.isfinite(seconds) and seconds >= 0):
        raise ValueError(f"{value!r} is not a time; write seconds or hours:minutes:seconds")
    return seconds


def read_unwanted(path: Path | str, frames: Timeline) -> list[Segment]:
    """Return the unwanted stretches that a spreadsheet lists, for the films of this collection.

    Films that are not in the collection are named in a warning and passed over: one list may
    serve several projects. A spreadsheet program turns a typed ``12:36`` into 12 hours 36
    minutes; where that lies past the end of the film, 12 minutes 36 seconds are meant.

    Raises
    ------
    ProjectError
        If the file cannot be read, or a time in it makes no sense; the message names the line.
    """
    segments: list[Segment] = []
    unknown: list[str] = []
    outside: list[str] = []
    for line, row in read_spreadsheet(path, _COLUMNS).iterrows():
        name, start, duration = (row[column] for column in _COLUMNS)
        try:
            video = frames.videos[frames.get_position_from_video_name(str(name).strip())]
        except UnknownNameError:
            unknown.append(str(name))
            continue
        try:
            begin, length = to_seconds(start), to_seconds(duration)
        except (ValueError, TypeError) as error:
            raise ProjectError(f"{path}, line {int(str(line)) + 2}: {error}") from error
        if _typed_in_cell(start) and begin % 60 == 0 and begin >= video.duration:
            begin /= 60
        if _typed_in_cell(duration) and length % 60 == 0 and begin + length > video.duration:
            length /= 60
        if begin >= video.duration:
            outside.append(f"{video.name} at {begin:g} s")
        segments.append(Segment(video.name, begin, begin + length))
    if unknown:
        _NOTICES.warning(
            "%s names films that are not in this project, which were passed over: %s",
            *(path, ", ".join(sorted(set(unknown)))),
        )
    if outside:
        _NOTICES.warning(
            "%s lists stretches past the end of their film, which exclude nothing: %s",
            *(path, ", ".join(outside)),
        )
    return segments


def _typed_in_cell(value: Any) -> bool:
    return isinstance(value, datetime.time | datetime.timedelta | datetime.datetime)


def rows_of(segments: Iterable[Segment], frames: Timeline) -> NDArray[np.bool_]:
    """Return which rows lie in a stretch by at least half, shape (n,)."""
    inside = np.zeros(len(frames), bool)
    for video, start, end in segments:
        rows = frames.get_index_from_video_name(video)
        here = slice(rows.start, rows.stop)
        length = frames.end[here] - frames.start[here]
        shared = np.minimum(frames.end[here], end) - np.maximum(frames.start[here], start)
        inside[here] |= shared >= length / 2
    return inside


def cut_sequences(
    sequences: Iterable[tuple[int, int, int]],
    unwanted: NDArray[np.bool_],
    *,
    shortest_sequence: int | None = None,
) -> list[Sequence]:
    """Cut unwanted rows out of sequences, on both sides; the remaining parts are kept.

    A sequence without unwanted rows is kept as it is.

    Parameters
    ----------
    sequences
        Triples ``(query, reference, duration)`` in rows.
    unwanted : ndarray of bool, shape (n,)
        Rows that may not belong to a sequence.
    shortest_sequence
        Shorter remainders are dropped; by default, remainders shorter than every sequence given.

    Examples
    --------
    >>> unwanted = np.zeros(20, bool)
    >>> unwanted[3] = True
    >>> cut_sequences([(1, 11, 6)], unwanted, shortest_sequence=3)
    [Sequence(query=4, reference=14, duration=3)]
    """
    given = [as_sequence(sequence) for sequence in sequences]
    if shortest_sequence is None:
        shortest_sequence = min((sequence.duration for sequence in given), default=1)
    kept = []
    for sequence in given:
        query, reference, duration = sequence
        cut = unwanted[query : query + duration] | unwanted[reference : reference + duration]
        if not cut.any():
            kept.append(sequence)
            continue
        edges = np.flatnonzero(np.diff(np.concatenate([[True], cut, [True]]).astype(np.int8)))
        for start, stop in edges.reshape(-1, 2).tolist():
            if stop - start >= shortest_sequence:
                kept.append(Sequence(query + start, reference + start, stop - start))
    return kept
