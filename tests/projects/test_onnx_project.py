"""Projects with an ONNX model of the user's own, which they know again wherever it lies."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest

from tests.support import onnx_models
from tests.support.toy_track import ToyRows
from vrd.core.scale import Scale
from vrd.errors import ProjectError, WeightsError
from vrd.fingerprinters.onnx_model import OnnxModel
from vrd.fingerprinters.onnx_network import OnnxNetwork
from vrd.vrd_project import VRDProject, combine_projects, open_project


@pytest.fixture(scope="module")
def made(finished, films, tmp_path_factory):
    """A project that was searched with a model, which lies beside it."""
    base = tmp_path_factory.mktemp("onnx")
    shutil.copytree(finished, base / "project")
    model = onnx_models.vrdnet(base / "copies.onnx")
    with VRDProject("project", base, films, described(model), longest_side=160) as project:
        project.run()
    return base


def described(model, **said):
    given = {"mean": 0.45, "std": 0.25, "scale": Scale.for_copies(0.8, "stretch")}
    return OnnxNetwork(model, **(given | said))


@pytest.fixture
def base(made, tmp_path):
    """A copy that a test may change; its model is still the one of `made`."""
    shutil.copytree(made, tmp_path / "copy")
    return tmp_path / "copy"


def pairs(project):
    table = project.find().table()
    return {tuple(sorted(pair)) for pair in table[["query_id", "ref_id"]].to_numpy().tolist()}


def done(project):
    return {name: made for name, made, _ in project.stages()}


def test_a_project_is_opened_with_its_model(base):
    kept = json.loads((base / "project" / "project.json").read_text("utf-8"))["onnx"]
    assert kept["mean"] == [0.45] * 3
    assert (kept["producer"], len(kept["sha256"])) == ("tests 1", 64)
    with open_project(base / "project") as project:
        assert all(done(project).values())
        assert (project.spec.network, project.spec.layer) == ("copies.onnx", "fingerprint")
        assert project.spec.scale.copy_limit == 0.8
        assert pairs(project) == {("one.mp4", "two.mp4")}
        assert project.fingerprinter.spec == project.spec
    log = (base / "project" / "run.log").read_text("utf-8")
    assert "copies.onnx" in log
    assert str(base.parent) not in log


def test_a_cell_that_is_run_again_makes_nothing_again(made, base, films):
    model = made / "copies.onnx"
    for again in (described(model), str(model), "copies.onnx"):
        with VRDProject("project", base, films, again, longest_side=160) as project:
            assert all(done(project).values())
    # Other numbers are other fingerprints.
    with VRDProject("project", base, films, described(model, mean=0.4)) as project:
        assert project.tracks["picture"].known_spec is None


def test_a_model_that_was_moved_is_asked_for_and_found(made, base, films, tmp_path):
    project_file = base / "project" / "project.json"
    moved = (base / "copies.onnx").rename(tmp_path / "copies.onnx")
    project_file.write_text(project_file.read_text("utf-8").replace(str(made), str(base)), "utf-8")
    with open_project(base / "project", read_only=True) as project:
        # What is found can be looked at without it.
        assert len(project.neighbours.indices)
        with pytest.raises(WeightsError, match=rf"is gone: it was {base / 'copies.onnx'}"):
            _ = project.fingerprinter
    with open_project(base / "project", network=str(moved)) as project:
        assert all(done(project).values())
        project.run()
    assert json.loads(project_file.read_text("utf-8"))["onnx"]["path"] == str(moved)
    moved.rename(base / "project" / "copies.onnx")
    with open_project(base / "project") as project:
        assert isinstance(project.fingerprinter, OnnxModel)
        assert project.fingerprinter.network.path == str(base / "project" / "copies.onnx")


def test_another_model_of_that_name_is_not_used_silently(made, base, films):
    other = onnx_models.convolution(base / "copies.onnx")
    with (
        open_project(base / "project", network=other) as project,
        pytest.raises(WeightsError, match="is not the one that this project was made with"),
    ):
        project.run()
    network = described(other, name="others", input_size=32, scale=None)
    with open_project(base / "project", network=network) as project:
        project.populate_fingerprint_database()
        assert project.spec.network == "others"
        assert project.spec.dimensions == 8


def test_a_model_of_which_nothing_is_said(tmp_path, films):
    model = onnx_models.convolution(tmp_path / "small.onnx")
    with pytest.raises(ProjectError, match=r"OnnxNetwork\('.*small.onnx', mean='imagenet'"):
        VRDProject("p", tmp_path, films, str(model))
    assert not (tmp_path / "p").exists()


def test_settings_of_a_model_that_were_damaged(base):
    path = base / "project" / "project.json"
    values = json.loads(path.read_text("utf-8"))
    for wrong, text in (({"std": 0}, "std"), ({"mean": "x"}, "mean"), ({"path": 5}, "path")):
        path.write_text(json.dumps(values | {"onnx": values["onnx"] | wrong}), "utf-8")
        with pytest.raises(ProjectError, match=rf"project\.json.*{text}"):
            open_project(base / "project")
    path.write_text(json.dumps(values | {"onnx": values["onnx"] | {"colour": 1}}), "utf-8")
    open_project(base / "project", read_only=True).close()


def test_another_network_forgets_the_model(base):
    with open_project(base / "project", network="dct") as project:
        assert project.settings.onnx is None
        assert project.fingerprinter.spec.network == "dct"
        assert all(done(project).values())


def test_a_model_of_another_track_is_not_that_of_the_pictures(made, tmp_path):
    small = onnx_models.convolution(tmp_path / "small.onnx")
    with open_project(made / "project", read_only=True) as project:
        network = described(small, input_size=(3, 4), scale=None)
        track = project.add_track("toy", ToyRows(), network)
        assert track.fingerprinter.spec.network == "small.onnx"
        assert project.settings.onnx.name == "copies.onnx"


def test_a_picture_is_looked_for_with_the_model(made):
    with open_project(made / "project", read_only=True) as project:
        still = project.frames.still(3)
        nearest = project.where_reused(still).table.iloc[0]
        assert nearest["distance"] == pytest.approx(0, abs=0.01)


def test_two_collections_with_one_model(base):
    shutil.copytree(base / "project", base / "other")
    with (
        open_project(base / "project", read_only=True) as reference,
        open_project(base / "other", read_only=True) as query,
        combine_projects(reference, query, name="both") as both,
    ):
        assert np.isfinite(both.neighbours.distances[: len(query.frames), 0]).all()
    with open_project(base / "both", read_only=True) as both:
        assert both.settings.network == "copies.onnx"
