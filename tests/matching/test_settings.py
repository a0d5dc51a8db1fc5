"""The settings of a search: what they refuse, and in which words."""

import json

import numpy as np
import pytest

from vrd.core.scale import Scale
from vrd.errors import ProjectError, UnknownNameError
from vrd.matching.settings import FinderSettings


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"max_distance": "0.3"}, "max_distance is '0.3'; it must be a number, without quotes."),
        ({"min_score": True}, "min_score is True; it must be a number, without quotes."),
        ({"allow_skip": -1}, "allow_skip is -1; it must be 0 rows or more, a whole number."),
        ({"shortest_sequence": 2.5}, "shortest_sequence is 2.5; it must be at least 1 row"),
        ({"max_skipped_share": 2}, "max_skipped_share is 2; it must be from 0 to 1."),
        ({"max_distance": float("nan")}, "max_distance is nan; it must be a distance, 0 or more."),
        ({"min_contrast": 2}, "min_contrast is 2; it must be a contrast, from 0 to 0.5."),
        ({"min_score": 0}, "min_score is 0; it must be above 0 seconds of evidence."),
        ({"min_score": float("inf")}, "min_score is inf; it must be above 0 seconds of evidence."),
        ({"align": "maybe"}, "align is 'maybe'; it must be True or False, without quotes."),
    ],
)
def test_what_a_setting_must_be_is_said_in_words(wrong, message):
    for make in (lambda: FinderSettings(**wrong), lambda: FinderSettings().changed(**wrong)):
        with pytest.raises(ProjectError) as error:
            make()
        assert message in str(error.value)


def test_evidence_is_weighed_against_a_limit_only():
    unlimited = FinderSettings(max_distance=float("inf"))
    assert unlimited.suiting(Scale()).max_distance == float("inf"), "as published"
    for weighed in ({"align": True}, {"normalize": True}):
        with pytest.raises(ProjectError, match="max_distance is inf; it must be a number where"):
            unlimited.changed(**weighed).suiting(Scale())


def test_unknown_settings_are_named():
    with pytest.raises(UnknownNameError, match="Did you mean 'max_distance'"):
        FinderSettings().changed(max_distanze=0.3)
    with pytest.raises(ProjectError, match="no setting called 'max_distanze'"):
        FinderSettings(max_distanze=0.3)


def test_settings_survive_json_and_take_numbers_of_numpy():
    settings = FinderSettings(max_distance=np.float64(0.25), shortest_sequence=np.int64(7))
    kept = json.loads(json.dumps(settings.model_dump()))
    assert FinderSettings(**kept) == settings
    assert settings.changed(max_distance=None).shortest_sequence == 7
