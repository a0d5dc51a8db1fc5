"""Calls of earlier versions: they go on working, and each names the call that took its place."""

from __future__ import annotations

import pytest

from vrd.core.segments import Segment

LIMIT = 0.2


@pytest.fixture
def found(project):
    """What a search of the project finds."""
    return project.find(max_distance=6.0)


def replaced_by(call):
    """Expect a note that names the present call."""
    return pytest.warns(DeprecationWarning, match=call)


def test_the_note_is_of_the_line_that_calls(project):
    with replaced_by("annotations.judgements") as notes:
        project.judgements()
    assert notes[0].filename == __file__


def test_judgements_and_exclusions(project):
    with replaced_by(r"project\.annotations\.judgements\(\)"):
        log = project.judgements("Reader")
    log.judge(Segment("one.mp4", 0, 5), Segment("three.mp4", 0, 5), "match")
    assert len(project.annotations.judgements().current()) == 1
    with replaced_by(r"project\.annotations\.exclusions\(\)"):
        assert project.exclusions().holding() == []
    with replaced_by(r"project\.annotations\.exclude\(\.\.\.\)"):
        proposal = project.propose_exclusion("one.mp4", 0, 5, reason="titles")
    with replaced_by("exclusions"):
        (excluded,) = proposal.apply(project.exclusions("Reader"))
    assert (excluded.reviewer, excluded.reason) == ("Reader", "titles")


def test_sequences_handed_over_by_hand_to_a_review(project, found):
    finder, sequences = found
    with replaced_by(r"found\.review\(\)") as notes:
        widget = project.review(sequences, max_distance=finder.max_distance)
    assert notes[0].filename == __file__
    assert f"{len(sequences)} sequence" in repr(widget)
    widget.close()


def test_repeats_handed_over_by_hand_with_their_finder(project):
    own, sequences = project.repeats("one.mp4", max_distance=6.0, min_gap=2)
    with replaced_by(r"found\.review\(\)"):
        widget = project.review(sequences, finder=own)
    assert f"{len(sequences)} sequence" in repr(widget)
    widget.close()


def test_sequences_handed_over_by_hand_to_exports_and_overviews(project, found, tmp_path):
    finder, sequences = found
    with replaced_by(r"found\.export\(path\)"):
        path = project.export(tmp_path / "a.csv", sequences, max_distance=finder.max_distance)
    again = found.export(tmp_path / "b.csv")
    assert path.read_bytes() == again.read_bytes()
    with replaced_by(r"found\.overview\(kind\)"):
        shown = project.overview("film", "one.mp4", sequences=sequences, max_distance=LIMIT)
    assert "one.mp4" in repr(shown)
    with replaced_by(r"found\.overview\(kind\)"):
        assert "No film shares" in repr(project.overview("matrix", sequences=[]))
    with replaced_by(r"found\.where_reused\(film\)"):
        places = project.where_reused("one.mp4", sequences=sequences).table
    assert places.equals(found.where_reused("one.mp4").table)


def test_tables_edits_and_settings(project, found, tmp_path):
    finder, sequences = found
    with replaced_by(r"found\.table\(\)"):
        table = project.review_table(sequences, max_distance=finder.max_distance)
    assert table.equals(found.table())
    with replaced_by(r"found\.table\(\)"):
        assert project.review_table().equals(found.table())
    path = found.export(tmp_path / "found.csv")
    with replaced_by(r"project\.annotations\.read_edits\(path\)"):
        edits = project.read_edits(path, reviewer="Colleague")
    with replaced_by("judgements"):
        assert edits.apply(project.judgements()) == []
    with replaced_by(r"found\.settings"):
        assert project.finder_settings().max_distance == 6.0


def test_sequences_handed_over_by_hand_are_refined(project, found, monkeypatch):
    monkeypatch.setattr("vrd.projects.findings.refined", lambda _, sequences, *__: [*sequences])
    with replaced_by(r"found\.refine\(\)"):
        assert project.refine(found.sequences) == found.sequences
