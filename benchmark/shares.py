"""Tell what share of each class of stretches was found."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

#: The classes by which reports tell what was found, columns of a `benchmark.truths.Truth`.
CLASSES = ("group", "length", "heavy", "films", "class")
#: Classes of which it is told, too, how many stretches were found: more than half of each.
COUNTED = ("films", "class")
#: Classes that count brief stretches, too.
WITH_BRIEF = ("length", "class")
#: Stretches that are neither popular, nor adjacent, nor of a trailer.
NO_CLASS = "other"


def found_by(system: str) -> str:
    """Return the name of the column that holds the seconds that a system found."""
    return f"found by {system}"


def shares(stretches: pd.DataFrame, systems: Iterable[str], by: str) -> pd.DataFrame:
    """Return the share of the planted seconds that was found, for each class.

    Parameters
    ----------
    stretches
        Stretches of a `benchmark.truths.Truth`, with a column `found_by` for each system.
    systems
        Names of the systems.
    by
        One of `CLASSES`.

    Returns
    -------
    DataFrame
        A line per class: number of stretches, their seconds, a share for each system; for those
        of `COUNTED`, also the number of stretches that each found.
    """
    brief = stretches["brief"].astype(bool)
    if by not in WITH_BRIEF:
        stretches = stretches[~brief]
    lengths = stretches["query_end"] - stretches["query_start"]
    keys = stretches[by] if by == "films" else stretches[by].astype(str).replace("", NO_CLASS)
    if by == "class":
        keys = keys.where(~brief, keys + ", single shots")
    table = lengths.groupby(keys).agg(["count", "sum"])
    table.columns = pd.Index(["stretches", "seconds"])
    for name in systems:
        seconds = stretches[found_by(name)]
        table[name] = seconds.groupby(keys).sum() / table["seconds"]
        if by in COUNTED:
            table[f"{name}, stretches"] = (seconds > lengths / 2).groupby(keys).sum().astype(int)
    return table.rename_axis(by)


def all_shares(stretches: pd.DataFrame, systems: Iterable[str]) -> dict[str, pd.DataFrame]:
    """Return `shares` by each of `CLASSES`."""
    names = list(systems)
    return {by: shares(stretches, names, by) for by in CLASSES}


def print_shares(tables: dict[str, pd.DataFrame]) -> None:
    """Print tables of shares, those of one line left out."""
    for by, table in tables.items():
        if len(table) > 1:
            print(f"\nShare of the planted seconds found, by {by}:")
            print(table.round(2).to_string())
