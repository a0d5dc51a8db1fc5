import os
import sqlite3
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.records import record
from vrd import __version__
from vrd.annotations.judgement_log import JudgementLog, new_judgement
from vrd.core.segments import Segment
from vrd.errors import ProjectError, ReadOnlyError, UnknownNameError
from vrd.storage.database import Database
from vrd.storage.schema import SCHEMA

ONE, TWO, THREE = Segment("a.mp4", 0, 2.5), Segment("b.mp4", 0.1, 2.7), Segment("a.mp4", 10, 12)


def holding(log):
    return [entry.id for entry in log.holding()]


# -- judging ---------------------------------------------------------------------------------


def test_a_judgement_comes_back_as_it_was_made(database):
    made = JudgementLog(database, " Anna ").judge(
        ONE, TWO, "same scene", "wider, 'other' take; äöü", {"max_distance": 0.4, "network": "dct"}
    )
    assert (made.id, made.reviewer, made.undoes) == (1, "Anna", None)
    assert (made.query, made.reference) == (ONE, TWO)
    assert made.time.endswith("+00:00")
    path = database.path
    database.close()
    again = Database(path)
    assert JudgementLog(again, "berta").history() == [made]
    assert again.log_entries("judgements")[0]["software"] == __version__
    again.close()


def test_a_log_says_how_many_judgements_it_has(database):
    log = JudgementLog(database, "anna")
    assert repr(log) == "No judgements yet; new ones will be by anna"
    log.judge(ONE, TWO, "match")
    assert repr(log) == "1 judgement; new ones will be by anna"
    log.judge(ONE, TWO, "unsure")
    log.judge(ONE, THREE, "match")
    log.undo()
    assert repr(log) == (
        "3 judgements, 1 of them undone, 1 of them replaced by a later one; "
        "new ones will be by anna"
    )


def test_the_table_has_the_judgements_that_are_in_force(database):
    log = JudgementLog(database, "anna")
    columns = ["id", "reviewer", "verdict", "note", "query_id", "query_start", "query_end"]
    columns += ["ref_id", "ref_start", "ref_end", "judged"]
    assert (list(log.table()), len(log.table())) == (columns, 0)
    log.judge(ONE, TWO, "match")
    kept = log.judge(TWO, ONE, "unsure", "too dark")
    log.judge(ONE, THREE, "match")
    log.judge(ONE, THREE, "")
    log.by("berta").judge(ONE, TWO, "match")
    log.by("berta").undo()
    (line,) = log.table().itertuples(index=False)
    assert line[:4] == (kept.id, "anna", "unsure", "too dark")
    assert line[4:] == (*TWO, *ONE, kept.time)


def test_what_makes_no_sense_is_refused(database):
    log = JudgementLog(database, "anna")
    with pytest.raises(UnknownNameError, match="'not a match'"):
        log.judge(ONE, TWO, "no match")
    for start, end in ((2, 2), (3, 2), (float("nan"), 2), (0, float("inf"))):
        with pytest.raises(ProjectError, match=r"no stretch of c\.mp4"):
            log.judge(ONE, Segment("c.mp4", start, end), "match")
    with pytest.raises(ProjectError, match="reviewer"):
        JudgementLog(database, "  ")
    assert log.history() == []


def test_many_are_recorded_all_or_none(database):
    log = JudgementLog(database, "anna")
    first = log.judge(ONE, TWO, "match", settings={"k": 1})
    with pytest.raises(TypeError):
        log.record([first, replace(first, settings={"k": object()})])
    with pytest.raises(UnknownNameError):
        log.record([first, replace(first, verdict="perhaps")])
    assert len(log.history()) == 1
    berta = log.by("berta").judge(ONE, THREE, "unsure")
    assert [judgement.reviewer for judgement in log.record([first, berta])] == ["anna", "berta"]
    assert [entry.id for entry in log.history()] == [1, 2, 3, 4]


def test_a_later_verdict_takes_the_place_of_an_earlier_one_of_the_same_reviewer(database):
    anna, berta = JudgementLog(database, "anna"), JudgementLog(database, "berta")
    anna.judge(ONE, TWO, "match")
    berta.judge(ONE, TWO, "unsure")
    anna.judge(TWO, ONE, "not a match")
    assert [judgement.id for judgement in anna.current()] == [2, 3]
    assert anna.current().of(ONE, TWO, "anna").verdict == "not a match"
    assert len(anna.history()) == 3


