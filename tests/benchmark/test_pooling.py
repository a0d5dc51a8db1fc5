"""Figures of several plans together."""

import json

import pandas as pd
import pytest

from benchmark.accuracy import main
from benchmark.accuracy_report import Planned, report
from benchmark.judging import Judge
from benchmark.shares import shares
from benchmark.truths import Truth

COLUMNS = ["query", "ref", "query_start", "query_end", "ref_start", "ref_end"]
FILMS = ["a", "b", "c"]


def truth_of(kind, films):
    lines = [("a", "b", 0, 10, 0, 10), ("a", "c", 20, 40, 0, 20)]
    table = pd.DataFrame(lines, columns=COLUMNS)
    return Truth.of(table.assign(edit="plain", **{"class": kind, "films": films}))


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """Write what two plans gave: all was found in the first, a half and something false after."""
    out = tmp_path_factory.mktemp("measured")
    found = pd.DataFrame(
        [("a", "b", 0, 10, 0, 10, 5.0, 0.98), ("a", "c", 20, 40, 0, 20, 4.0, 0.92)],
        columns=[*COLUMNS, "score", "confidence"],
    )
    worse = found.assign(query=["a", "b"], ref=["b", "c"])
    for seed, kind, films, table in ((0, "popular", 3, found), (1000, "", 2, worse)):
        judge = Judge(truth_of(kind, films), FILMS)
        plan = {"version": 3, "seed": seed, "unseen": seed >= 1000}
        folder = out / str(seed)
        folder.mkdir()
        report(judge, {"vrd": judge.judge(table)}, {}, Planned([], plan), folder)
    return out


def test_figures_say_which_plan_they_are_of(measured, capsys):
    figures = json.loads((measured / "1000" / "figures.json").read_text("utf-8"))
    assert figures["plan"] == {"version": 3, "seed": 1000, "unseen": True}
    assert figures["reliability"]["vrd"]["sequences"] == 2
    assert (measured / "1000" / "reliability.png").is_file()


def test_pooled_figures_are_means_and_their_tables_are_of_all_stretches(measured, capsys):
    out = measured / "pooled"
    given = ["--pool", str(measured / "0"), str(measured / "1000"), "--out", str(out)]
    main(given)
    figures = json.loads((out / "figures.json").read_text("utf-8"))
    first, second = figures["F1 of each"]["vrd"]
    assert first == pytest.approx(1, abs=1e-4)
    assert second < 1
    assert figures["systems"]["vrd"]["F1"] == pytest.approx((first + second) / 2, abs=1e-4)
    assert [plan["unseen"] for plan in figures["plans"]] == [False, True]
    assert figures["class"]["popular"]["vrd, stretches"] == 2
    assert figures["class"]["other"] == {
        "stretches": 2,
        "seconds": 30,
        "vrd": pytest.approx(1 / 3),
        "vrd, stretches": 1,
    }
    assert {number: line["stretches"] for number, line in figures["films"].items()} == {
        "2": 2,
        "3": 2,
    }
    bins = {line["confidence"]: line for line in figures["reliability"]["vrd"]["bins"]}
    assert bins["0.9-0.95"]["right"] == 0.5
    assert bins["0.95-0.99"]["sequences"] == 2
    assert {"reliability.png", "systems.png", "stretches.csv"} <= {p.name for p in out.iterdir()}
    assert "Reliability of vrd" in capsys.readouterr().out


def test_single_shots_of_trailers_are_told_apart():
    lines = pd.DataFrame({"query_start": 0.0, "query_end": [9.0, 0.5], "group": "grain"})
    lines = lines.assign(**{"class": "trailer", "brief": [False, True], "found by x": [9.0, 0.0]})
    assert shares(lines, ["x"], "group")["x"].to_dict() == {"grain": 1}
    found = shares(lines, ["x"], "class")["x"].to_dict()
    assert found == {"trailer": 1, "trailer, single shots": 0}


def test_numbers_of_films_are_in_order():
    lines = pd.DataFrame({"query_start": 0.0, "query_end": [4.0] * 3, "films": [10, 2, 3]})
    lines["brief"] = False
    table = shares(lines.assign(**{"found by x": [4.0, 2.0, 2.1]}), ["x"], "films")
    assert table.index.tolist() == [2, 3, 10]
    assert table["x, stretches"].tolist() == [0, 1, 1]
