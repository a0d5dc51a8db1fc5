"""What annotators changed in ELAN, read back from the files that `vrd.exports.elan` wrote.

A sequence stands in the files of both its films, and may have been changed in either. What was
written stands beside it, so a change in one file is told from what merely stayed in the other.
Nothing that an annotator did is dropped: where the two files disagree, there is a line for each. An
annotation that the annotator added has no ``match_id``, nor has one copied to another place, which
says something of that place and not of the match.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from vrd.core.segments import Segment
from vrd.core.text import hms, visible
from vrd.errors import ProjectError
from vrd.exports.elan import DATA, FILM, NOTE, REUSE, VERDICT, as_written, milliseconds
from vrd.exports.options import optional
from vrd.exports.review_rows import Role

if TYPE_CHECKING:
    import pandas as pd

RETURNED = [
    *("match_id", "verdict", "note", "reviewer", "query", "ref"),
    *("query_start", "query_end", "ref_start", "ref_end"),
]

# Bytes of a file, which takes ten times as much memory; those of long films are a few millions.
_MOST_BYTES = 200_000_000
# What reading a file that somebody wrote by hand may end in.
_DAMAGED = (
    *(LookupError, ValueError, TypeError, AttributeError),
    *(ArithmeticError, RecursionError),
)


@dataclass(frozen=True)
class _Side:
    """A stretch as it came back, what was written of it, and what it says now."""

    place: str
    match_id: str
    role: Role
    now: dict[Role, Segment]
    verdict: str
    note: str
    written: tuple[str, str]
    reviewer: str
    annotator: str
    moved: bool = False

    @property
    def changed(self) -> bool:
        return (self.verdict, self.note) != self.written


def read_eaf(path: str | Path) -> pd.DataFrame:
    """What stands in an .eaf file, or in all of a folder and its subfolders.

    Parameters
    ----------
    path
        What ELAN saved.

    Returns
    -------
    DataFrame
        `RETURNED`: films and times as the annotator left them (seconds), exact where they were
        not moved; ``reviewer`` is who had judged where nothing was changed, else the annotator as
        far as the file names one (of the tier, or of the file). What an annotator added has an
        empty ``match_id``, and only one film unless it was copied. The index is the place of the
        annotation.

    Raises
    ------
    ProjectError
        If there is no such file, or it is no file of ELAN.
    MissingExtraError
        If ``pympi-ling`` is not installed.
    """
    import pandas as pd

    sides = [side for file in _files(Path(path)) for side in _sides_of(file)]
    known: dict[str, list[_Side]] = {}
    for side in sides:
        if side.match_id:
            known.setdefault(side.match_id, []).append(side)
    found = [one for together in known.values() for one in _merged(together)]
    found += [side for side in sides if not side.match_id]
    lines = [_line(one) for one in found]
    places = [one.place for one in found]
    return pd.DataFrame(lines, pd.Index(places, name="annotation"), columns=RETURNED)


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise ProjectError(f"There is no file or folder {path} to read annotations from.")
    # macOS leaves ._name.eaf beside files on other disks.
    found = [
        one
        for one in path.rglob("*")
        if one.suffix.lower() == ".eaf" and not one.name.startswith(".") and one.is_file()
    ]
    if not found:
        raise ProjectError(f"There is no .eaf file in {path}.")
    return sorted(found)


def _sides_of(path: Path) -> Iterator[_Side]:
    _refuse_hostile(path)
    try:
        eaf = optional("pympi", "pympi-ling").Eaf(str(path), suppress_version_warning=True)
        yield from [
            side
            for name, tier in eaf.tiers.items()
            if tier[2].get("LINGUISTIC_TYPE_REF") == REUSE
            for side in _sides_on(eaf, name)
        ]
    except _DAMAGED as error:
        raise ProjectError(
            f"{path} is no file of ELAN, or damaged ({error}). Open it in ELAN and save it again."
        ) from error


def _refuse_hostile(path: Path) -> None:
    """No file of ELAN is that large or declares entities: those that do fill the memory."""
    if path.stat().st_size > _MOST_BYTES:
        raise ProjectError(
            f"{path} has more than {_MOST_BYTES / 1e6:,.0f} MB: too much to be read."
        )

    def refuse(*_: object) -> None:
        raise ProjectError(f"{path} declares a document type, which no file of ELAN does.")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    try:
        with path.open("rb") as file:
            parser.ParseFile(file)
    except expat.ExpatError as error:
        raise ProjectError(f"{path} is no file of ELAN, or cut off ({error}).") from error


def _sides_on(eaf: Any, tier: str) -> Iterator[_Side]:
    beside: dict[str, dict[str, tuple[str, str]]] = {}
    for _, references, about, _ in eaf.tiers.values():
        if about.get("PARENT_REF") == tier:
            kind = about.get("LINGUISTIC_TYPE_REF")
            for parent, value, *_ in references.values():
                beside.setdefault(parent, {})[kind] = value, about.get("ANNOTATOR") or ""
    for name, (first, last, value, _) in eaf.tiers[tier][0].items():
        times = [eaf.timeslots[slot] for slot in (first, last)]
        start, end = (math.nan if one is None else one / 1000 for one in times)
        yield _side(eaf, tier, Segment("", start, end), value, beside.get(name, {}))


def _side(
    eaf: Any, tier: str, own: Segment, value: str, beside: dict[str, tuple[str, str]]
) -> _Side:
    verdict, judge = beside.get(VERDICT, ("", ""))
    note, writer = beside.get(NOTE, ("", ""))
    annotator = judge or writer or eaf.adocument.get("AUTHOR", "")
    data = json.loads(beside[DATA][0]) if beside.get(DATA, ("",))[0] else None
    if data is None:
        return _added(eaf, tier, own, verdict, note or value, annotator)
    role: Role = "query" if data["role"] == "query" else "reference"
    now: dict[Role, Segment] = {
        "query": Segment(*data["query"]),
        "reference": Segment(*data["reference"]),
    }
    old = now[role]
    if (round(own.start * 1000), round(own.end * 1000)) != milliseconds(old):
        now[role] = own._replace(video=old.video)
    said, noted = str(data["verdict"]), str(data["note"])
    # What came back as it was written is what it was before.
    verdict = said if verdict == as_written(said) else verdict
    note = noted if note == as_written(noted) else note
    side = _Side(
        *(_place(eaf, own), str(data["match_id"]), role, now, verdict, note, (said, noted)),
        *(str(data["reviewer"]), annotator, now[role] != old),
    )
    return replace(side, reviewer=annotator) if side.changed else side


def _added(eaf: Any, tier: str, own: Segment, verdict: str, note: str, annotator: str) -> _Side:
    """An annotation that the annotator made; what is written on it counts as a note."""
    role: Role = "reference" if tier.startswith("reference") else "query"
    nowhere = Segment("", math.nan, math.nan)
    now: dict[Role, Segment] = {"query": nowhere, "reference": nowhere}
    now[role] = own._replace(video=_film(eaf))
    return _Side(_place(eaf, own), "", role, now, verdict, note, ("", ""), annotator, annotator)


def _film(eaf: Any) -> str:
    """The film that a file is about."""
    return next((str(json.loads(value)) for key, value in eaf.properties if key == FILM), "")


def _place(eaf: Any, own: Segment) -> str:
    return " ".join(f"{visible(_film(eaf))} {hms(own.start)}–{hms(own.end)}".split())


def _merged(sides: list[_Side]) -> list[_Side]:
    """One line of what the files of both films say; more where they say different things."""
    ends: dict[Role, Segment] = {}
    # Of several places, the one where it was written is that of the match.
    for side in sorted(sides, key=lambda one: one.moved):
        ends.setdefault(side.role, side.now[side.role])
    own = [side for side in sides if side.now[side.role] == ends[side.role]]
    copies = [replace(one, match_id="", reviewer=one.annotator) for one in sides if one not in own]
    said = [side for side in own if side.changed] or own[:1]
    lines = [replace(side, now=side.now | ends) for side in _agreed(said)]
    return [*lines, *copies]


def _agreed(sides: list[_Side]) -> list[_Side]:
    """Changes put together unless they contradict one another."""
    verdicts = {side.verdict for side in sides if side.verdict != side.written[0]}
    notes = {side.note for side in sides if side.note != side.written[1]}
    reviewers = {side.reviewer for side in sides}
    if max(len(verdicts), len(notes), len(reviewers)) > 1:
        return sides
    verdict = next(iter(verdicts), sides[0].verdict)
    return [replace(sides[0], verdict=verdict, note=next(iter(notes), sides[0].note))]


def _line(side: _Side) -> list[object]:
    query, reference = side.now["query"], side.now["reference"]
    return [
        *(side.match_id, side.verdict, side.note, side.reviewer, query.video, reference.video),
        *(*query[1:], *reference[1:]),
    ]
