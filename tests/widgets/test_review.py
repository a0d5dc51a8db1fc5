"""Ask a review as a browser does, with real films, clips, stills and SQLite."""

import base64
import io
import json
import shutil

import numpy as np
import pytest
from PIL import Image

from tests.support.review_case import HOSTILE, Browser, footage_in
from vrd.annotations.review_table import segments_of
from vrd.errors import ReadOnlyError, UnknownNameError
from vrd.views.html import STYLE
from vrd.vrd_project import open_project
from vrd.widgets.review import ReviewWidget
from vrd.widgets.review_options import ReviewOptions
from vrd.widgets.served_folder import ServedFolder

pytest.importorskip("anywidget")


@pytest.fixture
def review(project):
    widget = project.review(reviewer="Reader")
    yield widget
    widget.close()


@pytest.fixture
def browser(review):
    return Browser(review)


def judged(project):
    return [
        (judgement.verdict, judgement.note)
        for judgement in project.annotations.judgements("Reader").current()
    ]


# -- what a page is told -----------------------------------------------------------------------


def test_the_table_holds_numbers_only_and_says_what_can_be_done(browser, project):
    table, (numbers,) = browser.ask("ready")
    values = np.frombuffer(numbers).reshape(13, table["size"])
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
    from vrd.core.segments import Segment

    log = project.annotations.judgements("Reader")
    log.judge(Segment("three.mp4", 0, 1), Segment("one.mp4", 0, 1), "unsure")
    assert (
        browser.ask("undo")[0]["text"] == "Undone: unsure, on three.mp4, which is not shown here."
    )


def test_two_places_in_a_page_are_both_told(browser):
    (answer,) = browser.send({"kind": "judge", "view": "one", "item": 0, "verdict": "match"})
    assert answer[0].get("view") is None


# -- messages that make no sense --------------------------------------------------------------

SENSELESS = [
    None,
    7,
    [],
    "judge",
    {},
    {"kind": None},
    {"kind": ["judge"]},
    {"kind": "no such thing"},
    {"kind": "\ud83d"},
    {"kind": "judge"},
    {"kind": "judge", "item": 0},
    {"kind": "judge", "item": 0, "verdict": None},
    {"kind": "judge", "item": 0, "verdict": "perhaps"},
    {"kind": "judge", "item": 0, "verdict": ""},
    {"kind": "judge", "item": 0, "verdict": ["match"]},
    {"kind": "judge", "item": 0, "verdict": "\ud83d"},
    *(
        {"kind": "judge", "verdict": "match", "item": item}
        for item in (1, -1, 0.0, "0", True, None)
    ),
    {"kind": "judge", "verdict": "match", "item": 10**400},
    {"kind": "note", "item": 0},
    {"kind": "note", "item": 0, "note": None},
    {"kind": "note", "item": 0, "note": {"html": "<b>"}},
    {"kind": "note", "item": 0, "note": "x" * 2001},
    {"kind": "stills"},
    {"kind": "stills", "items": 0},
    {"kind": "stills", "items": [0, 5]},
    {"kind": "stills", "items": [0] * 101},
    {"kind": "clips", "request": "r"},
    {"kind": "clips", "request": "r", "item": 3},
    {"kind": "clips", "request": "r", "item": 0, "part": -1},
    {"kind": "clips", "request": "r", "item": 0, "part": 99},
    {"kind": "clips", "request": "r", "item": 0, "part": float("inf")},
    {"kind": "clips", "request": "r", "item": 0, "next": "x"},
]


@pytest.mark.parametrize("content", SENSELESS, ids=lambda content: ascii(content)[:60])
def test_a_senseless_message_is_answered_in_words_and_changes_nothing(content, browser, project):
    ((answer, _),) = browser.send(content)
    assert answer["kind"] == "failed"
    assert answer["message"].endswith((".", "?"))
    assert len(answer["message"]) > 30
    assert "Traceback" not in answer["message"]
    assert project.annotations.judgements().history() == []
    # The widget goes on.
    assert browser.ask("ready")[0]["size"] == 1


@pytest.mark.parametrize("view", [None, 5, ["v"], "v" * 5000, "\ud83d"])
def test_whatever_a_page_calls_itself_its_answer_can_be_sent(view, browser):
    ((answer, _),) = browser.send({"kind": "ready", "view": view})
    assert answer["kind"] == "table"
    assert len(str(answer["view"])) < 20


