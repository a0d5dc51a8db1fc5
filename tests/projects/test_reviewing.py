"""What a project offers for looking and judging, on real films with the embedded descriptor."""

import json

import pytest

from vrd.annotations.exclusion_log import Exclusion
from vrd.annotations.review_table import segments_of
from vrd.errors import MissingStageError, ProjectError, ReadOnlyError, UnknownNameError
from vrd.fingerprinters.networks import NeuralNetworks
from vrd.vrd_project import VRDProject, open_project

pytest.importorskip("anywidget")
HOSTILE = "<img src=x onerror=alert(1)>.mp4"


def test_judged_in_the_review_and_found_again_by_another_search(project):
    review = project.review(reviewer="Reader")
    assert len(project.find().table()) == 1
    review._receive(None, {"kind": "judge", "item": 0, "verdict": "match", "view": "v"}, [])
    review._receive(None, {"kind": "note", "item": 0, "note": "the same", "view": "v"}, [])
    with open_project(project.folder, read_only=True) as again:
        line = again.find(shortest_sequence=3).table().iloc[0]
    assert (line["verdict"], line["note"], line["reviewer"]) == ("match", "the same", "Reader")
    review._receive(None, {"kind": "undo", "view": "v"}, [])
    assert project.find().table().iloc[0]["note"] == ""
    review.close()


def test_a_saved_review_and_explorer_hold_neither_markup_nor_footage(project):
    for widget in (project.review(), project.explore()):
        bundle = widget._repr_mimebundle_()
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        saved = json.dumps(data)
        assert "text/html" in data
        assert "<img" not in data["text/html"]
        assert "data:image" not in saved
        widget.close()


@pytest.mark.parametrize("align", [False, True])
def test_the_explorer_finds_what_its_call_finds(project, align):
    project.find(align=align, max_distance=6.0).keep()
    explorer = project.explore()
    assert (explorer.panel is explorer.evidence) == align
    space = {"project": project}
    exec(explorer.call, space)
    assert [tuple(one) for one in explorer.sequences] == [
        tuple(one) for one in space["found"].sequences
    ]
    assert explorer.sequences
    explorer.close()


def test_judgements_from_the_explorer_keep_the_call_that_found_the_sequence(project):
    explorer = project.explore(reviewer="Reader")
    explorer._show_review(None)
    (review,) = explorer.review_box.children
    review._receive(None, {"kind": "judge", "item": 0, "verdict": "match", "view": "v"}, [])
    (judgement,) = project.annotations.judgements().current()
    assert judgement.settings["call"] == explorer.call
    assert judgement.reviewer == "Reader"
    explorer.close()


def test_what_is_excluded_is_not_found_until_it_is_withdrawn(project):
    finder, sequences = project.find()
    query, _ = next(iter(segments_of(finder.table(sequences))))
    (added,) = project.annotations.exclusions("Reader").exclude([Exclusion(query, "seen enough")])
    finder, sequences = project.find()
    assert not sequences
    assert any(step.name == "Excluded stretches" for step in finder.funnel)
    explorer = project.explore()
    assert not explorer.sequences
    steps = {step.name: step.before - step.after for step in explorer.runs._found.steps}
    assert steps["Excluded stretches and frames"] > 0
    explorer.close()
    project.annotations.exclusions("Reader").withdraw(added)
    assert len(project.find()[1]) == 1


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_edits_come_back_from_a_spreadsheet(project, tmp_path, kind):
    import pandas as pd

    path = project.export(tmp_path / f"found.{kind}")
    table = pd.read_csv(path) if kind == "csv" else pd.read_excel(path)
    table["verdict"] = "unsure"
    table.to_csv(path, index=False) if kind == "csv" else table.to_excel(path, index=False)
    edits = project.annotations.read_edits(path, reviewer="Colleague")
    assert len(edits.new) == 1
    assert not len(project.annotations.judgements().current())
    edits.apply()
    (line,) = project.find().table().to_dict("records")
    assert (line["verdict"], line["reviewer"]) == ("unsure", "Colleague")


