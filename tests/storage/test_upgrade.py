"""A database that version 2 of the tables left, with films, fingerprints and what was said."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from vrd.annotations.exclusion_log import ExclusionLog
from vrd.annotations.judgement_log import JudgementLog
from vrd.core.segments import Segment
from vrd.errors import ProjectError, ReadOnlyError
from vrd.pipeline.read_timeline import read_timeline
from vrd.storage.database import Database
from vrd.storage.schema import SCHEMA
from vrd.storage.sqlite_file import SQLiteFile

DUMP = Path(__file__).parents[1] / "data" / "version_2.sql"
# What the version of VRD that made it said of it.
ROWS, SUMS = 16, [0.5032, 0.2709, 0.3347, 0.3944, 0.4657, 0.4247]
DIGEST = "d755686045008f44aa9272533938a3944a2e87dee36808acf90af4925998976f"


@pytest.fixture
def old(tmp_path):
    path = tmp_path / "database_file"
    connection = sqlite3.connect(path)
    connection.executescript(DUMP.read_text("utf-8"))
    connection.close()
    return path


def everything(database):
    """What a database holds, as values that can be compared."""
    dct, contrast = sorted(
        database.fingerprints.specs(), key=lambda spec: spec.key != "dct-17dcb98891"
    )
    films = database.videos()
    return {
        "films": films,
        "fingerprints": [
            database.fingerprints.read(film.timeline, spec).tolist()
            for film in films
            for spec in (dct, contrast)
            if film.rows
        ],
        "fingerprinted": [database.fingerprints.timelines(spec) for spec in (dct, contrast)],
        "runs": database.runs.read(),
        "judgements": JudgementLog(database, "anna").holding(),
        "exclusions": ExclusionLog(database, "berta").holding(),
        "digest": read_timeline(database, Path("films"), Path("stills")).digest,
    }


def test_an_upgraded_database_says_all_that_it_said(old):
    before = Database(old, read_only=True)
    said = everything(before)
    now = Database(old)
    assert (before.version, now.version) == (len(SCHEMA), len(SCHEMA))
    assert everything(now) == said
    # The reader that was open meanwhile goes on reading.
    assert everything(before) == said
    before.close()
    now.close()


def test_it_says_what_the_older_version_said(old):
    database = Database(old)
    assert [(film.path, film.rows, film.status) for film in database.videos()] == [
        ("a.mp4", 6, "ok"),
        ("b.mp4", 10, "ok"),
        ("broken.mp4", 0, "failed"),
    ]
    (spec,) = [spec for spec in database.fingerprints.specs() if spec.network == "dct"]
    first = database.fingerprints.read(database.videos()[0].timeline, spec).astype(np.float32)
    assert first.sum(axis=1).tolist() == pytest.approx(SUMS, abs=1e-3)
    timeline = read_timeline(database, Path("films"), Path("stills"))
    assert (len(timeline), timeline.fps, timeline.digest) == (ROWS, 1.0, DIGEST)
    (judgement,) = JudgementLog(database, "anna").holding()
    assert (judgement.verdict, judgement.note) == ("match", "the same clock")
    assert judgement.query == Segment("a.mp4", 0.0, 6.0)
    stretch, frame = ExclusionLog(database, "berta").holding()
    assert (stretch.stretch, stretch.reason) == (Segment("b.mp4", 0.0, 2.0), "a fractal")
    assert (frame.stretch, frame.radius) == (Segment("a.mp4", 0.0, 1.0), 0.01)
    database.close()


def test_what_was_said_before_cannot_be_changed_afterwards_either(old):
    database = Database(old)
    for change in ("UPDATE judgements SET note = ''", "DELETE FROM exclusions"):
        with (
            pytest.raises(ProjectError, match="only ever added"),
            database.transaction() as connection,
        ):
            connection.execute(change)
    added = JudgementLog(database, "anna").judge(
        Segment("a.mp4", 0.0, 1.0), Segment("b.mp4", 4.0, 5.0), "not a match"
    )
    assert added.id == 2
    database.close()


def test_fingerprints_are_not_copied(old):
    connection = sqlite3.connect(old)
    pages = "SELECT sum(pgsize) FROM dbstat WHERE name = 'fingerprints'"
    try:
        connection.execute(pages)
    except sqlite3.OperationalError:
        pytest.skip("this SQLite cannot count its pages")
    numbers = "SELECT pageno FROM dbstat WHERE name = 'fingerprints' ORDER BY pageno"
    before = connection.execute(numbers).fetchall()
    connection.close()
    Database(old).close()
    connection = sqlite3.connect(old)
    assert connection.execute(numbers).fetchall() == before
    connection.close()


def test_references_hold_after_the_upgrade(old):
    database = Database(old)
    assert database.query("PRAGMA foreign_key_check") == []
    assert database.query("PRAGMA integrity_check") == [("ok",)]
    database.forget_videos(["a.mp4"])
    assert database.query("SELECT DISTINCT timeline FROM fingerprints") == [(2,)]
    database.close()


def test_an_older_database_that_is_only_read_stays_as_it_is(old):
    before = old.read_bytes()
    database = Database(old, read_only=True)
    assert database.version == 2
    assert database.tracks() == ["picture"]
    assert database.row_times() == {}
    assert database.rescans.read("ends", "") == {}
    assert set(database.content_keys()) == {"a.mp4", "b.mp4", "broken.mp4"}
    with pytest.raises(ReadOnlyError):
        JudgementLog(database, "anna").undo()
    database.close()
    assert old.read_bytes() == before


def test_a_database_of_version_3_is_read_and_upgraded_as_it_is(old):
    SQLiteFile(old, SCHEMA[:3]).close()
    before = Database(old, read_only=True)
    assert before.version == 3
    said = everything(before)
    assert before.query("SELECT * FROM checksums") == []
    now = Database(old)
    assert (before.version, now.version) == (len(SCHEMA), len(SCHEMA))
    assert everything(now) == everything(before) == said
    before.close()
    now.close()


@pytest.mark.parametrize("statement", [1, 5, 9, 13])
def test_kill_9_during_the_upgrade_leaves_the_older_database(old, statement):
    before = sqlite3.connect(old)
    dump = list(before.iterdump())
    before.close()
    code = f"""
