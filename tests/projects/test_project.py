"""The facade on real films, from the folder to sequences, with the embedded descriptor."""

import json
import shutil
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from tests.support.planted_films import project_of
from vrd.core.fingerprints import FingerprintSpec
from vrd.core.scale import Scale
from vrd.core.sequences import sequence_distances
from vrd.errors import (
    MissingStageError,
    ProjectError,
    ProjectLockedError,
    ReadOnlyError,
    StaleArtefactError,
    UnknownNameError,
    VideoError,
    WeightsError,
)
from vrd.fingerprinters.dct import DCTDescriptor
from vrd.fingerprinters.networks import NeuralNetworks
from vrd.vrd_project import VRDProject, open_project


@pytest.fixture
def copied(finished, films, tmp_path):
    """The project and its films, to be changed."""
    shutil.copytree(films, tmp_path / "films")
    shutil.copytree(finished, tmp_path / "project")
    return tmp_path


def test_a_run_keeps_a_log_that_names_no_folder(finished, films):
    log = (finished / "run.log").read_text("utf-8")
    for text in (
        *("Settings: name project", "Versions: vrd ", "Stills of one.mp4: 20"),
        *("Fingerprints (dct) of two.mp4: 20", "Stage neighbours: done in", "Run: done in"),
    ):
        assert text in log
    assert str(films.parent) not in log
    assert str(finished.parent) not in log


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
        monkeypatch.setattr("vrd.pipeline.extract_frames.extract_stills", _must_not_run)
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

    with project_of(copied, copied / "films", network=Mean()) as project:
        project.run()
        assert project.neighbours.distances.shape[1] == 250
        assert {spec.network for spec in project.database.fingerprints.specs()} == {"mine", "dct"}
    with project_of(copied, copied / "films") as project:
        project.populate_fingerprint_database()
        assert project.find(max_distance=0.2)[1], "the results of the other are still there"


def test_removed_films_are_kept_until_they_are_forgotten(copied):
    with project_of(copied, copied / "films") as project:
        stills = project.frames.videos[1].stills
        (copied / "films" / "three.mp4").unlink()
        project.run()
        assert project.frames.video_list == ["one.mp4", "two.mp4"]
        assert stills.is_dir()
        assert project.forget_removed_films() == ["three.mp4"]
        assert not stills.exists()
        assert [one.path for one in project.database.videos()] == ["one.mp4", "two.mp4"]
        assert len(project.find(max_distance=0.2)[1]) == 1


class Mean:
    """A fingerprinter of the user's own; how it prepares pictures is part of its spec."""

    def __init__(self, factor=1.0):
        self.factor, scale = factor, Scale(fit="stretch")
        self.spec = FingerprintSpec("mine", "", (4, 4), f"stretch; times {factor}", 48, scale=scale)

    def __call__(self, batch):
        return self.factor * batch.reshape(len(batch), -1).astype(np.float32) / 255


class Rim:
    """A fingerprinter of the user's own that looks at the upper rim of what it is given."""

    def __init__(self, fit=None):
        scale = Scale(fit=fit) if fit else Scale()
        self.spec = FingerprintSpec("rim", "", (16, 16), fit or "pad", 1, scale=scale)

    def __call__(self, batch):
        return batch[:, :1].mean(axis=(1, 2, 3), dtype=np.float32)[:, None] / 255


def test_a_fingerprinter_of_ones_own_may_say_how_stills_are_fitted(copied):
    rims = {}
    for fit in (None, "pad", "crop", "stretch"):
        with project_of(copied, copied / "films", network=Rim(fit)) as project:
            project.initialize_frame_extractor()
            project.populate_fingerprint_database()
            rims[fit] = project.fingerprints.read().mean()
    assert rims[None] == rims["pad"] == 0, "wide films get black above and below"
    assert rims["crop"] > 0
    assert rims["stretch"] > 0


def test_an_attribute_fit_is_refused_in_words(copied):
    rim = Rim()
    rim.fit = "crop"  # type: ignore[attr-defined]
    with (
        project_of(copied, copied / "films", network=rim) as project,
        pytest.raises(ValueError, match=r"Scale.fit=.crop."),
    ):
        project.run()


