"""The facade on real films, from the folder to sequences, with the embedded descriptor."""

import json
import shutil
import subprocess
import sys

import numpy as np
import pytest

from tests.films import make
from vrd.errors import (
    MissingStageError,
    ProjectError,
    ProjectLockedError,
    ReadOnlyError,
    StaleArtefactError,
    UnknownNameError,
    VideoError,
)
from vrd.neural_networks import NeuralNetworks
from vrd.vrd_project import VRDProject, combine_projects, open_project


def scene(path, seed, start=0, seconds=12):
    """Generated footage that differs from second to second; one seed is one piece of footage."""
    source = (
        f"mandelbrot=size=160x90:rate=5:start_x=-0.{seed}4:start_y=-0.{seed}3:"
        f"start_scale=0.{seed}:end_scale=0.000{seed}:end_pts=60"
    )
    cut = f"trim=start={start}:duration={seconds},setpts=PTS-STARTPTS"
    return make(path, "-f", "lavfi", "-i", source, "-vf", cut)


@pytest.fixture(scope="module")
def films(tmp_path_factory):
    """Two films that share 8 s, and one that shares nothing."""
    folder = tmp_path_factory.mktemp("films")
    shared, a, b = folder / "s.mkv", folder / "a.mkv", folder / "b.mkv"
    scene(shared, 7, 3, 8), scene(a, 2), scene(b, 5)
    for name, parts in {"one": [a, shared], "two": [shared, b]}.items():
        listed = folder / "list.txt"
        listed.write_text("".join(f"file '{part}'\n" for part in parts))
        make(folder / f"{name}.mp4", "-f", "concat", "-safe", "0", "-i", str(listed))
    scene(folder / "three.mp4", 3)
    for path in (shared, a, b, folder / "list.txt"):
        path.unlink()
    return folder


def project_of(base, films, **options):
    options = {"network": NeuralNetworks.dct, "longest_side": 160} | options
    return VRDProject("project", base, films, **options)


@pytest.fixture(scope="module")
def finished(films, tmp_path_factory):
    """A project with all stages done; tests only read it, or copy it."""
    base = tmp_path_factory.mktemp("projects")
    with project_of(base, films) as project:
        project.run()
    return base / "project"


@pytest.fixture
def copied(finished, films, tmp_path):
    """The project and its films, to be changed."""
    shutil.copytree(films, tmp_path / "films")
    shutil.copytree(finished, tmp_path / "project")
    return tmp_path


def test_the_shared_stretch_is_found_and_nothing_else(finished):
    with open_project(finished, read_only=True) as project:
        finder, found = project.find(max_distance=0.2)
        assert len(found) == 1
        line = finder.table(found).iloc[0]
        assert {line.query_id, line.ref_id} == {"one.mp4", "two.mp4"}
        starts = {line.query_id: line.query_start, line.ref_id: line.ref_start}
        assert starts["one.mp4"] == pytest.approx(12, abs=1)
        assert starts["two.mp4"] == pytest.approx(0, abs=1)
        assert line.duration == pytest.approx(8, abs=1)


def test_published_attributes(finished, films):
    with open_project(finished, read_only=True) as project:
        assert project.neighbours_considered == 250
        assert project.video_path == str(films)
        assert project.frame_extractor.video_list == ["one.mp4", "three.mp4", "two.mp4"]
        assert len(project.frame_extractor.all_images) == 20 + 12 + 20
        assert project.frame_extractor.get_video_name_from_index(20) == "three.mp4"
        assert project.frame_extractor.get_video_and_start_time_from_index(21) == ("three.mp4", 1)


def test_what_the_project_keeps_on_disk(finished):
    names = {path.name for path in finished.iterdir()}
    assert {"project.json", "database_file", "frames"} <= names
    settings = json.loads((finished / "project.json").read_text())
    assert settings["network"] == "dct"
    results = next(path for path in finished.iterdir() if path.name.startswith("dct"))
    assert (results / "faiss_index").is_file()
    assert list((results / "neighbour_batch").glob("*.npz"))
    assert not list(finished.rglob("*.pickle"))


def test_stages_out_of_order_name_the_call(tmp_path, films):
    with project_of(tmp_path, films) as project:
        with pytest.raises(MissingStageError, match=r"initialize_frame_extractor\(\)"):
            project.populate_fingerprint_database()
        project.initialize_frame_extractor()
        with pytest.raises(MissingStageError, match=r"populate_fingerprint_database\(\)"):
            project.initialize_faiss_index()
        project.populate_fingerprint_database()
        with pytest.raises(MissingStageError, match=r"initialize_neighbours\(\)"):
            _ = project.neighbours
        project.initialize_neighbours()
        assert len(project.neighbours) == 52


