"""Sequences that show the same footage."""

import numpy as np

from tests.support.synthetic import table_of
from vrd.analysis.shared_groups import MIN_COVERED_SHARE, with_groups


def test_one_shot_in_three_films_is_one_footage():
    table = with_groups(
        table_of(
            ("a", 10, 20, "b", 50, 60),
            ("a", 80, 90, "d", 0, 10),
            ("b", 50.4, 60, "c", 5, 14.6),
            ("a", 10, 19.5, "c", 5, 14.5),
        )
    )
    assert table["footage"].tolist() == [1, 2, 1, 1]
    assert table["films"].tolist() == [3, 2, 3, 3]


def test_a_short_stretch_of_a_long_one_is_footage_of_its_own():
    lines = [("a", 0, 60, "b", 0, 60), ("a", 5, 15, "c", 0, 10), ("b", 5, 15, "c", 0, 10)]
    table = with_groups(table_of(*lines))
    assert table["footage"].tolist() == [1, 2, 2]
    assert table["films"].tolist() == [2, 3, 3]
    covered = 10 * MIN_COVERED_SHARE
    for shared, count in ((covered + 0.1, 1), (covered - 0.1, 2)):
        whole = ("a", 0.0, 10.0, "b", 0.0, 10.0)
        shown = [whole, ("a", 10 - shared, 20 - shared, "c", 0.0, 10.0)]
        assert with_groups(table_of(*shown))["footage"].nunique() == count


def test_films_of_one_name_as_query_and_as_reference_are_one_film():
    table = with_groups(table_of(("a", 0, 9, "b", 20, 29), ("c", 0, 9, "a", 0, 9)))
    assert table["footage"].tolist() == [1, 1]


def test_nothing_is_no_footage():
    table = with_groups(table_of())
    assert table[["footage", "films"]].shape == (0, 2)
    assert table["films"].dtype == np.int64


def test_a_shot_of_very_many_films_is_one_footage():
    films = [f"film {number:03d}" for number in range(60)]
    lines = [
        (query, 1.0, 9.0, reference, 1.0, 9.0)
        for position, query in enumerate(films)
        for reference in films[position + 1 :]
    ]
    table = with_groups(table_of(*lines))
    assert set(table["footage"]) == {1}
    assert set(table["films"]) == {60}
