"""Store closer looks: what was seen, by what was looked for and what it depends on."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from typing import Any

from vrd.storage.sqlite_file import SQLiteFile


class RescanTable:
    """Read and write the results of closer looks at films.

    Parameters
    ----------
    file
        The database of the project.
    """

    def __init__(self, file: SQLiteFile) -> None:
        self._file = file

    def read(self, kind: str, made_by: str) -> dict[str, Any]:
        """Return the results of all closer looks of a kind, by their keys.

        Parameters
        ----------
        kind
            What was looked for, such as ``"ends"``.
        made_by
            What the results depend on besides their keys, as text.
        """
        lines = self._file.query(
            "SELECT key, result FROM rescans WHERE kind = ? AND made_by = ?", (kind, made_by)
        )
        results = {}
        for key, result in lines:
            # What is damaged counts as not looked at yet, and is looked at again.
            with contextlib.suppress(ValueError, RecursionError):
                results[key] = json.loads(str(result))
        return results

    def write(self, kind: str, made_by: str, results: Mapping[str, Any]) -> None:
        """Add results of closer looks, values that JSON can hold by their keys."""
        lines = [(kind, made_by, key, json.dumps(result)) for key, result in results.items()]
        with self._file.transaction() as connection:
            connection.executemany("INSERT OR REPLACE INTO rescans VALUES (?, ?, ?, ?)", lines)

    def forget(self, kind: str, *, made_by_others_than: str = "") -> None:
        """Delete the results of a kind, except for those that have this ``made_by``."""
        with self._file.transaction() as connection:
            connection.execute(
                "DELETE FROM rescans WHERE kind = ? AND made_by != ?", (kind, made_by_others_than)
            )
