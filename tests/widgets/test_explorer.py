"""Move the explorer's panels as a browser does, on real films with the embedded descriptor."""

import json
import shutil
import sys
from types import SimpleNamespace

import pytest
from traitlets import TraitError

from tests.support.review_case import Browser, footage_in
from vrd.annotations.exclusion_log import Exclusion
from vrd.core.segments import Segment
from vrd.core.spread import spread
from vrd.vrd_project import open_project
from vrd.widgets.funnel import MAX_SHOWN

pytest.importorskip("anywidget")


@pytest.fixture
def project(project_copy):
    with open_project(project_copy) as opened:
        opened.find(align=True, max_distance=6.0).keep()
        yield opened


@pytest.fixture
def explorer(project):
    made = project.explore(reviewer="Reader")
    yield made
    made.close()


def move(panel, *values):
    """Drag a limit, as the page does."""
    data = {"method": "update", "state": {"values": list(values)}, "buffer_paths": []}
    panel.limits._handle_msg({"content": {"data": data}, "buffers": []})


def stills(panel):
    """Return what the page is given when it asks for pairs of stills."""
    answer, pictures = Browser(panel.pairs).ask("ready")
    assert answer["kind"] == "pairs"
    assert len(pictures) == 2 * sum(len(group["pairs"]) for group in answer["groups"])
    return answer["groups"]


def widgets_of(root):
    yield root
    for child in getattr(root, "children", ()):
        yield from widgets_of(child)


# -- the funnel of evidence -------------------------------------------------------------------


def test_the_funnel_of_evidence_counts_what_the_filters_and_the_limit_drop(explorer, project):
    panel = explorer.evidence
    finder, _ = project.find()
    told = [button.description for button in panel.funnel.children]
    same_film = finder.funnel[0]
    assert told[0] == (
        f"{same_film.name}: {same_film.before - same_film.after:,} of {same_film.before:,} matches "
        f"dropped, {same_film.after:,} left"
    )
    assert told[-1].startswith(f"Evidence below {panel.min_score:g}")
    assert told[-1].endswith(f" dropped, {len(panel.sequences):,} left")
    everything = len(panel.lines)
    assert everything > 0
    move(panel, 10_000.0)
    assert panel.sequences == []
    assert panel.funnel.children[-1].description == (
        f"Evidence below 10,000 s: {everything:,} of {everything:,} lines of matches dropped, "
        "0 left"
    )


def test_a_step_that_is_pressed_shows_what_it_dropped_until_it_is_pressed_again(explorer):
    panel = explorer.evidence
    move(panel, 10_000.0)
    last = panel.funnel.children[-1]
    before = [group["title"] for group in stills(panel)]
    assert before == ["Just enough evidence", "Just too little evidence"]
    last.click()
    assert last.description.startswith("▾ ")
    (dropped,) = stills(panel)
    assert dropped["title"] == "Dropped by “Evidence below 10,000 s”"
    assert [pair["text"] for pair in dropped["pairs"]] == [
        f"evidence {panel.lines[i].score:.2f} s" for i in spread(len(panel.lines), MAX_SHOWN)
    ]
    last.click()
    assert [group["title"] for group in stills(panel)] == before


def test_what_a_filter_of_matches_dropped_is_shown_too(project):
    project.annotations.exclusions("Reader").exclude(
        [Exclusion(Segment("one.mp4", 0, 2), "seen enough")]
    )
    explorer = project.explore()
    panel = explorer.evidence
    names = [button.description.split(":")[0] for button in panel.funnel.children]
    step = names.index("Excluded stretches")
    panel.funnel.children[step].click()
    (dropped,) = stills(panel)
    assert 0 < len(dropped["pairs"]) <= MAX_SHOWN
    for pair in dropped["pairs"]:
        film = pair["films"].index("one.mp4")
        assert 0 <= pair["times"][film] < 2
        assert float(pair["text"].removeprefix("distance ")) <= 6.0
    explorer.close()


def test_a_step_that_drops_nothing_says_so(explorer):
    panel = explorer.evidence
    move(panel, 0.0)
    panel.funnel.children[-1].click()
    (dropped,) = stills(panel)
    assert (dropped["pairs"], dropped["if_none"]) == ([], "This step dropped nothing.")


