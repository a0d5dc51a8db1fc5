"""Test the keys of a review, and its options."""

import pytest

from vrd.errors import UnknownNameError

pytest.importorskip("anywidget")


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