def test_force_recreate_on_a_new_project_is_no_error(tmp_path, films):
    with project_of(tmp_path, films) as project:
        project.initialize_frame_extractor(force_recreate=True)
        project.populate_fingerprint_database(force_recreate=True)
        project.initialize_faiss_index(force_recreate=True)
        project.initialize_neighbours(force_recreate=True)
        assert len(project.neighbours) == 52


def test_a_second_run_makes_nothing_again(copied, monkeypatch):
    with project_of(copied, copied / "films") as project:
        monkeypatch.setattr("vrd.extract_frames.extract_stills", _must_not_run)
        monkeypatch.setattr(type(project.fingerprinter), "__call__", _must_not_run)
        batches = sorted(project.folder.glob("dct*/neighbour_batch/*.npz"))
        before = [path.stat().st_mtime_ns for path in batches]
        project.run()
        assert [path.stat().st_mtime_ns for path in batches] == before


def _must_not_run(*_, **__):
    pytest.fail("made again")


def test_defect_11_a_changed_k_is_noticed(copied):
    with project_of(copied, copied / "films") as project:
        project.neighbours_considered = 5
        named = r"initialize_neighbours\(force_recreate=True\)"
        with pytest.raises(StaleArtefactError, match=named):
            _ = project.neighbours
        with pytest.raises(StaleArtefactError):
            project.initialize_neighbours()
        project.initialize_neighbours(force_recreate=True)
        assert project.neighbours.k == 5


def test_defect_11_an_added_film_is_noticed_and_only_it_is_fingerprinted(copied, monkeypatch):
    with project_of(copied, copied / "films") as project:
        shutil.copy(copied / "films" / "three.mp4", copied / "films" / "four.mp4")
        project.initialize_frame_extractor()
        counted, kind = [], type(project.fingerprinter)
        original = kind.__call__

        def counting(self, batch):
            counted.append(len(batch))
            return original(self, batch)

        monkeypatch.setattr(kind, "__call__", counting)
        project.populate_fingerprint_database()
        assert sum(counted) == 12
        named = r"initialize_faiss_index\(force_recreate=True\)"
        with pytest.raises(StaleArtefactError, match=named):
            project.initialize_faiss_index()
        with pytest.raises(StaleArtefactError):
            _ = project.neighbours
        project.run()
        _, found = project.find(max_distance=0.2)
        assert {(20, 52, 12)} <= set(found), "three.mp4 is found in its copy"


def test_several_networks_side_by_side(copied):
    """A fingerprinter of the user's own beside the embedded one."""

    class Mean:
        def __init__(self):
            from vrd.fingerprints import FingerprintSpec

            self.spec = FingerprintSpec("mean", "", (4, 4), "stretch", 48)
            self.fit = "stretch"

        def __call__(self, batch):
            return batch.reshape(len(batch), -1).astype(np.float32) / 255

    with project_of(copied, copied / "films", network=Mean()) as project:
        project.run()
        assert project.neighbours.distances.shape[1] == 250
        assert {spec.network for spec in project.database.specs()} == {"mean", "dct"}
    with project_of(copied, copied / "films") as project:
        project.populate_fingerprint_database()
        assert project.find(max_distance=0.2)[1], "the results of the other are still there"


def test_a_second_process_is_refused_but_may_read(copied):
    with project_of(copied, copied / "films"):
        code = (
            "import sys; from vrd.vrd_project import open_project\n"
            "open_project(sys.argv[1], read_only=True).frames\n"
            "print('read', flush=True)\n"
            "open_project(sys.argv[1])"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, str(copied / "project")], capture_output=True, text=True
        )
    assert done.stdout == "read\n"
    assert ProjectLockedError.__name__ in done.stderr


def test_running_the_cell_again_is_no_conflict(copied):
    project = project_of(copied, copied / "films")
    project = project_of(copied, copied / "films")
    assert len(project.frames) == 52
    project.close()


def test_read_only_writes_nothing(copied):
    before = {p: p.stat().st_mtime_ns for p in (copied / "project").rglob("*") if p.is_file()}
    with open_project(copied / "project", read_only=True) as project:
        project.find(max_distance=0.1)
        for stage in (
            project.initialize_frame_extractor,
            project.populate_fingerprint_database,
            project.initialize_faiss_index,
            project.initialize_neighbours,
        ):
            with pytest.raises(ReadOnlyError):
                stage()
    after = {p: p.stat().st_mtime_ns for p in (copied / "project").rglob("*") if p.is_file()}
    assert after == before


def test_settings_are_remembered(copied):
    with open_project(copied / "project") as project:
        project.find(max_distance=0.123, shortest_sequence=7)
    with project_of(copied, copied / "films") as project:
        assert project.settings.finder.max_distance == 0.123
        assert project.settings.finder.shortest_sequence == 7


def test_published_behaviour_keeps_the_own_film(copied):
    with project_of(copied, copied / "films", leave_out_own_video=False) as project:
        project.initialize_neighbours(force_recreate=True)
        assert project.neighbours.indices[:, 0].tolist() == list(range(52))


