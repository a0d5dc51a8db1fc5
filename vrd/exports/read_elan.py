"""Read back what annotators changed in ELAN, in the files that `vrd.exports.elan` wrote.

A sequence stands in the files of both of its films, and may have been changed in either. The file
also keeps the sequence as it was written, so that a change in one file differs from what stayed as
it was in the other. Nothing that an annotator did is dropped: where the two files disagree, there
is a line for each. An annotation that the annotator added has no ``match_id``. One copied to
another place has none either, because it says something of that place and not of the match.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from vrd.annotations.edited_table import FILMS, JUDGEMENT_COLUMNS, TIMES
from vrd.core.segments import Segment
from vrd.core.text import visible
from vrd.errors import ProjectError
from vrd.exports.elan import DATA, FILM, NOTE, REUSE, VERDICT, as_written, milliseconds
from vrd.exports.options import optional
from vrd.exports.review_rows import Role, segment_text

if TYPE_CHECKING:
    import pandas as pd

RETURNED = [*JUDGEMENT_COLUMNS, *FILMS, *TIMES]

# A file takes ten times as much memory; files of long films have a few million bytes.
_MAX_FILE_BYTES = 200_000_000
# Errors that reading a file may raise that somebody wrote by hand.
_DAMAGED = (
    *(LookupError, ValueError, TypeError, AttributeError),
    *(ArithmeticError, RecursionError),
)


@dataclass(frozen=True)
class _Side:
    """Hold one side of a sequence: as it stands in a file, and as it was written.

    Attributes
    ----------
    where
        Film and times, for people.
    match_id
        The match; empty for an annotation that the annotator added or copied elsewhere.
    role
        Which side of the match the annotation is.
    stretches
        Both stretches of the match, this side as the file has it now.
    verdict, note
        The judgement as the file has it now.
    written
        Verdict and note as they were written.
    reviewer
        Who judged: the annotator where the judgement was changed, else the reviewer as written.
    annotator
        Who annotated, as far as the file says so.
    moved
        Whether start or end differ from those written.
    """

    where: str
    match_id: str
    role: Role
    stretches: dict[Role, Segment]
    verdict: str
    note: str
    written: tuple[str, str]
    reviewer: str
    annotator: str
    moved: bool = False

    @property
    def changed(self) -> bool:
        """Return whether the judgement differs from what was written."""
        return (self.verdict, self.note) != self.written


def read_eaf(path: str | Path) -> pd.DataFrame:
    """Read the judgements in an .eaf file, or in all of a folder and its subfolders.

    Parameters
    ----------
    path
        A file that ELAN saved, or a folder of such files.

    Returns
    -------
    DataFrame
        Columns `RETURNED`. Films and times are as the annotator left them, in seconds, and exact
        where they were not moved. ``reviewer`` is who had judged where nothing was changed, else
        the annotator as far as the file names one (of the tier, or of the file). An annotation
        that was added has an empty ``match_id``, and only one film unless it was copied. The index
        is the film and the times of the annotation.

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
    merged = [side for of_match in known.values() for side in _merged(of_match)]
    merged += [side for side in sides if not side.match_id]
    index = pd.Index([side.where for side in merged], name="annotation")
    return pd.DataFrame(list(map(_line, merged)), index, columns=RETURNED)


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise ProjectError(f"There is no file or folder {path} to read annotations from.")
    # macOS leaves ._name.eaf beside files on other disks.
    files = [
        file
        for file in path.rglob("*")
        if file.suffix.lower() == ".eaf" and not file.name.startswith(".") and file.is_file()
    ]
    if not files:
        raise ProjectError(f"There is no .eaf file in {path}.")
    return sorted(files)


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
            f"{path} is not a file of ELAN, or is damaged ({error}). Open it in ELAN and save it "
            "again."
        ) from error


def _refuse_hostile(path: Path) -> None:
    """Refuse files that would fill the memory: no file of ELAN is so large or declares entities."""
    if path.stat().st_size > _MAX_FILE_BYTES:
        raise ProjectError(
            f"{path} has more than {_MAX_FILE_BYTES / 1e6:,.0f} MB, which is too much to be read."
        )

    def refuse(*_: object) -> None:
        raise ProjectError(f"{path} declares a document type, which no file of ELAN does.")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    try:
        with path.open("rb") as file:
            parser.ParseFile(file)
    except expat.ExpatError as error:
        raise ProjectError(f"{path} is not a file of ELAN, or is cut off ({error}).") from error