def test_half_a_character_in_a_note_does_not_stop_the_review(database):
    log = JudgementLog(database, "anna")
    assert log.judge(ONE, TWO, "", "see \ud83d").note == r"see \ud83d"
    assert log.history()[0].verdict == ""


# -- taking back -----------------------------------------------------------------------------


def test_undoing_adds_an_entry_and_brings_back_what_was_said_before(database):
    log = JudgementLog(database, "anna")
    log.judge(ONE, TWO, "match")
    second = log.judge(ONE, TWO, "unsure")
    assert log.undo() == second
    assert log.current().of(ONE, TWO).verdict == "match"
    assert [entry.undoes for entry in log.history()] == [None, None, 2]
    assert log.redo() == second
    assert log.current().of(ONE, TWO).verdict == "unsure"
    assert log.redo() is None
    assert [log.undo().id, log.undo().id, log.undo()] == [2, 1, None]
    assert len(log.current()) == 0


def test_nobody_undoes_what_somebody_else_said(database):
    anna, berta = JudgementLog(database, "anna"), JudgementLog(database, "berta")
    anna.judge(ONE, TWO, "match")
    assert berta.undo() is None
    berta.judge(ONE, TWO, "unsure")
    assert anna.undo().reviewer == "anna"
    assert berta.redo() is None
    assert holding(anna) == [2]


def test_what_was_undone_does_not_come_back_once_something_else_was_said(database):
    anna, berta = JudgementLog(database, "anna"), JudgementLog(database, "berta")
    anna.judge(ONE, TWO, "match")
    anna.undo()
    berta.judge(ONE, THREE, "match")
    assert anna.redo().id == 1
    anna.undo()
    anna.judge(ONE, THREE, "match")
    assert anna.redo() is None


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(st.sampled_from(["anna", "berta"]), st.sampled_from(["judge", "undo", "redo"])),
        max_size=30,
    )
)
def test_undo_and_redo_do_what_they_do_in_any_editor(tmp_path_factory, steps):
    database = Database(tmp_path_factory.mktemp("log") / "database_file")
    done = {"anna": [], "berta": []}
    undone = {"anna": [], "berta": []}
    for length, (who, step) in enumerate(steps):
        log = JudgementLog(database, who)
        if step == "judge":
            made = log.judge(ONE, Segment("b.mp4", length, length + 1), "match")
            done[who].append(made.id)
            undone[who].clear()
        else:
            stack, opposite = (done, undone) if step == "undo" else (undone, done)
            before = len(log.history())
            answer = getattr(log, step)()
            assert (answer and answer.id) == (stack[who][-1] if stack[who] else None)
            assert len(log.history()) == before + bool(stack[who])
            if stack[who]:
                opposite[who].append(stack[who].pop())
        assert holding(log) == sorted(done["anna"] + done["berta"])
    database.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE judgements SET verdict = 'match'",
        "DELETE FROM judgements",
        "DELETE FROM judgements WHERE id = 1",
        "INSERT OR REPLACE INTO judgements SELECT * FROM judgements",
        "UPDATE exclusions SET reason = ''",
        "DELETE FROM exclusions",
        "INSERT OR REPLACE INTO exclusions SELECT * FROM exclusions",
    ],
)
def test_the_database_itself_lets_nobody_change_what_was_said(database, statement):
    JudgementLog(database, "anna").judge(ONE, TWO, "unsure")
    database._connection.execute(
        "INSERT INTO exclusions VALUES (1, '', 'anna', 'logo', 'a', '', 0, 1, NULL, NULL, '', NULL)"
    )
    known = [database.log_entries(table) for table in ("judgements", "exclusions")]
    with pytest.raises(ProjectError, match="only ever added"), database.transaction() as connection:
        connection.execute(statement)
    assert [database.log_entries(table) for table in ("judgements", "exclusions")] == known
    assert [len(lines) for lines in known] == [1, 1]


# -- reading only what is new ----------------------------------------------------------------

OTHER = """
import sys, pathlib
from vrd.core.timelines import Segment
from vrd.annotations.judgement_log import JudgementLog
from vrd.storage.database import Database
log = JudgementLog(Database(pathlib.Path(sys.argv[1])), sys.argv[2])
if sys.argv[3] == "undo":
    log.undo()
else:
    log.judge(Segment("a.mp4", 0, 2.5), Segment("b.mp4", 0.1, 2.7), sys.argv[3])
"""


