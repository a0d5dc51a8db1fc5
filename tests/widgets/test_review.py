"""Ask a review as a browser does, with real films, clips, stills and SQLite."""

import io
import json
import shutil

import numpy as np
import pytest
from PIL import Image

from tests.support.review_case import HOSTILE, Browser, judged, shown
from vrd.annotations.review_table import segments_of
from vrd.core.segments import Segment
from vrd.decoding.clip_cache import temporary_clips
from vrd.errors import ReadOnlyError
from vrd.vrd_project import open_project
from vrd.widgets.names import SEQUENCE_COLUMNS
from vrd.widgets.review import ReviewWidget
from vrd.widgets.review_judgements import ReviewJudgements
from vrd.widgets.served_folder import ServedFolder

pytest.importorskip("anywidget")


# -- what a page is told -----------------------------------------------------------------------


def test_the_table_holds_numbers_only_and_says_what_can_be_done(browser, project):
    table, (numbers,) = browser.ask("ready")
    values = np.frombuffer(numbers).reshape(len(SEQUENCE_COLUMNS), table["size"])
    line = project.find().table().iloc[0]
    assert values[2, 0] == line["query_start"]
    assert values[5, 0] == line["ref_end"]
    assert (table["can_judge"], table["can_play"], table["why_not"]) == (True, True, "")
    assert (table["kind"], table["view"], table["reviewer"]) == ("table", "v", "Reader")
    assert {film["name"] for film in table["films"]} == {"one.mp4", HOSTILE, "three.mp4"}
    assert table["verdicts"] == [-1]


def test_stills_come_in_pairs_and_can_be_opened(browser):
    answer, pictures = browser.ask("stills", items=[0])
    assert len(pictures) == 2 * len(answer["pairs"]) > 4
    for picture in pictures:
        assert max(Image.open(io.BytesIO(picture)).size) <= 192


def test_a_still_that_is_gone_leaves_its_place_empty(browser, project):
    shutil.rmtree(project.folder / "frames")
    answer, pictures = browser.ask("stills", items=[0])
    assert pictures == [b""] * (2 * len(answer["pairs"]))


def test_both_clips_of_a_sequence_are_cut_and_kept_in_the_project(browser, project):
    assert browser.send({"kind": "clips", "view": "v", "request": "r1", "item": 0}) == []
    answer, clips = browser.wait("clips", "no clips")
    assert (answer["kind"], answer["request"], answer["ratio"]) == ("clips", "r1", 1.0)
    assert [clip[4:8] for clip in clips] == [b"ftyp"] * 2
    assert len([*(project.folder / "clips").glob("*.mp4")]) == 2


def test_a_film_that_is_gone_is_said_by_name(project, tmp_path):
    for video in project.find().finder.neigh.frames.videos:
        object.__setattr__(video, "path", tmp_path / "gone" / video.name)
    widget = project.review()
    browser = Browser(widget)
    browser.send({"kind": "clips", "view": "v", "request": "r", "item": 0})
    answer, _ = browser.wait("clips", "no clips")
    assert answer["kind"] == "no clips"
    assert "so it cannot be played" in answer["message"]
    widget.close()


# -- judging ----------------------------------------------------------------------------------


def test_a_verdict_keeps_the_note_and_a_note_the_verdict(browser, project):
    answer, _ = browser.ask("judge", item=0, verdict="same scene")
    assert answer["judgements"] == [(0, "same scene", "")]
    browser.ask("note", item=0, note="<b>wider</b>")
    assert judged(project) == [("same scene", "<b>wider</b>")]
    browser.ask("judge", item=0, verdict="match")
    browser.ask("note", item=0, note="")
    assert judged(project) == [("match", "")]


def test_a_verdict_leaves_a_note_as_it_was_written(browser, project):
    note = "\u2067\u05d0\u05d1\u2069 two\r\nlines\x07"
    (pair,) = segments_of(project.find().table())
    project.annotations.judgements("Reader").judge(*pair, "unsure", note)
    answer, _ = browser.ask("judge", item=0, verdict="match")
    assert "\u2067" not in answer["judgements"][0][2]
    assert judged(project) == [("match", note)]


