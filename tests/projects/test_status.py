"""Where a project stands is told during its first run, too."""

import json
import shutil
import sqlite3

import pytest

from vrd.vrd_project import open_project


@pytest.fixture
def begun(finished, tmp_path):
    """A project whose first run has read two of three films and fingerprinted one of them."""
    folder = shutil.copytree(finished, tmp_path / "project")
    connection = sqlite3.connect(folder / "database_file")
    connection.execute("UPDATE timelines SET status = 'interrupted', rows = 0 WHERE id = 3")
    connection.execute("DELETE FROM fingerprints WHERE timeline > 1")
    connection.commit()
    connection.close()
    for results in folder.glob("dct*"):
        shutil.rmtree(results)
    settings = json.loads((folder / "project.json").read_text())
    (folder / "project.json").write_text(json.dumps(settings | {"spec": None}))
    return folder


def details(folder):
    with open_project(folder, read_only=True) as project:
        return {name: (done, detail) for name, done, detail in project.stages()}


def test_films_that_are_done_are_counted_while_the_first_run_goes_on(begun):
    told = details(begun)
    assert told["Stills"] == (False, "2 of 3 films, 32 frames")
    assert told["Fingerprints"] == (False, "1 of 3 films, dct")
    assert told["Index"] == (False, "made when needed")
    assert told["Neighbours"] == (False, "")


def test_before_the_first_film_is_done_it_is_told_how_many_there_are(begun):
    connection = sqlite3.connect(begun / "database_file")
    connection.execute("UPDATE timelines SET status = 'interrupted', rows = 0")
    connection.commit()
    connection.close()
    assert details(begun)["Stills"] == (False, "0 of 3 films")


def test_batches_that_are_searched_are_counted(finished, tmp_path):
    folder = shutil.copytree(finished, tmp_path / "project")
    next(folder.glob("dct*/neighbour_batch/*.npz")).unlink()
    assert details(folder)["Neighbours"] == (False, "0 of 1 batches")
    next(folder.glob("dct*/faiss_index.json")).write_text("{")
    assert details(folder)["Index"] == (False, "made when needed")
