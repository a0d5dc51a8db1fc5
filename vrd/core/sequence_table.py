"""Make tables of sequences, one line per sequence, in seconds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vrd.core.neighbours import Neighbours
from vrd.core.sequences import (
    AlignedSequence,
    Sequence,
    as_sequence,
    paired_rows,
    segments,
    sequence_distances,
)
from vrd.core.timecodes import timecode_columns
from vrd.core.timelines import Timeline

if TYPE_CHECKING:
    import pandas as pd

#: The columns of a table of sequences; see `sequence_table`.
COLUMNS = [
    *("query_id", "ref_id", "query_start", "query_end", "ref_start", "ref_end"),
    *("duration", "lag", "score", "mean_distance", "matched", "skipped"),
    *("query_row", "ref_row", "rows", "speed", "confidence", "query_region", "ref_region"),
]


def sequence_table(
    sequences: Iterable[tuple[int, int, int]],
    neighbours: Neighbours,
    *,
    max_distance: float = np.inf,
) -> pd.DataFrame:
    """Return one line per sequence, in seconds.

    Parameters
    ----------
    sequences
        Triples ``(query, reference, duration)`` in rows.
    neighbours
        The neighbours they were found in.
    max_distance
        The limit they were found with; rows over it count as skipped.

    Returns
    -------
    DataFrame
        ``query_id``, ``ref_id`` (film names), ``query_start``, ``query_end``, ``ref_start``,
        ``ref_end``, ``duration``, ``lag`` (seconds; reference start minus query start),
        ``score`` (higher is better: the sum over matched rows of closeness to the limit, in
        seconds), ``mean_distance`` (squared L2 of the matched rows), ``matched`` and ``skipped``
        (seconds), ``query_row``, ``ref_row``, ``rows``; ``speed`` (seconds of the reference in a
        second of the query) and ``confidence`` (see `vrd.matching.confidence`), which
        only an `AlignedSequence` knows: they are 1 and NaN for others. Where a sequence has its
        own ends and score, these are given. ``query_region`` and ``ref_region`` name the part of
        this film's picture in which the other film is shown; they are empty where whole pictures
        match. Where a film has a timecode, ``query_start_timecode``, ``query_end_timecode``,
        ``ref_start_timecode`` and ``ref_end_timecode`` follow, texts that are empty for films
        without one.
    """
    import pandas as pd

    lines = [_line(sequence, neighbours, max_distance) for sequence in sequences]
    table = pd.DataFrame(lines, columns=COLUMNS)
    return table.assign(**timecode_columns(neighbours.frames.videos, table))


def _line(rows: tuple[int, int, int], neighbours: Neighbours, max_distance: float) -> list[object]:
    frames = neighbours.frames
    sequence = as_sequence(rows)
    query, reference = segments(sequence, frames)
    distances = sequence_distances(sequence, neighbours, max_distance)
    near = np.isfinite(distances)
    matched = distances[near]
    mean = float(matched.mean()) if len(matched) else float("inf")
    limit = max_distance if np.isfinite(max_distance) else float(matched.max(initial=0.0))
    closeness = 1 - matched / limit if limit > 0 else np.ones(len(matched), np.float32)
    score, speed, confidence = _seconds(sequence, frames, near, closeness), 1.0, float("nan")
    regions = "", ""
    if isinstance(rows, AlignedSequence):
        score = score if np.isnan(rows.score) else rows.score
        speed, confidence, regions = rows.speed, rows.confidence, rows.regions
    return [
        *(query.video, reference.video, *query[1:], *reference[1:]),
        *(max(query.duration, reference.duration), reference.start - query.start),
        *(score, mean, _seconds(sequence, frames, near)),
        _seconds(sequence, frames, ~near),
        *(*sequence, speed, confidence, *regions),
    ]


def _seconds(
    sequence: Sequence,
    frames: Timeline,
    steps: NDArray[np.bool_],
    shares: NDArray[np.float32] | None = None,
) -> float:
    """Return the seconds of the query that some steps of a sequence stand for, by their shares."""
    shares = np.ones(int(steps.sum()), np.float32) if shares is None else shares
    if isinstance(sequence, AlignedSequence) and frames.fps is None:
        start, end = sequence.query_span
        return float(shares.sum()) * (end - start) / sequence.duration
    return frames.count_seconds(paired_rows(sequence, frames)[0][steps], shares)
