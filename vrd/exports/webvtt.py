"""Write sequences as cues of a film, which players show or hand to scripts: WebVTT.

Source: WebVTT, the Web Video Text Tracks Format, W3C.
"""

from __future__ import annotations

import html
import json
from pathlib import Path

from vrd.core.segments import Segment
from vrd.core.text import hms, visible
from vrd.exports.elan import milliseconds
from vrd.exports.film_links import fragment, link
from vrd.exports.options import Export
from vrd.exports.review_rows import ReviewRow, Role


def write_vtt(export: Export, film: str, path: Path) -> None:
    """Write the cues of a film, whether any stretch of it was found or not."""
    cues = sorted(
        (*milliseconds(own), _cue(export, role, own, other, row))
        for row in export.rows
        for role, own, other in row.sides_in(film)
    )
    blocks = [f"WEBVTT\n\nNOTE {_line(film)}\n", *(cue for *_, cue in cues)]
    path.write_text("\n".join(blocks), "utf-8")


def _cue(export: Export, role: Role, own: Segment, other: Segment, row: ReviewRow) -> str:
    start, end = map(_clock, milliseconds(own))
    if export.options.payload == "json":
        payload = _json_payload(export, role, other, row)
    else:
        texts = (export.place(other), row.verdict, row.note)
        payload = "\n".join(_line(text) for text in texts if text.strip())
    return f"{row.match_id} {role}\n{start} --> {end}\n{payload}\n"


def _json_payload(export: Export, role: Role, other: Segment, row: ReviewRow) -> str:
    values = {
        "match_id": row.match_id,
        "role": role,
        "film": other.video,
        "start": other.start,
        "end": other.end,
        "uri": fragment(link(export, other.video), other.start, other.end),
        "verdict": row.verdict,
        "note": row.note,
        "reviewer": row.reviewer,
        **row.numbers,
    }
    # A cue may not hold "-->", nor what a player takes for a tag.
    text = json.dumps(values, allow_nan=False)
    for mark in "<>&":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text


def _line(text: str) -> str:
    """Return text on one line, without tags: an empty line would end the cue."""
    return html.escape(" ".join(visible(text).split()), quote=False)


def _clock(time_ms: int) -> str:
    seconds, thousandths = divmod(time_ms, 1000)
    return f"{hms(seconds)}.{thousandths:03d}"
