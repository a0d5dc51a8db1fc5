"""Damaged files of a project: each is said and made again, and what is found stays the same."""

import re
import shutil
import sqlite3
from pathlib import Path

import pytest

from vrd.annotations.judgement_log import JudgementLog
from vrd.core.segments import Segment
from vrd.errors import DamagedArtefactError, ProjectError
from vrd.fingerprinters.networks import NeuralNetworks
from vrd.vrd_project import VRDProject, open_project


def found(folder):
    with open_project(folder, read_only=True) as project:
        return project.find(max_distance=0.2).table()


@pytest.fixture(scope="module")
def before(finished):
    table = found(finished)
    assert len(table) == 1
    return table


@pytest.fixture
def project(finished, tmp_path):
    return shutil.copytree(finished, tmp_path / "project")


def change(folder, sql):
    connection = sqlite3.connect(folder / "database_file")
    connection.execute(sql)
    connection.commit()
    connection.close()


def zero_half(path: Path) -> None:
    content = path.read_bytes()
    fifth = len(content) // 5
    path.write_bytes(content[:fifth] + bytes(2 * fifth) + content[3 * fifth :])


def forget_results(folder, *names):
    for name in names:
        for path in folder.glob(f"dct*/{name}"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def zeroed_fingerprints(folder):
    """As a bad sector leaves them: the pages of the database still hang together."""
    path = folder / "database_file"
    connection = sqlite3.connect(path)
    sql = "SELECT data FROM fingerprints JOIN timelines ON id = timeline WHERE spec LIKE 'dct%'"
    data = connection.execute(sql).fetchone()[0]
    connection.close()
    content = bytearray(path.read_bytes())
    for start in range(0, len(data) // 2, 238):
        if (place := content.find(data[start : start + 238])) > 0:
            content[place : place + 238] = bytes(238)
    path.write_bytes(content)
    forget_results(folder, "faiss_index", "neighbour_batch")


def zeroed_index(folder):
    zero_half(next(folder.glob("dct*/faiss_index")))
    forget_results(folder, "neighbour_batch")


def damaged_description_of_the_index(folder):
    next(folder.glob("dct*/faiss_index.json")).write_text("{")


def damaged_manifest(folder):
    next(folder.glob("dct*/neighbour_batch/manifest.json")).write_text("{")


def zeroed_neighbours(folder):
    zero_half(next(folder.glob("dct*/neighbour_batch/*.npz")))


def lost_settings(folder):
    (folder / "project.json").unlink()


def rows_below_zero(folder):
    change(folder, "UPDATE timelines SET rows = -1 WHERE stills LIKE 'two-%'")


def borders_that_are_no_json(folder):
    change(folder, "UPDATE videos SET borders = '[0, 0' WHERE path = 'two.mp4'")


def settings_that_are_no_json(folder):
    change(folder, "UPDATE timelines SET settings = x'7bff' WHERE stills LIKE 'two-%'")


def gaps_that_are_no_rows(folder):
    change(folder, "UPDATE timelines SET gaps = '[[3, 99]]' WHERE stills LIKE 'two-%'")


def a_timecode_that_is_none(folder):
    change(folder, "UPDATE videos SET timecode = '{' WHERE path = 'two.mp4'")


CASES = {
    zeroed_fingerprints: r"The fingerprints \(dct\) of 1 film were damaged: .*made again",
    zeroed_index: r"faiss_index, was damaged. It is built again",
    damaged_description_of_the_index: r"faiss_index, was damaged. It is built again",
    damaged_manifest: r"manifest.json was damaged.*searched again",
    zeroed_neighbours: r"1 of 1 files of neighbours in .* were damaged.*searched again",
    lost_settings: r"settings of the project .* were lost: it had no project.json",
    rows_below_zero: r"says of two.mp4 is damaged \(its number of rows is -1\)",
    borders_that_are_no_json: r"says of two.mp4 is damaged \(its borders are no numbers\)",
    gaps_that_are_no_rows: r"says of two.mp4 is damaged \(its stretches without picture",
    a_timecode_that_is_none: r"says of two.mp4 is damaged \(its timecode cannot be read\)",
    settings_that_are_no_json: r"says of two.mp4 is damaged \(how it was read is not known\)",
}


def notices_in(capsys):
    # A notice may follow a progress bar on its line.
    lines = re.split(r"[\r\n]+", capsys.readouterr().err)
    return [line for line in lines if "damaged" in line or "lost" in line]


@pytest.mark.parametrize("damage", CASES, ids=lambda damage: damage.__name__)
def test_damage_is_said_and_made_good(project, before, damage, capsys):
    damage(project)
    with open_project(project) as opened:
        opened.run()
        assert opened.settings.network == "dct"
    (said,) = notices_in(capsys)
    assert re.search(CASES[damage], said)
    log = (project / "run.log").read_text("utf-8")
    assert damage is lost_settings or re.search(CASES[damage], log)
    assert found(project).equals(before)
    with open_project(project) as opened:
        opened.run()
    assert notices_in(capsys) == []


@pytest.mark.parametrize("damage", [rows_below_zero, settings_that_are_no_json])
def test_a_damaged_line_is_said_to_those_who_only_look(project, damage):
    damage(project)
    with open_project(project, read_only=True) as opened:
        with pytest.raises(DamagedArtefactError, match=r"two\.mp4 is damaged .*Call run\(\)"):
            opened.find(max_distance=0.2)
        assert "the next run reads again what is damaged: two.mp4" in repr(opened)


def test_a_damaged_name_is_that_of_the_film_again(project, before, capsys):
    change(
        project, "UPDATE videos SET path = CAST(x'7477ff2e6d7034' AS TEXT) WHERE path = 'two.mp4'"
    )
    with open_project(project) as opened:
        assert "tw\ufffd.mp4" in opened.frames.video_list
        opened.run()
    assert capsys.readouterr().err.count("two.mp4") == 0
    assert found(project).equals(before)


def test_damaged_logs_of_runs_and_looks_do_not_stop_anything(project, before):
    change(project, "UPDATE runs SET settings = '{', outcome = x'ff'")
    change(project, "INSERT INTO rescans VALUES ('ends', '', '', '[')")
    change(project, "UPDATE specs SET description = '{'")
    assert found(project).equals(before)
    with open_project(project) as opened:
        opened.populate_fingerprint_database(force_recreate=True)
        assert len(opened.database.fingerprints.specs()) >= 1
        assert opened.database.runs.read()[0]["settings"] == {}
        assert opened.database.rescans.read("ends", "") == {}


def test_a_project_without_its_database_is_not_begun_anew(project):
    stills = sorted((project / "frames").rglob("*.jpg"))
    kept = (project / "database_file").rename(project / "kept")
    for options in ({}, {"read_only": True}):
        with pytest.raises(ProjectError, match=r"database .* is gone.*Judgements.*backup"):
            open_project(project, **options)
    with pytest.raises(ProjectError, match="is gone"):
        VRDProject(project.name, project.parent, "films", NeuralNetworks.dct)
    assert not (project / "database_file").exists()
    assert sorted((project / "frames").rglob("*.jpg")) == stills
    kept.rename(project / "database_file")
    assert len(found(project)) == 1


def zero_page(path, table):
    connection = sqlite3.connect(path)
    sql = "SELECT rootpage FROM sqlite_master WHERE name = ?"
    (page,) = connection.execute(sql, (table,)).fetchone()
    connection.close()
    content = bytearray(path.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = bytes(4096)
    path.write_bytes(content)


@pytest.mark.parametrize("table", ["videos", "timelines", "fingerprints", "runs", "checksums"])
def test_what_can_be_read_of_a_database_is_kept(project, before, table, capsys):
    with open_project(project) as opened:
        log = JudgementLog(opened.database, "anna")
        log.judge(Segment("one.mp4", 12, 20), Segment("two.mp4", 0, 8), "match", "the same")
    zero_page(project / "database_file", table)
    damaged = (project / "database_file").read_bytes()
    with open_project(project) as opened:
        opened.run()
        said = capsys.readouterr().err
        assert "database_file was damaged." in said
        assert "1 of 1 judgements, 0 of 0 exclusions" in said
        assert JudgementLog(opened.database, "anna").holding()[0].note == "the same"
        assert opened.database.query("PRAGMA quick_check") == [("ok",)]
        assert opened.database.query("PRAGMA foreign_key_check") == []
    assert (project / "database_file.damaged-1").read_bytes() == damaged
    same = ["match_id", "query_start", "query_end", "ref_start", "ref_end"]
    assert found(project)[same].equals(before[same])


def test_a_damaged_judgement_is_said_and_left_out(project, capsys):
    with open_project(project) as opened:
        log = JudgementLog(opened.database, "anna")
        for start in (10, 12):
            log.judge(Segment("one.mp4", start, 20), Segment("two.mp4", 0, 8), "match", "the same")
    change(project, "DROP TRIGGER judgements_are_not_changed")
    change(project, "UPDATE judgements SET settings = '{' WHERE id = 1")
    with open_project(project, read_only=True) as opened:
        log = JudgementLog(opened.database, "anna")
        assert [judgement.id for judgement in log.holding()] == [2]
        assert [judgement.id for judgement in log.holding()] == [2]
    assert (
        capsys.readouterr().err.count("Number 1 of the judgements in the database is damaged") == 1
    )


def test_lost_judgements_are_said(project, capsys):
    with open_project(project) as opened:
        log = JudgementLog(opened.database, "anna")
        log.judge(Segment("one.mp4", 12, 20), Segment("two.mp4", 0, 8), "match", "the same")
    zero_page(project / "database_file", "judgements")
    with open_project(project) as opened:
        assert len(opened.database.videos()) == 3
    assert "0 of 1 judgements" in capsys.readouterr().err
