r"""Write sequences and judgements as files for other programs, in any of the formats.

Conventions: times in seconds, distances squared L2, an empty cell (``null`` in JSON) where
there is no number. File names stand exactly as on disk in .xlsx, .ods and .json, so that programs
can open the films. In .csv, which cannot say what is text, an apostrophe stands before texts
that a spreadsheet program would take for a formula, such as a film called ``=1+1``; VRD takes it
away when it reads the file, and ``apostrophes=False`` leaves it out. Numbers stay numbers.
Characters that are no valid text are changed, where a format cannot hold them: they become
``\x07`` or ``\udc80``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vrd.core.timelines import Timeline
from vrd.errors import ProjectError
from vrd.exports.crate import write_crate
from vrd.exports.elan import write_eaf
from vrd.exports.film_links import file_names
from vrd.exports.iiif import write_manifest
from vrd.exports.json_file import write_json_list, write_json_with_schema
from vrd.exports.ods import write_ods
from vrd.exports.options import Export, ExportOptions
from vrd.exports.otio import write_otio
from vrd.exports.plain_columns import write_csv
from vrd.exports.review_rows import with_review
from vrd.exports.spreadsheet import write_xlsx
from vrd.exports.web_annotations import write_annotations
from vrd.exports.webvtt import write_vtt
from vrd.storage.files import check_length, filling, replacing

if TYPE_CHECKING:
    import pandas as pd

Writer = Callable[[Export, Path], None]
FilmWriter = Callable[[Export, str, Path], None]


def _of_one_film(write: FilmWriter) -> Writer:
    """Return a function that writes the file of the film that was asked for."""

    def write_one(export: Export, path: Path) -> None:
        write(export, export.one_film(), path)

    return write_one


def _of_each_film(write: FilmWriter, kind: str) -> Writer:
    """Return what writes a folder with a file for each film."""

    def write_each(export: Export, folder: Path) -> None:
        for film, name in file_names(export.chosen_films, kind).items():
            write(export, film, folder / name)

    return write_each


WRITERS: dict[str, Writer] = {
    ".csv": write_csv,
    ".xlsx": write_xlsx,
    ".ods": write_ods,
    ".json": write_json_list,
    ".vrd.json": write_json_with_schema,
    ".iiif.json": write_manifest,
    ".jsonld": write_annotations,
    ".otio": write_otio,
    ".eaf": _of_one_film(write_eaf),
    ".vtt": _of_one_film(write_vtt),
}
FOLDERS: dict[str, Writer] = {
    "eaf": _of_each_film(write_eaf, ".eaf"),
    "vtt": _of_each_film(write_vtt, ".vtt"),
    "ro-crate": write_crate,
}


def export(
    table: pd.DataFrame,
    path: str | Path,
    frames: Timeline | None = None,
    *,
    format: str = "",
    **options: Any,
) -> Path:
    """Write sequences, judged or not; the extension of ``path`` chooses the format.

    ======================  =====================================================================
    ``.csv`` ``.xlsx``      tables for spreadsheets, clock times beside the seconds
    ``.ods``
    ``.json``               a list of objects, one per sequence, as ``pandas.read_json`` reads it
    ``.vrd.json``           the same with the films, under the schema that it names
    ``.iiif.json``          a manifest of the IIIF Presentation API 3: a canvas per film
    ``.jsonld``             Web Annotations: one per sequence
    ``.otio``               an OpenTimelineIO timeline: both films above one another
    ``.eaf`` ``.vtt``       the sequences of one film, for ELAN and for players: ``film=...``
    ``format="eaf"``        a folder with a file for each film, where ``path`` does not end in
                            ``.eaf``; ``"vtt"`` likewise
    ``format="ro-crate"``   a folder that describes the run: an RO-Crate
    ======================  =====================================================================

    Parameters
    ----------
    table
        As `review_table` or `sequence_table` makes it.
    path
        A file there is replaced; an .eaf file, and a folder with files in it, only with
        ``replace=True``: they may hold somebody's work.
    frames
        The films, for all formats but tables, annotations and cues.
    format
        Chooses the format instead of the extension.
    **options
        See `vrd.exports.options.ExportOptions`.

    Returns
    -------
    Path
        What was written.

    Raises
    ------
    ProjectError
        If the extension or format is none of these, the folder does not exist, or somebody's
        work would be written over.
    MissingExtraError
        If the format needs a package that is not installed.
    StorageError
        If the disk is full or may not be written.
    """
    path = Path(path)
    check_length(path)
    wanted = ExportOptions(**options)
    writer, folder = _writer(path, format)
    if not path.parent.is_dir():
        raise ProjectError(
            f"There is no folder {path.parent} to write {path.name} in. Make it, or choose another."
        )
    content = Export(with_review(table), path, wanted, frames, folder)
    if folder:
        _write_folder(content, writer)
        return path
    if path.is_dir():
        raise ProjectError(f"{path} is a folder. This format is a file: choose another name.")
    if writer is WRITERS[".eaf"] and path.exists() and not wanted.replace:
        raise ProjectError(
            f"{path} is there already and may hold somebody's annotations. Choose another name, "
            "or give replace=True."
        )
    with replacing(path) as temporary:
        writer(content, temporary)
    return path


def _writer(path: Path, format: str) -> tuple[Writer, bool]:
    """Return what writes a format, and whether the format is a folder."""
    asked = format.lower().lstrip(".")
    if asked in FOLDERS and not path.name.lower().endswith(f".{asked}"):
        return FOLDERS[asked], True
    name = f".{asked}" if asked else path.name.lower()
    # The longest first: .vrd.json is .json, too.
    for kind in sorted(WRITERS, key=len, reverse=True):
        if name.endswith(kind):
            return WRITERS[kind], False
    kinds = ", ".join(WRITERS)
    if format:
        reason = f"format {format!r} is not one of {kinds}, nor one of the folders"
    elif path.suffix:
        reason = f"{path.suffix} is not one of {kinds}. Folders are asked for by format=:"
    else:
        reason = f"its name has no ending. Files end in {kinds}; folders are asked for by format=:"
    raise ProjectError(f"{path} cannot be written: {reason} {', '.join(FOLDERS)}.")


def _write_folder(export: Export, writer: Writer) -> None:
    """Write a folder, unless files lie in it already: they may be somebody's work."""
    target = export.target
    if target.suffix.lower() in WRITERS:
        raise ProjectError(
            f"{target} is the name of a file. This format is a folder: leave out {target.suffix}."
        )
    if target.exists() and not target.is_dir():
        raise ProjectError(f"{target} is a file. This format is a folder: choose another name.")
    if target.is_dir() and any(target.iterdir()) and not export.options.replace:
        raise ProjectError(
            f"{target} has files in it, which may be somebody's work. Choose another folder, or "
            "give replace=True to write over the files of the same names."
        )
    with filling(target) as temporary:
        writer(export, temporary)
