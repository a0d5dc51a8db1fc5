"""Every notebook, run from top to bottom in a real kernel."""

import shutil

import nbformat
import pytest
from nbclient import NotebookClient

from tests.conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_committed_notebooks_hold_no_footage(path):
    for cell in nbformat.read(path, as_version=4).cells:
        assert not cell.get("outputs"), "clear the outputs before committing"


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs(path, demo_films, tmp_path):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "vrd_projects").mkdir()
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "demo").symlink_to(demo_films)
    shutil.copy(path, tmp_path / "notebooks")
    book = nbformat.read(path, as_version=4)
    where = {"metadata": {"path": str(tmp_path / "notebooks")}}
    NotebookClient(book, timeout=900, resources=where).execute()
    outputs = [output for cell in book.cells for output in cell.get("outputs", [])]
    html = "".join(o.data.get("text/html", "") for o in outputs if "data" in o)
    assert html.count("data:image/jpeg;base64,") >= 2, "thumbnail rows are shown"
    assert sum("image/png" in o.data for o in outputs if "data" in o) >= 2, "plots are shown"
    assert (tmp_path / "vrd_projects" / "demo_project" / "database_file").is_file()
