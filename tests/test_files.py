import errno

import pytest

from vrd.errors import ProjectError, StorageError
from vrd.files import read_json, replacing, storage_errors, write_json


def test_a_write_that_fails_leaves_the_old_file(tmp_path):
    path = tmp_path / "file"
    path.write_text("old")
    with pytest.raises(RuntimeError), replacing(path) as temporary:
        temporary.write_text("half")
        raise RuntimeError
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_json_with_accents_comes_back(tmp_path):
    write_json(tmp_path / "x.json", {"film": "Förväntningarnas tid"})
    assert read_json(tmp_path / "x.json") == {"film": "Förväntningarnas tid"}


@pytest.mark.parametrize("text", ["{", "[1]", ""])
def test_damaged_json_is_named(tmp_path, text):
    (tmp_path / "x.json").write_text(text)
    with pytest.raises(ProjectError, match=r"x\.json is damaged"):
        read_json(tmp_path / "x.json")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES])
def test_disk_errors_become_ours(tmp_path, number):
    with pytest.raises(StorageError, match=str(tmp_path)), storage_errors(tmp_path):
        raise OSError(number, "as the system says")


def test_other_system_errors_pass(tmp_path):
    with pytest.raises(FileNotFoundError), storage_errors(tmp_path):
        (tmp_path / "absent").read_text()
