"""Read and write the database of a project.

The database (SQLite) holds one line per film, one line per film and track (its timeline), one blob
of float16 fingerprints per timeline and spec, the specs themselves, the results of closer looks, a
log of runs, and what reviewers said. A timeline is committed when all of it is done, so that a
kill at any moment loses at most the film in flight. Nothing is ever unpickled.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from vrd.storage.fingerprint_table import FingerprintTable
from vrd.storage.older_versions import views_as_today
from vrd.storage.records import RowTimes, VideoRecord, record_from_line, times_from_blob
from vrd.storage.rescan_table import RescanTable
from vrd.storage.run_table import RunTable
from vrd.storage.schema import REVIEW_VERSION, SCHEMA
from vrd.storage.sqlite_file import SQLiteFile

_VIDEO_COLUMNS = (
    *("path", "size", "mtime_ns", "content_key", "duration", "borders", "present", "timecode"),
)
_IDS = ("id", "timeline", "times_bytes")
_TIMELINE_COLUMNS = ("settings", "status", "cause", "rows", "fps", "stills", "gaps")


class Database(SQLiteFile):
    """Open the database file of a project; see `SQLiteFile` for errors.

    Parameters
    ----------
    path
        The file; it is made when it is absent, unless ``read_only``.
    read_only
        Open for reading: nothing is written, and another process may be writing.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self._views: dict[str, str] = {}
        super().__init__(path, SCHEMA, read_only=read_only)
        #: Timelines and specs whose fingerprints were compared with their checksums.
        self.compared: set[tuple[int, str]] = set()
        # A database of an older VRD that is opened for reading stays as it is.
        self._views = views_as_today(self.version)
        with self._errors():
            if self._views:
                self._connection.execute("PRAGMA temp_store = MEMORY")
            for name, select in self._views.items():
                self._connection.execute(f"CREATE TEMP VIEW {name} AS {select}")

    def query(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the lines that a statement gives."""
        self._forget_views_if_upgraded()
        return super().query(sql, values)

    def _forget_views_if_upgraded(self) -> None:
        """Read the tables themselves once another process has brought them up to date."""
        if not self._views or super().query("PRAGMA user_version")[0][0] < len(SCHEMA):
            return
        views, self._views = self._views, {}
        with self._errors():
            for name in views:
                self._connection.execute(f"DROP VIEW temp.{name}")

    # -- films and their timelines --------------------------------------------------------

    def videos(self, track: str = "picture") -> list[VideoRecord]:
        """Return every film ever seen, in row order, with its timeline of a track.

        A film that is no longer there has ``present`` false; one that has no timeline of this
        track has ``timeline`` None and the status ``interrupted``, as has one whose line is
        damaged.
        """
        names = [field.name for field in fields(VideoRecord) if field.name not in (*_IDS, "damage")]
        lines = self.query(
            f"SELECT {', '.join(names)}, videos.id, timelines.id, length(times) "  # noqa: S608
            "FROM videos LEFT JOIN timelines ON video = videos.id AND track = ? "
            "ORDER BY videos.id",
            (track,),
        )
        names += _IDS
        return [record_from_line(dict(zip(names, line, strict=True)), track) for line in lines]

    def tracks(self) -> list[str]:
        """Return the names of the tracks that have timelines."""
        return [line[0] for line in self.query("SELECT DISTINCT track FROM timelines ORDER BY 1")]

    def row_times(self, track: str = "picture") -> dict[int, RowTimes]:
        """Return start and end of the rows, by id of the timeline, where they are not uniform."""
        lines = self.query(
            "SELECT id, times FROM timelines WHERE track = ? AND times IS NOT NULL", (track,)
        )
        return {number: times_from_blob(blob) for number, blob in lines}

    def content_keys(self) -> dict[str, str]:
        """Return the content key of every film that is there, by its name, in row order."""
        lines = self.query("SELECT path, content_key FROM videos WHERE present ORDER BY id")
        return dict(lines)

    def write_video(
        self, record: VideoRecord, *, track: str = "picture", row_times: RowTimes | None = None
    ) -> None:
        """Write a film and its timeline of one track, in the place of what was known of them.

        The fingerprints of the old timeline are deleted. Where the content of the film has
        changed, its timelines of other tracks are deleted, too.

        Parameters
        ----------
        record
            What is known of the film and of the timeline.
        track
            The track of the timeline.
        row_times
            Start and end of every row in seconds, two arrays of shape (rows,), where the rows
            are not uniform.
        """
        with self.transaction() as connection:
            video = self._put_video(record, track)
            connection.execute(
                "DELETE FROM fingerprints WHERE timeline IN "
                "(SELECT id FROM timelines WHERE video = ? AND track = ?)",
                (video, track),
            )
            values = {name: getattr(record, name) for name in _TIMELINE_COLUMNS}
            values["gaps"] = json.dumps(values["gaps"])
            times = None if row_times is None else np.asarray(row_times, dtype="<f8").tobytes()
            self._upsert(
                "timelines",
                {"video": video, "track": track, **values, "times": times},
                ("video", "track"),
            )

    def _put_video(self, record: VideoRecord, track: str) -> int:
        """Write the line of a film and return its id; what was made of another content goes."""
        content = (record.size, record.mtime_ns, record.content_key)
        self._connection.execute(
            "DELETE FROM timelines WHERE track != ? AND video IN (SELECT id FROM videos "
            "WHERE path = ? AND (size, mtime_ns, content_key) != (?, ?, ?))",
            (track, record.path, *content),
        )
        values = {name: getattr(record, name) for name in _VIDEO_COLUMNS}
        values |= {"borders": json.dumps(list(record.borders)), "present": int(record.present)}
        self._upsert("videos", values, ("path",))
        return int(
            self._connection.execute(
                "SELECT id FROM videos WHERE path = ?", (record.path,)
            ).fetchone()[0]
        )

    def _upsert(self, table: str, values: Mapping[str, Any], key: Sequence[str]) -> None:
        names = ", ".join(values)
        marks = ", ".join(f":{name}" for name in values)
        updates = ", ".join(f"{name} = excluded.{name}" for name in values if name not in key)
        self._connection.execute(
            f"INSERT INTO {table} ({names}) VALUES ({marks}) "  # noqa: S608
            f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {updates}",
            values,
        )

    def reserve(self, records: Sequence[VideoRecord], *, track: str = "picture") -> None:
        """Give films that are new their place in the row order, before they are read."""
        with self.transaction() as connection:
            connection.executemany(
                "INSERT OR IGNORE INTO videos (path, size, mtime_ns, content_key) "
                "VALUES (?, ?, ?, ?)",
                [(r.path, r.size, r.mtime_ns, r.content_key) for r in records],
            )
            connection.executemany(
                "INSERT OR IGNORE INTO timelines (video, track, settings, status, cause) "
                "SELECT id, ?, ?, 'interrupted', 'not read yet' FROM videos WHERE path = ?",
                [(track, r.settings, r.path) for r in records],
            )

    def keep_videos(self, records: Sequence[VideoRecord]) -> None:
        """Note that films are there, unchanged, perhaps under other names."""
        with self.transaction() as connection:
            # Set aside first: films may have taken one another's names.
            connection.executemany(
                "UPDATE videos SET path = '/' || id WHERE id = ?", [(r.id,) for r in records]
            )
            connection.executemany(
                "DELETE FROM videos WHERE path = ?", [(r.path,) for r in records]
            )
            connection.executemany(
                "UPDATE videos SET path = ?, mtime_ns = ?, present = 1 WHERE id = ?",
                [(r.path, r.mtime_ns, r.id) for r in records],
            )

    def write_timecodes(self, timecodes: Mapping[int, str]) -> None:
        """Write the timecodes of films, by their ids; see `VideoRecord.timecode`."""
        with self.transaction() as connection:
            connection.executemany(
                "UPDATE videos SET timecode = ? WHERE id = ?",
                [(text, video) for video, text in timecodes.items()],
            )

    def mark_absent(self, paths: Sequence[str]) -> None:
        """Note that films are no longer in their folder; what was made of them is kept."""
        with self.transaction() as connection:
            # By their ids, as a name may be damaged.
            connection.executemany(
                "UPDATE videos SET present = 0 WHERE id = ?",
                [(record.id,) for record in self.videos() if record.path in set(paths)],
            )

    def mark_due(self, paths: Sequence[str], cause: str, *, track: str = "picture") -> None:
        """Note that the timelines of films must be made again, and why."""
        with self.transaction() as connection:
            connection.executemany(
                "UPDATE timelines SET status = 'interrupted', cause = ? WHERE track = ? AND video "
                "= (SELECT id FROM videos WHERE path = ?)",
                [(cause, track, path) for path in paths],
            )

    def forget_videos(self, paths: Sequence[str]) -> None:
        """Delete films with all their timelines and fingerprints."""
        with self.transaction() as connection:
            connection.executemany("DELETE FROM videos WHERE path = ?", [(p,) for p in paths])

    # -- other tables ----------------------------------------------------------------------

    @property
    def fingerprints(self) -> FingerprintTable:
        """Return the table of fingerprints."""
        return FingerprintTable(self, self.compared)

    @property
    def rescans(self) -> RescanTable:
        """Return the table of closer looks."""
        return RescanTable(self)

    @property
    def runs(self) -> RunTable:
        """Return the log of runs."""
        return RunTable(self)

    # -- what reviewers said ---------------------------------------------------------------

    def log_entries(self, table: str, first: int = 0) -> list[dict[str, Any]]:
        """Return every line of ``judgements`` or ``exclusions`` from an id on, in order.

        A database of an older VRD that has no such table gives none, until it is opened for
        writing.
        """
        if self.version < REVIEW_VERSION:
            return []
        self._forget_views_if_upgraded()
        with self._errors():
            sql = f"SELECT * FROM {table} WHERE id >= ? ORDER BY id"  # noqa: S608
            cursor = self._connection.execute(sql, (first,))
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, line, strict=True)) for line in cursor]
