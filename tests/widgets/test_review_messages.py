"""Send a review messages that make no sense, and messages that cannot be answered."""

import pytest

from tests.support.review_case import judged

pytest.importorskip("anywidget")


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