def test_the_project_shows_which_stages_are_done(tmp_path, films, finished):
    with project_of(tmp_path, films) as project:
        assert [done for _, done, _ in project.stages()] == [False] * 4
        assert "not yet" in repr(project)
    with open_project(finished, read_only=True) as project:
        assert [done for _, done, _ in project.stages()] == [True] * 4
        assert "3 films, 52 frames" in repr(project)
        assert "<table" in project._repr_html_()


def test_a_plan_before_the_run(tmp_path, films):
    with project_of(tmp_path, films) as project:
        plan = project.plan()
    assert plan["Films"] == "3"
    assert plan["Frames"].startswith("52 ")
    assert plan["Already read"] == "0"


def test_every_film_unreadable_is_an_error_with_its_cause(tmp_path):
    (tmp_path / "films").mkdir()
    (tmp_path / "films" / "a.mp4").touch()
    with (
        project_of(tmp_path, tmp_path / "films") as project,
        pytest.raises(VideoError, match="empty"),
    ):
        project.initialize_frame_extractor()


@pytest.mark.parametrize("name", ["", "..", "a/b", 'what"', "a\0b"])
def test_names_that_cannot_be_folders_are_refused(tmp_path, films, name):
    with pytest.raises(ProjectError, match="cannot be the name"):
        VRDProject(name, tmp_path, films, NeuralNetworks.dct)


def test_folders_that_are_no_projects(tmp_path):
    with pytest.raises(ProjectError, match=r"no project\.json"):
        open_project(tmp_path)
    (tmp_path / "project.json").write_text("{broken")
    with pytest.raises(ProjectError, match="damaged"):
        open_project(tmp_path)


def test_an_unknown_network_lists_the_known_ones(tmp_path, films, finished):
    with (
        project_of(tmp_path, films, network="efficentnetb4") as project,
        pytest.raises(UnknownNameError, match="Did you mean 'efficientnetb4'"),
    ):
        _ = project.fingerprinter


# -- two projects --------------------------------------------------------------------------------


@pytest.fixture
def two(tmp_path, films):
    """A reference project of two films, and a query project of one that has their footage."""
    for name, members in {"reference": ["two", "three"], "query": ["one"]}.items():
        folder = tmp_path / name
        folder.mkdir()
        for member in members:
            shutil.copy(films / f"{member}.mp4", folder)
    made = []
    for name in ("reference", "query"):
        project = VRDProject(
            f"{name}_project", tmp_path / "projects", tmp_path / name, NeuralNetworks.dct
        )
        project.initialize_frame_extractor()
        project.populate_fingerprint_database()
        made.append(project)
    yield made
    for project in made:
        project.close()


def test_one_project_searched_in_another(two, monkeypatch):
    reference, query = two
    monkeypatch.setattr(type(query.fingerprinter), "__call__", _must_not_run)
    combined = combine_projects(reference, query, name="both")
    assert combined.frames.video_list == ["one.mp4", "three.mp4", "two.mp4"]
    assert (combined.neighbours.indices[20:] == -1).all()
    assert (combined.neighbours.indices[:20, 0] >= 20).all()
    finder, found = combined.find(max_distance=0.2)
    line = finder.table(found).iloc[0]
    assert (line.query_id, line.ref_id, len(found)) == ("one.mp4", "two.mp4", 1)
    combined.close()
    with open_project(combined.folder, read_only=True) as again:
        assert again.find()[1] == found


def test_defect_11_a_second_combination_of_one_name_is_not_the_first(two, tmp_path, films):
    reference, query = two
    combine_projects(reference, query, name="both").close()
    with pytest.raises(ProjectError, match="another name"):
        combine_projects(query, reference, name="both")
    shutil.copy(films / "three.mp4", tmp_path / "query" / "three.mp4")
    query.initialize_frame_extractor()
    query.populate_fingerprint_database()
    with pytest.raises(StaleArtefactError, match="force_recreate=True"):
        combine_projects(reference, query, name="both")
    with combine_projects(reference, query, name="both", force_recreate=True) as combined:
        assert "query_project/three.mp4" in combined.frames.video_list
        assert "reference_project/three.mp4" in combined.frames.video_list


def test_projects_of_different_fingerprints_are_not_combined(two):
    class Other:
        def __init__(self):
            from vrd.fingerprints import FingerprintSpec

            self.spec = FingerprintSpec("other", "", (4, 4), "stretch", 2)

        def __call__(self, batch):
            return batch.reshape(len(batch), -1)[:, :2].astype(np.float32)

    reference, query = two
    other = VRDProject("other", query.folder.parent, query.video_path, Other())
    other.run()
    with pytest.raises(ProjectError, match="same network"):
        combine_projects(reference, other)
    other.close()
