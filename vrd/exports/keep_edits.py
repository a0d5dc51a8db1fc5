"""Guard files that people edit: judgements that are in no log yet are never written over."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from vrd.annotations.difference import Difference
from vrd.annotations.edits import compare_returned
from vrd.annotations.log import user
from vrd.errors import ProjectError
from vrd.exports.read_edits import may_be_filled_in, read_as_written

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from vrd.annotations.judgements import Judgements


def check_nothing_lost(
    path: Path,
    known: pd.DataFrame,
    judgements: Judgements,
    *,
    films: Iterable[str] = (),
    replace: bool = False,
) -> None:
    """Check that a file can be written over without losing judgements that are in no log.

    Parameters
    ----------
    path
        The file or folder; nothing is checked if it is not there.
    known
        The table that is about to be written.
    judgements
        What is in the log.
    films
        Names of the films that are there.
    replace
        Let borders go that somebody moved; judgements and notes are kept in any case.

    Raises
    ------
    ProjectError
        If something would be lost.
    """
    if path.is_dir():  # a crate has its table inside
        table = path / "sequences.csv"
        check_nothing_lost(table, known, judgements, films=films, replace=replace)
    difference = _difference(path, known, judgements, films) if path.exists() else None
    if difference is None:
        return
    unknown = difference.unknown
    if difference.missing_from(judgements) or (unknown["verdict"] + unknown["note"]).any():
        raise ProjectError(
            f"{path} holds judgements that the project does not: {difference}. Take them over with "
            f"project.annotations.read_edits({str(path)!r}).apply(), or write to another name."
        )
    if len(difference.moved) and not replace:
        raise ProjectError(
            f"{path} has borders that somebody moved, which are in no log. Write to another "
            "name, or give replace=True to write over them."
        )


def _difference(
    path: Path, known: pd.DataFrame, judgements: Judgements, films: Iterable[str]
) -> Difference | None:
    """Return what a file says beyond the log; None if nobody was asked to fill it in."""
    try:
        returned = read_as_written(path)
    except ProjectError as error:
        if not may_be_filled_in(path):
            return None
        raise ProjectError(
            f"{path} is there already and may hold judgements, which cannot be read: "
            f"{error} Correct it there, or write to another name."
        ) from error
    try:
        return compare_returned(returned, judgements, known, reviewer=user(), films=films)
    except ProjectError as error:
        raise ProjectError(
            f"{path} is there already and holds judgements that cannot be read: {error} "
            "Correct them there, or write to another name."
        ) from error
