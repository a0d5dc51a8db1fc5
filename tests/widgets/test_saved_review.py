"""Test that a saved notebook holds of a review what was asked for, and no more."""

import base64
import json
import re

import numpy as np
import pytest

from tests.support.review_case import Browser, footage_in, shown
from vrd.errors import VideoError
from vrd.views.html import STYLE
from vrd.widgets.review import ReviewWidget
from vrd.widgets.review_options import ReviewOptions
from vrd.widgets.saved_review import shared_page

pytest.importorskip("anywidget")


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
