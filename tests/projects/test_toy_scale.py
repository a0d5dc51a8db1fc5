"""A fingerprinter of somebody's own, with its own scale, is searched as its scale says."""

import numpy as np
import pytest

from tests.support.planted_films import project_of
from tests.support.toy_track import ToyFingerprinter

# The toy's distances are a hundredth of those of other networks: its scale says so.
SCALE = {"copy_limit": 0.005, "novelty": 0.004, "min_novelty": 0.05, "shot_cut": 0.02}


class Toy(ToyFingerprinter):
    """Describe stills, whatever their size, by a coarse grid of colours."""

    def __init__(self, **scale):
        super().__init__(**(SCALE | scale))


@pytest.fixture
def project(films, tmp_path):
    with project_of(tmp_path, films, network=Toy(align=True)) as project:
        project.run()
        yield project


def test_the_scale_alone_makes_it_aligned_by_evidence(project):
    found = project.find()
    assert found.settings.align
    assert found.max_distance == SCALE["copy_limit"]
    assert not found.settings.refine
    (line,) = found.table().itertuples()
    assert {line.query_id, line.ref_id} == {"one.mp4", "two.mp4"}
    starts = {line.query_id: line.query_start, line.ref_id: line.ref_start}
    assert starts == {"one.mp4": pytest.approx(12, abs=1), "two.mp4": pytest.approx(0, abs=1)}
    assert 1.5 <= line.score <= 8
    assert line.confidence > 0.9


def test_the_scale_is_kept_with_the_project(project):
    assert project.settings.spec["scale"]["novelty"] == SCALE["novelty"]
    assert project.spec.scale.copy_limit == SCALE["copy_limit"]


def test_evidence_is_weighed_by_the_novelty_of_the_scale(films, tmp_path):
    scores = []
    for novelty in (0.002, 0.1):
        base = tmp_path / str(novelty)
        with project_of(base, films, network=Toy(align=True, novelty=novelty)) as project:
            project.run()
            scores.append(max(project.find(min_score=0.2).table()["score"]))
    assert scores[0] > 1.5 * scores[1]


def test_the_usual_scale_seeks_runs(films, tmp_path):
    with project_of(tmp_path, films, network=ToyFingerprinter()) as project:
        project.run()
        assert not project.find(max_distance=0.005).settings.align
        assert np.isfinite(project.find(max_distance=0.005).max_distance)
