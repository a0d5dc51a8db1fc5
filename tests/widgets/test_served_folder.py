"""Test which folder the server of a kernel shows, and which films in it can be opened."""

import json
import os
from pathlib import Path

import pytest

from tests.support.views_case import frames_of, planted
from vrd.widgets.review_items import ReviewItems
from vrd.widgets.served_folder import ServedFolder, folder_to_serve, served_folder

pytest.importorskip("jupyter_server")


@pytest.fixture
def note(tmp_path, monkeypatch):
    """Write what a server notes of itself; this process, which is alive, stands for the server."""
    runtime = tmp_path / "runtime"
    runtime.mkdir()
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(runtime))
    monkeypatch.setenv("JPY_PARENT_PID", str(os.getpid()))

    def write(name="jpserver-1.json", **values):
        known = {"pid": os.getpid(), "root_dir": str(tmp_path), "base_url": "/user/a/"} | values
        (runtime / name).write_text(json.dumps(known))

    return write


def test_the_server_that_started_this_kernel_is_found_among_others(note, tmp_path):
    note("jpserver-2.json", pid=os.getppid(), root_dir="/another", base_url="/")
    note()
    assert served_folder() == ServedFolder(tmp_path, "/user/a/files")


def test_a_kernel_of_no_known_server_has_no_folder(note, monkeypatch):
    assert served_folder() is None
    note(root_dir="")
    assert served_folder() is None
    note()
    monkeypatch.setenv("JPY_PARENT_PID", "1")
    assert served_folder() is None
    monkeypatch.delenv("JPY_PARENT_PID")
    assert served_folder() is None


def test_only_films_that_the_server_shows_have_an_address(tmp_path):
    films = tmp_path / "films"
    (films / ".hidden").mkdir(parents=True)
    elsewhere = tmp_path.parent / f"{tmp_path.name} elsewhere.mp4"
    elsewhere.touch()
    (films / "link.mp4").symlink_to(elsewhere)
    paths = [
        films / "a #1 ?<b>.mp4",
        films / ".hidden" / "b.mp4",
        films / "link.mp4",
        elsewhere,
        films / ".." / "top.mp4",
    ]
    frames = frames_of([5] * len(paths), names=map(str, paths))
    rows = ReviewItems([], planted(frames, []))
    served = ServedFolder(tmp_path, "/user/a/files")
    links = [film.link for film in rows.described_films(served)]
    assert links == [
        "/user/a/files/films/a%20%231%20%3F%3Cb%3E.mp4",
        *[""] * 3,
        "/user/a/files/top.mp4",
    ]
    assert {film.link for film in rows.described_films(None)} == {""}
    assert Path(rows.described_films(None)[0].path).name == "a #1 ?<b>.mp4"


def test_the_folder_that_a_notebook_has_in_common_with_its_films_is_served(tmp_path):
    notebook = tmp_path / "work" / "deep" / "a.ipynb"
    assert folder_to_serve(notebook, []) == notebook.parent
    assert folder_to_serve(notebook, [tmp_path / "films"]) == tmp_path
    assert folder_to_serve(notebook, [tmp_path / "work" / "films"]) == tmp_path / "work"
    both = [tmp_path / "work" / "films", tmp_path / "more"]
    assert folder_to_serve(notebook, both) == tmp_path
    elsewhere = tmp_path / "disk" / "films"
    elsewhere.mkdir(parents=True)
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "films").symlink_to(elsewhere)
    assert folder_to_serve(notebook, [tmp_path / "work" / "films"]) == tmp_path


def test_neither_a_disk_nor_the_homes_of_all_nor_what_is_hidden_is_served(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home" / "ada")
    mine = tmp_path / "home" / "ada" / "work" / "a.ipynb"
    assert folder_to_serve(mine, [tmp_path / "home" / "ada" / "films"]) == mine.parents[1]
    for films in (
        tmp_path / "home" / "bob" / "films",
        tmp_path / "films",
        Path(tmp_path.anchor) / "another-disk",
        tmp_path / "home" / "ada" / ".hidden" / "films",
    ):
        assert folder_to_serve(mine, [films]) == mine.parent
