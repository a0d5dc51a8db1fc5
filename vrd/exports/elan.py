"""Write sequences for ELAN: a file per film, in which people annotate and which VRD reads back.

The stretches of a film lie on tiers of type `REUSE`; those in which it is the query are apart from
those in which it is the reference. ELAN allows no two annotations of a tier to overlap, so there
are as many tiers as stretches that overlap. Each tier has three tiers of its own with an annotation
per stretch (symbolic association): the verdict, from a list of words; the note; and `DATA`, the
stretch as it was written, by which `vrd.exports.read_elan` recognizes the sequence and sees what
was changed.

ELAN counts in milliseconds from the start of the file. Where a film has a timecode, a fourth tier
has it, and a property its start: moving the annotations would move them off the pictures.

ELAN takes paths of films as they are, not percent-encoded.
Source: EAF 2.8, the format of ELAN (Max Planck Institute for Psycholinguistics).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from vrd.annotations.judgements import VERDICTS
from vrd.core.segments import Segment, pack_lanes
from vrd.core.text import visible
from vrd.exports.film_links import media_path, media_type
from vrd.exports.options import Export, optional
from vrd.exports.review_rows import ROLES, ReviewRow, Role

REUSE, VERDICT, NOTE, DATA = "vrd reuse", "vrd verdict", "vrd note", "vrd data"
FILM = "vrd film"
#: For films with a timecode: the type of tiers with it, and where it starts.
TIMECODE, START = "vrd timecode", "vrd start timecode"
_WORDS = "vrd verdicts"
_UNDETERMINED = ("und", "http://cdb.iso.org/lg/CDB-00130975-001", "undetermined (und)")
_CHILDREN = {VERDICT: "verdict", NOTE: "note", DATA: "vrd"}

Stretch = tuple[Segment, Segment, ReviewRow]


def milliseconds(segment: Segment) -> tuple[int, int]:
    """Return start and end in milliseconds; ELAN has no annotation without length."""
    start = max(0, round(segment.start * 1000))
    return start, max(start + 1, round(segment.end * 1000))


def as_written(text: str) -> str:
    """Return a text as it comes back from XML, which has one kind of line end."""
    return visible(text.replace("\r\n", "\n").replace("\r", "\n"))


def write_eaf(export: Export, film: str, path: Path) -> None:
    """Write the file of a film, whether any stretch of it was found or not."""
    kinds, timecode = dict(_CHILDREN), export.timecode(film)
    if timecode is not None:
        kinds[TIMECODE] = "timecode"
    eaf = _document(export, film, kinds)
    for role in ROLES:
        stretches = [
            (own, other, row)
            for row in export.rows
            for side, own, other in row.sides_in(film)
            if side == role
        ]
        for number, lane in enumerate(_lanes(stretches) or [[]], 1):
            _add_tiers(eaf, f"{role} {number}", kinds, [_texts(export, role, *s) for s in lane])
    eaf.properties = [("lastUsedAnnotationId", eaf.maxaid), (FILM, json.dumps(film))]
    if timecode is not None:
        eaf.properties.append((START, timecode.text_at(0)))
    eaf.to_file(str(path))


def _document(export: Export, film: str, kinds: Iterable[str]) -> Any:
    """Return a file without tiers: the film, the types of tiers, the words of verdicts."""
    eaf = optional("pympi", "pympi-ling").Eaf(author="")
    eaf.remove_tier("default")
    eaf.header = {"MEDIA_FILE": "", "TIME_UNITS": "milliseconds"}
    media = visible(media_path(export, film))
    relative = media if export.options.paths or media.startswith("../") else f"./{media}"
    eaf.add_linked_file(
        f"file:///{media.removeprefix('/') if export.options.paths else relative}",
        None if export.options.paths else relative,
        mimetype=media_type(film) or "unknown",
    )
    eaf.linguistic_types.clear()
    eaf.add_linguistic_type(REUSE)
    for name in kinds:
        eaf.add_linguistic_type(name, "Symbolic_Association", timealignable=False)
    eaf.linguistic_types[VERDICT]["CONTROLLED_VOCABULARY_REF"] = _WORDS
    eaf.add_language(*_UNDETERMINED)
    eaf.add_controlled_vocabulary(_WORDS)
    for number, word in enumerate(VERDICTS, 1):
        eaf.add_cv_entry(_WORDS, f"verdict{number}", [(word, "und", None)])
    return eaf


def _lanes(stretches: list[Stretch]) -> list[list[Stretch]]:
    """Return the stretches by lanes, in order of time; no two of a lane overlap."""
    ordered = sorted(stretches, key=lambda stretch: milliseconds(stretch[0]))
    numbers = pack_lanes([milliseconds(stretch[0]) for stretch in ordered])
    lanes: list[list[Stretch]] = [[] for _ in range(max(numbers, default=-1) + 1)]
    for number, stretch in zip(numbers, ordered, strict=True):
        lanes[number].append(stretch)
    return lanes


def _texts(
    export: Export, role: Role, own: Segment, other: Segment, row: ReviewRow
) -> tuple[Segment, str, dict[str, str]]:
    """Return a stretch, its text, and the texts of its child tiers by their types."""
    texts = {VERDICT: row.verdict, NOTE: row.note, DATA: _data(row, role)}
    if (timecode := export.timecode(own.video)) is not None:
        texts[TIMECODE] = timecode.span_text(own.start, own.end)
    return own, export.place(other), texts


def _add_tiers(
    eaf: Any, name: str, kinds: Mapping[str, str], lane: list[tuple[Segment, str, dict[str, str]]]
) -> None:
    eaf.add_tier(name, REUSE)
    children = {kind: f"{short}@{name}" for kind, short in kinds.items()}
    for kind, tier in children.items():
        eaf.add_tier(tier, kind, parent=name)
    for own, text, values in lane:
        eaf.add_annotation(name, *milliseconds(own), as_written(text))
        parent = f"a{eaf.maxaid}"
        for kind, tier in children.items():
            # add_ref_annotation would look for a parent by time, and take the next annotation where
            # two touch.
            annotation = eaf.generate_annotation_id()
            eaf.annotations[annotation] = tier
            eaf.tiers[tier][1][annotation] = (parent, as_written(values[kind]), None, None)


def _data(row: ReviewRow, role: Role) -> str:
    """Return what `vrd.exports.read_elan` needs; JSON escapes whatever XML cannot hold."""
    return json.dumps(
        {
            "match_id": row.match_id,
            "role": role,
            "query": list(row.query),
            "reference": list(row.reference),
            "verdict": row.verdict,
            "note": row.note,
            "reviewer": row.reviewer,
        }
    )
