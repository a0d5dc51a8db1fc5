from __future__ import annotations

from unicodedata import normalize

import pytest
from IPython.lib.pretty import pretty

from tests.support.synthetic import timeline
from vrd.core.sequences import Sequence
from vrd.errors import UnknownNameError
from vrd.matching.filters import FilterStep, Funnel, group_names, sequences_between

GROUPS = {"a.mp4": "old", "b.mp4": "old", "c.mp4": "new"}


def test_only_sequences_between_the_two_groups_are_left() -> None:
    frames = timeline(100, 100, 100, 100)
    inside, across = Sequence(0, 100, 5), Sequence(10, 210, 5)
    back, outside = Sequence(220, 110, 5), Sequence(0, 300, 5)
    found = [inside, across, back, outside]
    for group, other_group in (("old", "new"), ("new", "old")):
        assert sequences_between(found, frames, GROUPS, group, other_group) == [across, back]
    assert sequences_between(found, frames, GROUPS, "old", "old") == [inside]
    assert sequences_between(
        found, frames, lambda name: GROUPS.get(name, "rest"), "rest", "old"
    ) == [outside]
    assert sequences_between(found, frames, GROUPS, "new", "old")[0] is across


def test_a_group_without_films_is_told() -> None:
    with pytest.raises(UnknownNameError, match=r"no group called 'odl'\. Did you mean 'old'"):
        sequences_between([], timeline(5, 5, 5), GROUPS, "odl", "new")


def test_a_funnel_is_a_list_that_shows_a_step_a_line() -> None:
    funnel = Funnel()
    assert repr(funnel) == "No filter was used."
    steps = [FilterStep("A", "matches", 9, 7, []), FilterStep("B", "candidates", 7, 1, [], "why")]
    funnel.append(steps[0])
    funnel += steps[1:]
    assert isinstance(funnel, Funnel)
    lines = ["A: 2 of 9 matches dropped, 7 left", "B: 6 of 7 candidates dropped, 1 left; why"]
    assert repr(funnel) == pretty(funnel) == "\n".join(lines)
    assert funnel == [*funnel] == steps
    assert (funnel[-1], funnel[1:]) == (steps[1], steps[1:])
    assert repr(funnel[1:]) == lines[1]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("folder", ["", "reel/"])
def test_accents_may_be_composed_or_combining(folder: str) -> None:
    name, disk = (normalize(form, "köln.mp4") for form in ("NFC", "NFD"))
    assert group_names({name: "west"}, [folder + disk, "b.mp4"]) == ["west", ""]
    assert group_names({disk: "west"}, [folder + name, "b.mp4"]) == ["west", ""]