def _sides_on(eaf: Any, tier: str) -> Iterator[_Side]:
    """Give the annotations of a tier, each with what stands on its child tiers."""
    children: dict[str, dict[str, tuple[str, str]]] = {}
    for _, references, about, _ in eaf.tiers.values():
        if about.get("PARENT_REF") == tier:
            kind = about.get("LINGUISTIC_TYPE_REF")
            for parent, value, *_ in references.values():
                children.setdefault(parent, {})[kind] = value, about.get("ANNOTATOR") or ""
    for name, (first, last, value, _) in eaf.tiers[tier][0].items():
        times = [eaf.timeslots[slot] for slot in (first, last)]
        start, end = (math.nan if time_ms is None else time_ms / 1000 for time_ms in times)
        yield _side(eaf, tier, Segment("", start, end), value, children.get(name, {}))


def _side(
    eaf: Any, tier: str, own: Segment, value: str, children: dict[str, tuple[str, str]]
) -> _Side:
    """Return an annotation of a tier; a child is a text and the annotator of its tier."""
    verdict, judge = children.get(VERDICT, ("", ""))
    note, writer = children.get(NOTE, ("", ""))
    annotator = judge or writer or eaf.adocument.get("AUTHOR", "")
    data = json.loads(children[DATA][0]) if children.get(DATA, ("",))[0] else None
    if data is None:
        return _added(eaf, tier, own, verdict, note or value, annotator)
    role: Role = "query" if data["role"] == "query" else "reference"
    stretches: dict[Role, Segment] = {
        "query": Segment(*data["query"]),
        "reference": Segment(*data["reference"]),
    }
    written = stretches[role]
    if (round(own.start * 1000), round(own.end * 1000)) != milliseconds(written):
        stretches[role] = own._replace(video=written.video)
    old_verdict, old_note = str(data["verdict"]), str(data["note"])
    # A text that differs only by what XML makes of it was not changed.
    side = _Side(
        where=_where(eaf, own),
        match_id=str(data["match_id"]),
        role=role,
        stretches=stretches,
        verdict=old_verdict if verdict == as_written(old_verdict) else verdict,
        note=old_note if note == as_written(old_note) else note,
        written=(old_verdict, old_note),
        reviewer=str(data["reviewer"]),
        annotator=annotator,
        moved=stretches[role] != written,
    )
    return replace(side, reviewer=annotator) if side.changed else side


def _added(eaf: Any, tier: str, own: Segment, verdict: str, note: str, annotator: str) -> _Side:
    """Return an annotation that the annotator made; the text on it counts as a note."""
    role: Role = "reference" if tier.startswith("reference") else "query"
    nowhere = Segment("", math.nan, math.nan)
    stretches: dict[Role, Segment] = {"query": nowhere, "reference": nowhere}
    stretches[role] = own._replace(video=_film(eaf))
    where = _where(eaf, own)
    return _Side(where, "", role, stretches, verdict, note, ("", ""), annotator, annotator)


def _film(eaf: Any) -> str:
    """Return the film that a file is about."""
    return next((str(json.loads(value)) for key, value in eaf.properties if key == FILM), "")


def _where(eaf: Any, own: Segment) -> str:
    return " ".join(visible(segment_text(own._replace(video=_film(eaf)))).split())


def _merged(sides: list[_Side]) -> list[_Side]:
    """Return one side for the files of both films; more where they say different things."""
    ends: dict[Role, Segment] = {}
    # Of several annotations of a match, one that was not moved shows where the match is.
    for side in sorted(sides, key=lambda side: side.moved):
        ends.setdefault(side.role, side.stretches[side.role])
    own = [side for side in sides if side.stretches[side.role] == ends[side.role]]
    copies = [
        replace(side, match_id="", reviewer=side.annotator) for side in sides if side not in own
    ]
    changed = [side for side in own if side.changed] or own[:1]
    merged = [replace(side, stretches=side.stretches | ends) for side in _agreed(changed)]
    return [*merged, *copies]


def _agreed(sides: list[_Side]) -> list[_Side]:
    """Return changes put together, unless they contradict one another."""
    verdicts = {side.verdict for side in sides if side.verdict != side.written[0]}
    notes = {side.note for side in sides if side.note != side.written[1]}
    reviewers = {side.reviewer for side in sides}
    if max(len(verdicts), len(notes), len(reviewers)) > 1:
        return sides
    verdict = next(iter(verdicts), sides[0].verdict)
    return [replace(sides[0], verdict=verdict, note=next(iter(notes), sides[0].note))]


def _line(side: _Side) -> list[object]:
    query, reference = side.stretches["query"], side.stretches["reference"]
    return [
        *(side.match_id, side.verdict, side.note, side.reviewer, query.video, reference.video),
        *(*query[1:], *reference[1:]),
    ]
