"""One project searched in another, with the embedded descriptor."""

import shutil

import pytest

from tests.support.toy_track import ToyFingerprinter
from vrd.annotations.film_identity import content_keys_of
from vrd.annotations.judgement_log import JudgementLog
from vrd.core.segments import Segment
from vrd.errors import ProjectError, StaleArtefactError
from vrd.fingerprinters.networks import NeuralNetworks
from vrd.vrd_project import VRDProject, combine_projects, open_project

# `one` has footage of `two`, and `three` shares nothing.
COLLECTIONS = {"reference": ["two", "three"], "query": ["one"]}


@pytest.fixture(scope="module")
def made(films, tmp_path_factory):
    """Films of two collections and the projects of both, for tests to copy."""
    base = tmp_path_factory.mktemp("two")
    for name, members in COLLECTIONS.items():
        (base / name).mkdir()
        for member in members:
            shutil.copy(films / f"{member}.mp4", base / name)
        with opened(base, name) as project:
            project.initialize_frame_extractor()
            project.populate_fingerprint_database()
    return base


def opened(base, name):
    """The project of a collection."""
    return VRDProject(f"{name}_project", base / "projects", base / name, NeuralNetworks.dct)


@pytest.fixture
def two(made, tmp_path):
    """A reference project of two films, and a query project of one that has their footage."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    with opened(tmp_path, "reference") as reference, opened(tmp_path, "query") as query:
        yield reference, query


def test_one_project_searched_in_another(two, monkeypatch):
    reference, query = two
    monkeypatch.setattr(type(query.fingerprinter), "__call__", lambda *_: pytest.fail("made again"))
    combined = combine_projects(reference, query, name="both")
    assert combined.frames.video_list == ["one.mp4", "three.mp4", "two.mp4"]
    assert (combined.neighbours.indices[20:] == -1).all()
    assert (combined.neighbours.indices[:20, 0] >= 20).all()
    finder, found = combined.find(max_distance=0.2).keep()
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


def test_a_combination_follows_its_parts(two, tmp_path, films):
    reference, query = two
    combined = combine_projects(reference, query, name="both")
    found = combined.find(max_distance=0.2)[1]
    shutil.copy(films / "three.mp4", tmp_path / "query" / "another.mp4")
    query.run()
    with pytest.raises(StaleArtefactError):
        combined.find()
    combined.initialize_neighbours(force_recreate=True)
    again = combined.find(max_distance=0.2)[1]
    lengths = sorted(one.duration for one in again)
    assert lengths == sorted([found[0].duration, 12])
    combined.close()


def test_a_combination_keeps_judgements_of_its_own(two, tmp_path, films):
    def log(project):
        return JudgementLog(project.database, "anna", films=content_keys_of(project.frames))

    combined = combine_projects(*two, name="both")  # type: ignore[misc]
    with open_project(combined.folder, read_only=True) as reader:
        assert reader.database is None
        assert len(log(reader).current()) == 0
    one, three = Segment("one.mp4", 2, 9), Segment("three.mp4", 0, 7)
    made = log(combined).judge(one, three, "match")
    combined.close()
    with pytest.raises(ProjectError, match="was closed"):
        _ = combined.database
    # From now on both have a film of this name, so the project's name goes before it.
    shutil.copy(films / "three.mp4", tmp_path / "query" / "three.mp4")
    two[1].run()
    with combine_projects(*two, name="both", force_recreate=True) as again:  # type: ignore[misc]
        found = log(again).history()
        assert [each.id for each in found] == [made.id]
        assert found[0].reference.video.endswith("_project/three.mp4")
    with open_project(combined.folder, read_only=True) as reader:
        assert log(reader).history() == found


def test_a_folder_of_projects_can_be_moved(two, tmp_path):
    combine_projects(*two, name="both").close()  # type: ignore[misc]
    shutil.copytree(tmp_path / "projects", tmp_path / "moved")
    with open_project(tmp_path / "moved" / "both", read_only=True) as combined:
        assert combined.reference.folder.parent == tmp_path / "moved"
        assert len(combined.find(max_distance=0.2)[1]) == 1


def test_projects_of_different_fingerprints_are_not_combined(two):
    reference, query = two
    other = VRDProject("other", query.folder.parent, query.video_path, ToyFingerprinter())
    other.run()
    with pytest.raises(ProjectError, match="same network"):
        combine_projects(reference, other)
    other.close()