def test_half_a_character_in_a_note_is_kept_as_text(browser, project):
    answer, _ = browser.ask("note", item=0, note="see \ud83d")
    assert answer["judgements"] == [(0, "", "see \\ud83d")]


def test_an_error_of_the_database_is_told_and_the_next_try_is_kept(browser, project):
    connection = project.database._connection
    connection.execute("PRAGMA query_only = 1")
    answer, _ = browser.ask("judge", item=0, verdict="match")
    assert (answer["kind"], answer["request_kind"]) == ("failed", "judge")
    assert "database_file" in answer["message"]
    connection.execute("PRAGMA query_only = 0")
    browser.ask("judge", item=0, verdict="match")
    assert judged(project) == [("match", "")]


def test_a_closed_project_says_how_to_open_it(browser, project):
    project.close()
    assert "Open it again" in browser.ask("judge", item=0, verdict="match")[0]["message"]


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
        place = widget._films.shared_clips.folder
        assert len([*place.glob("*.mp4")]) == 2
        assert project.folder not in place.parents
        widget.close()
    assert {path: path.stat().st_mtime_ns for path in project.folder.rglob("*")} == before


def test_clips_that_pass_go_with_those_who_wanted_them():
    from vrd.decoding.clip_cache import temporary_clips

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


# -- settings ---------------------------------------------------------------------------------


def test_keys_can_be_changed_and_a_key_is_taken_from_its_usual_task(project):
    widget = project.review(keys={"match": "X", "redo": ["Shift+U", "F9"], "help": []})
    assert widget.bindings["match"] == ["X"]
    assert widget.bindings["redo"] == ["Shift+U", "F9"]
    assert widget.bindings["help"] == []
    assert widget.bindings["unsure"] == ["3", "u"]
    widget.close()
    widget = project.review(keys={"match": "Z", "note": "shift+z"})
    assert widget.bindings["undo"] == []
    widget.close()


@pytest.mark.parametrize(
    ("keys", "error", "words"),
    [
        ({"matsch": "x"}, UnknownNameError, "Did you mean 'match'"),
        ({"match": "x", "unsure": "X"}, ValueError, "'X' is given to 'match' and 'unsure'"),
        ({"match": "Shift+x", "unsure": "Shift+X"}, ValueError, "is given to"),
        ({"match": [1]}, ValueError, "names of keys"),
        ({"match": 1}, ValueError, "names of keys"),
        ({"match": ""}, ValueError, "names of keys"),
    ],
)
def test_keys_that_make_no_sense_are_refused(keys, error, words, project):
    with pytest.raises(error, match=words):
        project.review(keys=keys)


@pytest.mark.parametrize(
    ("settings", "words"),
    [({"page_size": 0}, "page_size"), ({"share": "everything"}, "'thumbs' or 'clips'")],
)
def test_settings_that_make_no_sense_are_refused(settings, words, project):
    with pytest.raises(ValueError, match=words):
        project.review(**settings)


# -- what a saved notebook holds --------------------------------------------------------------


def shown(widget):
    bundle = widget._repr_mimebundle_()
    return bundle[0] if isinstance(bundle, tuple) else bundle


def test_the_state_of_a_widget_that_was_used_holds_no_footage(browser, review, project):
    browser.ask("ready")
    browser.ask("stills", items=[0])
    browser.send({"kind": "clips", "view": "v", "request": "r", "item": 0})
    browser.wait("clips", "no clips")
    browser.ask("judge", item=0, verdict="match")
    state = review.get_state()
    mine = {name for name in state if not name.startswith("_")}
    assert mine <= {"bindings", "page_size", "widget", "saved", "layout", "tabbable", "tooltip"}
    assert footage_in(state) == []
    assert footage_in(shown(review)) == []
    assert not any(isinstance(value, (bytes, memoryview)) for value in state.values())
    assert str(project.folder) not in json.dumps(state, default=str)
    assert "1 judged" in shown(review)["text/html"]


def test_a_picture_in_a_state_would_be_noticed():
    assert footage_in({"a": b"\xff\xd8\xff\xe0" + bytes(30)})
    assert footage_in({"a": b"\x89PNG\r\n\x1a\n" + bytes(30)})
    assert footage_in({"a": b"\0\0\0\x20ftypisom"})