def elsewhere(database, reviewer, verdict):
    """Another process judges, or takes back."""
    command = [sys.executable, "-c", OTHER, str(database.path), reviewer, verdict]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_what_another_process_says_is_there_at_once(database):
    anna = JudgementLog(database, "anna")
    anna.judge(ONE, TWO, "match")
    assert [judgement.verdict for judgement in anna.current()] == ["match"]
    elsewhere(database, "berta", "unsure")
    assert anna.current().of(ONE, TWO, "berta").verdict == "unsure"
    assert anna.current().of(ONE, TWO, "anna").verdict == "match"
    elsewhere(database, "anna", "not a match")
    assert anna.undo().verdict == "not a match"
    elsewhere(database, "anna", "undo")
    assert anna.current().of(ONE, TWO, "anna") is None
    assert len(anna.history()) == 5


def test_only_what_is_new_is_read(database, monkeypatch):
    log = JudgementLog(database, "anna")
    matches = [Segment("b.mp4", i, i + 1) for i in range(50)]
    log.record([new_judgement(ONE, match, "match", "", "anna") for match in matches])
    assert len(log.current()) == 50
    read = []
    lines = Database.log_entries
    monkeypatch.setattr(
        Database,
        "log_entries",
        lambda *arguments, **more: read.append(lines(*arguments, **more)) or read[-1],
    )
    log.judge(ONE, TWO, "unsure")
    assert len(log.current()) == 51
    assert sum(map(len, read)) == 2
    assert log.current() is log.current()


def test_nobody_changes_the_log_through_what_they_were_given(database):
    log = JudgementLog(database, "anna")
    log.judge(ONE, TWO, "match")
    log.history().clear()
    log.holding().clear()
    assert (len(log.history()), len(log.holding()), len(log.current())) == (1, 1, 1)


def test_what_was_cut_off_before_it_was_kept_is_forgotten(database):
    log = JudgementLog(database, "anna")
    log.judge(ONE, TWO, "match")
    with pytest.raises(KeyboardInterrupt), log._writing() as connection:
        log._append(connection, log.history()[0], log._names(), reviewer="anna")
        assert len(log.history()) == 2
        raise KeyboardInterrupt
    assert len(log.history()) == 1
    JudgementLog(database, "berta").judge(ONE, THREE, "unsure")
    assert [(entry.id, entry.reviewer) for entry in log.history()] == [(1, "anna"), (2, "berta")]


def test_a_database_that_was_put_back_from_a_copy_is_read_anew(database, tmp_path):
    log = JudgementLog(database, "anna")
    log.judge(ONE, TWO, "match")
    copy = sqlite3.connect(tmp_path / "copy")
    database._connection.backup(copy)
    log.judge(ONE, TWO, "unsure")
    log.judge(ONE, THREE, "unsure")
    assert len(log.history()) == 3
    copy.backup(database._connection)
    assert [entry.verdict for entry in log.history()] == ["match"]
    log.judge(ONE, TWO, "same scene")
    assert [entry.verdict for entry in log.history()] == ["match", "same scene"]
    copy.close()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(
            st.integers(0, 2),
            st.sampled_from(["judge", "undo", "redo", "look"]),
        ),
        max_size=30,
    )
)
def test_a_log_that_is_kept_open_says_what_a_fresh_one_says(tmp_path_factory, steps):
    path = tmp_path_factory.mktemp("log") / "database_file"
    databases = [Database(path), Database(path)]
    logs = [JudgementLog(databases[i % 2], who) for i, who in enumerate(("anna", "berta", "anna"))]
    for length, (who, step) in enumerate(steps):
        if step == "judge":
            logs[who].judge(ONE, Segment("b.mp4", length, length + 1), "match")
        elif step != "look":
            getattr(logs[who], step)()
        fresh = JudgementLog(databases[0], "carla")
        assert logs[who].history() == fresh.history()
        assert logs[who].holding() == fresh.holding()
        assert list(logs[who].current()) == list(fresh.current())
    for database in databases:
        database.close()


# -- films that are called otherwise now -----------------------------------------------------


def test_judgements_follow_a_film_that_was_renamed(database):
    database.write_video(record("a.mp4", "1a"))
    database.write_video(record("b.mp4", "2b"))
    log = JudgementLog(database, "anna")
    log.judge(ONE, TWO, "match")
    a, b = database.videos()
    database.keep_videos([replace(a, path="b.mp4"), replace(b, path="z")])
    current = log.current()
    assert current.of(Segment("b.mp4", *ONE[1:]), Segment("z", *TWO[1:])).id == 1
    assert current.of(ONE, TWO) is None
    assert log.undo().query.video == "b.mp4"
    assert log.redo().query.video == "b.mp4"


