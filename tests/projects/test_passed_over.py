"""A folder of all that archives hold: what is one film, and what is said of the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.films import make, pattern
from tests.support.planted_films import project_of
from tests.support.scans import scan
from tests.support.sharing import made_once
from tests.support.synthetic import table_of
from vrd.views.coverage import coverage
from vrd.vrd_project import VRDProject, open_project


def odd_project(base: Path) -> Path:
    """Search a film, a photograph of it, a film scan, and files that are no films."""
    films = base / "films"
    scan(films / "scan")
    film = pattern(films / "film.mp4")
    frame = ("-ss", "1.5", "-i", str(film), "-frames:v", "1", "-vf", "scale=100:75")
    make(films / "photograph.png", *frame)
    for name in ("disc.iso", "a.srt", "b.srt"):
        (films / name).touch()
    with project_of(base, films, scan_fps=16) as project:
        project.run()
        return project.folder


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once(tmp_path_factory, "odd", odd_project)


def test_what_was_passed_over_is_said_everywhere(odd: Path) -> None:
    said = "3 files passed over: 2 .srt, 1 .iso"
    with open_project(odd, read_only=True) as project:
        assert isinstance(project, VRDProject)
        assert said in repr(project)
        assert project.plan()["Other files"] == said
        assert said in coverage(table_of(), project.frames).text
        assert said in (odd / "run.log").read_text("utf-8")


def test_a_scan_is_one_film_at_the_rate_that_is_set(odd: Path) -> None:
    with open_project(odd, read_only=True) as project:
        assert isinstance(project, VRDProject)
        frames = project.frames
        assert frames.video_list == ["film.mp4", "photograph.png", "scan/scan_#####.tif"]
        assert [video.rows for video in frames.videos] == [3, 1, 6]
        assert project.plan()["Film scans"] == "1 film of numbered pictures, 16 per second"
        assert project.plan()["Hours of film"] == "0.00"


@pytest.mark.parametrize("align", [False, True])
def test_a_photograph_of_the_project_is_found(odd: Path, align: bool) -> None:
    with open_project(odd, read_only=True) as project:
        found = project.find(max_distance=0.3, align=align)
        places = found.where_reused("photograph.png").table
        table = found.table()
    photograph = table[table["ref_id"] == "photograph.png"]
    assert photograph[["query_id", "query_start", "rows"]].to_numpy().tolist() == [
        ["film.mp4", 1.0, 1]
    ]
    assert 0.5 < photograph["score"].item() <= 1
    assert places[["film", "start"]].to_numpy().tolist() == [["film.mp4", 1.0]]
