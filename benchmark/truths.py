"""Read truth files: what films share, and which pairs of films are judged.

A truth file is a list of stretches (as ``media/demo/truth.json``), or an object with the list
``stretches`` and the list ``left_out`` of pairs of films that are not judged. Times are in
seconds.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from benchmark.implied import with_implied
from benchmark.metrics import Pair, pair_of

COLUMNS = ["query", "ref", "query_start", "query_end", "ref_start", "ref_end"]
#: What a truth need not tell.
USUAL: dict[str, bool | int | str] = {
    "edit": "",
    "heavy": False,
    "implied": False,
    "class": "",
    "films": 2,
    "brief": False,
}
CLASSES = (0, 1, 5, 10, 20, 57, np.inf)


@dataclass(frozen=True)
class Truth:
    """Hold what films share.

    Attributes
    ----------
    stretches
        `COLUMNS`, ``edit``, ``group`` (class of edit), ``heavy``, ``implied``, ``class``
        (popular, adjacent, trailer, or empty), ``films`` (how many films show it), ``brief``
        (whether it is too short to be missed), and ``length`` (class of length on the query side).
    left_out
        Pairs of films that are not judged.
    """

    stretches: pd.DataFrame
    left_out: frozenset[Pair] = frozenset()

    @classmethod
    def of(cls, stretches: pd.DataFrame, left_out: Iterable[Iterable[str]] = ()) -> Truth:
        """Fill in the columns that a truth may lack."""
        table = stretches.reset_index(drop=True).copy()
        for name, usual in USUAL.items():
            given = table[name] if name in table else pd.Series(usual, table.index)
            table[name] = given.where(given.notna(), usual)
        if "group" not in table:
            table["group"] = table["edit"]
        table["group"] = table["group"].where(table["group"].notna(), table["edit"])
        seconds = table["query_end"] - table["query_start"]
        table["length"] = pd.cut(seconds, CLASSES, right=False, labels=_length_names())
        return cls(table, frozenset(pair_of(*pair) for pair in left_out))

    @classmethod
    def read(cls, path: Path) -> Truth:
        """Read a truth file."""
        given = json.loads(path.read_text("utf-8"))
        if isinstance(given, list):
            given = {"stretches": given, "left_out": []}
        stretches = given["stretches"]
        # With no lines there are no columns, either.
        return cls.of(pd.DataFrame(stretches or {n: [] for n in COLUMNS}), given["left_out"])

    def complete(self) -> Truth:
        """Return the truth with the stretches that it implies; see `benchmark.implied`."""
        table = with_implied(self.stretches.drop(columns="length"))
        names = zip(table["query"], table["ref"], strict=True)
        kept = np.array([pair_of(*pair) not in self.left_out for pair in names], bool)
        return Truth.of(table[kept], self.left_out)

    def write(self, path: Path) -> None:
        """Write a truth file."""
        lines = self.stretches.drop(columns="length").to_dict("records")
        # What a line does not tell is left out: JSON knows no NaN.
        stretches = [{name: v for name, v in line.items() if v == v} for line in lines]
        given = {"stretches": stretches, "left_out": sorted(map(list, self.left_out))}
        path.write_text(json.dumps(given, indent=1, default=float), "utf-8")

    def pairs(self, films: Iterable[str]) -> list[Pair]:
        """Return every pair of films that is judged."""
        all_pairs = (pair_of(*pair) for pair in itertools.combinations(sorted(films), 2))
        return [pair for pair in all_pairs if pair not in self.left_out]


def _length_names() -> list[str]:
    bounds = itertools.pairwise(CLASSES)
    return [f"{low:g}-{high:g} s" if high < np.inf else f"over {low:g} s" for low, high in bounds]
