"""Write sequences for viewers of archives and libraries: a manifest of IIIF Presentation API 3.

Each film is a canvas of its duration. The sequences are annotations on the canvas of the query,
which lead to a stretch of the canvas of the reference. The API requires web addresses: without
``base_url`` they lie under `NOWHERE`, a name that is reserved for addresses that lead nowhere.
Source: IIIF Presentation API 3.0.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PIL import Image

from vrd.core.text import number, visible
from vrd.core.thumbnails import UNREADABLE
from vrd.core.timelines import Video
from vrd.exports.film_links import film_uri, fragment, media_type
from vrd.exports.json_file import write_json
from vrd.exports.options import Export, optional
from vrd.exports.review_rows import ReviewRow
from vrd.exports.web_annotations import judgement_bodies, motivations

NOWHERE = "https://films.invalid"


def write_manifest(export: Export, path: Path) -> None:
    """Write a manifest of all films that have a duration."""
    base = export.options.base_url or NOWHERE
    manifest = film_uri(export.target.name, base)
    videos = [video for video in export.timeline.videos if video.duration > 0]
    canvases = {v.name: f"{manifest}/canvas/{i}" for i, v in enumerate(videos, 1)}
    value = {
        "@context": "http://iiif.io/api/presentation/3/context.json",
        "id": manifest,
        "type": "Manifest",
        "label": {"none": [visible(export.options.title)]},
        "items": [_canvas(export, video, canvases, base) for video in videos],
    }
    optional("iiif_prezi3", "iiif-prezi3").Manifest(**value)  # raises if it is no manifest
    write_json(path, value)


def _canvas(export: Export, video: Video, canvases: dict[str, str], base: str) -> dict[str, Any]:
    here = canvases[video.name]
    shape = {"duration": float(video.duration), **_size(video)}
    body = {"id": film_uri(video.name, base), "type": "Video", **shape}
    if kind := media_type(video.name):
        body["format"] = kind
    painting = {
        "id": f"{here}/film",
        "type": "Annotation",
        "motivation": "painting",
        "body": body,
        "target": here,
    }
    rows = [row for row in export.rows if row.query.video == video.name]
    reuse = [_annotation(export, row, canvases) for row in rows]
    return {
        "id": here,
        "type": "Canvas",
        "label": {"none": [visible(video.name)]},
        **shape,
        **_metadata(export, video),
        "items": [{"id": f"{here}/page", "type": "AnnotationPage", "items": [painting]}],
        "annotations": [{"id": f"{here}/reuse", "type": "AnnotationPage", "items": reuse}],
    }


def _metadata(export: Export, video: Video) -> dict[str, Any]:
    """Return the timecode of a film as viewers show it; the time of a canvas begins at 0."""
    if (timecode := export.timecode(video.name)) is None:
        return {}
    rate = f"{number(timecode.rate, 3)} frames per second"
    label, value = {"en": ["Start timecode"]}, {"en": [f"{timecode.text_at(0)}, {rate}"]}
    return {"metadata": [{"label": label, "value": value}]}


def _annotation(export: Export, row: ReviewRow, canvases: dict[str, str]) -> dict[str, Any]:
    query, other = row.query, row.reference
    bodies: list[dict[str, str]] = [
        {
            "type": "TextualBody",
            "value": visible(export.place(other)),
            "format": "text/plain",
            "purpose": "linking",
        },
        *judgement_bodies(row),
    ]
    if other.video in canvases:
        there = fragment(canvases[other.video], other.start, other.end)
        bodies.insert(0, {"type": "SpecificResource", "source": there, "purpose": "linking"})
    return {
        "id": f"{canvases[query.video]}/reuse/{row.match_id}",
        "type": "Annotation",
        "motivation": motivations(row),
        "body": bodies,
        "target": fragment(canvases[query.video], query.start, query.end),
    }


def _size(video: Video) -> dict[str, int]:
    """Return the size of the stills of a film, which have its proportions; {} without stills."""
    try:
        with Image.open(video.stills / "000000.jpg") as still:
            return {"height": still.height, "width": still.width}
    except UNREADABLE:
        return {}
