"""Findings: searched once, looked at as often as one likes, and kept only when asked for."""

from __future__ import annotations

import json
import shutil

import pytest

import vrd.projects.search
from vrd.annotations.exclusion_log import Exclusion
from vrd.core.segments import Segment
from vrd.errors import ProjectError, ReadOnlyError, UnknownNameError
from vrd.matching.finder import SequenceFinder
from vrd.projects.findings import Findings
from vrd.vrd_project import combine_projects, open_project

LIMIT = 0.2


@pytest.fixture
def own(reused, tmp_path):
    """The project of `reuse_project`, a copy open for writing."""
    shutil.copytree(reused, tmp_path / "project")
    with open_project(tmp_path / "project") as opened:
        yield opened


@pytest.fixture
def searches(monkeypatch):
    """Every pass over the matches, by name: making and filtering them, and finding in them."""
    passes = []

    class Counting(SequenceFinder):
        def __init__(self, *arguments, **options):
            passes.append("matches")
            super().__init__(*arguments, **options)

        def find_sequences(self, *arguments, **options):
            passes.append("runs")
            return super().find_sequences(*arguments, **options)

        def align_sequences(self, *arguments, **options):
            passes.append("aligned")
            return super().align_sequences(*arguments, **options)

    monkeypatch.setattr(vrd.projects.search, "SequenceFinder", Counting)
    return passes


def overviews(asked):
    """Ask for every overview, and for where a film is reused."""
    for kind in ("matrix", "arcs", "stretches", "coverage"):
        yield asked.overview(kind)
    yield asked.overview("film", "one.mp4")
    yield asked.where_reused("one.mp4")


@pytest.mark.parametrize("align", [False, True])
@pytest.mark.parametrize("of_project", [False, True])
def test_what_was_found_is_not_searched_again(own, tmp_path, searches, align, of_project):
    found = own.find(max_distance=LIMIT, align=align)
    assert searches == ["matches", "aligned" if align else "runs"]
    asked = own if of_project else found
    asked.review().close()
    asked.export(tmp_path / "found.csv")
    asked.report(tmp_path / "report.html")
    assert all("one.mp4" in repr(shown) for shown in overviews(asked))
    assert len(found.table()) == len(found.sequences) > 0
    own.annotations.exclude("one.mp4", 0, 5)
    own.annotations.read_edits(tmp_path / "found.csv")
    assert len(searches) == 2, "a review, an export, a report and overviews search no second time"


def test_without_a_search_the_first_question_searches_once(own, searches):
    assert len([*overviews(own)]) == 6
    assert searches == ["matches", "runs"]


def test_a_query_writes_nothing_until_its_settings_are_kept(own):
    before = {path: path.stat().st_mtime_ns for path in own.folder.rglob("*") if path.is_file()}
    found = own.find(max_distance=LIMIT, shortest_sequence=7)
    _ = found.table(), repr(found), found.overview("matrix")
    after = {path: path.stat().st_mtime_ns for path in own.folder.rglob("*") if path.is_file()}
    assert after == before
    assert own.settings.finder.shortest_sequence == 5
    assert own.find().settings.shortest_sequence == 5, "the next search knows nothing of it"
    assert found.keep() is found
    assert own.find().settings.shortest_sequence == 7
    kept = json.loads((own.folder / "project.json").read_text("utf-8"))["finder"]
    assert (kept["max_distance"], kept["shortest_sequence"]) == (LIMIT, 7)
    assert kept["align"] is None, "what was left open stays open"


def test_settings_are_not_kept_in_a_project_opened_for_reading(reused):
    with open_project(reused, read_only=True) as reader:
        found = reader.find(max_distance=LIMIT)
        with pytest.raises(ReadOnlyError, match="read_only=True"):
            found.keep()


def test_findings_can_be_taken_apart_as_published(own):
    found = own.find(max_distance=LIMIT)
    assert isinstance(found, Findings)
    finder, sequences = found
    assert finder is found.finder is found[0]
    assert sequences == found.sequences == found[1]
    sequences.clear()
    assert found.sequences, "the list that was taken out is its owner's"


def test_what_is_excluded_meanwhile_is_not_shown(own, searches):
    before = own.find(max_distance=LIMIT)
    assert "00:00:12" in repr(own.overview("film", "one.mp4"))
    own.annotations.exclude("one.mp4", 10, 20).apply()
    assert before.outdated
    assert "shares no footage" in repr(own.overview("film", "one.mp4"))
    assert own.find.latest().settings.max_distance == LIMIT, "searched again in the same way"
    assert searches == ["matches", "runs"] * 2
    assert len(before.sequences) > 0


