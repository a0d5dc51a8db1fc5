"""`vrd lab` and `vrd app`: the right notebook, nothing overwritten, nothing open to others."""

import re
import subprocess
import sys
import time
import urllib.error
import urllib.request

import nbformat
import pytest

from vrd.cli.serve import lab_command, open_app, open_when_free
from vrd.errors import MissingExtraError, ProjectError, ProjectLockedError
from vrd.projects.settings import ProjectSettings


def test_a_folder_of_films_gets_a_notebook_elsewhere(tmp_path):
    films = tmp_path / "films [1]"
    films.mkdir()
    command, notebook = lab_command(films, tmp_path / "notebooks")
    assert notebook == tmp_path / "notebooks" / "films [1].ipynb"
    assert f"--ServerApp.root_dir={tmp_path}" in command
    assert "--LabApp.default_url=/lab/tree/notebooks/films%20%5B1%5D.ipynb" in command
    assert "--ServerApp.ip=127.0.0.1" in command
    assert list(films.iterdir()) == []
    written = nbformat.read(notebook, 4)
    nbformat.validate(written)
    code = [cell.source for cell in written.cells if cell.cell_type == "code"]
    assert repr(str(films)) in code[0]
    assert repr(str(tmp_path / "vrd_projects")) in code[0]
    for one in code:
        compile(one, "cell", "exec")
    assert "films \\[1\\]" in written.cells[0].source


def test_a_notebook_that_is_there_is_never_overwritten(tmp_path):
    films = tmp_path / "films"
    films.mkdir()
    _, notebook = lab_command(films, tmp_path)
    notebook.write_text("mine", "utf-8")
    assert lab_command(films, tmp_path)[1].read_text("utf-8") == "mine"
    (films / "own.ipynb").write_text("{}", "utf-8")
    assert lab_command(films, tmp_path)[1] == films.resolve() / "own.ipynb"


def test_a_project_gets_its_review(tmp_path):
    folder = tmp_path / "p"
    folder.mkdir()
    (folder / "project.json").write_text("{}", "utf-8")
    _, notebook = lab_command(folder)
    assert notebook == folder.resolve() / "tune_and_review.ipynb"
    nbformat.validate(nbformat.read(notebook, 4))


def test_a_project_that_may_not_be_written_gets_its_notebook_elsewhere(tmp_path, monkeypatch):
    folder, elsewhere = tmp_path / "p", tmp_path / "notebooks"
    folder.mkdir()
    (folder / "project.json").write_text("{}", "utf-8")
    monkeypatch.setattr("os.access", lambda path, _: path != folder)
    _, notebook = lab_command(folder, elsewhere)
    assert notebook == elsewhere / "p" / "tune_and_review.ipynb"
    assert str(elsewhere / "p" / "found.xlsx") in notebook.read_text("utf-8")
    assert [path.name for path in folder.iterdir()] == ["project.json"]


def test_the_films_of_a_project_and_of_a_combination_are_served_with_it(tmp_path):
    for name, films in (("one", "archive"), ("two", "broadcasts")):
        (tmp_path / films).mkdir()
        (tmp_path / "here" / name).mkdir(parents=True)
        ProjectSettings(name=name, video_path=str(tmp_path / films)).write(tmp_path / "here" / name)
    both = tmp_path / "here" / "both"
    both.mkdir()
    ProjectSettings(name="both", reference="../one", query="../two").write(both)
    for folder in (both, tmp_path / "here" / "one"):
        command, notebook = lab_command(folder)
        assert f"--ServerApp.root_dir={tmp_path}" in command
        address = f"/lab/tree/here/{folder.name}/tune_and_review.ipynb"
        assert f"--LabApp.default_url={address}" in command
        assert notebook == folder / "tune_and_review.ipynb"


def test_what_is_not_there_is_said(tmp_path, monkeypatch):
    with pytest.raises(ProjectError, match="no folder"):
        lab_command(tmp_path / "gone")
    with pytest.raises(ProjectError, match="not a project"):
        open_app(tmp_path)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match=r"\[notebook\]"):
        open_app(tmp_path)


@pytest.mark.slow
def test_the_page_opens_with_its_token_only(project_copy):
    command = [sys.executable, "-m", "vrd", "app", str(project_copy), "--no-browser"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as serving:
        try:
            address = re.search(r"http://127\.0\.0\.1:\d+/\?token=\S+", serving.stdout.readline())
            page = fetched(address[0])  # type: ignore[index]
            assert "<h1 id" in page
            assert "<h1 id" not in fetched(address[0].split("?")[0])  # type: ignore[index]
            serving.terminate()
            assert serving.wait(30) == 0
            with pytest.raises(OSError, match="refused"):
                urllib.request.urlopen(address[0], timeout=5)  # type: ignore[index]
        finally:
            serving.kill()


def fetched(address, give_up=60):
    """What is served, once it is; the page that asks for a token is served, too."""
    until = time.monotonic() + give_up
    while True:
        try:
            with urllib.request.urlopen(address, timeout=30) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.read().decode()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.5)


def test_a_page_loaded_again_waits_for_the_kernel_of_the_old_one(project_copy):
    code = (
        "import sys; from vrd.vrd_project import open_project;"
        "p = open_project(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    )
    holding = subprocess.Popen(
        [sys.executable, "-c", code, str(project_copy)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holding:
        assert holding.stdout.readline() == "open\n"
        with pytest.raises(ProjectLockedError):
            open_when_free(project_copy, patience=0.3)
        holding.stdin.close()
        with open_when_free(project_copy, patience=60) as project:
            assert len(project.frames.videos) == 3