def test_a_project_opened_for_reading_can_be_explored_without_contrast(searched):
    with open_project(searched, read_only=True) as reader:
        with pytest.raises(MissingStageError):
            _ = reader.contrast
        explorer = reader.explore()
    assert "min_contrast" not in explorer.runs.call
    assert len(explorer.sequences) == 1


def test_nothing_is_judged_in_a_project_opened_for_reading(searched):
    with open_project(searched, read_only=True) as project:
        (pair,) = segments_of(project.find().table())
        with pytest.raises(ReadOnlyError):
            project.annotations.judgements("Reader").judge(*pair, "match")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_spreadsheet_with_edits_is_not_written_over(project, tmp_path, kind):
    import pandas as pd

    path = project.export(tmp_path / f"found.{kind}")
    assert project.export(path) == path
    table = pd.read_csv(path) if kind == "csv" else pd.read_excel(path)
    table["note"] = "typed for hours"
    table.to_csv(path, index=False) if kind == "csv" else table.to_excel(path, index=False)
    before = path.read_bytes()
    with pytest.raises(ProjectError, match="read_edits"):
        project.export(path)
    assert path.read_bytes() == before
    project.annotations.read_edits(path, reviewer="Colleague").apply()
    project.export(path)
    assert "typed for hours" in set(project.annotations.read_edits(path).table["note"])


def test_what_is_never_to_be_shown_again_is_proposed_first(project):
    assert len(project.find(max_distance=0.2).keep().sequences) == 1
    proposal = project.annotations.exclude("one.mp4", 0, 100, reason="all of it")
    assert (proposal.effect.sequences, proposal.effect.all_sequences) == (1, 1)
    assert "nothing is excluded before that" in repr(proposal)
    assert len(project.find()[1]) == 1
    (excluded,) = proposal.apply(project.annotations.exclusions("Reader"))  # or of anybody
    assert (excluded.reviewer, excluded.reason) == ("Reader", "all of it")
    assert project.find()[1] == []
    project.annotations.exclusions().withdraw(excluded)
    assert len(project.find()[1]) == 1
    like = project.annotations.exclude("one.mp4", 5.2, radius=0)
    assert like.exclusion.stretch == ("one.mp4", 5, 6)
    assert like.effect.frames == 2  # that of the copy, too
    assert like.effect.shortened == 1
    assert project.annotations.exclude("one.mp4", 5).effect.frames >= 2


def test_what_remains_is_measured_in_seconds_whatever_the_rate_of_frames(searched, tmp_path):
    with VRDProject(
        "twice", tmp_path, searched.parent / "films", NeuralNetworks.dct, longest_side=160, fps=2
    ) as project:
        project.run()
        found = project.find(align=True, min_score=3)
        (line,) = found.table().to_dict("records")
        assert line["query_end"] - line["query_start"] == 12
        proposal = project.annotations.exclude(line["query_id"], 0, 9.5)
        assert (proposal.effect.sequences, proposal.effect.shortened) == (1, 0)
        proposal.apply()
        assert project.find(align=True, min_score=3).sequences == []


def test_what_cannot_be_excluded_is_told(project):
    with pytest.raises(UnknownNameError, match=r"one\.mp4"):
        project.annotations.exclude("onne.mp4", 0, 5)
    outside = r"was read from 0 to \d+ s; start is"
    for arguments, said in (
        *(
            ((5, 5), "no stretch of 'one.mp4'"),
            ((5, float("inf")), "no stretch"),
            ((5, float("nan")), "no st"),
        ),
        *(((900,), outside), ((900, 990), outside), ((-1,), outside), ((-1, 5), outside)),
        ((float("nan"), 5), outside),
    ):
        with pytest.raises(ValueError, match=said):
            project.annotations.exclude("one.mp4", *arguments)
    with pytest.raises(ValueError, match="give end"):
        project.annotations.exclude("one.mp4", 1, 2, radius=0.1)
