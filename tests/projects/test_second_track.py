"""A second track, of rows that are not equally long, goes through every stage."""

import shutil

import numpy as np
import pandas as pd
import pytest

from tests.support.toy_track import LENGTHS_S, ToyFingerprinter, ToyRows
from vrd.core.segments import Segment
from vrd.errors import MissingStageError, ProjectError, UnknownNameError
from vrd.projects.stages import make_fingerprints, make_track
from vrd.vrd_project import open_project

# Footage of 8 s: in one.mp4 at 12 s, which is three times all lengths, and at the start of two.mp4.
SHARED_S, ONE_S, TWO_S = 8.0, 12.0, 0.0


@pytest.fixture(scope="module")
def folder(finished, tmp_path_factory):
    """The project of three films, with a second track."""
    copy = shutil.copytree(finished, tmp_path_factory.mktemp("tracks") / "project")
    with open_project(copy) as project:
        make_track(toy(project))
    return copy


def toy(project):
    return project.add_track("toy", ToyRows(), ToyFingerprinter(copy_limit=0.005, novelty=0.05))


@pytest.fixture
def project(folder):
    with open_project(folder) as project:
        toy(project)
        yield project


def test_every_stage_is_done_and_kept(project):
    track = project.tracks["toy"]
    assert [(name, done) for name, done, _ in track.stages()] == [
        ("Rows", True),
        ("Fingerprints", True),
        ("Index", True),
        ("Neighbours", True),
    ]
    assert track.timeline.fps is None
    assert track.timeline.video_list == project.frames.video_list
    assert track.timeline.row_seconds[:3].tolist() == pytest.approx(LENGTHS_S)
    assert len(track.fingerprints) == len(track.timeline) == len(track.neighbours)
    assert track.results_folder != project.tracks["picture"].results_folder
    # The pictures are as they were.
    assert [done for _, done, _ in project.stages()] == [True] * 4
    assert project.frames.fps == 1.0
    assert project.database.tracks() == ["picture", "toy"]


@pytest.mark.parametrize("align", [False, True])
def test_the_shared_stretch_is_found_in_seconds(project, align):
    found = project.find(track="toy", align=align, max_distance=0.005, shortest_sequence=4)
    line = found.table().iloc[0]
    assert {line.query_id, line.ref_id} == {"one.mp4", "two.mp4"}
    starts = {line.query_id: line.query_start, line.ref_id: line.ref_start}
    ends = {line.query_id: line.query_end, line.ref_id: line.ref_end}
    assert starts == {
        "one.mp4": pytest.approx(ONE_S, abs=1.4),
        "two.mp4": pytest.approx(TWO_S, abs=1.4),
    }
    assert ends["one.mp4"] == pytest.approx(ONE_S + SHARED_S, abs=1.4)
    assert line.matched + line.skipped == pytest.approx(line.query_end - line.query_start, abs=0.1)
    assert line.score > (4 if align else 7)
    assert (len(found.sequences), line.speed) == (1, 1)


def test_a_row_counts_for_its_seconds(project):
    timeline = project.tracks["toy"].timeline
    found = project.find(track="toy", align=False, max_distance=0.005, shortest_sequence=4)
    query, _, duration = found.sequences[0]
    line = found.finder.table(found.sequences).iloc[0]
    seconds = timeline.row_seconds[query : query + duration]
    assert line.matched + line.skipped == pytest.approx(seconds.sum())
    assert line.duration == pytest.approx(seconds.sum(), abs=1.4)


def test_findings_of_the_track_can_be_shown_and_written(project, tmp_path):
    found = project.find(track="toy", align=True, max_distance=0.005)
    found.export(tmp_path / "found.csv")
    written = pd.read_csv(tmp_path / "found.csv")
    assert len(written) == len(found.sequences) > 0
    assert "one.mp4" in found.overview("matrix").text
    assert "one.mp4" in found.overview.film("one.mp4").text
    places = project.where_reused("one.mp4", ONE_S, ONE_S + SHARED_S)
    assert "two.mp4" in set(places.table["film"])
    found.report(tmp_path / "report.html")
    assert "one.mp4" in found._repr_html_()
    assert found.review(share="nothing") is not None


def test_judgements_are_those_of_the_project(project):
    found = project.find(track="toy", align=True, max_distance=0.005)
    line = found.table().iloc[0]
    sides = [
        (line[f"{side}_id"], line[f"{side}_start"], line[f"{side}_end"])
        for side in ("query", "ref")
    ]
    project.annotations.judgements("anna").judge(*(Segment(*side) for side in sides), "match")
    assert found.table().iloc[0]["verdict"] == "match"
    picture = project.find(track="picture", max_distance=0.2)
    assert len(picture.sequences) == 1


def test_repeats_are_sought_in_the_track(project):
    repeats = project.repeats("two.mp4", track="toy", max_distance=0.01, min_gap=5)
    assert repeats.track.name == "toy"


def test_settings_are_kept_for_pictures_only(project):
    found = project.find(track="toy", max_distance=0.1)
    with pytest.raises(ProjectError, match="pictures only"):
        found.keep()
    assert project.settings.finder.max_distance is None


def test_a_track_that_is_not_there_is_named(project):
    with pytest.raises(UnknownNameError, match="toy"):
        project.find(track="sound")


def test_closer_looks_need_pictures(project):
    with pytest.raises(ProjectError, match="refine=False"):
        project.find(track="toy", align=True, max_distance=0.005, refine=True)


def test_nothing_is_made_a_second_time(project, monkeypatch):
    def again(*_):
        raise AssertionError("made a second time")

    monkeypatch.setattr(ToyRows, "row_times", again)
    monkeypatch.setattr(ToyFingerprinter, "__call__", again)
    make_track(project.tracks["toy"])


def test_before_its_stages_a_track_has_nothing(finished, tmp_path):
    copy = shutil.copytree(finished, tmp_path / "project")
    with open_project(copy) as project:
        track = toy(project)
        assert [done for _, done, _ in track.stages()] == [False] * 4
        with pytest.raises(MissingStageError, match="make_track"):
            project.find(track="toy")
        assert project.find.track is project.tracks["picture"], "nothing else was searched"


def test_rows_that_cannot_be_read_are_told_with_the_call_that_makes_them_again(
    project, monkeypatch
):
    monkeypatch.setattr("vrd.projects.mending.fingerprint_frames", lambda *_: 2)
    again = r"make_track\(project\.tracks\['toy'\], force=True\) makes all rows again"
    with pytest.warns(UserWarning, match=f"2 rows could not be read; .* {again}"):
        make_fingerprints(project.tracks["toy"])


def test_a_track_needs_a_source_of_rows(project):
    with pytest.raises(ValueError, match="source of rows"):
        project.add_track("picture", ToyRows(), ToyFingerprinter())


def test_fingerprints_of_one_network_in_two_tracks_are_kept_apart(project):
    spec = project.tracks["toy"].spec
    ids = set(project.tracks["toy"].timeline_ids().values())
    assert project.database.fingerprints.timelines(spec) == ids
    assert not ids & set(project.tracks["picture"].timeline_ids().values())
    assert np.isfinite(project.fingerprints.read()).all()


@pytest.mark.parametrize("align", [False, True])
def test_limits_are_moved_on_the_rows_of_the_track(project, align):
    project.find(track="toy", align=align, max_distance=0.005)
    explorer = project.explore()
    assert explorer.runs.neighbours.frames is project.tracks["toy"].timeline
    assert len(explorer.sequences) >= 1
