"""A limit that cannot be read off the films is small, and people are told."""

from types import SimpleNamespace

import pandas as pd

from tests.support.synthetic import diagonal, neighbours_of, timeline
from vrd.core.scale import Scale
from vrd.matching.settings import FinderSettings
from vrd.projects.proposed_limit import proposed_limit, warning_of_limit
from vrd.projects.search import distance_limit
from vrd.projects.show_findings import findings_page


def track(matches, usual_limit=0.3):
    neighbours = neighbours_of(timeline(100, 100), matches)
    scale = Scale(usual_limit=usual_limit)
    return SimpleNamespace(neighbours=neighbours, spec=SimpleNamespace(scale=scale))


def test_films_that_share_nothing_get_a_careful_limit_and_a_warning():
    alone = track([])
    assert distance_limit(alone, FinderSettings()) == 0.3
    warning = warning_of_limit(alone, FinderSettings())
    assert warning.startswith("No distance separates reuse from chance in these films.")
    assert "careful one (0.3000)" in warning
    assert warning_of_limit(alone, FinderSettings(max_distance=0.5)) == ""
    assert "only frames that are exactly alike" in proposed_limit(track([], 0.0)).reason


def test_the_usual_limit_is_lowered_where_chance_is_nearer():
    chance = [
        (10 * run + step, 190 - 10 * run - step, 0.2) for run in range(4) for step in range(7)
    ]
    assert distance_limit(track(chance), FinderSettings()) < 0.2


def test_films_that_share_footage_get_a_limit_without_a_warning():
    shared = track(diagonal(20, 130, 40, 0.25))
    assert distance_limit(shared, FinderSettings()) == 0.25
    assert "proposed from the data" in proposed_limit(shared).reason
    assert warning_of_limit(shared, FinderSettings()) == ""


def test_a_notebook_shows_the_warning_beside_what_was_found_and_where_nothing_was():
    settings = FinderSettings(align=False)
    page = findings_page(pd.DataFrame(), settings, 0.3, "Nothing separates <here>.")
    assert "Nothing separates <here>. To find more" in page.text
    assert "&lt;here&gt;" in page.html
