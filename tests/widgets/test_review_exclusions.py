"""Exclude from a review: stretches and frames are never shown again."""

import pytest

from tests.support.review_case import Browser
from vrd.annotations.exclusion_log import ExclusionLog
from vrd.vrd_project import open_project

pytest.importorskip("anywidget")


def test_a_stretch_is_left_out_only_after_its_effect_was_shown(browser, project):
    answer, _ = browser.ask("propose", item=0, side=0, moment=None, request="r")
    assert answer["kind"] == "proposed"
    assert "1 of 1 sequences" in answer["text"]
    assert project.annotations.exclusions().holding() == []
    answer, _ = browser.ask("exclude", request="r")
    assert answer["can_undo"]
    (held,) = project.annotations.exclusions().holding()
    assert (held.reviewer, held.of_frames) == ("Reader", False)
    assert project.find()[1] == []
    answer, _ = browser.ask("exclude", request="r")  # pressed twice
    assert (answer["kind"], answer["request_kind"]) == ("failed", "exclude")
    answer, _ = browser.ask("include", request="r")
    assert answer["text"] == "The exclusion was undone."
    assert len(project.find()[1]) == 1


def test_frames_like_one_are_of_the_side_and_the_moment_asked_for(browser, project):
    _, found = project.find()
    browser.ask("propose", item=0, side=1, moment=5.2, request="r")
    browser.ask("exclude", request="r")
    (held,) = project.annotations.exclusions().holding()
    assert held.of_frames
    assert held.stretch == (project.find.given(found).table()["ref_id"].item(), 5, 6)


def test_what_was_proposed_elsewhere_is_not_applied(browser, project):
    browser.ask("propose", item=0, side=0, moment=None, request="one")
    browser.ask("propose", item=0, side=1, moment=None, request="two")
    answer, _ = browser.ask("exclude", request="one")
    assert "not known any more" in answer["message"]
    assert project.annotations.exclusions().holding() == []


def test_each_view_takes_back_what_it_left_out_itself(browser, project):
    for side, request in ((0, "one"), (1, "two")):
        browser.ask("propose", item=0, side=side, moment=None, request=request)
        browser.ask("exclude", request=request)
    first, second = project.annotations.exclusions().holding()
    answer, _ = browser.ask("include", request="one")
    assert answer["text"] == "The exclusion was undone."
    assert [exclusion.stretch for exclusion in project.annotations.exclusions().holding()] == [
        second.stretch
    ]
    assert first.stretch != second.stretch
    answer, _ = browser.ask("include", request="one")  # pressed twice
    assert answer["text"] == "There is no exclusion to undo."


def test_what_the_log_refused_can_be_left_out_again(browser, project, monkeypatch):
    def full(*_):
        raise OSError("the disk is full")

    browser.ask("propose", item=0, side=0, moment=None, request="r")
    with monkeypatch.context() as broken:
        broken.setattr(ExclusionLog, "exclude", full)
        assert browser.ask("exclude", request="r")[0]["message"] == "the disk is full"
    assert browser.ask("exclude", request="r")[0]["can_undo"]
    with monkeypatch.context() as broken:
        broken.setattr(ExclusionLog, "withdraw", full)
        assert browser.ask("include", request="r")[0]["message"] == "the disk is full"
    assert browser.ask("include", request="r")[0]["text"] == "The exclusion was undone."
    assert project.annotations.exclusions().holding() == []


@pytest.mark.parametrize(
    "wrong", [{"side": 2}, {"side": None}, {"moment": "5"}, {"moment": True}, {"moment": -1}]
)
def test_a_proposal_that_makes_no_sense_is_told(browser, wrong):
    answer, _ = browser.ask("propose", **{"item": 0, "side": 0, "moment": 1, **wrong})
    assert answer["kind"] == "failed"


def test_reading_only_leaves_nothing_out(searched):
    with open_project(searched, read_only=True) as project:
        widget = project.review()
        browser = Browser(widget)
        assert browser.ask("ready")[0]["can_exclude"] is False
        answer, _ = browser.ask("propose", item=0, side=0, moment=None, request="r")
        assert "Nothing can be excluded" in answer["message"]
        widget.close()
