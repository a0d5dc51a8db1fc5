"""Write sequences as links between stretches of films: Web Annotations in JSON-LD.

The target of an annotation is the stretch of the query; it is linked to that of the reference.
Both are media fragments. Without an address of the films they are relative to the file, as links
in HTML are.
Source: Web Annotation Data Model, W3C Recommendation, 2017.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from vrd import __version__
from vrd.core.text import visible
from vrd.exports.film_links import film_uri, fragment, link
from vrd.exports.json_file import write_json
from vrd.exports.options import Export
from vrd.exports.review_rows import ReviewRow


def write_annotations(export: Export, path: Path) -> None:
    """Write a page with an annotation for each sequence."""
    page = film_uri(export.target.name, export.options.base_url)
    value = {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": page,
        "type": "AnnotationPage",
        "items": [_annotation(export, row, page) for row in export.rows],
    }
    write_json(path, value)


def _annotation(export: Export, row: ReviewRow, page: str) -> dict[str, Any]:
    query, reference = (
        fragment(link(export, segment.video), segment.start, segment.end)
        for segment in (row.query, row.reference)
    )
    annotation: dict[str, Any] = {
        "id": f"{page}#{row.match_id}",
        "type": "Annotation",
        "motivation": motivations(row),
        "generator": {"type": "Software", "name": f"Video Reuse Detector {__version__}"},
        "body": [
            {"type": "SpecificResource", "source": reference, "purpose": "linking"},
            *judgement_bodies(row),
        ],
        "target": query,
    }
    if row.reviewer:
        annotation["creator"] = {"type": "Person", "name": visible(row.reviewer)}
    if row.judged:
        annotation["created"] = visible(row.judged).replace("+00:00", "Z")
    return annotation


def motivations(row: ReviewRow) -> list[str]:
    """Return the purposes of the annotation of a sequence."""
    return [
        "linking",
        *(["assessing"] if row.verdict else []),
        *(["commenting"] if row.note else []),
    ]


def judgement_bodies(row: ReviewRow) -> list[dict[str, str]]:
    """Return verdict and note as bodies of an annotation: plain text, never markup."""
    texts = (("assessing", row.verdict), ("commenting", row.note))
    return [
        {"type": "TextualBody", "value": visible(text), "format": "text/plain", "purpose": purpose}
        for purpose, text in texts
        if text
    ]