class Magnified(DCTDescriptor):
    """The descriptor in vectors of ten times the length, to be read by a scale of its own."""

    FACTOR = 10.0

    def __init__(self):
        super().__init__()
        scale = Scale(
            copy_limit=40.0,
            novelty=30.0,
            shot_cut=80.0,
            coding_noise=3.0,
            motion_cut=30.0,
            motion_still=0.02,
            fit="stretch",
            align=True,
            refine=True,
        )
        self.spec = replace(self.spec, network="magnified", scale=scale)

    def __call__(self, batch):
        return np.float32(self.FACTOR) * super().__call__(batch)


def test_fingerprints_with_a_scale_of_their_own_are_aligned_by_evidence(copied):
    films = copied / "films"
    with VRDProject("usual", copied, films, NeuralNetworks.dct, longest_side=160) as project:
        project.run()
        _, expected = project.find(align=True, refine=True, max_distance=0.4)
    with VRDProject("own", copied, films, Magnified(), longest_side=160) as project:
        project.run()
        assert project.find()[0].max_distance == 40
    # Kept with the project: the next search knows it without the fingerprinter.
    with open_project(copied / "own") as project:
        assert project.spec.scale == Magnified().spec.scale
        (found,) = project.find(refine=False)[1]
    with VRDProject("own", copied, films, Magnified(), longest_side=160) as project:
        (exact,) = project.find(refine=True)[1]
    assert [found] == [exact] == expected
    assert found.score == pytest.approx(expected[0].score, rel=1e-2)
    assert exact.query_span == pytest.approx(expected[0].query_span, abs=0.05)


def test_projects_of_before_scales_travelled_are_read_as_before(copied):
    path = copied / "project" / "project.json"
    settings = json.loads(path.read_text())
    key = FingerprintSpec.from_dict(settings["spec"]).key
    del settings["spec"]["scale"]
    path.write_text(json.dumps(settings))
    with open_project(copied / "project", read_only=True) as project:
        assert project.spec.key == key
        assert project.spec.scale == NeuralNetworks.dct.scale
        assert len(project.find(max_distance=0.2)[1]) == 1


def test_fingerprinters_of_one_name_are_not_mixed(copied):
    with project_of(copied, copied / "films", network=Mean()) as project:
        project.run()
        first = project.neighbours.distances[:, 0]
    with project_of(copied, copied / "films", network=Mean(2.0)) as project:
        assert project.spec.preprocessing == "stretch; times 2.0"
        with pytest.raises(MissingStageError):
            _ = project.neighbours
        project.run()
        second = project.neighbours.distances[:, 0]
    assert np.allclose(second, 4 * first, rtol=0.05)


def test_a_limit_is_not_carried_over_to_another_network(copied):
    with project_of(copied, copied / "films") as project:
        project.find(max_distance=0.123).keep()
    with project_of(copied, copied / "films", network=Mean()) as project:
        project.run()
        assert project.find()[0].max_distance != 0.123


def test_a_wrong_call_does_not_change_a_finished_project(copied):
    before = (copied / "project" / "project.json").read_text()
    calls = [
        {"video_path": copied / "nowhere"},
        {"network": "efficentnetb4"},
        {"fps": 2.0},
        {"longest_side": 99},
    ]
    for wrong in calls:
        options = {"network": NeuralNetworks.dct, "longest_side": 160} | wrong
        films = options.pop("video_path", copied / "films")
        with (
            VRDProject("project", copied, films, **options) as project,
            pytest.raises((ProjectError, UnknownNameError, StaleArtefactError)),
        ):
            _ = project.fingerprinter
            project.initialize_frame_extractor()
        assert (copied / "project" / "project.json").read_text() == before
    with open_project(copied / "project") as project:
        with pytest.raises(ValueError, match="allow_skip"):
            project.find(allow_skip=-1)
        assert len(project.find(max_distance=0.2)[1]) == 1


def test_fingerprints_made_again_are_searched_again(copied):
    with project_of(copied, copied / "films") as project:
        project.populate_fingerprint_database(force_recreate=True)
        with pytest.raises(MissingStageError):
            _ = project.neighbours
        assert not list(project.folder.glob("dct*/faiss_index"))


def test_an_unreadable_still_is_made_again(copied, capsys):
    with project_of(copied, copied / "films") as project:
        before = project.fingerprints.read()
        for row in range(20, 32):
            project.frames.still(row).write_bytes(b"junk")
        project.frames.still(5).write_bytes(b"")
        project.populate_fingerprint_database(force_recreate=True)
        said = capsys.readouterr().err
        assert "1 of 20 stills of one.mp4 could not be read. The stills of this film" in said
        assert "12 of 12 stills of three.mp4 could not be read" in said
        assert "stills of one.mp4 could not be read" in (project.folder / "run.log").read_text()
        assert np.array_equal(project.fingerprints.read(), before)
        assert len(list((project.folder / "frames").iterdir())) == 3
        project.run()
        assert len(project.find(max_distance=0.2)[1]) == 1


