"""Spreadsheets that people filled in: .xlsx and .csv, of whatever program and however large."""

from __future__ import annotations

import itertools
import zipfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
from openpyxl import load_workbook

from vrd.errors import ProjectError

_MOST_ROWS, _MOST_COLUMNS = 200_000, 64
# Bytes that a workbook may grow by when it is unpacked; the longest take a few hundred millions.
_MOST_SWELL = 1_000_000_000


def read_spreadsheet(
    path: Path | str, columns: Iterable[str], *, optional: Iterable[str] = ()
) -> pd.DataFrame:
    """Read a .xlsx or .csv file that must have certain columns.

    Parameters
    ----------
    path
        The file.
    columns
        Those that it must have.
    optional
        Those that are read, too, where they are there.

    Returns
    -------
    DataFrame
        These columns of all lines that are not empty; the second line of the file is 0.

    Raises
    ------
    ProjectError
        If the file is absent, is no spreadsheet, or lacks a column or has it twice.
    """
    path, columns = Path(path), list(columns)
    try:
        if path.suffix.lower() == ".csv":
            # The separator is guessed, as Excel writes semicolons in much of Europe.
            # Only an empty cell is empty: a film may be called "NA", and a note say "none".
            table = pd.read_csv(
                path,
                sep=None,
                engine="python",
                encoding="utf-8-sig",
                dtype=str,
                keep_default_na=False,
                na_values=[""],
            )
        else:
            table = _read_sheet(path)
    except FileNotFoundError as error:
        raise ProjectError(f"There is no file {path}.") from error
    except UnicodeDecodeError as error:
        raise ProjectError(
            f"{path} is not written in UTF-8. In the spreadsheet program, save it as "
            '"CSV UTF-8" or as .xlsx.'
        ) from error
    except Exception as error:
        # Spreadsheet readers raise whatever their zip and XML parsers do.
        raise ProjectError(f"{path} cannot be read as a spreadsheet: {error}") from error
    table.columns = [str(name).strip() for name in table.columns]
    lacking = [name for name in columns if name not in table.columns]
    if lacking:
        raise ProjectError(
            f"{path} has no column {', '.join(map(repr, lacking))}. It needs: "
            f"{', '.join(columns)}; it has: {', '.join(table.columns)}."
        )
    columns += [name for name in optional if name in table.columns and name not in columns]
    twice = [name for name in columns if list(table.columns).count(name) > 1]
    if twice:
        raise ProjectError(f"{path} has more than one column {', '.join(map(repr, twice))}.")
    return table[columns].dropna(how="all")


def _read_sheet(path: Path) -> pd.DataFrame:
    """The first sheet of a workbook.

    A sheet may claim a million rows for one stray cell, so lines without a cell are passed over
    at once, and what lies far to the right is not looked at.
    """
    _refuse_swelling(path)
    book = load_workbook(path, read_only=True, data_only=True)
    try:
        sheet = book.worksheets[0]
        every = enumerate(sheet.iter_rows(max_col=_MOST_COLUMNS, values_only=True), -1)
        filled = (two for two in every if two[1].count(None) < len(two[1]))
        lines = list(itertools.islice(filled, _MOST_ROWS + 1))
    finally:
        book.close()
    if not lines:
        raise ValueError("its first sheet is empty")
    if len(lines) > _MOST_ROWS:
        raise ValueError(f"it has more than {_MOST_ROWS:,} lines")
    headers = lines[0][1]
    named = [place for place, header in enumerate(headers) if header is not None]
    table = pd.DataFrame(
        [[line[place] for place in named] for _, line in lines[1:]],
        columns=[headers[place] for place in named],
        index=[number for number, _ in lines[1:]],
        # As they are: beside an empty cell, 1984 would become 1984.0.
        dtype=object,
    )
    return table.where(table.notna(), np.nan)


def _refuse_swelling(path: Path) -> None:
    """Its texts are unpacked into memory, of which a few kilobytes can ask for all there is.

    Pictures do not count: they hardly pack.
    """
    with zipfile.ZipFile(path) as packed:
        # A part may claim to shrink, to make up for one that swells.
        swells = sum(max(one.file_size - one.compress_size, 0) for one in packed.infolist())
    if swells > _MOST_SWELL:
        raise ValueError(f"it would swell by {swells / 1e9:,.1f} GB when it is unpacked")
