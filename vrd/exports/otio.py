"""Write sequences for editing programs: an OpenTimelineIO timeline with one film above the other.

The sequences follow one another. Where the stretches of a sequence differ in length, a gap fills
the shorter. Times are rounded to the frame rate of the timeline; the metadata of the clips have the
exact seconds. A film with a timecode begins at it, as it does in an editing program, and is counted
at its own rate.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from vrd.core.segments import Segment
from vrd.core.text import visible
from vrd.exports.film_links import media_uri
from vrd.exports.options import Export, optional
from vrd.exports.review_rows import ROLES, ReviewRow, Role

_COLOURS = {"match": "GREEN", "not a match": "RED", "unsure": "YELLOW", "same scene": "CYAN"}
#: Gaps that are shorter are made by films counted at different rates.
_ROUNDING_S = 1e-6


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
            if left.to_seconds() > _ROUNDING_S:
                tracks[role].append(otio.schema.Gap(duration=left))
    # The last track is shown on top.
    timeline.tracks.extend([tracks["reference"], tracks["query"]])
    # The library's own writing to a file says nothing of a full disk.
    path.write_text(otio.adapters.write_to_string(timeline, adapter_name="otio_json"), "utf-8")


def _clip(otio: Any, export: Export, row: ReviewRow, role: Role) -> Any:
    own, _ = row.side(role)
    media = otio.schema.ExternalReference(target_url=media_uri(export, own.video))
    video = export.video(own.video)
    if video is not None:
        media.available_range = _range(otio, export, own._replace(start=0.0, end=video.duration))
    timecode = export.timecode(own.video)
    metadata = {
        "match_id": row.match_id,
        "role": role,
        "film": visible(own.video),
        "start": own.start,
        "end": own.end,
        **({"timecode": timecode.text_at(own.start)} if timecode else {}),
        "verdict": visible(row.verdict),
        "note": visible(row.note),
        "reviewer": visible(row.reviewer),
        "judged": visible(row.judged),
        **row.numbers,
    }
    clip = otio.schema.Clip(
        visible(own.video),
        media_reference=media,
        source_range=_range(otio, export, own),
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


def _range(otio: Any, export: Export, stretch: Segment) -> Any:
    timecode, rate = export.timecode(stretch.video), export.options.rate
    first, stop = (round(seconds * rate) for seconds in stretch[1:])
    if timecode is not None:
        rate = timecode.rate
        first, stop = (timecode.frame_at(seconds) for seconds in stretch[1:])
    length = max(1, stop - first)
    return otio.opentime.TimeRange(
        otio.opentime.RationalTime(first, rate), otio.opentime.RationalTime(length, rate)
    )
