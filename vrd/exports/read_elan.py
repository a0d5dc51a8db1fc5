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
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from vrd.core.segments import Segment
from vrd.core.text import visible
from vrd.errors import ProjectError
from vrd.exports.elan import DATA, FILM, NOTE, REUSE, VERDICT, as_written, milliseconds
from vrd.exports.elan_sides import ElanSide, sides_table
from vrd.exports.options import optional
from vrd.exports.review_rows import Role, segment_text

if TYPE_CHECKING:
    import pandas as pd


# A file takes ten times as much memory; files of long films have a few million bytes.
_MAX_FILE_BYTES = 200_000_000
# Errors that reading a file may raise that somebody wrote by hand.
_DAMAGED = (
    *(LookupError, ValueError, TypeError, AttributeError),
    *(ArithmeticError, RecursionError),
)


def read_eaf(path: str | Path) -> pd.DataFrame:
    """Read the judgements in an .eaf file, or in all of a folder and its subfolders.

    Parameters
    ----------
    path
        A file that ELAN saved, or a folder of such files.

    Returns
    -------
    DataFrame
        Columns `vrd.exports.elan_sides.COLUMNS`. Films and times are as the annotator left them,
        in seconds, and exact where they were not moved. ``reviewer`` is who had judged where
        nothing was changed, else the annotator as far as the file names one (of the tier, or of
        the file). An annotation that was added has an empty ``match_id``, and only one film unless
        it was copied. The index is the film and the times of the annotation.

    Raises
    ------
    ProjectError
        If there is no such file, or it is no file of ELAN.
    MissingExtraError
        If ``pympi-ling`` is not installed.
    """
    return sides_table(side for file in _files(Path(path)) for side in _sides_of(file))


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise ProjectError(
            f"There is no file or folder {path} to read annotations from. Check the path."
        )
    # macOS leaves ._name.eaf beside files on other disks.
    files = [
        file
        for file in path.rglob("*")
        if file.suffix.lower() == ".eaf" and not file.name.startswith(".") and file.is_file()
    ]
    if not files:
        raise ProjectError(
            f"There is no .eaf file in {path}. Give the folder in which ELAN saved its files."
        )
    return sorted(files)


def _sides_of(path: Path) -> Iterator[ElanSide]:
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
            f"{path} has more than {_MAX_FILE_BYTES / 1e6:,.0f} MB, which is too much to be read. "
            "Keep in it only the tiers of one film."
        )

    def refuse(*_: object) -> None:
        raise ProjectError(
            f"{path} declares a document type, which no file of ELAN does. Open it in ELAN and "
            "save it again."
        )

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    try:
        with path.open("rb") as file:
            parser.ParseFile(file)
    except expat.ExpatError as error:
        raise ProjectError(
            f"{path} is not a file of ELAN, or is cut off ({error}). Open it in ELAN and save it "
            "again."
        ) from error


def _sides_on(eaf: Any, tier: str) -> Iterator[ElanSide]:
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
) -> ElanSide:
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
    side = ElanSide(
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


def _added(eaf: Any, tier: str, own: Segment, verdict: str, note: str, annotator: str) -> ElanSide:
    """Return an annotation that the annotator made; the text on it counts as a note."""
    role: Role = "reference" if tier.startswith("reference") else "query"
    nowhere = Segment("", math.nan, math.nan)
    stretches: dict[Role, Segment] = {"query": nowhere, "reference": nowhere}
    stretches[role] = own._replace(video=_film(eaf))
    where = _where(eaf, own)
    return ElanSide(where, "", role, stretches, verdict, note, ("", ""), annotator, annotator)


def _film(eaf: Any) -> str:
    """Return the film that a file is about."""
    return next((str(json.loads(value)) for key, value in eaf.properties if key == FILM), "")


def _where(eaf: Any, own: Segment) -> str:
    return " ".join(visible(segment_text(own._replace(video=_film(eaf)))).split())
