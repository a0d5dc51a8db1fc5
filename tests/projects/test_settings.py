"""The settings of a project: read once, handed over whole, each with its range."""

from __future__ import annotations

import json
import shutil

import pytest

from vrd.core.fingerprints import FingerprintSpec
from vrd.errors import ProjectError, UnknownNameError
from vrd.projects.settings import ProjectSettings
from vrd.vrd_project import open_project


@pytest.fixture
def folder(tmp_path):
    """A folder with settings that are all unlike the defaults."""
    settings = ProjectSettings(
        name=tmp_path.name,
        video_path="films",
        network="efficientnetb4",
        layer="top_conv",
        weights="random",
        fps=2.0,
        longest_side=99,
        additional_video_extensions=[".xyz"],
        neighbours_considered=7,
        leave_out_own_video=False,
        spec=FingerprintSpec("efficientnetb4", "top_conv", (8, 8), "none", 4).to_dict(),
        finder=ProjectSettings(name="").finder.changed(shortest_sequence=9),
    )
    settings.write(tmp_path)
    return tmp_path


def changed(folder, **values):
    path = folder / "project.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | values), "utf-8")


def test_no_setting_falls_back_to_its_default_when_a_project_is_opened(folder):
    written = ProjectSettings.read(folder)
    defaults = ProjectSettings(name="").model_dump()
    same = [name for name, value in written.model_dump().items() if value == defaults[name]]
    assert same == ["onnx", "weights_stamp", "reference", "query"]
    with open_project(folder, read_only=True) as project:
        assert project.settings == written
        assert project.network == "efficientnetb4"


def test_changes_are_of_this_time_and_another_network_has_its_own_layer(folder):
    with open_project(folder, read_only=True, neighbours_considered=3, workers=2) as project:
        assert project.settings == ProjectSettings.read(folder).model_copy(
            update={"neighbours_considered": 3}
        )
        assert project.tracks["picture"].resources.workers == 2
    with open_project(folder, read_only=True, network="dct") as project:
        assert (project.settings.layer, project.settings.weights) == ("", "")
        assert project.settings.spec is None
        assert project.settings.fps == 2.0
    with open_project(folder, read_only=True, stop_at_layer=None) as project:
        assert project.settings.layer == ""
        assert project.settings.weights == "random"
    with pytest.raises(UnknownNameError, match="neighbours_considered"):
        open_project(folder, neighbors_considered=3)


def test_the_folder_of_films_is_kept_as_it_holds_in_any_working_folder(
    folder, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for given in ("archive", "~/archive", tmp_path / "archive"):
        with open_project(folder, read_only=True, video_path=given) as project:
            assert project.video_path == str(tmp_path / "archive")


def test_settings_of_other_versions_are_passed_over(folder):
    finder = json.loads((folder / "project.json").read_text("utf-8"))["finder"]
    before = ProjectSettings.read(folder)
    changed(folder, vrd="9.9", colour="blue", finder=finder | {"patience": 3})
    assert ProjectSettings.read(folder) == before


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        ({"fps": 0}, "fps is 0; it must be a number above 0"),
        ({"fps": "often"}, "fps is 'often'; it must be a number above 0"),
        ({"longest_side": -1}, "longest_side is -1; it must be a whole number of at least 1"),
        ({"neighbours_considered": 2.5}, "neighbours_considered is 2.5; it must be a whole"),
        ({"leave_out_own_video": "perhaps"}, "leave_out_own_video is 'perhaps'; it must be True"),
        ({"additional_video_extensions": 5}, "it must be a list of file name extensions"),
        ({"finder": {"allow_skip": -1}}, "allow_skip is -1; it must be 0 rows or more"),
        ({"spec": 5}, "spec is 5"),
    ],
)
def test_a_damaged_file_says_what_is_wrong_in_it(folder, wrong, text):
    changed(folder, **wrong)
    with pytest.raises(ProjectError, match=r"project\.json is damaged \(.*Restore it") as error:
        open_project(folder)
    assert text in str(error.value)


def test_a_setting_out_of_its_range_is_refused_while_a_project_is_open(finished, tmp_path):
    shutil.copytree(finished, tmp_path / "project")
    with open_project(tmp_path / "project") as project:
        with pytest.raises(ProjectError, match="it must be a whole number of at least 1"):
            project.neighbours_considered = 0
        assert project.neighbours_considered == 250


def test_only_settings_that_are_named_are_saved(folder):
    settings = ProjectSettings.read(folder)
    settings.fps, settings.longest_side = 5.0, 5
    settings.save(folder, "fps")
    assert (ProjectSettings.read(folder).fps, ProjectSettings.read(folder).longest_side) == (5, 99)