def test_what_is_searched_anew_is_found_anew(own):
    own.find(max_distance=LIMIT)
    own.neighbours_considered = 5
    own.initialize_neighbours(force_recreate=True)
    assert own.find.latest().finder.neigh is own.neighbours


def test_fewer_sequences_are_chosen_by_hand_or_by_what_was_said(own, tmp_path):
    found = own.find(max_distance=LIMIT)
    table = found.table()
    pair = [Segment(*table.loc[0, [f"{side}_{at}" for at in ("id", "start", "end")]])
            for side in ("query", "ref")]  # fmt: skip
    own.annotations.judgements("Reader").judge(*pair, "match")
    matches = found.select(found.table()["verdict"] == "match")
    assert [tuple(one) for one in matches.sequences] == [tuple(found.sequences[0])]
    assert found.select([]).sequences == []
    path = matches.export(tmp_path / "found.csv")
    assert len(path.read_text("utf-8-sig").splitlines()) == 2
    with pytest.raises(ValueError, match="argument 2"):
        found.select([True] * 99)
    with pytest.raises(ProjectError, match=r"Give sequences, such as found\.sequences\[:10\]"):
        found.select(lambda sequence: True)


def test_findings_show_a_short_table_and_what_to_do_next(own):
    found = own.find(max_distance=LIMIT)
    assert f"{len(found.sequences)} sequences (distance at most 0.2, at least 5 frames)" in repr(
        found
    )
    assert 'found.export("found.xlsx")' in repr(found)
    html = found._repr_html_()
    assert "<table" in html
    assert "found.review()" in html
    assert "evidence at least 1.5 s" in repr(own.find(max_distance=LIMIT, align=True))


def test_repeats_are_findings(own):
    own.find(max_distance=LIMIT, align=True).keep()
    repeats = own.repeats("two.mp4")
    review = repeats.review()
    assert len(repeats.table()) == 1
    review.close()
    assert "two.mp4" in repr(repeats)
    with pytest.raises(UnknownNameError):
        own.repeats("onne.mp4")


def test_accessors_have_names_for_every_kind(own, tmp_path):
    found = own.find(max_distance=LIMIT)
    for shown in (
        found.overview.matrix(),
        found.overview.arcs(),
        found.overview.stretches(),
        found.overview.coverage(),
        found.overview.film("one.mp4"),
    ):
        assert "one.mp4" in repr(shown)
    assert len(list(found.export.webvtt(tmp_path / "vtt").iterdir())) > 0
    assert found.report(tmp_path / "report.html").is_file()


def test_elan_and_crates_are_written_to_folders(own, tmp_path):
    for package in ("pympi", "rocrate"):
        pytest.importorskip(package)
    found = own.find(max_distance=LIMIT)
    assert list(found.export.elan(tmp_path / "elan").glob("*.eaf"))
    assert (found.export.crate(tmp_path / "crate") / "sequences.csv").is_file()


def test_a_report_that_cannot_be_written_is_told_before_the_search(own, searches, tmp_path):
    with pytest.raises(ProjectError, match="must end in"):
        own.report(tmp_path / "report.pdf")
    assert searches == []


def test_exclusions_name_who_made_them(own):
    own.find(max_distance=LIMIT)
    proposal = own.annotations.exclude("one.mp4", 0, 5, reason="titles", reviewer="Reader")
    assert "nothing is excluded before" in repr(proposal)
    (excluded,) = proposal.apply()
    assert (excluded.reviewer, excluded.reason) == ("Reader", "titles")
    (held,) = own.annotations.exclusions().holding()
    assert isinstance(held, Exclusion)


def test_a_combination_offers_the_same(own, reused, tmp_path, searches):
    with (
        open_project(reused, read_only=True) as reference,
        combine_projects(reference, own, name="both") as both,
    ):
        found = both.find(max_distance=LIMIT)
        assert both.tracks["picture"].timeline is both.frames
        assert "one.mp4" in repr(both.overview("matrix"))
        both.export(tmp_path / "both.csv")
        both.review().close()
        assert searches == ["matches", "runs"]
        assert found.keep().settings.max_distance == LIMIT