@pytest.mark.parametrize(
    ("share", "pictures", "videos"),
    [
        ("nothing", False, False),
        ("table", False, False),
        ("thumbs", True, False),
        ("clips", True, True),
    ],
)
def test_a_saved_notebook_holds_what_was_asked_for(share, pictures, videos, project):
    widget = project.review(share=share)
    data = shown(widget)
    html = data["text/html"]
    assert ("data:image" in html) == pictures
    assert ("data:video/mp4" in html) == videos
    assert html.count(STYLE) >= 1
    assert "<img src=x" not in html
    assert str(project.folder) not in html
    assert "<script" not in html
    # A page that is exported with the states of its widgets shows the same.
    assert widget.get_state()["saved"] == html
    assert bool(footage_in(widget.get_state())) == pictures
    assert repr(widget) == "Review of 1 sequence, 0 judged. Run this cell to look at them."
    widget.close()


def test_shared_clips_are_short_whole_and_named(project):
    import re

    widget = project.review(share="clips")
    html = shown(widget)["text/html"]
    clips = re.findall(
        r'<video [^>]*aria-label="([^"]+)" src="data:video/mp4;base64,([^"]+)"', html
    )
    assert [base64.b64decode(clip)[4:8] for _, clip in clips] == [b"ftyp"] * 2
    assert {name.split(",")[0] for name, _ in clips} == {
        "one.mp4",
        "&lt;img src=x onerror=alert(1)&gt;.mp4",
    }
    assert "controls" in html
    widget.close()


def test_shared_clips_end_where_there_is_no_more_room(project):
    from vrd.widgets.saved_review import shared_page

    items = project.review(share="clips")._items
    asked = []

    class Large:
        def clip(self, film, start, end, *, cancelled=None):
            asked.append((film.name, end - start))
            return bytes(400_000), 25.0

    items.sequences = items.sequences * 4
    items.films = np.repeat(items.films, 4, axis=0)
    items._times = np.repeat(items._times, 4, axis=0)
    page = shared_page(items, "clips", Large(), 10, max_mb=2)
    assert page.html.count("<video") == 4
    assert "Clips of the first 2 of 4 sequences (more would make the notebook too large)." in (
        page.text
    )
    assert len(asked) == 6
    assert all(0 < seconds <= 20 for _, seconds in asked)


def test_a_clip_that_cannot_be_shared_says_why(project, tmp_path):
    from vrd.errors import VideoError
    from vrd.widgets.saved_review import shared_page

    class Broken:
        def clip(self, film, start, end, *, cancelled=None):
            raise VideoError("<b>gone")

    page = shared_page(project.review()._items, "clips", Broken(), 10)
    assert page.html.count("&lt;b&gt;gone") == 2
    assert "<video" not in page.html


def test_a_saved_notebook_does_not_tell_where_a_film_was(project, tmp_path):
    for video in project.frames.videos:
        object.__setattr__(video, "path", tmp_path / "gone" / video.name)
    widget = project.review(share="clips")
    saved = json.dumps(widget._repr_mimebundle_()) + widget.saved
    widget.close()
    assert "is not at gone any more, so it cannot be played" in saved
    assert str(tmp_path) not in saved


def test_clips_are_shared_only_where_there_are_any(project):
    finder, found = project.find()
    with pytest.raises(ValueError, match="'thumbs' instead"):
        ReviewWidget(found, finder.neigh, None, options=ReviewOptions(share="clips"))


def test_a_review_of_nothing_can_be_shown_and_saved(project):
    for share in ("nothing", "table", "thumbs", "clips"):
        widget = project.find().select([]).review(share=share)
        assert "0 sequences" in shown(widget)["text/plain"]
        assert Browser(widget).ask("ready")[0]["size"] == 0
        widget.close()


def test_nothing_is_judged_through_the_log_of_a_project_opened_for_reading(project):
    from vrd.widgets.review_judgements import ReviewJudgements

    items = project.review()._items
    judged = ReviewJudgements(items, project.annotations.judgements("Reader"), read_only=True)
    for change in (lambda: judged.judge(0, "match"), judged.undo, judged.redo):
        with pytest.raises(ReadOnlyError, match="read_only=True"):
            change()
    assert project.annotations.judgements().history() == []


# -- never show this again ----------------------------------------------------------------------


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
    from vrd.annotations.exclusion_log import ExclusionLog

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
