import sqlite3
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from tests.support.records import SPEC, fingerprint, record
from vrd.core.fingerprints import FingerprintSpec
from vrd.errors import ProjectError, ReadOnlyError, StorageError
from vrd.storage.database import Database


def test_films_come_back_as_written_in_the_order_of_arrival(database):
    borders = (0.1, 0.2, 0.0, 0.0)
    database.write_video(record("b.mp4", borders=borders, cause="half", status="partial"))
    database.write_video(record("a.mp4"))
    b, a = database.videos()
    assert (b.path, b.borders, b.cause, b.present) == ("b.mp4", borders, "half", True)
    assert a.id > b.id


def test_fingerprints_come_back_as_float16(database):
    database.write_video(record())
    number = fingerprint(database)
    matrix = database.fingerprints.read(number, SPEC)
    assert matrix.dtype == np.float16
    assert matrix.tolist() == np.arange(12).reshape(3, 4).tolist()
    assert database.fingerprints.read(number, SPEC, 1, 2).tolist() == [[4, 5, 6, 7]]
    assert database.fingerprints.timelines(SPEC) == {number}
    assert database.fingerprints.missing(SPEC) == {number: [1]}
    assert database.fingerprints.specs() == [SPEC]


def test_several_networks_side_by_side(database):
    database.write_video(record())
    number = fingerprint(database)
    other = FingerprintSpec("other", "", (8, 8), "none", 2)
    database.fingerprints.write(number, other, np.ones((3, 2)))
    assert database.fingerprints.read(number, SPEC).shape == (3, 4)
    assert database.fingerprints.read(number, other).shape == (3, 2)
    database.fingerprints.forget(other)
    assert database.fingerprints.timelines(other) == set()
    assert database.fingerprints.timelines(SPEC) == {number}


def test_stills_made_again_take_their_fingerprints_with_them(database):
    database.write_video(record())
    number = fingerprint(database)
    database.keep_videos(database.videos())
    assert database.fingerprints.timelines(SPEC) == {number}
    database.write_video(record())
    assert database.fingerprints.timelines(SPEC) == set()
    assert database.videos()[0].timeline == number


def test_fingerprints_of_another_number_of_rows_do_not_count(database):
    database.write_video(record(rows=4))
    fingerprint(database)
    assert database.fingerprints.timelines(SPEC) == set()


def test_films_that_take_one_anothers_names_keep_their_fingerprints(database):
    for name in "abc":
        database.write_video(record(name))
    number = fingerprint(database, "a")
    a, b, c = database.videos()
    database.keep_videos([replace(a, path="b"), replace(b, path="c"), replace(c, path="a")])
    assert {one.path: one.id for one in database.videos()} == {"b": a.id, "c": b.id, "a": c.id}
    assert database.fingerprints.timelines(SPEC) == {number}


def test_removing_a_film_removes_its_fingerprints(database):
    database.write_video(record())
    fingerprint(database)
    database.forget_videos(["a.mp4"])
    assert database.videos() == []
    assert database.fingerprints.timelines(SPEC) == set()


def test_an_absent_film_keeps_its_fingerprints(database):
    database.write_video(record())
    number = fingerprint(database)
    database.mark_absent(["a.mp4"])
    assert [one.present for one in database.videos()] == [False]
    assert database.fingerprints.timelines(SPEC) == {number}


def test_a_failure_inside_a_transaction_changes_nothing(database):
    database.write_video(record())
    with pytest.raises(RuntimeError), database.transaction() as connection:
        connection.execute("DELETE FROM videos")
        raise RuntimeError
    assert len(database.videos()) == 1


def test_read_only_reads_while_another_writes_and_refuses_to_write(tmp_path, database):
    database.write_video(record())
    reader = Database(tmp_path / "database_file", read_only=True)
    database.write_video(record("b.mp4"))
    assert [one.path for one in reader.videos()] == ["a.mp4", "b.mp4"]
    with pytest.raises(ReadOnlyError):
        reader.write_video(record("c.mp4"))
    reader.close()


