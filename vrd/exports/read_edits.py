"""Read what people edited in files that were exported for them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from vrd.annotations.edited_table import FILMS, JUDGEMENT_COLUMNS, TIMES, tidy_returned
from vrd.errors import ProjectError
from vrd.storage.spreadsheets import read_spreadsheet

if TYPE_CHECKING:
    import pandas as pd


def read_returned(path: Path | str) -> pd.DataFrame:
    """Read judgements from .csv, .xlsx or .ods, or from .eaf files of ELAN.

    Parameters
    ----------
    path
        A file, whatever separator the program wrote, or a folder of .eaf files.

    Returns
    -------
    DataFrame
        ``match_id``, ``verdict``, ``note`` and ``reviewer``, texts that may be empty; ``query``
        and ``ref``, film names, empty where the file has none; ``query_start``, ``query_end``,
        ``ref_start`` and ``ref_end``, seconds, NaN where the file has none. The index is the
        line of the file, or the film and the times of the annotation.

    Raises
    ------
    ProjectError
        If the file cannot be read, lacks one of the first four columns, or has a verdict that
        does not exist; the message names the line.
    """
    return tidy_returned(read_as_written(path), f"{path}, ")


def read_as_written(path: Path | str) -> pd.DataFrame:
    """Read the judgements in .csv, .xlsx, .ods or .eaf files as they stand there.

    Parameters
    ----------
    path
        A file, or a folder of .eaf files.

    Returns
    -------
    DataFrame
        The columns of `read_returned`, as far as the file has them, not yet checked.

    Raises
    ------
    ProjectError
        If the file cannot be read, or lacks a column.
    """
    path = Path(path)
    if path.suffix.lower() == ".eaf" or path.is_dir():
        from vrd.exports.read_elan import read_eaf

        return read_eaf(path)
    table = read_spreadsheet(path, JUDGEMENT_COLUMNS, optional=(*FILMS, *TIMES))
    table.index = (table.index + 2).rename("line")
    return table


def may_be_filled_in(path: Path) -> bool:
    """Return whether a spreadsheet that `read_as_written` refuses may still hold judgements.

    Spreadsheet programs save in encodings of their own, and people rename and drop columns.
    """
    if path.suffix.lower() not in (".csv", ".xlsx", ".ods") or not path.stat().st_size:
        return False
    try:
        table = read_spreadsheet(path, (), optional=("verdict", "note"))
    except ProjectError:
        return True
    return bool(table.notna().to_numpy().any())
