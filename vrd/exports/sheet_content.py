"""Say what stands on a sheet, whatever program it is for: columns, texts, pictures, limits."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from vrd.core.segments import Segment
from vrd.core.text import visible
from vrd.core.thumbnails import UNREADABLE, picture_bytes
from vrd.core.timelines import Timeline
from vrd.errors import ProjectError
from vrd.exports.options import Export
from vrd.exports.plain_columns import with_clock
from vrd.exports.review_rows import ROLES

if TYPE_CHECKING:
    import pandas as pd

#: Width and height of a picture in pixels.
PICTURE = (160, 90)
NO_PICTURE = "picture missing"
#: Columns and lines that stay in view.
FROZEN = (2, 1)
_MAX_CELL = 32_767
_MAX_LINES = 1_048_575  # below the header
_WIDTHS = {"query": 44, "ref": 44, "note": 44, "verdict": 14, "reviewer": 18, "judged": 22}
_HEADERS = {"query": "query_picture", "reference": "ref_picture"}


def sheet_table(export: Export, kind: str) -> pd.DataFrame:
    """Return the table of a sheet, with empty columns for pictures where they were asked for.

    Parameters
    ----------
    export
        What is exported.
    kind
        The ending of the file, for the message.

    Raises
    ------
    ProjectError
        If there are more lines than a sheet has.
    """
    if len(export.table) > _MAX_LINES:
        raise ProjectError(
            f"{len(export.table):,} sequences are more than the {_MAX_LINES:,} that a sheet of "
            f"{kind} holds. Choose .csv, or find fewer."
        )
    table = with_clock(export.table)
    if pictured(export):
        for i, role in enumerate(ROLES):
            table.insert(i, _HEADERS[role], "")
    return table


def pictured(export: Export) -> bool:
    """Return whether two pictures stand before each sequence."""
    return export.options.share == "thumbs"


def column_width(name: str) -> float:
    """Return the width of a column, in digits."""
    if name in _HEADERS.values():
        # A digit is about 7 pixels wide.
        return PICTURE[0] / 7 + 1
    return _WIDTHS.get(name, max(11, len(name) + 2))


def sheet_text(value: str, kind: str) -> str:
    """Return the text of a cell, without characters that XML refuses.

    Raises
    ------
    ProjectError
        If it is longer than a cell.
    """
    text = visible(value)
    if len(text) > _MAX_CELL:
        # Programs and libraries would cut it silently.
        raise ProjectError(
            f"A text of {len(text):,} characters, {text[:40]!r}..., is more than the "
            f"{_MAX_CELL:,} that a cell of {kind} holds. Choose .csv, or shorten the note."
        )
    return text


def still_picture(frames: Timeline, segment: Segment) -> io.BytesIO | None:
    """Return the still from the middle of a stretch as a small JPEG; None if there is none."""
    position = frames.get_position_from_video_name(segment.video)
    if not frames.videos[position].rows:
        return None
    row = frames.row_at(position, (segment.start + segment.end) / 2)
    try:
        return io.BytesIO(picture_bytes(frames.still(row), PICTURE, quality=70))
    except UNREADABLE:
        return None
