"""Add timecodes to tables of places in films."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from vrd.core.segments import Segment
from vrd.core.timecodes import told_timecode
from vrd.core.timelines import Timeline
from vrd.views.cells import Cells


def with_timecodes(
    headers: list[str], rows: Cells, frames: Timeline, places: Mapping[str, Iterable[Segment]]
) -> tuple[list[str], Cells]:
    """Return headers and cells with columns of timecodes, where any of the films has one.

    Parameters
    ----------
    headers, rows
        The table as it is without.
    frames
        The timeline, which knows the films.
    places
        For the header of each column, the stretch that each row is about.
    """
    known = {video.name: told for video in frames.videos if (told := told_timecode(video))}
    for header, segments in places.items():
        texts = [
            known[segment.video].span_text(*segment[1:]) if segment.video in known else ""
            for segment in segments
        ]
        if any(texts):
            headers = [*headers, header]
            rows = [[*row, text] for row, text in zip(rows, texts, strict=True)]
    return headers, rows
