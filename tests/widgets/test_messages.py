"""Test that messages of a page are checked before anything is done with them."""

import pytest

from vrd.widgets.messages import message_of, view_of
from vrd.widgets.requests_of_page import (
    AskClips,
    AskStills,
    Judge,
    MessageError,
    Propose,
    Ready,
    WriteNote,
    check_position,
    read_request,
)

MODELS = [Ready, AskStills, AskClips, Judge, WriteNote, Propose]


def refused(content):
    with pytest.raises(MessageError) as error:
        read_request(content, MODELS)
    return str(error.value)


def test_a_message_is_read_by_its_kind():
    assert read_request({"kind": "ready", "view": "v"}, MODELS) == Ready(view="v")
    clips = read_request({"kind": "clips", "request": "r", "item": 1}, MODELS)
    assert (clips.request, clips.item, clips.part, clips.next) == ("r", 1, 0, None)  # type: ignore[attr-defined]
    # A page of another version may send more.
    assert read_request({"kind": "ready", "colour": "red"}, MODELS) == Ready()


def test_what_is_wrong_is_said_in_words():
    again = "Run this cell again, or load the page again."
    assert refused({"kind": "judge", "item": 0}) == f"The page sent no verdict. {again}"
    assert refused({"kind": "note", "item": 0, "note": "x" * 2001}) == (
        "The note has 2,001 characters; it may have 2,000. Shorten it."
    )
    assert refused({"kind": "stills", "items": [0] * 101}) == (
        f"The page sent more than 100 items. {again}"
    )
    assert refused({"kind": "judge", "item": True, "verdict": "match"}) == (
        f"The page sent True as item, which makes no sense. {again}"
    )
    assert "which this version of VRD does not know" in refused({"kind": "dance"})
    assert len(refused({"kind": "x" * 100_000})) < 300


@pytest.mark.parametrize(
    "moment", [True, -1, float("nan"), float("inf"), 1e9, "5", [5], 10**400], ids=str
)
def test_a_moment_is_a_time_of_a_film(moment):
    assert "moment" in refused({"kind": "propose", "item": 0, "side": 0, "moment": moment})


@pytest.mark.parametrize("side", [2, -1, None, "0", 0.5])
def test_a_sequence_has_two_sides(side):
    assert "side" in refused({"kind": "propose", "item": 0, "side": side})


def test_a_position_is_one_of_those_there_are():
    assert check_position(2, 3, "part") == 2
    for position in (3, -1, None, 10**400):
        with pytest.raises(MessageError, match=r"asked for part .*there are 3, counted from 0"):
            check_position(position, 3, "part")


def test_half_a_character_is_written_as_its_number():
    assert read_request({"kind": "note", "item": 0, "note": "\ud83d"}, MODELS).note == "\\ud83d"  # type: ignore[attr-defined]


def test_names_that_a_page_gives_are_short_text_or_nothing():
    for name in (None, 5, ["v"], {}, "v" * 101):
        assert view_of({"view": name}) is None
        assert read_request({"kind": "clips", "request": name}, MODELS).request is None  # type: ignore[attr-defined]
    assert view_of("no message") is None
    assert view_of({"view": "\ud83d"}) == "\N{REPLACEMENT CHARACTER}"


def test_an_error_of_python_is_named_and_shortened():
    assert message_of(ValueError("the disk is full")) == "the disk is full"
    assert message_of(KeyError("films")) == "KeyError: 'films'"
    assert len(message_of(ValueError("x" * 5000))) == 1000
