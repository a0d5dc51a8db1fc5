"""The settings of a project: read once, handed over whole, each with its range."""

from __future__ import annotations

import json
import shutil

import pytest

from vrd.core.fingerprints import FingerprintSpec
from vrd.errors import ProjectError, ReadOnlyError, UnknownNameError
from vrd.matching.settings import FinderSettings
from vrd.projects.settings import ProjectSettings
from vrd.vrd_project import open_project


@pytest.fixture
def folder(tmp_path):
    """A folder with settings that are all unlike the defaults."""
    settings = ProjectSettings(
        name=tmp_path.name,
        video_path="films",
        further_video_paths={"tv": "/elsewhere/tv"},
        network="efficientnetb4",
        layer="top_conv",
        weights="random",
        fps=2.0,
        longest_side=99,
        additional_video_extensions=[".xyz"],
        neighbours_considered=7,
        leave_out_own_video=False,
        regions=True,
        scan_fps=18.0,
        numbered_pictures="pictures",
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
        ({"fps": True}, "fps is True; it must be a number above 0"),
        ({"longest_side": "640"}, "longest_side is '640'; it must be a whole number"),
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


def test_damaged_settings_of_the_search_name_the_call_that_resets_them(folder):
    finder = json.loads((folder / "project.json").read_text("utf-8"))["finder"]
    changed(folder, finder=finder | {"min_contrast": 2})
    with pytest.raises(ProjectError, match="min_contrast is 2; it must be a contrast") as error:
        open_project(folder)
    assert str(error.value).endswith(f"open_project({str(folder)!r}, reset_search=True).")
    with pytest.raises(ReadOnlyError, match=r"reset.*without read_only=True"):
        open_project(folder, read_only=True, reset_search=True)
    open_project(folder, reset_search=True).close()
    kept = ProjectSettings.read(folder)
    assert (kept.finder, kept.longest_side) == (FinderSettings(), 99)


def test_settings_of_the_search_go_back_to_those_of_a_new_project(project):
    project.find(shortest_sequence=9, max_distance=0.3).keep()
    project.find.reset()
    assert project.find.settings == project.find().settings
    assert ProjectSettings.read(project.folder).finder == FinderSettings()
    for wrong in ({"min_contrast": 2}, {"shortest_sequence": 5.5}, {"min_score": 0}):
        with pytest.raises(ProjectError, match="it must be"):
            project.find(**wrong)
    assert ProjectSettings.read(project.folder).finder == FinderSettings()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"device": "cuda"}, "device is 'cuda'; it must be 'auto', 'cpu' or 'gpu'."),
        ({"memory_gib": -1}, "memory_gib is -1; it must be a number above 0"),
        ({"workers": 2.5}, "workers is 2.5; it must be a whole number of at least 1"),
    ],
)
def test_what_cannot_be_had_of_the_machine_is_said_before_a_run(folder, wrong, message):
    with pytest.raises(ProjectError) as error:
        open_project(folder, read_only=True, **wrong)
    assert message in str(error.value)


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
