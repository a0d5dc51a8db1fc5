"""Save what can be read of a damaged database into a new one.

Films and fingerprints that cannot be read are made again by the next run. What people said cannot
be made again: how much of it was read is said, and the damaged file is kept.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from pathlib import Path

from vrd.core.notices import notices
from vrd.errors import DamagedDatabaseError
from vrd.storage.files import replacing
from vrd.storage.schema import SCHEMA
from vrd.storage.sqlite_file import SQLiteFile, as_far_as_it_is_whole

_NOTICES = notices(__name__)
# A table comes after those that it refers to.
_FIRST = ("videos", "timelines", "specs", "fingerprints")
_LOGS = ("judgements", "exclusions")
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"


def salvage(path: Path) -> None:
    """Put what can be read of a damaged database in its place, and keep the damaged file beside it.

    Parameters
    ----------
    path
        The damaged database, which nobody has open.

    Raises
    ------
    DamagedDatabaseError
        If not even its list of tables can be read.
    StorageError
        If the disk is full.
    """
    try:
        with replacing(path) as temporary:
            read = _copy(path, temporary)
            kept = _keep(path)
    except sqlite3.DatabaseError as error:
        raise DamagedDatabaseError(
            f"The database {path} is damaged ({error}), and nothing of it can be read. Restore it "
            "from a backup."
        ) from error
    _NOTICES.warning(
        "The database %s was damaged. What could be read of it stands in a new one (%s); the "
        "next run makes the rest again. The damaged one is kept as %s.",
        path, read, kept.name,
    )  # fmt: skip


def _copy(damaged: Path, new: Path) -> str:
    """Copy every line that can be read, and say how many of what people said were."""
    old = sqlite3.connect(f"{damaged.absolute().as_uri()}?mode=ro", uri=True)
    old.text_factory = as_far_as_it_is_whole
    with contextlib.closing(old):
        version = int(old.execute("PRAGMA user_version").fetchone()[0])
        # The tables are those of the damaged one, whatever its version; they are upgraded later.
        file = SQLiteFile(new, SCHEMA[:version])
        try:
            tables = [line[0] for line in file.query(_TABLES)]
            for table in sorted(tables, key=_place):
                _copy_table(old, file, table)
            return ", ".join(_counted(old, file, table) for table in _LOGS if table in tables)
        finally:
            file.close()


def _place(table: str) -> tuple[int, str]:
    return (_FIRST.index(table) if table in _FIRST else len(_FIRST), table)


def _copy_table(old: sqlite3.Connection, new: SQLiteFile, table: str) -> None:
    """Copy the lines of a table one by one: a line that cannot be read stops no other."""
    with new.transaction() as connection:
        for row in sorted(_rows(old, table)):
            # A line may also refer to one that could not be read.
            with contextlib.suppress(sqlite3.DatabaseError):
                sql = f"SELECT * FROM {table} NOT INDEXED WHERE rowid = ?"  # noqa: S608
                (line,) = old.execute(sql, (row,))
                marks = ", ".join("?" * len(line))
                connection.execute(f"INSERT INTO {table} VALUES ({marks})", line)  # noqa: S608


def _rows(old: sqlite3.Connection, table: str) -> set[int]:
    """Return the numbers of lines that lie before and after what is damaged."""
    rows: set[int] = set()
    for order in ("ASC", "DESC"):
        # An index may be damaged, and the table not.
        sql = f"SELECT rowid FROM {table} NOT INDEXED ORDER BY rowid {order}"  # noqa: S608
        with contextlib.suppress(sqlite3.DatabaseError):
            for line in old.execute(sql):
                rows.add(line[0])
    return rows


def _counted(old: sqlite3.Connection, new: SQLiteFile, table: str) -> str:
    """Return how many lines of a log were read, of how many: none is ever removed."""
    read = new.query(f"SELECT count(*) FROM {table}")[0][0]  # noqa: S608
    made: list[tuple[int]] = []
    with contextlib.suppress(sqlite3.DatabaseError):
        made = old.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchall()
    return f"{read:,} of {max(read, *(line[0] for line in made), 0):,} {table}"


def _keep(path: Path) -> Path:
    """Give the damaged file a second name beside the first, and return it."""
    number = 1
    while (kept := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    try:
        os.link(path, kept)
    except OSError:  # not every disk knows files of two names
        shutil.copy2(path, kept)
    return kept
