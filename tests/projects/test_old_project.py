"""A whole project that was made by VRD 0.1.0 opens, and nothing of it has to be made again."""

import json
import os
import shutil
import sqlite3
import zipfile
from pathlib import Path

import pytest

from vrd.vrd_project import open_project

PROJECT = Path(__file__).parents[1] / "data" / "version_2_project.zip"


@pytest.fixture
def old(tmp_path):
    """Unpack the project and its films, with the times of change that the database knows."""
    with zipfile.ZipFile(PROJECT) as packed:
        packed.extractall(tmp_path)
    connection = sqlite3.connect(tmp_path / "project" / "database_file")
    for name, mtime in connection.execute("SELECT path, mtime_ns FROM videos"):
        os.utime(tmp_path / "films" / name, ns=(mtime, mtime))
    connection.close()
    settings = tmp_path / "project" / "project.json"
    values = json.loads(settings.read_text("utf-8"))
    settings.write_text(json.dumps(values | {"video_path": str(tmp_path / "films")}))
    return tmp_path


def test_all_stages_hold_and_the_same_is_found(old):
    expected = json.loads((old / "expected.json").read_text("utf-8"))
    for read_only in (True, False):
        project = open_project(old / "project", read_only=read_only)
        assert [done for _, done, _ in project.stages()] == [True] * 4
        assert project.frames.video_list == expected["names"]
        assert project.frames.digest == expected["digest"]
        assert project.frames.start.tolist() == expected["start"]
        assert project.frames.end.tolist() == expected["end"]
        sums = project.fingerprints.read().sum(axis=1).tolist()
        assert sums == pytest.approx(expected["fingerprint_sums"], abs=1e-3)
        _, sequences = project.find()
        assert [list(map(int, sequence)) for sequence in sequences] == expected["sequences"]
        assert len(project.contrast) == expected["rows"]
        project.close()


def test_a_run_makes_nothing_again(old):
    stills = sorted(path.stat().st_mtime_ns for path in (old / "project").rglob("*.jpg"))
    project = open_project(old / "project")
    project.run()
    assert len(project.neighbours) == 16
    project.close()
    after = sorted(path.stat().st_mtime_ns for path in (old / "project").rglob("*.jpg"))
    assert after == stills


def test_an_added_film_joins_the_older_ones(old):
    shutil.copy(old / "films" / "a.mp4", old / "films" / "c.mp4")
    project = open_project(old / "project")
    project.run()
    assert project.frames.video_list == ["a.mp4", "b.mp4", "c.mp4"]
    assert len(project.fingerprints) == 22
    project.close()