def test_kill_9_in_a_transaction_loses_only_that(tmp_path):
    code = f"""
import os, signal
from vrd.storage.database import Database
from vrd.storage.records import VideoRecord
from tests.support.records import record, fingerprint
database = Database(__import__("pathlib").Path({str(tmp_path / "database_file")!r}))
database.write_video(record())
fingerprint(database)
with database.transaction() as connection:
    connection.execute("DELETE FROM videos")
    os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == -9, done.stderr
    database = Database(tmp_path / "database_file")
    assert [one.path for one in database.videos()] == ["a.mp4"]
    assert len(database.fingerprints.timelines(SPEC)) == 1
    database.close()


def test_a_full_disk_is_said_so_and_nothing_finished_is_lost(database):
    database.write_video(record())
    pages = database._connection.execute("PRAGMA page_count").fetchone()[0]
    database._connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    number = database.videos()[0].id
    with pytest.raises(StorageError, match="full"):
        database.fingerprints.write(number, SPEC, np.zeros((100000, 4)))
    assert database.fingerprints.timelines(SPEC) == set()
    assert len(database.videos()) == 1


def test_other_files_are_not_taken_for_databases(tmp_path):
    path = tmp_path / "other"
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(ProjectError, match="cannot be used"):
        Database(path)
    foreign = tmp_path / "foreign"
    connection = sqlite3.connect(foreign)
    connection.execute("CREATE TABLE things (x)")
    connection.commit()
    connection.close()
    with pytest.raises(ProjectError, match="not a database of VRD"):
        Database(foreign)
    newer = Database(tmp_path / "newer")
    newer._connection.execute("PRAGMA user_version = 99")
    newer.close()
    with pytest.raises(ProjectError, match="newer VRD"):
        Database(tmp_path / "newer")


def test_results_of_closer_looks_come_back_by_kind_and_by_what_made_them(database):
    database.rescans.write("ends", "v1", {"1 2 3": [0.5, 2.0], "4 5 6": []})
    database.rescans.write("ends", "v2", {"1 2 3": [9.0]})
    database.rescans.write("motion", "v1", {"1 2 3": [7.0]})
    assert database.rescans.read("ends", "v1") == {"1 2 3": [0.5, 2.0], "4 5 6": []}
    database.rescans.write("ends", "v1", {"1 2 3": [0.25]})
    assert database.rescans.read("ends", "v1")["1 2 3"] == [0.25]
    database.rescans.forget("ends", made_by_others_than="v2")
    assert database.rescans.read("ends", "v1") == {}
    assert database.rescans.read("ends", "v2") == {"1 2 3": [9.0]}
    assert database.rescans.read("motion", "v1") == {"1 2 3": [7.0]}


def test_timelines_of_two_tracks_stand_side_by_side(database):
    database.write_video(record(fps=1.0))
    picture = fingerprint(database)
    times = np.array([0.0, 0.7]), np.array([0.7, 2.0])
    sound = replace(database.videos("sound")[0], settings="s", status="ok", rows=2)
    assert sound.timeline is None
    database.write_video(sound, track="sound", row_times=times)
    (stored,) = database.videos("sound")
    assert (stored.rows, stored.fps, stored.status) == (2, None, "ok")
    start, end = database.row_times("sound")[stored.timeline]
    assert (start.tolist(), end.tolist()) == ([0, 0.7], [0.7, 2])
    assert database.tracks() == ["picture", "sound"]
    assert database.row_times() == {}
    assert (database.videos()[0].rows, database.videos()[0].fps) == (3, 1.0)
    database.fingerprints.write(stored.timeline, SPEC, np.ones((2, 4)))
    assert database.fingerprints.timelines(SPEC) == {picture, stored.timeline}
    database.fingerprints.forget(SPEC, track="sound")
    assert database.fingerprints.timelines(SPEC) == {picture}


def test_a_film_of_another_content_loses_the_timelines_of_all_tracks(database):
    database.write_video(record())
    database.write_video(replace(database.videos()[0], rows=2), track="sound")
    database.write_video(record(fps=2.0))  # made again, of the same film
    assert database.tracks() == ["picture", "sound"]
    database.write_video(record(content_key="changed"))
    assert database.tracks() == ["picture"]