def test_a_film_that_was_read_anew_under_another_name_is_followed_too(database):
    database.write_video(record("a.mp4", "1a"))
    log = JudgementLog(database, "anna")
    log.judge(ONE, TWO, "match")
    database.mark_absent(["a.mp4"])
    database.write_video(record("renamed.mp4", "1a"))
    assert log.history()[0].query.video == "renamed.mp4"


def test_a_film_that_changed_or_went_keeps_what_was_said_by_its_name(database):
    database.write_video(record("a.mp4", "1a"))
    log = JudgementLog(database, "anna")
    log.judge(ONE, TWO, "match")
    database.write_video(record("a.mp4", "encoded anew"))
    assert log.current().of(ONE, TWO).id == 1
    database.forget_videos(["a.mp4"])
    assert log.current().of(ONE, TWO).id == 1


def test_two_films_of_the_same_content_are_told_apart_by_name(database):
    for name in ("a.mp4", "copy.mp4"):
        database.write_video(record(name, "1a"))
    log = JudgementLog(database, "anna")
    log.judge(Segment("copy.mp4", 0, 1), TWO, "match")
    assert log.history()[0].query.video == "copy.mp4"


def test_the_films_may_be_those_of_other_databases(database):
    log = JudgementLog(database, "anna", films={"a.mp4": "1a", "b.mp4": "2b"})
    log.judge(ONE, TWO, "match")
    later = JudgementLog(database, "anna", films={"project/a.mp4": "1a", "b.mp4": "2b"})
    assert later.by("berta").history()[0].query.video == "project/a.mp4"


# -- databases of the first version ----------------------------------------------------------


def test_an_old_database_is_read_as_an_empty_log_and_left_as_it_is(old):
    before = old.read_bytes()
    database = Database(old, read_only=True)
    assert database.version == 1
    log = JudgementLog(database, "anna")
    assert log.history() == []
    assert len(log.current()) == 0
    for change in (lambda: log.judge(ONE, TWO, "match"), log.undo, log.redo):
        with pytest.raises(ReadOnlyError):
            change()
    database.close()
    assert old.read_bytes() == before


def test_an_old_database_learns_to_keep_judgements_and_loses_nothing(old):
    before = Database(old, read_only=True)
    known = before.videos(), before.runs.read(), before.fingerprints.specs()
    spec = known[2][0]
    prints = [before.fingerprints.read(record.timeline, spec).tolist() for record in known[0]]
    now = Database(old)
    assert (now.version, before.version) == (len(SCHEMA), len(SCHEMA))
    assert (now.videos(), now.runs.read(), now.fingerprints.specs()) == known
    assert [now.fingerprints.read(record.timeline, spec).tolist() for record in known[0]] == prints
    made = JudgementLog(now, "anna").judge(ONE, TWO, "match")
    assert JudgementLog(before, "berta").history() == [made]
    assert now.log_entries("judgements")[0]["query_content_key"] == "1a" * 32
    now.close()
    before.close()
    again = Database(old)
    assert JudgementLog(again, "anna").history() == [made]
    again.close()


def test_an_old_database_and_a_new_one_end_up_with_the_same_tables(old, database):
    upgraded = Database(old)
    tables = [
        sorted(source.query("SELECT type, name, tbl_name, sql FROM sqlite_master"), key=str)
        for source in (upgraded, database)
    ]
    assert tables[0] == tables[1]
    upgraded.close()


def test_kill_9_while_an_old_database_is_upgraded_leaves_it_as_it_was(old):
    code = f"""
import os, signal, pathlib
from vrd.storage import sqlite_file
def statements(script):
    yield "CREATE TABLE half_done (x)"
    os.kill(os.getpid(), signal.SIGKILL)
sqlite_file._statements = statements
from vrd.storage.database import Database
Database(pathlib.Path({str(old)!r}))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == -9, done.stderr
    database = Database(old)
    assert database.version == len(SCHEMA)
    assert len(database.videos()) == 2
    assert database.query("SELECT name FROM sqlite_master WHERE name = 'half_done'") == []
    database.close()


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anything")
def test_an_old_database_that_may_not_be_written_is_said_so(old):
    old.chmod(0o444)
    with pytest.raises(OSError, match="read_only=True"):
        Database(old)


def test_where_there_is_no_database_nothing_was_said():
    log = JudgementLog(None, "anna")
    assert log.history() == []
    with pytest.raises(ReadOnlyError):
        log.judge(ONE, TWO, "match")
    with pytest.raises(ReadOnlyError):
        log.undo()
