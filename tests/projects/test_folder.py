"""The folder of a project: where nothing can be written, and where films have been moved."""

from __future__ import annotations

import errno
import json
import shutil
from functools import partial

import pytest

from tests.support.planted_films import project_of
from vrd.cli import running as cli
from vrd.errors import ProjectError, ReadOnlyError, StorageError, VideoError
from vrd.projects.film_paths import film_paths
from vrd.projects.settings import ProjectSettings
from vrd.vrd_project import VRDProject, open_project


@pytest.fixture
def forbidden(monkeypatch):
    """Let no lock be taken, as on a disk that may only be read."""

    def refuse(*_, **__):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr("vrd.storage.locking.FileLock.acquire", refuse)


def test_a_project_that_may_not_be_written_can_be_looked_at(reused, forbidden, tmp_path, capsys):
    before = sorted(path.name for path in reused.rglob("*"))
    with open_project(reused) as project:
        said = capsys.readouterr().out
        assert said.startswith(f"You may not write to {reused}. So this project is open for look")
        found = project.find(max_distance=0.2)
        assert found.sequences
        assert len(project.where_reused("one.mp4"))
        assert found.export(tmp_path / "found.csv").is_file()
        assert "3 films" in repr(project)
        take_over = partial(cli.take_over, project, tmp_path / "found.csv", "Bert", apply=True)
        for write in (project.run, found.keep, project.find.reset, take_over):
            with pytest.raises(ReadOnlyError, match=r"You may not write to .*copy the folder"):
                write()
    assert sorted(path.name for path in reused.rglob("*")) == before


def test_a_database_of_somebody_else_is_looked_at(project_copy, monkeypatch, capsys):
    monkeypatch.setattr("os.access", lambda path, mode: not str(path).endswith("database_file"))
    with open_project(project_copy) as project:
        assert project.read_only
        assert "database_file. So this project is open for looking" in capsys.readouterr().out
    monkeypatch.undo()
    with open_project(project_copy) as project:
        assert not project.read_only, "no lock was left"


def test_no_new_project_is_made_where_nothing_can_be_written(films, forbidden, tmp_path):
    with pytest.raises(StorageError, match="You may not write to"):
        project_of(tmp_path, films)


# -- where the films are -----------------------------------------------------------------------


def test_films_of_two_folders_are_one_project(films, tmp_path):
    news, tv, other = (tmp_path / name for name in ("news", "tv", "other"))
    for folder, film in ((news, "one"), (tv / "deep", "two"), (other / "tv", "three")):
        folder.mkdir(parents=True)
        shutil.copy(films / f"{film}.mp4", folder / "film.mp4")
    with project_of(tmp_path, [news, tv]) as project:
        project.initialize_frame_extractor()
        project.populate_fingerprint_database()
        assert project.frames.video_list == ["film.mp4", "tv/deep/film.mp4"]
        assert project.frames.videos[1].path == tv / "deep" / "film.mp4"
        folder = project.folder
    with open_project(folder) as project:
        assert [path for _, path in project.settings.film_folders] == [news, tv]
    with open_project(folder, video_path=[other / "tv", tv, news]) as project:
        project.initialize_frame_extractor()
        names = {"film.mp4", "tv/deep/film.mp4", "news/film.mp4"}
        assert set(project.frames.video_list) == names, "the folder keeps its name"
        have = project.database.fingerprints.timelines(project.spec)
        done = {v.path for v in project.database.videos() if v.timeline in have}
        assert done == {"tv/deep/film.mp4", "news/film.mp4"}, "what moved is not read again"


def test_a_folder_left_out_is_told(films, tmp_path, capsys):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    with project_of(tmp_path, [tmp_path / "a", tmp_path / "b"]) as project:
        folder = project.folder
    with open_project(folder, read_only=True, video_path=tmp_path / "a"):
        assert f"also had the films of {tmp_path / 'b'}" in capsys.readouterr().out
    with open_project(folder, read_only=True, video_path=tmp_path / "c"):
        assert capsys.readouterr().out == "", "films that were moved are nobody's news"


def test_folders_have_names_of_their_own_and_do_not_hold_one_another(tmp_path):
    (tmp_path / "a" / "tv").mkdir(parents=True)
    paths = [tmp_path / "a", tmp_path / "x" / "tv", tmp_path / "y" / "tv"]
    settings = film_paths(paths)
    assert settings["video_path"] == str(paths[0])
    assert settings["further_video_paths"] == {"tv 2": str(paths[1]), "tv 3": str(paths[2])}
    for wrong in ([tmp_path, tmp_path / "a"], [tmp_path / "a", tmp_path], [tmp_path, tmp_path]):
        with pytest.raises(ProjectError, match=f"lies in {tmp_path}, and subfolders"):
            film_paths(wrong)
    with pytest.raises(ProjectError, match="at least one"):
        VRDProject("none", tmp_path, [])


def test_a_project_of_windows_asks_where_the_films_are_now(project_copy, films):
    path = project_copy / "project.json"
    settings = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(settings | {"video_path": "D:\\Filme\\Wochenschau"}), "utf-8")
    asked = r"no folder D:\\Filme\\Wochenschau\. This is a path of Windows.*are the films now\?"
    with open_project(project_copy) as project:
        assert len(project.find(max_distance=6.0).sequences), "what was found is there"
        with pytest.raises(ProjectError, match=asked + r".*video_path='...'.*run\(\) once"):
            project.run()
        with pytest.raises(VideoError, match=asked):
            read = project.tracks["picture"].stretch_reader()
            read(project.frames.videos[0], 0, 1, 1.0, lambda: False)


def test_a_combination_of_windows_finds_its_parts(tmp_path):
    settings = ProjectSettings(name="both", reference="..\\archive", query="../query")
    parts = settings.joined(tmp_path / "both")
    assert parts == [(tmp_path / "archive").resolve(), (tmp_path / "query").resolve()]
