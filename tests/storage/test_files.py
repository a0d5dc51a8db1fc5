import errno
import os
from pathlib import Path

import pytest

from vrd.errors import ProjectError, StorageError
from vrd.storage.files import filling, read_json, replacing, storage_errors, write_json


def test_a_write_that_fails_leaves_the_old_file(tmp_path):
    path = tmp_path / "file"
    path.write_text("old")
    with pytest.raises(RuntimeError), replacing(path) as temporary:
        temporary.write_text("half")
        raise RuntimeError
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_files_are_brought_to_disk_as_windows_allows(tmp_path, monkeypatch):
    fcntl = pytest.importorskip("fcntl")
    real, brought = os.fsync, []

    def fsync(number):
        if fcntl.fcntl(number, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY:
            raise OSError(errno.EBADF, "Bad file descriptor")
        brought.append(real(number))

    monkeypatch.setattr(os, "fsync", fsync)
    write_json(tmp_path / "x.json", {})
    with filling(tmp_path / "folder") as folder:
        (folder / "y").write_text("y")
    assert len(brought) == 2


def test_json_with_accents_comes_back(tmp_path):
    write_json(tmp_path / "x.json", {"film": "Förväntningarnas tid"})
    assert read_json(tmp_path / "x.json") == {"film": "Förväntningarnas tid"}


@pytest.mark.parametrize("text", ["{", "[1]", ""])
def test_damaged_json_is_named(tmp_path, text):
    (tmp_path / "x.json").write_text(text)
    with pytest.raises(ProjectError, match=r"x\.json is damaged"):
        read_json(tmp_path / "x.json")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.ENAMETOOLONG, errno.EFBIG])
def test_disk_errors_become_ours(tmp_path, number):
    with pytest.raises(StorageError, match=str(tmp_path)), storage_errors(tmp_path):
        raise OSError(number, "as the system says")


def test_a_name_may_be_as_long_as_the_system_allows(tmp_path):
    longest = tmp_path / ("x" * 250 + ".json")
    write_json(longest, {"a": 1})
    assert read_json(longest) == {"a": 1}
    with pytest.raises(StorageError, match=r"too long for this system\. Choose a shorter name"):
        write_json(tmp_path / ("x" * 251 + ".json"), {})
    assert list(tmp_path.iterdir()) == [longest]


def test_other_system_errors_pass(tmp_path):
    with pytest.raises(FileNotFoundError), storage_errors(tmp_path):
        (tmp_path / "absent").read_text()


def tree(folder):
    """Everything in a folder, hidden or not."""
    return {
        one.relative_to(folder).as_posix(): one.read_text()
        for one in folder.rglob("*")
        if one.is_file()
    }


def fill(folder, **texts):
    with filling(folder) as new:
        for name, text in texts.items():
            (new / name).write_text(text)


def test_a_folder_is_filled_when_it_is_complete(tmp_path):
    with filling(tmp_path / "out") as new:
        (new / "a").write_text("1")
        assert not (tmp_path / "out").exists()
    assert tree(tmp_path) == {"out/a": "1"}
    assert (tmp_path / "out").stat().st_mode == tmp_path.joinpath("out").stat().st_mode


def test_what_else_is_in_a_folder_stays(tmp_path):
    fill(tmp_path / "out", a="1", b="1")
    (tmp_path / "out" / "sub").mkdir()
    (tmp_path / "out" / "sub" / "mine").write_text("mine")
    fill(tmp_path / "out", a="2", c="2")
    assert tree(tmp_path) == {"out/a": "2", "out/b": "1", "out/c": "2", "out/sub/mine": "mine"}


def test_a_folder_that_cannot_be_made_whole_stays_as_it_was(tmp_path):
    fill(tmp_path / "out", a="1")
    with pytest.raises(RuntimeError), filling(tmp_path / "out") as new:
        (new / "a").write_text("half")
        raise RuntimeError
    assert tree(tmp_path) == {"out/a": "1"}
    assert [one.name for one in tmp_path.iterdir()] == ["out"]


def test_what_was_replaced_comes_back_if_the_last_file_fails(tmp_path, monkeypatch):
    fill(tmp_path / "out", a="1", b="1", c="1")
    real = Path.rename

    def rename(self, target):
        if self.parent.name == "new" and self.name == "c":
            raise OSError(errno.ENOSPC, "full")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(StorageError):
        fill(tmp_path / "out", a="2", b="2", c="2", d="2")
    assert tree(tmp_path) == {"out/a": "1", "out/b": "1", "out/c": "1"}
    assert [one.name for one in tmp_path.iterdir()] == ["out"]


def test_what_cannot_be_put_back_is_kept_beside(tmp_path, monkeypatch):
    fill(tmp_path / "out", a="1", b="1")
    real = Path.rename

    def rename(self, target):
        if self.name == "b" or self.parent.name == "old":
            raise OSError(errno.EIO, "broken")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(OSError, match="broken"):
        fill(tmp_path / "out", a="2", b="2")
    assert sorted(tree(tmp_path).values()) == ["1", "1"], "nothing is lost"


def test_a_folder_is_never_replaced_by_a_file(tmp_path):
    (tmp_path / "out" / "a").mkdir(parents=True)
    (tmp_path / "out" / "a" / "mine").write_text("mine")
    with pytest.raises(ProjectError, match="is a folder"):
        fill(tmp_path / "out", a="1", b="1")
    assert tree(tmp_path) == {"out/a/mine": "mine"}


def test_a_link_to_a_folder_stays_one(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "real")
    fill(tmp_path / "out", a="1")
    assert (tmp_path / "out").is_symlink()
    assert tree(tmp_path / "real") == {"a": "1"}