def test_a_button_keeps_its_place_while_a_limit_moves(explorer):
    for panel in (explorer.evidence, explorer.runs):
        buttons = panel.funnel.children
        move(panel, *[0.01 + value for value in panel.limits.values])
        assert panel.funnel.children == buttons


def test_the_funnel_of_runs_shows_what_the_limit_dropped(explorer):
    panel = explorer.runs
    move(panel, 0.0, 0.0)
    step = next(
        position
        for position, button in enumerate(panel.funnel.children)
        if button.description.startswith("Distance")
    )
    panel.funnel.press(step)
    (dropped,) = stills(panel)
    assert dropped["title"] == "Dropped by “Distance above 0”"
    assert 0 < len(dropped["pairs"]) <= MAX_SHOWN


# -- messages that make no sense --------------------------------------------------------------


@pytest.mark.parametrize(
    "values", [[], [1.0], [1.0, 2.0, 3.0], [-1.0, 1.0], [float("nan"), 1.0], ["x", 1.0], None, 7]
)
def test_limits_that_are_none_are_told_in_the_page_and_set_back(values, explorer):
    panel = explorer.runs
    before, browser = list(panel.limits.values), Browser(panel.limits)
    found = panel.found_box.value
    data = {"method": "update", "state": {"values": values}, "buffer_paths": []}
    panel.limits._handle_msg({"content": {"data": data}, "buffers": []})
    (answer,) = [answer for answer, _ in browser.seen if answer["kind"] == "failed"]
    assert len(answer["message"]) > 30
    assert (panel.limits.values, panel.found_box.value) == (before, found)
    with pytest.raises(TraitError):
        panel.limits.values = values


@pytest.mark.parametrize("content", [None, {}, {"kind": "judge"}, {"kind": 3}, "ready"])
@pytest.mark.parametrize("part", ["limits", "pairs"])
def test_a_senseless_message_to_a_part_is_answered(content, part, explorer):
    browser = Browser(getattr(explorer.runs, part))
    ((answer, _),) = browser.send(content)
    assert answer["kind"] == "failed"
    assert "does not know" in answer["message"]


def test_stills_that_are_gone_leave_their_places_empty(explorer, project):
    shutil.rmtree(project.folder / "frames")
    _, pictures = Browser(explorer.evidence.pairs).ask("ready")
    assert pictures
    assert set(pictures) == {b""}


def test_a_review_that_cannot_be_made_says_why_in_its_place(explorer, project):
    project.close()
    explorer._show_review(None)
    (place,) = explorer.review_box.children
    assert 'role="alert"' in place.value
    assert "Open it again" in place.value


# -- what a saved notebook holds, and what a screen reader is told ----------------------------


def test_the_states_of_all_parts_hold_no_footage(explorer, project):
    for panel in (explorer.evidence, explorer.runs):
        panel.funnel.children[0].click()
        stills(panel)
    explorer._show_review(None)
    states = [widget.get_state() for widget in widgets_of(explorer)]
    states += [panel.pairs.get_state() for panel in (explorer.evidence, explorer.runs)]
    assert len(states) > 30
    assert footage_in(states) == []
    assert str(project.folder) not in json.dumps(states, default=str)


def test_what_was_found_is_said_as_it_changes(explorer):
    for panel in (explorer.evidence, explorer.runs):
        assert 'role="status"' in panel.found_box.value
        headings = [
            child.value
            for child in panel.children
            if 'role="heading"' in getattr(child, "value", "")
        ]
        assert len(headings) == 3
        assert "labels" in panel.limits.get_state()
        assert panel.limits.title


# -- elsewhere --------------------------------------------------------------------------------


def test_colab_is_told_where_the_widgets_come_from(explorer, monkeypatch):
    """Use a stand-in for Colab's module, which exists nowhere else, as anywidget uses it."""
    address = "https://example.org/manager.js"
    colab = SimpleNamespace(
        enable_custom_widget_manager=lambda: None,
        _widgets=SimpleNamespace(_installed_url=address),
    )
    assert explorer._repr_mimebundle_()[1] == {}
    monkeypatch.setitem(sys.modules, "google.colab.output", colab)
    data, metadata = explorer._repr_mimebundle_()
    view = "application/vnd.jupyter.widget-view+json"
    assert view in data
    assert metadata == {view: {"colab": {"custom_widget_manager": {"url": address}}}}
