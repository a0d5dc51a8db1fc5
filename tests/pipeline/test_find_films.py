"""What a folder of films holds: films, film scans, and files that are passed over."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.scans import photographs, scan
from vrd.core.passed_over import passed_over_text
from vrd.errors import ProjectError
from vrd.pipeline.find_films import FolderOfFilms, look_into
from vrd.pipeline.find_scans import NumberedPictures, find_scans
from vrd.pipeline.known_films import ExtractionSettings, films_by_name, seen_now


def names(found: FolderOfFilms, folder: Path) -> list[str]:
    return [film.relative_to(folder).as_posix() for film in found.films]


def touch(folder: Path, listed: str) -> None:
    for name in listed.split():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


def test_every_file_that_is_passed_over_is_counted_by_its_kind(tmp_path: Path) -> None:
    touch(tmp_path, "a.mp4 b.ISO c.srt d.srt sub/e.srt README .DS_Store .git/x.mp4")
    (tmp_path / "Interview 12.3. last version").touch()
    found = look_into(tmp_path)
    assert names(found, tmp_path) == ["a.mp4"]
    assert found.passed_over == {
        ".iso": 1, ".srt": 3, "without an ending": 1, "hidden": 2, "of another kind": 1,
    }  # fmt: skip
    assert passed_over_text(found.passed_over).startswith("8 files passed over: 3 .srt, 2 hidden")


def test_many_kinds_are_added_up_and_none_is_no_sentence() -> None:
    text = passed_over_text({f".{number:03d}": 1 for number in range(20)} | {".iso": 5})
    assert text.startswith("25 files passed over: 5 .iso, 1 .000")
    assert text.endswith("13 of 13 other kinds")
    assert passed_over_text({}) == ""


def test_a_folder_without_films_says_what_is_in_it(tmp_path: Path) -> None:
    touch(tmp_path, "a.iso b.iso")
    with pytest.raises(ProjectError, match=r"no films in .* \(2 files passed over: 2 \.iso\)"):
        films_by_name(tmp_path, ExtractionSettings())


@pytest.mark.parametrize(
    ("listed", "wanted"),
    [
        ("a_0998.dpx a_0999.dpx a_1000.dpx", {"a_####.dpx": 3}),
        ("b98.exr b99.exr b100.exr", {"b#.exr": 3}),
        ("86400.dpx 86401.dpx", {"#####.dpx": 2}),
        ("a001.dpx a002.dpx b001.dpx b002.dpx", {"a###.dpx": 2, "b###.dpx": 2}),
        ("c1.dpx c01.dpx c02.dpx c2.dpx c10.dpx", {"c#.dpx": 2, "c##.dpx": 3}),
        ("d7.dpx e#1.dpx e#2.dpx x.dpx", {}),
        ("f_###.dpx f_001.dpx f_002.dpx", {}),
        ("g1.mp4 g2.mp4 g3.mp4", {}),
    ],
)
def test_pictures_of_a_scanner_that_are_numbered_are_one_film(
    tmp_path: Path, listed: str, wanted: dict[str, int]
) -> None:
    found = find_scans(tmp_path, listed.split())
    assert {name: len(frames) for name, frames in found.items()} == wanted
    assert all(frames == sorted(frames, key=lambda n: (len(n), n)) for frames in found.values())


def test_frames_are_told_from_photographs(tmp_path: Path) -> None:
    scan(tmp_path / "film"), photographs(tmp_path / "photos", 24)
    scan(tmp_path / "few", range(5))
    both = [f"photos/photo_{number:03d}.png" for number in range(24)]
    few = [f"few/scan_{number:05d}.tif" for number in range(5)]
    assert names(look_into(tmp_path), tmp_path) == [*few, "film/scan_#####.tif", *both]
    chosen: dict[NumberedPictures, int] = {"film": 3, "pictures": 24 + 96 + 5}
    for kind, count in chosen.items():
        assert len(look_into(tmp_path, numbered_pictures=kind).films) == count


def test_a_scan_has_changed_when_its_pictures_or_its_rate_have(tmp_path: Path) -> None:
    film = scan(tmp_path, range(12)) / "scan_#####.tif"
    settings, other = ExtractionSettings(), ExtractionSettings(scan_fps=16)
    first = seen_now(film, film.name, settings)
    assert first == seen_now(film, film.name, settings)
    assert first.content_key != seen_now(film, film.name, other).content_key
    scan(tmp_path, [12])
    assert first.content_key != seen_now(film, film.name, settings).content_key