def test_an_unreadable_still_is_told_and_mended_once_its_film_is_back(copied, capsys):
    film = copied / "films" / "one.mp4"
    with project_of(copied, copied / "films") as project:
        project.frames.still(5).write_bytes(b"")
        film.rename(copied / "one.mp4")
        project.populate_fingerprint_database(force_recreate=True)
        assert "1 stills could not be read" in capsys.readouterr().err
        assert "1 frames without" in repr(project)
        log = (project.folder / "run.log").read_text("utf-8")
        assert log.count("WARNING 1 stills could not be read") == 1
        (copied / "one.mp4").rename(film)
        project.run()
        assert (project.neighbours.indices[5] == -1).all()
        assert not (project.neighbours.indices == 5).any()
        project.initialize_frame_extractor(force_recreate=True)
        project.run()
        assert (project.neighbours.indices == 5).any()


def test_read_only_after_a_kill_in_the_middle_of_a_write(copied):
    code = (
        "import os, signal, sys; from pathlib import Path\n"
        "from vrd.storage.database import Database\n"
        "database = Database(Path(sys.argv[1]))\n"
        "database._connection.execute('PRAGMA cache_size = 1')\n"
        "with database.transaction() as connection:\n"
        "    connection.execute('UPDATE timelines SET cause = hex(zeroblob(100000))')\n"
        "    connection.execute('DELETE FROM fingerprints')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)"
    )
    path = copied / "project" / "database_file"
    subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    assert path.with_name("database_file-journal").stat().st_size > 0
    with open_project(copied / "project", read_only=True) as project:
        assert len(project.find(max_distance=0.2)[1]) == 1


def test_a_closed_project_writes_no_more(copied):
    project = project_of(copied, copied / "films")
    project.close()
    with pytest.raises(ReadOnlyError, match="closed"):
        project.initialize_frame_extractor()


def test_a_closed_project_says_how_to_open_it_again(copied):
    opened = f"open_project({str(copied / 'project')!r})"
    used, unused = project_of(copied, copied / "films"), project_of(copied, copied / "films")
    database = used.database
    for project in (used, unused):
        project.close()
        with pytest.raises(ProjectError, match="was closed") as error:
            _ = project.fingerprints
        assert opened in str(error.value)
    for use in (database.videos, lambda: database.forget_videos([])):
        with pytest.raises(ProjectError, match="was closed") as error:
            use()
        assert opened in str(error.value)
        assert "backup" not in str(error.value)


@pytest.mark.parametrize(
    "wrong", [{"fps": 0}, {"fps": float("nan")}, {"neighbours_considered": 0}, {"longest_side": 0}]
)
def test_settings_that_make_no_sense_are_refused(tmp_path, films, wrong):
    with pytest.raises(ProjectError, match=next(iter(wrong))):
        project_of(tmp_path, films, **wrong)


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
        project.find(max_distance=0.123, shortest_sequence=7).keep()
    with project_of(copied, copied / "films") as project:
        assert project.settings.finder.max_distance == 0.123
        assert project.settings.finder.shortest_sequence == 7


def test_the_share_of_rows_missing_may_be_limited(copied):
    with open_project(copied / "project") as project:
        finder, (one,) = project.find(max_distance=0.2)
        # A limit that leaves one row out that is not an end.
        inner = sequence_distances(one, project.neighbours, finder.max_distance)[1:-1]
        options = {"max_distance": float(np.sort(inner)[-2:].mean()), "shortest_sequence": 3}
        found = project.find(**options).keep().sequences
        assert found
        assert project.find(max_skipped_share=0.5).sequences == found
        assert project.find(max_skipped_share=0).keep().sequences == []
        with pytest.raises(ValueError, match="max_skipped_share"):
            project.find(max_skipped_share=1.5)
    with open_project(copied / "project", read_only=True) as project:
        assert project.settings.finder.max_skipped_share == 0
        assert project.find()[1] == []


def test_a_project_made_before_a_setting_was_known_has_its_default(copied):
    file = copied / "project" / "project.json"
    values = json.loads(file.read_text())
    del values["finder"]["max_skipped_share"]
    file.write_text(json.dumps(values))
    with open_project(copied / "project", read_only=True) as project:
        assert project.settings.finder.max_skipped_share == 1


