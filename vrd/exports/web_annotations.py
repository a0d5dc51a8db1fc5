"""Sequences as links between stretches of films: Web Annotations in JSON-LD.

Target is the stretch of the query, linked to that of the reference, both media fragments.
Without an address of the films they are relative to the place of the file, as in HTML.
Source: Web Annotation Data Model, W3C Recommendation, 2017.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from vrd import __version__
from vrd.core.text import visible
from vrd.exports.film_links import film_uri, fragment, link
from vrd.exports.options import Export
from vrd.exports.review_rows import ReviewRow


def write_annotations(export: Export, path: Path) -> None:
    """A page with an annotation for each sequence."""
    page = film_uri(export.target.name, export.options.base_url)
    value = {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": page,
        "type": "AnnotationPage",
        "items": [_annotation(export, row, page) for row in export.rows],
    }
    path.write_text(
        json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n", "utf-8"
    )


def _annotation(export: Export, row: ReviewRow, page: str) -> dict[str, Any]:
    query, reference = (
        fragment(link(export, one.video), one.start, one.end) for one in (row.query, row.reference)
    )
    made: dict[str, Any] = {
        "id": f"{page}#{row.match_id}",
        "type": "Annotation",
        "motivation": motivations(row),
        "generator": {"type": "Software", "name": f"Video Reuse Detector {__version__}"},
        "body": [
            {"type": "SpecificResource", "source": reference, "purpose": "linking"},
            *spoken(row),
        ],
        "target": query,
    }
    if row.reviewer:
        made["creator"] = {"type": "Person", "name": visible(row.reviewer)}
    if row.judged:
        made["created"] = visible(row.judged).replace("+00:00", "Z")
    return made


def motivations(row: ReviewRow) -> list[str]:
    """Why an annotation of a sequence is there."""
    return [
        "linking",
        *(["assessing"] if row.verdict else []),
        *(["commenting"] if row.note else []),
    ]


def spoken(row: ReviewRow) -> list[dict[str, str]]:
    """Verdict and note as bodies of an annotation: plain text, never markup."""
    said = (("assessing", row.verdict), ("commenting", row.note))
    return [
        {"type": "TextualBody", "value": visible(text), "format": "text/plain", "purpose": purpose}
        for purpose, text in said
        if text
    ]