import os, pathlib, signal
from vrd.storage import sqlite_file
all_of = sqlite_file._statements
def statements(script):
    for number, statement in enumerate(all_of(script)):
        if number == {statement}:
            os.kill(os.getpid(), signal.SIGKILL)
        yield statement
sqlite_file._statements = statements
from vrd.storage.database import Database
Database(pathlib.Path({str(old)!r}))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == -9, done.stderr
    after = sqlite3.connect(old)
    assert after.execute("PRAGMA user_version").fetchone() == (2,)
    assert list(after.iterdump()) == dump
    after.close()
    database = Database(old)
    assert database.version == len(SCHEMA)
    assert len(database.videos()) == 3
    database.close()


def test_a_database_without_timecodes_is_read_and_upgraded(tmp_path):
    path = tmp_path / "database_file"
    before = SQLiteFile(path, SCHEMA[:3])
    with before.transaction() as connection:
        connection.execute(
            "INSERT INTO videos (path, size, mtime_ns, content_key) VALUES ('a.mp4', 1, 1, 'x')"
        )
    before.close()
    reader = Database(path, read_only=True)
    (film,) = reader.videos()
    assert (film.path, film.timecode, film.gaps) == ("a.mp4", None, ())
    assert film.id is not None
    writer = Database(path)
    writer.write_timecodes({film.id: "known"})
    # The reader that was open meanwhile reads the tables as they are now.
    assert [record.timecode for record in reader.videos()] == ["known"]
    reader.close()
    writer.close()
