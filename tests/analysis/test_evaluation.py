"""Found against planted, in cases drawn by hand."""

import pandas as pd
import pytest

from vrd.analysis.evaluation import COLUMNS, compare_with_truth

NAMES = ["query", "ref", "query_start", "query_end", "ref_start", "ref_end", "score"]
TRUTH = [
    {
        "query": "host",
        "ref": "source",
        "query_start": 10.0,
        "query_end": 20.0,
        "ref_start": 50.0,
        "ref_end": 60.0,
        "edit": "grey",
    }
]


def compare(*rows, truth=TRUTH):
    return compare_with_truth(pd.DataFrame(list(rows), columns=NAMES), truth)


def test_found_whole():
    (line,) = compare(("host", "source", 10, 20, 50, 60, 7.5)).to_dict("records")
    assert line["result"] == "found"
    assert line["covered"] == 1.0
    assert line["edit"] == "grey"
    assert (line["score"], line["found_start"], line["found_end"]) == (7.5, 10, 20)


def test_either_film_may_be_the_query():
    (line,) = compare(("source", "host", 52, 60, 12, 20, 3.0)).to_dict("records")
    assert line["result"] == "found"
    assert line["covered"] == pytest.approx(0.8)
    assert (line["query"], line["found_start"], line["found_ref"]) == ("host", 12, 52)


def test_a_short_part_is_partly():
    (line,) = compare(("host", "source", 8, 13, 48, 53, 1.0)).to_dict("records")
    assert line["result"] == "partly"
    assert line["covered"] == pytest.approx(0.3)


def test_the_side_that_is_covered_less_counts():
    (line,) = compare(("host", "source", 10, 20, 50, 52, 1.0)).to_dict("records")
    assert line["covered"] == pytest.approx(0.2)


def test_nothing_found_is_missed():
    (line,) = compare().to_dict("records")
    assert line["result"] == "missed"
    assert line["covered"] == 0
    assert pd.isna(line["score"])


def test_two_parts_add_up_without_counting_twice():
    parts = [("host", "source", 10, 15, 50, 55, 2.0), ("host", "source", 14, 20, 54, 60, 4.0)]
    (line,) = compare(*parts).to_dict("records")
    assert line["covered"] == pytest.approx(1.0)
    assert line["score"] == 4.0


@pytest.mark.parametrize(
    "row",
    [
        ("host", "other", 10, 20, 50, 60, 1.0),
        ("host", "source", 10, 20, 70, 80, 1.0),
        ("host", "source", 20, 30, 60, 70, 1.0),
        ("source", "host", 10, 20, 50, 60, 1.0),
    ],
    ids=[
        "another film",
        "right time, wrong reference",
        "only touches",
        "films swapped",
    ],
)
def test_what_overlaps_no_truth_is_false(row):
    missed, false = compare(row).to_dict("records")
    assert (missed["result"], false["result"]) == ("missed", "false")
    assert (false["query"], false["query_start"], false["score"]) == (row[0], row[2], 1.0)


def test_films_that_share_nothing():
    table = compare(truth=[])
    assert list(table.columns) == COLUMNS
    assert table.empty


def test_truth_may_be_a_table():
    sequences = pd.DataFrame([("host", "source", 10, 20, 50, 60, 7.5)], columns=NAMES)
    assert list(compare_with_truth(sequences, pd.DataFrame(TRUTH)).result) == ["found"]
