"""Log the runs of stages: their settings, software versions, times and outcomes."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from vrd.storage.sqlite_file import SQLiteFile


class RunTable:
    """Read and write the log of the runs of a project.

    Parameters
    ----------
    file
        The database of the project.
    """

    def __init__(self, file: SQLiteFile) -> None:
        self._file = file

    @contextlib.contextmanager
    def record(
        self, stage: str, settings: Mapping[str, Any], versions: Mapping[str, str]
    ) -> Iterator[dict[str, Any]]:
        """Log a stage: settings, versions, times, and the outcome put into the dict given."""
        with self._file.transaction() as connection:
            number = connection.execute(
                "INSERT INTO runs (stage, settings, versions, started) VALUES (?, ?, ?, ?)",
                (stage, json.dumps(settings), json.dumps(versions), _now()),
            ).lastrowid
        outcome: dict[str, Any] = {}
        yield outcome
        with self._file.transaction() as connection:
            connection.execute(
                "UPDATE runs SET finished = ?, outcome = ? WHERE id = ?",
                (_now(), json.dumps(outcome), number),
            )

    def read(self) -> list[dict[str, Any]]:
        """Return all runs, oldest first; ``finished`` is None for one that was cut off."""
        names = ("stage", "settings", "versions", "started", "finished", "outcome")
        lines = self._file.query(f"SELECT {', '.join(names)} FROM runs ORDER BY id")  # noqa: S608
        return [
            dict(zip(names, line, strict=True))
            | {"settings": _values(line[1]), "versions": _values(line[2])}
            | {"outcome": _values(line[5])}
            for line in lines
        ]

    def passed_over(self) -> dict[str, int]:
        """Return how many files of each kind the last complete run passed over as no films."""
        lines = self._file.query(
            "SELECT outcome FROM runs WHERE stage = 'stills' AND outcome IS NOT NULL "
            "ORDER BY id DESC LIMIT 1"
        )
        counts = _values(lines[0][0]).get("passed over") if lines else None
        counts = counts if isinstance(counts, dict) else {}
        return {kind: count for kind, count in counts.items() if isinstance(count, int)}


def _values(text: object) -> dict[str, Any]:
    """Return names and values as they were logged; none where nothing is, or it is damaged."""
    try:
        values = json.loads(str(text or "{}"))
    except (ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
