"""The database of a project.

The database (SQLite) holds one line per film, one blob of float16 fingerprints per film and
spec, the specs themselves, a log of runs, and what reviewers said. A film's line is committed when
all of it is done, so a kill at any moment loses at most the film in flight. Nothing is ever
unpickled.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vrd.core.fingerprints import FingerprintSpec
from vrd.errors import ProjectError
from vrd.storage.schema import REVIEW_VERSION, SCHEMA
from vrd.storage.sqlite_file import SQLiteFile


@dataclass(frozen=True)
class VideoRecord:
    """A film as the database knows it.

    ``status`` is ``ok``, ``partial`` (some of it could be read), ``failed`` (not tried again
    until the film changes) or ``interrupted`` (tried again at the next run).
    """

    path: str
    size: int
    mtime_ns: int
    sha256: str
    settings: str
    status: str
    cause: str = ""
    rows: int = 0
    duration: float = 0.0
    stills: str = ""
    borders: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    present: bool = True
    id: int | None = None


class Database(SQLiteFile):
    """The database file of a project; see `SQLiteFile` for opening and errors.

    Parameters
    ----------
    path
        The file; made when absent, unless ``read_only``.
    read_only
        Open for reading: nothing is written, and another process may be writing.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        super().__init__(path, SCHEMA, read_only=read_only)

    # -- films ---------------------------------------------------------------------------

    def videos(self) -> list[VideoRecord]:
        """Every film ever seen, in row order; those no longer there have ``present`` false."""
        names = [field.name for field in fields(VideoRecord)]
        found = self._query(f"SELECT {', '.join(names)} FROM videos ORDER BY id")  # noqa: S608
        return [_video_record(dict(zip(names, line, strict=True))) for line in found]

    def film_digests(self) -> dict[str, str]:
        """The SHA-256 of every film that is there, by its name, in row order."""
        return {one.path: one.sha256 for one in self.videos() if one.present}

    def write_video(self, record: VideoRecord) -> None:
        """Add a film, or replace what is known of it; its fingerprints go with the old stills."""
        values = {
            **vars(record),
            "borders": json.dumps(list(record.borders)),
            "present": int(record.present),
        }
        del values["id"]
        names = ", ".join(values)
        marks = ", ".join(f":{name}" for name in values)
        updates = ", ".join(f"{name} = excluded.{name}" for name in values if name != "path")
        with self.transaction() as connection:
            connection.execute(
                "DELETE FROM fingerprints WHERE video IN (SELECT id FROM videos WHERE path = ?)",
                (record.path,),
            )
            connection.execute(
                f"INSERT INTO videos ({names}) VALUES ({marks}) "  # noqa: S608
                f"ON CONFLICT (path) DO UPDATE SET {updates}",
                values,
            )

    def reserve(self, records: Sequence[VideoRecord]) -> None:
        """Give films that are new their place in the row order, before they are read."""
        with self.transaction() as connection:
            connection.executemany(
                "INSERT OR IGNORE INTO videos (path, size, mtime_ns, sha256, settings, status, "
                "cause) VALUES (?, ?, ?, ?, ?, 'interrupted', 'not read yet')",
                [(r.path, r.size, r.mtime_ns, r.sha256, r.settings) for r in records],
            )

    def keep_videos(self, records: Sequence[VideoRecord]) -> None:
        """Note that films are there, unchanged, perhaps under other names."""
        with self.transaction() as connection:
            # Set aside first: films may have taken one another's names.
            connection.executemany(
                "UPDATE videos SET path = '/' || id WHERE id = ?", [(one.id,) for one in records]
            )
            connection.executemany(
                "DELETE FROM videos WHERE path = ?", [(one.path,) for one in records]
            )
            connection.executemany(
                "UPDATE videos SET path = ?, mtime_ns = ?, present = 1 WHERE id = ?",
                [(one.path, one.mtime_ns, one.id) for one in records],
            )

    def mark_absent(self, paths: Sequence[str]) -> None:
        """Note that films are no longer in their folder; what was made of them is kept."""
        with self.transaction() as connection:
            connection.executemany(
                "UPDATE videos SET present = 0 WHERE path = ?", [(path,) for path in paths]
            )

    def forget_videos(self, paths: Sequence[str]) -> None:
        """Delete films and all their fingerprints."""
        with self.transaction() as connection:
            connection.executemany("DELETE FROM videos WHERE path = ?", [(p,) for p in paths])

    # -- fingerprints --------------------------------------------------------------------

    def fingerprinted(self, spec: FingerprintSpec) -> set[int]:
        """Ids of the films that have fingerprints of this spec."""
        found = self._query(
            "SELECT video FROM fingerprints JOIN videos ON videos.id = video "
            "WHERE spec = ? AND fingerprints.rows = videos.rows",
            (spec.key,),
        )
        return {line[0] for line in found}

    def specs(self) -> list[FingerprintSpec]:
        """Every spec that the project holds fingerprints of."""
        found = self._query("SELECT description FROM specs ORDER BY rowid")
        return [FingerprintSpec.from_dict(json.loads(line[0])) for line in found]

    def write_fingerprints(
        self,
        video: int,
        spec: FingerprintSpec,
        matrix: NDArray[np.floating[Any]],
        missing: Sequence[int] = (),
    ) -> None:
        """Store all fingerprints of one film, shape (rows, d), as float16.

        ``missing`` are the rows, counted within the film, that have none.
        """
        data = np.ascontiguousarray(matrix, dtype="<f2").tobytes()
        with self.transaction() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO specs VALUES (?, ?)",
                (spec.key, json.dumps(spec.to_dict(), sort_keys=True)),
            )
            connection.execute(
                "INSERT OR REPLACE INTO fingerprints VALUES (?, ?, ?, ?, ?)",
                (video, spec.key, len(matrix), json.dumps(list(missing)), data),
            )

    def read_fingerprints(
        self, video: int, spec: FingerprintSpec, start: int = 0, stop: int | None = None
    ) -> NDArray[np.float16]:
        """Fingerprints of rows of one film, shape (rows, d); zeros for rows that have none."""
        found = self._query(
            "SELECT rowid, rows FROM fingerprints WHERE video = ? AND spec = ?", (video, spec.key)
        )
        if not found:
            raise ProjectError(f"film {video} has no fingerprints of {spec.key} in {self.path}")
        number, rows = found[0]
        stop, size = min(rows if stop is None else stop, rows), 2 * spec.dimensions
        # Opened as a stream: a block of a long film is read without the rest of it.
        with (
            self._errors(),
            self._connection.blobopen("fingerprints", "data", number, readonly=True) as blob,
        ):
            blob.seek(start * size)
            data = blob.read((stop - start) * size)
        return np.frombuffer(data, dtype="<f2").reshape(-1, spec.dimensions)

    def missing_fingerprints(self, spec: FingerprintSpec) -> dict[int, list[int]]:
        """Rows without fingerprint, counted within the film, of the films that have such rows."""
        found = self._query(
            "SELECT video, missing FROM fingerprints WHERE spec = ? AND missing != '[]'",
            (spec.key,),
        )
        return {video: json.loads(missing) for video, missing in found}

    def forget_fingerprints(self, spec: FingerprintSpec) -> None:
        """Delete the fingerprints of one spec, of all films."""
        with self.transaction() as connection:
            connection.execute("DELETE FROM fingerprints WHERE spec = ?", (spec.key,))

    # -- runs ----------------------------------------------------------------------------

    @contextlib.contextmanager
    def run(
        self, stage: str, settings: Mapping[str, Any], versions: Mapping[str, str]
    ) -> Iterator[dict[str, Any]]:
        """Log a stage: settings, versions, times, and the outcome put into the dict given."""
        with self.transaction() as connection:
            number = connection.execute(
                "INSERT INTO runs (stage, settings, versions, started) VALUES (?, ?, ?, ?)",
                (stage, json.dumps(settings), json.dumps(versions), _now()),
            ).lastrowid
        outcome: dict[str, Any] = {}
        yield outcome
        with self.transaction() as connection:
            connection.execute(
                "UPDATE runs SET finished = ?, outcome = ? WHERE id = ?",
                (_now(), json.dumps(outcome), number),
            )

    def runs(self) -> list[dict[str, Any]]:
        """The log of runs, oldest first; ``finished`` is None for one that was cut off."""
        names = ("stage", "settings", "versions", "started", "finished", "outcome")
        found = self._query(f"SELECT {', '.join(names)} FROM runs ORDER BY id")  # noqa: S608
        return [
            dict(zip(names, line, strict=True))
            | {"settings": json.loads(line[1]), "versions": json.loads(line[2])}
            | {"outcome": json.loads(line[5] or "{}")}
            for line in found
        ]

    # -- what reviewers said ---------------------------------------------------------------

    def log_entries(self, table: str, first: int = 0) -> list[dict[str, Any]]:
        """Every line of ``judgements`` or ``exclusions`` with this id or a higher one, in order.

        None in a database of an older VRD, until it is opened for writing.
        """
        if self.version < REVIEW_VERSION:
            return []
        with self._errors():
            sql = f"SELECT * FROM {table} WHERE id >= ? ORDER BY id"  # noqa: S608
            cursor = self._connection.execute(sql, (first,))
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, line, strict=True)) for line in cursor]


def _video_record(values: dict[str, Any]) -> VideoRecord:
    top, bottom, left, right = json.loads(values["borders"])
    values |= {"borders": (top, bottom, left, right), "present": bool(values["present"])}
    return VideoRecord(**values)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
