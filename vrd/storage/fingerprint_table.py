"""Store fingerprints, one blob of float16 values per timeline and spec, and the specs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vrd.core.fingerprints import FingerprintSpec
from vrd.errors import ProjectError
from vrd.storage.sqlite_file import SQLiteFile


class FingerprintTable:
    """Read and write the fingerprints of a project.

    A timeline is that of one film in one track, and is named by its id in the database.

    Parameters
    ----------
    file
        The database of the project.
    """

    def __init__(self, file: SQLiteFile) -> None:
        self._file = file

    def timelines(self, spec: FingerprintSpec) -> set[int]:
        """Return the ids of the timelines that have fingerprints of this spec."""
        lines = self._file.query(
            "SELECT timeline FROM fingerprints JOIN timelines ON timelines.id = timeline "
            "WHERE spec = ? AND fingerprints.rows = timelines.rows",
            (spec.key,),
        )
        return {line[0] for line in lines}

    def specs(self) -> list[FingerprintSpec]:
        """Return every spec that the project holds fingerprints of."""
        lines = self._file.query("SELECT description FROM specs ORDER BY rowid")
        return [FingerprintSpec.from_dict(json.loads(line[0])) for line in lines]

    def write(
        self,
        timeline: int,
        spec: FingerprintSpec,
        matrix: NDArray[np.floating[Any]],
        missing: Sequence[int] = (),
    ) -> None:
        """Store all fingerprints of one film's timeline, shape (rows, d), as float16.

        Parameters
        ----------
        timeline
            The id of the timeline; see `vrd.storage.database.Database.videos`.
        spec
            What made the fingerprints.
        matrix : ndarray, shape (rows, d)
            One fingerprint per row.
        missing
            The rows, counted within the film, that have none.
        """
        data = np.ascontiguousarray(matrix, dtype="<f2").tobytes()
        with self._file.transaction() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO specs VALUES (?, ?)",
                (spec.key, json.dumps(spec.to_dict(), sort_keys=True)),
            )
            connection.execute(
                "INSERT OR REPLACE INTO fingerprints VALUES (?, ?, ?, ?, ?)",
                (timeline, spec.key, len(matrix), json.dumps(list(missing)), data),
            )

    def read(
        self, timeline: int, spec: FingerprintSpec, start: int = 0, stop: int | None = None
    ) -> NDArray[np.float16]:
        """Return fingerprints of rows of one film, shape (rows, d); zeros for missing rows."""
        lines = self._file.query(
            "SELECT rowid, rows FROM fingerprints WHERE timeline = ? AND spec = ?",
            (timeline, spec.key),
        )
        if not lines:
            raise ProjectError(
                f"Timeline {timeline} has no fingerprints of {spec.key} in {self._file.path}. Call "
                "populate_fingerprint_database()."
            )
        number, rows = lines[0]
        stop, size = min(rows if stop is None else stop, rows), 2 * spec.dimensions
        # Opened as a stream: a block of a long film is read without the rest of it.
        with self._file.blob("fingerprints", "data", number) as blob:
            blob.seek(start * size)
            data = blob.read((stop - start) * size)
        return np.frombuffer(data, dtype="<f2").reshape(-1, spec.dimensions)

    def missing(self, spec: FingerprintSpec) -> dict[int, list[int]]:
        """Return rows without fingerprint, counted within the film, by id of the timeline."""
        lines = self._file.query(
            "SELECT timeline, missing FROM fingerprints WHERE spec = ? AND missing != '[]'",
            (spec.key,),
        )
        return {timeline: json.loads(missing) for timeline, missing in lines}

    def forget(self, spec: FingerprintSpec, track: str = "picture") -> None:
        """Delete the fingerprints of one spec and one track, of all films."""
        with self._file.transaction() as connection:
            connection.execute(
                "DELETE FROM fingerprints WHERE spec = ? AND timeline IN "
                "(SELECT id FROM timelines WHERE track = ?)",
                (spec.key, track),
            )
