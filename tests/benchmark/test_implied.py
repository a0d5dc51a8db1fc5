"""What a truth implies, against plans that list everything, and against a truth made by hand."""

import itertools
import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmark.implied import with_implied
from benchmark.metrics import pair_of
from benchmark.truths import Truth
from tests.support.paths import SHARED
from tests.support.plans import film, own, plan, plant
from vrd.planting import truth_of_plan

TIMES = ["query_start", "query_end", "ref_start", "ref_end"]
COLUMNS = ["query", "ref", *TIMES]


def table(*lines):
    return pd.DataFrame(lines, columns=COLUMNS)


def spans(truth):
    """Return the pair and the times of each line, turned the way its pair is named."""
    result = []
    for line in truth.to_dict("records"):
        times = [round(line[name], 1) for name in TIMES]
        pair = pair_of(line["query"], line["ref"])
        turned = times if pair[0] == line["query"] else times[2:] + times[:2]
        result.append((pair, *turned))
    return sorted(result)


def assert_same(made, expected):
    """Check that each stretch of one list has its own in the other, to a tenth of a second."""
    rest = list(made)
    for pair, *times in expected:
        same = [
            line
            for line in rest
            if line[0] == pair and list(line[1:]) == pytest.approx(times, abs=0.11)
        ]
        assert same, (pair, times)
        rest.remove(same[0])
    assert not rest


def test_a_chain_of_films_shares_what_all_of_them_show():
    # Each film took from the one before; the first and the last never met.
    names = "abcdef"
    lines = [(y, x, 10, 20, 30, 40) for x, y in itertools.pairwise(names)]
    shifted = [(y, x, 30, 40, 30, 40) for x, y in itertools.pairwise(names)]
    assert len(with_implied(table(*lines))) == len(lines)
    complete = with_implied(table(*shifted))
    assert len(complete) == 15
    assert set(complete["films"]) == {6}
    assert complete["implied"].tolist()[len(shifted) :] == [True] * 10


def test_only_the_common_seconds_are_implied_at_their_speed():
    made = with_implied(table(("a", "s", 0, 10, 100, 110), ("b", "s", 50, 55, 105, 115)))
    (line,) = made[made["implied"] == True].to_dict("records")  # noqa: E712
    assert (line["query"], line["ref"]) in {("a", "b"), ("b", "a")}
    assert spans(made)[0] == (("a", "b"), 5, 10, 50, 52.5)
    assert line["speed"] == (0.5 if line["query"] == "a" else 2)


def test_what_is_listed_is_not_implied_again():
    listed = table(
        ("a", "s", 0, 10, 100, 110), ("b", "s", 0, 10, 100, 110), ("b", "a", 0, 10, 0, 10)
    )
    assert spans(with_implied(listed)) == spans(listed)
    # Another lag is another stretch.
    repeated = table(
        ("a", "s", 0, 20, 100, 120), ("b", "s", 0, 5, 100, 105), ("b", "a", 0, 5, 9, 14)
    )
    assert (("a", "b"), 0, 5, 0, 5) in spans(with_implied(repeated))


def test_no_stretches_imply_none():
    assert len(with_implied(table())) == 0


hosts = st.lists(
    st.tuples(st.integers(0, 40), st.integers(2, 20), st.sampled_from(["plain", "speed 1.25"])),
    min_size=1,
    max_size=6,
)


@settings(max_examples=15)
@given(hosts=hosts)
def test_the_truth_of_a_plan_implies_nothing_more(hosts):
    """Take the implied stretches out of a plan's truth: the same ones come back."""
    films = [film("s.mp4", "s", own("s", 0, 2500))]
    for number, (start, seconds, edit) in enumerate(hosts):
        taken = plant("s", float(start), 25 * seconds, edit)
        films.append(film(f"{number}.mp4", f"h{number}", own("h", 0, 40), taken))
    truth = truth_of_plan(plan(*films))
    planted = truth[~truth["implied"]]
    assert_same(spans(with_implied(planted[COLUMNS])), spans(truth))


def test_pairs_that_are_left_out_stay_out():
    given_truth = Truth.of(
        table(("a", "s", 0, 10, 0, 10), ("b", "s", 0, 10, 0, 10), ("c", "s", 0, 10, 0, 10)),
        [["b", "a"]],
    )
    complete = given_truth.complete().stretches
    assert {pair_of(*pair) for pair in zip(complete["query"], complete["ref"], strict=True)} == {
        *(("a", "c"), ("a", "s"), ("b", "c"), ("b", "s"), ("c", "s"))
    }
    assert complete["films"].tolist() == [4] * 5


def test_a_completed_truth_is_read_as_it_was_written(tmp_path):
    times = dict(zip(TIMES, (0, 9, 0, 9), strict=True))
    lines = [{"query": name, "ref": "s", "sound": True} | times for name in "ab"]
    given_file, written = tmp_path / "given.json", tmp_path / "written.json"
    given_file.write_text(json.dumps(lines), "utf-8")
    truth = Truth.read(given_file).complete()
    truth.write(written)
    assert "NaN" not in written.read_text("utf-8")
    assert spans(Truth.read(written).stretches) == spans(truth.stretches)
    assert Truth.read(written).stretches["films"].tolist() == [3] * 3


@pytest.mark.shared
def test_the_films_as_they_are():
    made = Truth.read(SHARED / "truth.json").complete().stretches
    by_hand = Truth.read(SHARED / "truth_implied.json").stretches
    assert_same(spans(made), spans(by_hand))
