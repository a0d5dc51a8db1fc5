"""Every notebook, run from top to bottom in a real kernel."""

import csv
import shutil

import nbformat
import pytest
from nbclient import NotebookClient
from openpyxl import load_workbook

from tests.support.paths import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_committed_notebooks_hold_no_footage(path):
    for cell in nbformat.read(path, as_version=4).cells:
        assert not cell.get("outputs"), "clear the outputs before committing"


def run(name, folder, films):
    """Run a notebook where a user would; return its outputs, and the notebook as it is saved."""
    (folder / "notebooks").mkdir()
    (folder / "vrd_projects").mkdir(exist_ok=True)
    (folder / "media").mkdir()
    (folder / "media" / "demo").symlink_to(films)
    book = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
    where = {"metadata": {"path": str(folder / "notebooks")}}
    NotebookClient(book, timeout=900, resources=where).execute()
    outputs = [output for cell in book.cells for output in cell.get("outputs", [])]
    return [one.data for one in outputs if "data" in one], nbformat.writes(book)


@pytest.fixture(scope="module")
def demo(demo_films, tmp_path_factory):
    """The outputs of the demo, and the project that it made; read it only, or copy it."""
    folder = tmp_path_factory.mktemp("demo")
    return run("demo", folder, demo_films)[0], folder / "vrd_projects" / "demo_project"


def _html(outputs):
    return "".join(one.get("text/html", "") for one in outputs)


@pytest.mark.slow
def test_demo(demo):
    outputs, project = demo
    html = _html(outputs)
    assert html.count("data:image/jpeg;base64,") >= 2, "thumbnail rows are shown"
    assert sum("image/png" in one for one in outputs) >= 2, "plots are shown"
    assert (project / "database_file").is_file()


@pytest.mark.slow
def test_tune_and_review(demo, demo_films, tmp_path):
    # The demo has read the same films with the same settings.
    shutil.copytree(demo[1], tmp_path / "vrd_projects" / "tuning")
    outputs, saved = run("tune_and_review", tmp_path, demo_films)
    html = _html(outputs)
    live = [one for one in outputs if "application/vnd.jupyter.widget-view+json" in one]
    assert any("The explorer finds" in one["text/plain"] for one in live)
    assert any("Review of" in one["text/plain"] for one in live)
    assert "Who shares footage with whom: 7 films" in html
    assert "data:image" not in saved, "a saved notebook holds no footage unless asked to"
    book = load_workbook(tmp_path / "vrd_projects" / "tuning.xlsx")
    names = [cell.value for cell in next(book.active.iter_rows())]
    assert {"match_id", "verdict", "note"} <= set(names)
    assert book.active.max_row > 10
    assert "0 new, 0 changed" in outputs[-1]["text/plain"]


@pytest.mark.slow
def test_two_archives(demo_films, tmp_path):
    outputs, _ = run("two_archives", tmp_path, demo_films)
    html = _html(outputs)
    assert html.count("data:image/jpeg;base64,") >= 20, "thumbnail rows are shown"
    assert "2 groups" in html
    with (tmp_path / "vrd_projects" / "two_archives.csv").open(encoding="utf-8-sig") as file:
        found = list(csv.DictReader(file))
    archive = {"harbour_1962.mp4", "beyond_the_sky_1971.mp4", "nature_notes.mp4"}
    assert len(found) > 5
    assert {one["ref"] for one in found} <= archive
    assert not {one["query"] for one in found} & archive
