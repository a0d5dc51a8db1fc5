"""Read spreadsheets that people have filled in: .xlsx, .ods and .csv of any program and size."""

from __future__ import annotations

import itertools
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vrd.core.guarded_text import unguarded
from vrd.errors import ProjectError
from vrd.storage.ods_sheet import read_ods_lines

if TYPE_CHECKING:
    import pandas as pd

MAX_ROWS, MAX_COLUMNS = 200_000, 64
# Bytes that a workbook may grow by when it is unpacked; the longest take a few hundred millions.
MAX_GROWTH_BYTES = 1_000_000_000


def read_spreadsheet(
    path: Path | str, columns: Iterable[str], *, optional: Iterable[str] = ()
) -> pd.DataFrame:
    """Read a .xlsx, .ods or .csv file that must have certain columns.

    Apostrophes with which an export guarded texts of .csv are taken away
    (`vrd.core.guarded_text`).

    Parameters
    ----------
    path
        The file.
    columns
        The columns that it must have.
    optional
        Columns that are read, too, where they are there.

    Returns
    -------
    DataFrame
        These columns of all lines that are not empty. The second line of the file has the index 0.

    Raises
    ------
    ProjectError
        If the file is absent, is no spreadsheet, lacks a column or has it twice.
    """
    # pandas and openpyxl take a second to load, which nobody waits for who reads no spreadsheet.
    import pandas as pd

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
            table = table.rename(columns=unguarded).map(unguarded, na_action="ignore")
        else:
            table = _read_sheet(path)
    except FileNotFoundError as error:
        raise ProjectError(f"There is no file {path}. Check the path.") from error
    except UnicodeDecodeError as error:
        raise ProjectError(
            f"{path} is not written in UTF-8. In the spreadsheet program, save it as "
            '"CSV UTF-8" or as .xlsx.'
        ) from error
    except Exception as error:
        # Spreadsheet readers raise whatever their zip and XML parsers do.
        raise ProjectError(
            f"{path} cannot be read as a spreadsheet: {error}. Save it as .xlsx, "
            ".ods or .csv again."
        ) from error
    table.columns = [str(name).strip() for name in table.columns]
    lacking = [name for name in columns if name not in table.columns]
    if lacking:
        raise ProjectError(
            f"{path} has no column {', '.join(map(repr, lacking))}. It needs: "
            f"{', '.join(columns)}; it has: {', '.join(table.columns)}."
        )
    columns += [name for name in optional if name in table.columns and name not in columns]
    repeated = [name for name in columns if list(table.columns).count(name) > 1]
    if repeated:
        raise ProjectError(
            f"{path} has more than one column {', '.join(map(repr, repeated))}. Keep one of them."
        )
    return table[columns].dropna(how="all")


def _read_sheet(path: Path) -> pd.DataFrame:
    """Return the first sheet of a workbook.

    A sheet may claim a million rows for one stray cell, so lines without a cell are passed over
    at once, and columns far to the right are not read.
    """
    import numpy as np
    import pandas as pd

    _refuse_growth(path)
    read = read_ods_lines if path.suffix.lower() == ".ods" else _xlsx_lines
    lines = list(itertools.islice(read(path, MAX_COLUMNS), MAX_ROWS + 1))
    if not lines:
        raise ValueError("its first sheet is empty")
    if len(lines) > MAX_ROWS:
        raise ValueError(f"it has more than {MAX_ROWS:,} lines")
    headers = lines[0][1]
    named = [column for column, header in enumerate(headers) if header is not None]
    table = pd.DataFrame(
        [[line[column] for column in named] for _, line in lines[1:]],
        columns=[headers[column] for column in named],
        index=[number - 2 for number, _ in lines[1:]],
        # Values stay as they are: beside an empty cell, 1984 would become 1984.0.
        dtype=object,
    )
    return table.where(table.notna(), np.nan)


def _xlsx_lines(path: Path, max_columns: int) -> Iterator[tuple[int, Sequence[Any]]]:
    """Yield the number of each line that is not empty, from 1, and its cells."""
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True)
    try:
        cells = book.worksheets[0].iter_rows(max_col=max_columns, values_only=True)
        for number, line in enumerate(cells, 1):
            if line.count(None) < len(line):
                yield number, line
    finally:
        book.close()


def _refuse_growth(path: Path) -> None:
    """Refuse a workbook whose texts, once unpacked, would not fit into memory.

    Pictures do not count, as packing hardly makes them smaller.
    """
    with zipfile.ZipFile(path) as packed:
        # A part may claim to shrink, to make up for another that grows.
        growth = sum(max(part.file_size - part.compress_size, 0) for part in packed.infolist())
    if growth > MAX_GROWTH_BYTES:
        raise ValueError(f"it would grow by {growth / 1e9:,.1f} GB when it is unpacked")
