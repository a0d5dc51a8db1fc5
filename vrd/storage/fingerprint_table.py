"""Store fingerprints, one blob of float16 values per timeline and spec, and the specs."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vrd.core.fingerprints import FingerprintSpec
from vrd.errors import ProjectError
from vrd.storage.fingerprint_checks import FingerprintChecks, checksum_of, read_missing
from vrd.storage.sqlite_file import SQLiteFile


class FingerprintTable:
    """Read and write the fingerprints of a project.

    A timeline is that of one film in one track, and is named by its id in the database.

    Parameters
    ----------
    file
        The database of the project.
    compared
        Timelines and keys of specs whose fingerprints were compared with their checksums since
        the database was opened; more are added here.
    """

    def __init__(self, file: SQLiteFile, compared: set[tuple[int, str]]) -> None:
        self._file = file
        self._checks = FingerprintChecks(file, compared)

    def timelines(self, spec: FingerprintSpec) -> set[int]:
        """Return the ids of the timelines that have fingerprints of this spec."""
        lines = self._file.query(
            "SELECT timeline FROM fingerprints JOIN timelines ON timelines.id = timeline "
            "WHERE spec = ? AND fingerprints.rows = timelines.rows",
            (spec.key,),
        )
        return {line[0] for line in lines}

    def specs(self) -> list[FingerprintSpec]:
        """Return every spec that the project holds fingerprints of; not one that is damaged."""
        specs = []
        for (text,) in self._file.query("SELECT description FROM specs ORDER BY rowid"):
            with contextlib.suppress(ValueError, KeyError, TypeError, RecursionError):
                specs.append(FingerprintSpec.from_dict(json.loads(str(text))))
        return specs

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
        rows, absent = len(matrix), json.dumps(list(missing))
        with self._file.transaction() as connection:
            connection.execute(
                "INSERT INTO specs VALUES (?, ?) "
                "ON CONFLICT (key) DO UPDATE SET description = excluded.description",
                (spec.key, json.dumps(spec.to_dict(), sort_keys=True)),
            )
            connection.execute(
                "INSERT OR REPLACE INTO fingerprints VALUES (?, ?, ?, ?, ?)",
                (timeline, spec.key, rows, absent, data),
            )
            checksum = checksum_of(rows, absent, data)
            self._checks.store(connection, timeline, spec, checksum)

    def read(
        self, timeline: int, spec: FingerprintSpec, start: int = 0, stop: int | None = None
    ) -> NDArray[np.float16]:
        """Return fingerprints of rows of one film, shape (rows, d); zeros for missing rows.

        Raises
        ------
        ProjectError
            If the film has no fingerprints.
        DamagedArtefactError
            If they are not as they were written.
        """
        lines = self._file.query(
            "SELECT rowid, rows FROM fingerprints WHERE timeline = ? AND spec = ?",
            (timeline, spec.key),
        )
        if not lines:
            raise ProjectError(
                f"Timeline {timeline} has no fingerprints of {spec.key} in {self._file.path}. Call "
                "populate_fingerprint_database()."
            )
        self._checks.require(timeline, spec)
        number, rows = lines[0]
        stop, size = min(rows if stop is None else stop, rows), 2 * spec.dimensions
        # Opened as a stream: a block of a long film is read without the rest of it.
        with self._file.blob("fingerprints", "data", number) as blob:
            blob.seek(start * size)
            data = blob.read((stop - start) * size)
        return np.frombuffer(data, dtype="<f2").reshape(-1, spec.dimensions)

    def missing(self, spec: FingerprintSpec) -> dict[int, list[int]]:
        """Return rows without fingerprint, counted within the film, by id of the timeline.

        Raises
        ------
        DamagedArtefactError
            If what is stored of them is damaged.
        """
        lines = self._file.query(
            "SELECT timeline, missing, rows FROM fingerprints WHERE spec = ? AND missing != '[]'",
            (spec.key,),
        )
        absent: dict[int, list[int]] = {}
        for timeline, text, rows in lines:
            missing = read_missing(text, rows)
            if missing is None:
                raise self._checks.error(timeline)
            absent[timeline] = missing
        return absent

    def drop_damaged(self, spec: FingerprintSpec) -> list[str]:
        """Delete the fingerprints of a spec that are not as they were written.

        Returns
        -------
        list of str
            The names of their films.
        """
        damaged = self._checks.damaged(spec)
        with self._file.transaction() as connection:
            connection.executemany(
                "DELETE FROM fingerprints WHERE timeline = ? AND spec = ?",
                [(timeline, spec.key) for timeline in damaged],
            )
        return self._checks.films(damaged)

    def forget(self, spec: FingerprintSpec, track: str = "picture") -> None:
        """Delete the fingerprints of one spec and one track, of all films."""
        with self._file.transaction() as connection:
            connection.execute(
                "DELETE FROM fingerprints WHERE spec = ? AND timeline IN "
                "(SELECT id FROM timelines WHERE track = ?)",
                (spec.key, track),
            )