def test_published_behaviour_keeps_the_own_film(copied):
    with project_of(copied, copied / "films", leave_out_own_video=False) as project:
        project.initialize_neighbours(force_recreate=True)
        neighbours, vectors = project.neighbours, project.fingerprints.read()
    rows = np.arange(52)
    own = neighbours.indices == rows[:, None]
    assert own.sum(axis=1).tolist() == [1] * 52
    assert not neighbours.distances[own].any()
    # The last shared frame is almost of one colour: some encoders make it exactly alike in both
    # films. Such a tie is in row order; every other row comes first itself.
    alike = (vectors[:, None] == vectors[None]).all(axis=2)
    assert neighbours.indices[:, 0].tolist() == alike.argmax(axis=1).tolist()


def test_the_project_shows_which_stages_are_done(tmp_path, films, finished):
    with project_of(tmp_path, films) as project:
        assert [done for _, done, _ in project.stages()] == [False] * 4
        assert "not yet" in repr(project)
    with open_project(finished, read_only=True) as project:
        assert [done for _, done, _ in project.stages()] == [True] * 4
        assert project.stages()[2] == ("Index", True, "ready")
        assert "3 films, 52 frames" in repr(project)
        assert "<table" in project._repr_html_()


def test_a_plan_before_the_run(tmp_path, films):
    with project_of(tmp_path, films) as project:
        plan = project.plan()
    assert plan["Films"] == "3"
    assert plan["Frames"].startswith("52 ")  # type: ignore[attr-defined]
    assert plan["Already read"] == "0"


def test_every_film_unreadable_is_an_error_with_its_cause(tmp_path):
    (tmp_path / "films").mkdir()
    (tmp_path / "films" / "a.mp4").touch()
    with (
        project_of(tmp_path, tmp_path / "films") as project,
        pytest.raises(VideoError, match="empty"),
    ):
        project.initialize_frame_extractor()


def test_nothing_is_made_in_or_for_wrong_folders(tmp_path, films):
    with pytest.raises(ProjectError, match="never written to"):
        VRDProject(films.name, films.parent, films, NeuralNetworks.dct)
    with pytest.raises(ProjectError, match=r"There is no folder .*nothing was made"):
        VRDProject("p", tmp_path, tmp_path / "nowhere", NeuralNetworks.dct)
    with pytest.raises(ProjectError, match="is a file"):
        VRDProject("p", tmp_path, films / "one.mp4", NeuralNetworks.dct)
    assert list(tmp_path.iterdir()) == []
    assert not (films / "project.json").exists()


def test_missing_weights_show_before_any_film_is_read(tmp_path, films):
    absent = tmp_path / "absent.safetensors"
    with (
        project_of(tmp_path, films, network="vrdnet", weights=absent) as project,
        pytest.raises(WeightsError, match="absent"),
    ):
        project.run()
    assert not (tmp_path / "project" / "frames").exists()


def test_an_unknown_setting_of_find_lists_the_known(finished):
    with (
        open_project(finished, read_only=True) as project,
        pytest.raises(UnknownNameError, match="max_distance"),
    ):
        project.find(threshold=0.3)


@pytest.mark.parametrize("wrong", [{"min_score": "high"}, {"allow_skip": True}])
def test_a_setting_of_find_that_is_no_number_is_named(finished, wrong):
    with (
        open_project(finished, read_only=True) as project,
        pytest.raises(ProjectError, match=f"{next(iter(wrong))} is .* must be a number"),
    ):
        project.find(**wrong)


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
    with pytest.raises(UnknownNameError, match="Did you mean 'efficientnetb4'"):
        project_of(tmp_path, films, network="efficentnetb4")
    assert not (tmp_path / "project").exists()
    with (
        open_project(finished, read_only=True, network="efficentnetb4") as project,
        pytest.raises(UnknownNameError, match="Did you mean 'efficientnetb4'"),
    ):
        _ = project.fingerprinter


def test_a_notebook_shows_no_home(tmp_path, monkeypatch):
    films = tmp_path / "films"
    films.mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    with VRDProject("project", tmp_path / "made", films, NeuralNetworks.dct) as project:
        assert repr(project).startswith("project, in ~/made/project")
        assert str(tmp_path) not in project._repr_html_()
        monkeypatch.chdir(tmp_path)
        assert repr(project).startswith("project, in made/project")
