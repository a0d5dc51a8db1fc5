"""Fixtures that several test files share."""

import os
import sqlite3
from pathlib import Path

import pytest
from hypothesis import settings

# A run in CI judges a change, so it must not depend on luck; runs by hand look for new cases.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def demo_films():
    """The demo films of this checkout, made unless they are there already."""
    from vrd.demo_films import make_demo_films

    return make_demo_films(ROOT / "media" / "demo")


@pytest.fixture
def database(tmp_path):
    """An empty database of a project."""
    from vrd.storage.database import Database

    database = Database(tmp_path / "database_file")
    yield database
    database.close()


@pytest.fixture
def old(tmp_path):
    """A database as the first version of VRD left it, with films, fingerprints and a run."""
    path = tmp_path / "old_file"
    connection = sqlite3.connect(path)
    connection.executescript((ROOT / "tests" / "data" / "version_1.sql").read_text("utf-8"))
    connection.close()
    return path
