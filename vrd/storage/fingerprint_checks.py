"""Tell whether stored fingerprints are as they were written, by a checksum of each blob.

A disk or a copy may change bytes without a word. Fingerprints are compared with their checksum
when they are read for the first time after the database was opened, and by every run.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3

from vrd.core.fingerprints import FingerprintSpec
from vrd.errors import DamagedArtefactError, ProjectError
from vrd.storage.sqlite_file import SQLiteFile

_PIECE_BYTES = 1 << 20


class FingerprintChecks:
    """Compare the fingerprints of a project with their checksums.

    Parameters
    ----------
    file
        The database of the project.
    compared
        Timelines and keys of specs that need not be compared again; more are added here.
    """

    def __init__(self, file: SQLiteFile, compared: set[tuple[int, str]]) -> None:
        self._file, self._compared = file, compared

    def store(
        self, connection: sqlite3.Connection, timeline: int, spec: FingerprintSpec, checksum: str
    ) -> None:
        """Write the checksum of fingerprints that are written in the same transaction."""
        self._compared.discard((timeline, spec.key))
        connection.execute(
            "INSERT OR REPLACE INTO checksums VALUES (?, ?, ?)", (timeline, spec.key, checksum)
        )

    def require(self, timeline: int, spec: FingerprintSpec) -> None:
        """Compare fingerprints that were not compared yet since the database was opened.

        Raises
        ------
        DamagedArtefactError
            If they are not as they were written.
        """
        if (timeline, spec.key) in self._compared:
            return
        stored, present = self._checksums(timeline, spec)
        if present is None or stored not in (None, present):
            raise self.error(timeline)
        self._compared.add((timeline, spec.key))

    def error(self, timeline: int) -> DamagedArtefactError:
        """Return the error for somebody who asks for damaged fingerprints."""
        film = ", ".join(self.films([timeline])) or "a film"
        return DamagedArtefactError(
            f"The fingerprints of {film} in {self._file.path} are damaged. Call run(): it makes "
            "them again, and only them."
        )

    def films(self, timelines: list[int]) -> list[str]:
        """Return the names of the films of timelines."""
        lines = self._file.query(
            "SELECT path FROM videos JOIN timelines ON video = videos.id "
            "WHERE timelines.id IN (SELECT value FROM json_each(?)) ORDER BY videos.id",
            (json.dumps(timelines),),
        )
        return [line[0] for line in lines]

    def damaged(self, spec: FingerprintSpec) -> list[int]:
        """Return the timelines whose fingerprints of a spec are damaged.

        Fingerprints of an older VRD get a checksum now, as they are.
        """
        lines = self._file.query("SELECT timeline FROM fingerprints WHERE spec = ?", (spec.key,))
        damaged, new = [], {}
        for (timeline,) in lines:
            stored, present = self._checksums(timeline, spec)
            if present is None or stored not in (None, present):
                damaged.append(timeline)
            elif stored is None:
                new[timeline] = present
        with self._file.transaction() as connection:
            for timeline, checksum in new.items():
                self.store(connection, timeline, spec, checksum)
        self._compared |= {(line[0], spec.key) for line in lines if line[0] not in damaged}
        return damaged

    def _checksums(self, timeline: int, spec: FingerprintSpec) -> tuple[str | None, str | None]:
        """Return the checksum that is stored and that of what is there, each None for none."""
        ((number, rows, missing, stored),) = self._file.query(
            "SELECT fingerprints.rowid, rows, missing, checksum FROM fingerprints "
            "LEFT JOIN checksums USING (timeline, spec) WHERE timeline = ? AND spec = ?",
            (timeline, spec.key),
        )
        if not isinstance(rows, int) or read_missing(missing, rows) is None:
            return stored, None
        try:
            with self._file.blob("fingerprints", "data", number) as blob:
                if len(blob) != 2 * spec.dimensions * rows:
                    return stored, None
                made = _begun(rows, missing)
                while piece := blob.read(_PIECE_BYTES):
                    made.update(piece)
        except ProjectError:  # the pages of the blob are damaged
            return stored, None
        return stored, made.hexdigest()


def checksum_of(rows: int, missing: str, data: bytes) -> str:
    """Return the checksum of the fingerprints of one timeline."""
    made = _begun(rows, missing)
    made.update(data)
    return made.hexdigest()


def _begun(rows: int, missing: str) -> hashlib.blake2b:
    return hashlib.blake2b(f"{rows} {missing}\n".encode(), digest_size=16)


def read_missing(text: object, rows: int) -> list[int] | None:
    """Return the rows without fingerprint from what is stored; None if that is damaged."""
    try:
        missing = json.loads(str(text))
    except ValueError:
        return None
    whole = isinstance(missing, list) and all(type(row) is int for row in missing)
    return missing if whole and all(0 <= row < rows for row in missing) else None
