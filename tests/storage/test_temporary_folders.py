"""Temporary folders are deleted, also those of processes that were killed, and no others."""

import subprocess
import sys
import tempfile

import pytest

from vrd.storage.files import filling
from vrd.storage.temporary_folders import folder_beside, sweep, temporary_folder


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def killed(code, place):
    """Run code that ends by kill -9, with another folder for temporary files."""
    code = f"import os, pathlib, tempfile\ntempfile.tempdir = {str(place)!r}\n{code}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == -9, done.stderr


STRETCH = """
from vrd.storage.temporary_folders import temporary_folder
with temporary_folder("stretch-") as folder:
    (folder / "0.jpg").touch()
    os.kill(os.getpid(), 9)
"""
EXPORT = """
from vrd.storage.files import filling
with filling(pathlib.Path(tempfile.tempdir) / "out") as new:
    (new / "half.csv").touch()
    os.kill(os.getpid(), 9)
"""


def test_stills_of_a_killed_closer_look_are_swept(place):
    killed(STRETCH, place)
    assert list(place.rglob("0.jpg"))
    with folder_beside(place, "vrd-", ".tmp") as living:
        sweep()
        assert list(place.iterdir()) == [living]
    assert list(place.iterdir()) == []


def test_a_half_made_folder_of_a_killed_export_is_swept_by_the_next(place):
    killed(EXPORT, place)
    (half,) = place.iterdir()
    (half / "old" / "kept.csv").touch()
    with filling(place / "out") as new:
        assert not list(place.rglob("half.csv"))
        (new / "whole.csv").touch()
    assert (place / "out" / "whole.csv").exists()
    assert (half / "old" / "kept.csv").exists(), "files that somebody had are never deleted"
    (half / "old" / "kept.csv").unlink()


def test_what_is_not_ours_is_left_alone(place):
    (place / "vrd-x.tmp").mkdir()
    (place / "vrd-y.tmp").write_text("a file")
    (place / "elsewhere").mkdir()
    (place / "elsewhere" / ".lock").touch()
    (place / "vrd-z.tmp").symlink_to(place / "elsewhere")
    before = sorted(place.rglob("*"))
    sweep()
    assert sorted(place.rglob("*")) == before


def test_a_temporary_folder_is_empty_and_gone_afterwards():
    with temporary_folder("stretch-") as folder:
        assert list(folder.iterdir()) == []
        (folder / "0.jpg").touch()
    assert not folder.exists()
