"""Write sequences for editing programs: an OpenTimelineIO timeline with one film above the other.

The sequences follow one another. Where the stretches of a sequence differ in length, a gap fills
the shorter. Times are rounded to the frame rate of the timeline; the metadata of the clips have the
exact seconds.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from vrd.core.text import visible
from vrd.exports.film_links import media_uri
from vrd.exports.options import Export, optional
from vrd.exports.review_rows import ROLES, ReviewRow, Role

_COLOURS = {"match": "GREEN", "not a match": "RED", "unsure": "YELLOW", "same scene": "CYAN"}


def write_otio(export: Export, path: Path) -> None:
    """Write one timeline with two tracks, and a marker on each clip that was judged."""
    otio = optional("opentimelineio", "opentimelineio")
    timeline = otio.schema.Timeline(visible(export.options.title))
    tracks = {role: otio.schema.Track(role, kind=otio.schema.TrackKind.Video) for role in ROLES}
    for row in export.rows:
        clips = {role: _clip(otio, export, row, role) for role in ROLES}
        longest = max(clip.source_range.duration for clip in clips.values())
        for role, clip in clips.items():
            tracks[role].append(clip)
            left = longest - clip.source_range.duration
            if left.value > 0:
                tracks[role].append(otio.schema.Gap(duration=left))
    # The last track is shown on top.
    timeline.tracks.extend([tracks["reference"], tracks["query"]])
    otio.adapters.write_to_file(timeline, str(path), adapter_name="otio_json")


def _clip(otio: Any, export: Export, row: ReviewRow, role: Role) -> Any:
    own, _ = row.side(role)
    media = otio.schema.ExternalReference(target_url=media_uri(export, own.video))
    video = export.video(own.video)
    if video is not None:
        media.available_range = _range(otio, 0.0, video.duration, export.options.rate)
    metadata = {
        "match_id": row.match_id,
        "role": role,
        "film": visible(own.video),
        "start": own.start,
        "end": own.end,
        "verdict": visible(row.verdict),
        "note": visible(row.note),
        "reviewer": visible(row.reviewer),
        "judged": visible(row.judged),
        **row.numbers,
    }
    clip = otio.schema.Clip(
        visible(own.video),
        media_reference=media,
        source_range=_range(otio, own.start, own.end, export.options.rate),
        metadata={"vrd": metadata},
    )
    if row.verdict or row.note:
        clip.markers.append(_marker(otio, clip, row))
    return clip


def _marker(otio: Any, clip: Any, row: ReviewRow) -> Any:
    marker = otio.schema.Marker(
        name=visible(row.verdict or "note"),
        marked_range=clip.source_range,
        color=getattr(otio.schema.MarkerColor, _COLOURS.get(row.verdict, "WHITE")),
        metadata={"vrd": {"match_id": row.match_id}},
    )
    marker.comment = visible(row.note)
    return marker


def _range(otio: Any, start: float, end: float, rate: float) -> Any:
    first = round(start * rate)
    length = max(1, round(end * rate) - first)
    return otio.opentime.TimeRange(
        otio.opentime.RationalTime(first, rate), otio.opentime.RationalTime(length, rate)
    )
