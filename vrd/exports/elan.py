"""Sequences for ELAN: a file per film, in which people annotate and from which edits come back.

A film's stretches lie on tiers of type `REUSE`, those in which it is the query apart from those
in which it is the reference. ELAN allows no two annotations of a tier to overlap, so there are
as many tiers as overlap. Each has three tiers of its own, one annotation per stretch
(symbolic association): the verdict, from a list of words; the note; and `DATA`, what was written,
by which `vrd.exports.read_elan` knows the sequence again and tells what was changed.

ELAN counts in milliseconds. It takes paths of films as they are, not percent-encoded.
Source: EAF 2.8, the format of ELAN (Max Planck Institute for Psycholinguistics).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from vrd.annotations.judgements import VERDICTS
from vrd.core.segments import Segment, pack_lanes
from vrd.core.text import hms, visible
from vrd.exports.film_links import file_names, media_path, media_type
from vrd.exports.options import Export, optional
from vrd.exports.review_rows import ROLES, ReviewRow, Role

REUSE, VERDICT, NOTE, DATA = "vrd reuse", "vrd verdict", "vrd note", "vrd data"
FILM = "vrd film"
_WORDS = "vrd verdicts"
_UNDETERMINED = ("und", "http://cdb.iso.org/lg/CDB-00130975-001", "undetermined (und)")
_CHILDREN = {VERDICT: "verdict", NOTE: "note", DATA: "vrd"}

Stretch = tuple[Segment, Segment, ReviewRow]


def milliseconds(segment: Segment) -> tuple[int, int]:
    """Start and end as ELAN has them; it knows no annotation of no length."""
    start = max(0, round(segment.start * 1000))
    return start, max(start + 1, round(segment.end * 1000))


def as_written(text: str) -> str:
    """A text as it comes back from XML, which knows one kind of line end."""
    return visible(text.replace("\r\n", "\n").replace("\r", "\n"))


def write_eaf(export: Export, path: Path) -> None:
    """The file of one film."""
    _write(export, export.one_film(), path)


def write_eafs(export: Export, folder: Path) -> None:
    """A file for each film of the collection, whether anything was found in it or not."""
    for film, name in file_names(export.chosen_films, ".eaf").items():
        _write(export, film, folder / name)


def _write(export: Export, film: str, path: Path) -> None:
    eaf = _document(export, film)
    for role in ROLES:
        found = [
            (own, other, row)
            for row in export.rows
            for side, own, other in row.sides_in(film)
            if side == role
        ]
        for number, lane in enumerate(_lanes(found) or [[]], 1):
            _add_tiers(eaf, f"{role} {number}", role, lane)
    eaf.properties = [("lastUsedAnnotationId", eaf.maxaid), (FILM, json.dumps(film))]
    eaf.to_file(str(path))


def _document(export: Export, film: str) -> Any:
    """A file without tiers: the film, the types of tiers, the words of verdicts."""
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
    for name in _CHILDREN:
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


def _add_tiers(eaf: Any, name: str, role: Role, lane: list[Stretch]) -> None:
    eaf.add_tier(name, REUSE)
    children = {kind: f"{short}@{name}" for kind, short in _CHILDREN.items()}
    for kind, tier in children.items():
        eaf.add_tier(tier, kind, parent=name)
    for own, other, row in lane:
        where = f"{other.video} {hms(other.start)}–{hms(other.end)}"
        eaf.add_annotation(name, *milliseconds(own), as_written(where))
        parent = f"a{eaf.maxaid}"
        values = {VERDICT: row.verdict, NOTE: row.note, DATA: _data(row, role)}
        for kind, tier in children.items():
            # Not add_ref_annotation, which looks for a parent by time and would take the next
            # one at a common border.
            made = eaf.generate_annotation_id()
            eaf.annotations[made] = tier
            eaf.tiers[tier][1][made] = (parent, as_written(values[kind]), None, None)


def _data(row: ReviewRow, role: Role) -> str:
    """What `vrd.exports.read_elan` needs; JSON escapes whatever XML cannot hold."""
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