def test_undo_and_redo_go_back_and_forth(browser, project):
    browser.ask("judge", item=0, verdict="match")
    browser.ask("judge", item=0, verdict="unsure")
    answer, _ = browser.ask("undo")
    assert (answer["judgements"], answer["text"]) == ([(0, "match", "")], "Undone: unsure.")
    assert (answer["item"], answer["asked_by"]) == (0, "v")
    answer, _ = browser.ask("redo")
    assert (answer["judgements"], answer["text"]) == ([(0, "unsure", "")], "Restored: unsure.")
    answer, _ = browser.ask("redo")
    assert (answer["judgements"], answer["text"]) == ([], "There is no judgement to restore.")
    for expected in ("unsure", "match"):
        assert browser.ask("undo")[0]["text"] == f"Undone: {expected}."
    assert browser.ask("undo")[0]["text"] == "There is no judgement to undo."
    assert len(project.annotations.judgements("Reader").history()) == 6


def test_what_is_undone_elsewhere_is_named(browser, project):
    log = project.annotations.judgements("Reader")
    log.judge(Segment("three.mp4", 0, 1), Segment("one.mp4", 0, 1), "unsure")
    assert (
        browser.ask("undo")[0]["text"] == "Undone: unsure, on three.mp4, which is not shown here."
    )


def test_two_places_in_a_page_are_both_told(browser):
    (answer,) = browser.send({"kind": "judge", "view": "one", "item": 0, "verdict": "match"})
    assert answer[0].get("view") is None


# -- opened for reading -----------------------------------------------------------------------


def test_reading_shows_and_plays_and_keeps_nothing(project, tmp_path):
    Browser(project.review(reviewer="Reader")).ask("judge", item=0, verdict="match")
    project.close()
    before = {path: path.stat().st_mtime_ns for path in project.folder.rglob("*")}
    with open_project(project.folder, read_only=True) as reading:
        widget = reading.review(reviewer="Reader")
        browser = Browser(widget)
        table, _ = browser.ask("ready")
        assert (table["can_judge"], table["can_play"], table["verdicts"]) == (False, True, [0])
        assert table["why_not"].startswith("This project was opened for reading, so judgements")
        for message in (
            {"kind": "judge", "item": 0, "verdict": "unsure"},
            {"kind": "note", "item": 0, "note": "x"},
            {"kind": "undo"},
            {"kind": "redo"},
        ):
            ((answer, _),) = browser.send(message)
            assert (answer["kind"], answer["message"]) == ("failed", table["why_not"])
        browser.send({"kind": "clips", "view": "v", "request": "r", "item": 0})
        assert browser.wait("clips", "no clips")[0]["kind"] == "clips"
        folder = widget._films.shared_clips.folder
        assert len([*folder.glob("*.mp4")]) == 2
        assert project.folder not in folder.parents
        widget.close()
    assert {path: path.stat().st_mtime_ns for path in project.folder.rglob("*")} == before


def test_clips_that_pass_go_with_those_who_wanted_them():
    clips = temporary_clips()
    folder = clips.folder
    (folder / "one.mp4").write_bytes(b"clip")
    del clips
    assert not folder.exists()


def test_without_a_log_nothing_can_be_judged(project):
    finder, found = project.find()
    browser = Browser(ReviewWidget(found, finder.neigh, None))
    table, _ = browser.ask("ready")
    assert (table["can_judge"], table["can_play"], table["reviewer"]) == (False, False, "")
    assert browser.ask("judge", item=0, verdict="match")[0]["message"] == table["why_not"]
    assert browser.send({"kind": "clips", "request": "r", "item": 0}) == []


def test_nothing_is_judged_through_the_log_of_a_project_opened_for_reading(project):
    items = project.review()._items
    judged = ReviewJudgements(items, project.annotations.judgements("Reader"), read_only=True)
    for change in (lambda: judged.judge(0, "match"), judged.undo, judged.redo):
        with pytest.raises(ReadOnlyError, match="read_only=True"):
            change()
    assert project.annotations.judgements().history() == []


# -- the films themselves -----------------------------------------------------------------------


def test_films_that_the_notebook_server_shows_can_be_opened(project, searched, monkeypatch):
    folder = ServedFolder(searched.parent, "/files")
    monkeypatch.setattr("vrd.widgets.served_folder.served_folder", lambda: folder)
    widget = project.review(share="thumbs")
    table, _ = Browser(widget).ask("ready")
    links = {film["name"]: film["link"] for film in table["films"]}
    assert links["one.mp4"] == "/files/films/one.mp4"
    assert links[HOSTILE] == "/files/films/%3Cimg%20src%3Dx%20onerror%3Dalert%281%29%3E.mp4"
    # Where films lie is told to a page that asks, and never saved.
    saved = json.dumps([shown(widget), widget.get_state()], default=str)
    assert str(searched.parent) not in saved
    assert "/files/" not in saved
    widget.close()
