"""Folders do not leave: cut from settings and diagnostics, wherever in a text they stand."""

from pathlib import Path, PureWindowsPath

import pytest

from vrd.core.redaction import cut_folders, scrub, without_folders


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("/home/Ann Smith/My films/x.mp4", "x.mp4"),
        ("/home/ann/my film.mp4", "my film.mp4"),
        ("/home/ann/", "ann"),
        ("C:\\Users\\ann\\films", "films"),
        ("\\\\server\\share\\x y\\z.mp4", "z.mp4"),
        ("file:///home/ann%20b/x.mp4", "x.mp4"),
        ("see /home/Ann Smith/My films/x.mp4 and /c/d.mp4", "see x.mp4 and d.mp4"),
        ("/home/a/x.mp4, /home/b/y.mp4", "x.mp4, y.mp4"),
        ("error in C:\\Users\\ann b\\x.mp4: bad", "error in x.mp4: bad"),
        ("in \\\\server\\share\\z.mp4 now", "in z.mp4 now"),
        ("at file:///C:/Users/ann/x.mp4 now", "at x.mp4 now"),
        ("of C:\\ann\\x.mp4 with file:///home/ann/y.mp4", "of x.mp4 with y.mp4"),
        ("read '/home/ann/it's mine/x.mp4' first", "read 'x.mp4' first"),
        ("/home/ann/Who? a:b/secret/x", "x"),
        ("path=/home/ann/x", "path=x"),
        ('{"film": "/home/ann/x"}', '{"film": "x"}'),
        ("two\n/home/ann/x\nlines", "two\nx\nlines"),
        ("../../../srv/Ann Smith/reference", "reference"),
        ("..\\ann\\films", "films"),
    ],
)
def test_paths_are_cut_to_their_last_part(text, said):
    assert cut_folders(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/films/x.mp4",
        "see https://example.org/films/x, and/or 1/2",
        "sub/folder/x.mp4",
        "2026/01/02",
        "25 / 30",
        "auto",
        "~/films",
        "/",
        "...",
        "and so on ../",
    ],
)
def test_what_is_no_path_of_this_machine_stays(text):
    assert cut_folders(text) == text


def test_settings_within_settings(tmp_path):
    settings = {
        "films": tmp_path / "films",
        "list": ["/a/b", 3, None, PureWindowsPath("C:/x/y.h5")],
        "/home/ann/x.mp4": {"speed": 1.5},
    }
    assert without_folders(settings) == {
        "films": "films",
        "list": ["b", 3, None, "y.h5"],
        "x.mp4": {"speed": 1.5},
    }


def test_the_home_is_written_as_such(monkeypatch, tmp_path):
    home = tmp_path / "ann"
    (home / "films").mkdir(parents=True)
    monkeypatch.setattr(Path, "home", lambda: home)
    text = f"{home}/x, {home}, {home}s/x, {home}/films/y"
    assert scrub(text) == f"~/x, ~, {home}s/x, ~/films/y"
    assert scrub(text, {"<films>": home / "films"}).endswith(", <films>/y")
    (tmp_path / "link").symlink_to(home / "films")
    assert scrub(f"in {home}/films/y", {"<films>": tmp_path / "link"}) == "in <films>/y"
