"""A film that is shown small in a corner of another."""

import pytest

from tests.support.films import make
from tests.support.planted_films import scene
from tests.support.toy_track import ToyFingerprinter
from vrd.errors import DamagedArtefactError, MissingStageError
from vrd.vrd_project import VRDProject, open_project


def toy():
    """Return a fingerprinter that is made for copies, and needs no network."""
    scale = {"copy_limit": 0.4, "align": True, "normalize": True, "novelty": 0.02}
    return ToyFingerprinter(**scale)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    base = tmp_path_factory.mktemp("inset")
    films = base / "films"
    films.mkdir()
    source = scene(films / "source.mp4", 7, 3, 24)
    host = scene(base / "host.mp4", 2, 0, 24)
    small = "[1:v]scale=iw*0.55:ih*0.55[small];[0:v][small]overlay=W*0.45:0:shortest=1"
    make(films / "host.mp4", "-i", str(host), "-i", str(source), "-filter_complex", small)
    scene(films / "other.mp4", 5, 0, 24)
    with VRDProject("project", base, films, toy(), regions=True) as project:
        project.run()
    return base / "project"


def test_it_is_found_with_its_corner(folder):
    with open_project(folder, network=toy()) as project:
        found = project.find()
        assert len(found.sequences) == 1
        line = found.table().iloc[0]
        assert "upper right corner" in repr(found)
    sides = {line["query_id"]: line["query_region"], line["ref_id"]: line["ref_region"]}
    assert sides == {"host.mp4": "upper right corner", "source.mp4": ""}
    assert line["duration"] > 18
    assert abs(line["lag"]) <= 1
    assert 0 < line["mean_distance"] < 1
    assert line["matched"] > 18


def test_it_is_not_looked_for_where_nobody_wants_it(folder):
    with open_project(folder, network=toy()) as project:
        assert project.find(in_regions=False).sequences == []


def test_a_damaged_answer_about_regions_is_said(folder):
    novelty = next(folder.rglob("novelty.npz"))
    whole = novelty.read_bytes()
    novelty.write_bytes(whole[:-200] + bytes(20) + whole[-180:])
    damaged = pytest.raises(DamagedArtefactError, match=r"novelty\.npz is damaged .*Call run\(\)")
    with open_project(folder, network=toy(), read_only=True) as project, damaged:
        project.find()
    novelty.write_bytes(whole)


def test_regions_that_were_not_compared_are_said(finished):
    not_compared = pytest.raises(MissingStageError, match=r"find\(in_regions=False\)")
    with open_project(finished, read_only=True) as project, not_compared:
        project.find(in_regions=True, align=True, max_distance=1.0)
