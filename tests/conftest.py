"""Share fixtures among several test files."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.support.browser_project import searched_project
from tests.support.paths import ROOT
from tests.support.planted_films import project_of, reuse_project, three_films
from tests.support.review_case import search_films
from tests.support.sharing import made_once

if TYPE_CHECKING:
    from vrd.storage.database import Database

# A run in CI judges a change, so it must not depend on luck; runs by hand look for new cases.
# A busy machine is slow, which is no fault of what is tested: neither looks at the clock.
_NO_CLOCK = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("ci", derandomize=True, **_NO_CLOCK)
settings.register_profile("by hand", **_NO_CLOCK)
settings.load_profile("ci" if os.environ.get("CI") else "by hand")


@pytest.fixture(scope="session")
def demo_films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the demo films of this checkout, made unless they are there already."""
    from vrd.demo_films import make_demo_films

    folder = ROOT / "media" / "demo"
    made_once(tmp_path_factory, "demo", lambda _: make_demo_films(folder) and None)
    return folder


@pytest.fixture(scope="session")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of two films that share 8 s and one that shares nothing; read it only."""
    return made_once(tmp_path_factory, "films", three_films)


@pytest.fixture(scope="session")
def finished(films: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project of `films` with all stages done; read it only, or copy it."""

    def make(base: Path) -> Path:
        with project_of(base, films) as project:
            project.run()
            return project.folder

    return made_once(tmp_path_factory, "finished", make)


@pytest.fixture(scope="session")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the project of `search_films`, its films beside it; read it only, or copy it."""
    return made_once(tmp_path_factory, "searched", search_films)


@pytest.fixture
def project_copy(searched: Path, tmp_path: Path) -> Path:
    """Return a copy of `searched` that a test may change."""
    return shutil.copytree(searched, tmp_path / "project")


@pytest.fixture(scope="session")
def reused(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the project of `reuse_project`; read it only, or copy it."""
    return made_once(tmp_path_factory, "reused", reuse_project)


@pytest.fixture(scope="module")
def browsed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the project of `searched_project` and of its films, for one file."""
    made = made_once(tmp_path_factory, "browsed", searched_project)
    copy = shutil.copytree(made.parent, tmp_path_factory.mktemp("browsed") / "copy")
    settings = copy / made.name / "project.json"
    text = settings.read_text("utf-8")
    assert str(made.parent) in text
    settings.write_text(text.replace(str(made.parent), str(copy)), "utf-8")
    return copy / made.name


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Give an empty database of a project."""
    from vrd.storage.database import Database

    database = Database(tmp_path / "database_file")
    yield database
    database.close()


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Return a database as the first version of VRD left it: films, fingerprints and a run."""
    path = tmp_path / "old_file"
    connection = sqlite3.connect(path)
    connection.executescript((ROOT / "tests" / "data" / "version_1.sql").read_text("utf-8"))
    connection.close()
    return path


def pytest_collection_modifyitems(items):
    """Run the notebooks first: begun last, they would keep one process busy and the other idle."""
    items.sort(key=lambda item: item.path.name != "test_notebooks.py")
