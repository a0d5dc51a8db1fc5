"""Add up how much of every film other films show, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vrd.analysis.totals import shared_spans
from vrd.core.segments import seconds_of
from vrd.core.timelines import Timeline

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ["film", "duration", "read", "shared", "share", "films", "state", "cause"]


def film_shares(table: pd.DataFrame, frames: Timeline) -> pd.DataFrame:
    """Add up how much of every film other films show, too, and list what could not be read.

    Returns
    -------
    DataFrame
        A line per film in the order of the collection, films of which nothing was read last:
        ``film``; ``duration`` (seconds, as the file states them); ``read`` (seconds that were
        read); ``shared`` (seconds that other films show, too); ``share`` (of the duration, 0 to
        1, NaN where nothing was read); ``films`` (number of these other films); ``state``
        (``"read"``, ``"read in part"`` or ``"not read"``) and ``cause``.
    """
    import pandas as pd

    shared = shared_spans(table, frames)
    failed = {failure.video: failure for failure in frames.failures}
    lines: list[list[object]] = []
    for film, video in enumerate(frames.videos):
        others = {
            other_film: spans
            for other_film, spans in shared.get(film, {}).items()
            if other_film != film
        }
        seconds = seconds_of(span for spans in others.values() for span in spans)
        read = frames.read_to(film)
        duration = max(video.duration, read)
        rows = slice(int(frames.first[film]), int(frames.first[film + 1]))
        read -= float(frames.row_seconds[rows][frames.empty[rows]].sum())
        share = min(seconds / duration, 1.0) if video.rows else float("nan")
        failure = failed.pop(video.name, None)
        state = ("read in part" if failure else "read") if video.rows else "not read"
        cause = failure.cause if failure else ""
        lines.append([video.name, duration, read, seconds, share, len(others), state, cause])
    for failure in failed.values():
        nan = float("nan")
        lines.append([failure.video, nan, 0.0, 0.0, nan, 0, "not read", failure.cause])
    return pd.DataFrame(lines, columns=COLUMNS)
