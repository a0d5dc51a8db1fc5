"""The measures against the cases of their sources and others worked out by hand."""

import numpy as np
import pandas as pd
import pytest

from benchmark.explaining import explained, false_alarms
from benchmark.judging import Judge
from benchmark.metrics import (
    boxes_by_pair,
    pair_precision_recall,
    seconds_found,
    segment_ap,
    segment_f1,
)
from benchmark.systems import Tried
from benchmark.truths import Truth
from vrd.core.segments import common_spans, merge_spans, seconds_of, subtract_spans

PAIR = ("a", "b")
COLUMNS = ["query", "ref", "query_start", "query_end", "ref_start", "ref_end", "score"]


def table(*lines):
    """Lines of query, ref, and start and end on both sides; a score if it matters."""
    return pd.DataFrame([(*line, 1.0)[:7] for line in lines], columns=COLUMNS)


def f1(predicted, truth, pairs=(PAIR,)):
    return segment_f1(boxes_by_pair(table(*predicted)), boxes_by_pair(table(*truth)), pairs)


def ap(predicted, truth):
    return segment_ap(table(*predicted), boxes_by_pair(table(*truth))).ap


def test_intervals():
    assert merge_spans([(3, 4), (0, 2), (1, 3), (9, 9)]) == [(0, 4)]
    assert seconds_of([(0, 2), (1, 3), (5, 6)]) == 4
    # Of vsc2022's own tests.
    assert seconds_of(common_spans([(2, 5), (7, 8)], [(1, 3), (4, 7)])) == 2
    assert seconds_of(common_spans([(2, 5), (7, 8)], [(-1, 0), (3.5, 12)])) == 2.5
    assert subtract_spans([(0, 10)], [(-1, 1), (4, 5), (9, 12)]) == [(1, 4), (5, 9)]


def test_vcsl_crossed_segments_are_worth_nothing():
    truth = np.array([[4, 10, 14, 18], [20, 21, 28, 29.0]])
    crossed = np.array([[4, 21, 14, 29], [20, 10, 28, 18.0]])
    assert pair_precision_recall(crossed, truth) == (0, 0)


def test_vcsl_a_truth_in_two_adjacent_parts_is_perfect():
    truth = np.array([[4, 10, 14, 18.0]])
    parts = np.array([[4, 10, 8, 14], [8, 14, 14, 18.0]])
    assert pair_precision_recall(parts, truth) == pytest.approx((1, 1), abs=1e-5)


def test_vcsl_values_of_empty_sides():
    box, none = np.array([[0, 0, 1, 1.0]]), np.empty((0, 4))
    assert pair_precision_recall(box, none) == (0, 1)
    assert pair_precision_recall(none, box) == (1, 0)
    assert pair_precision_recall(none, none) == (1, 1)


def test_vcsl_product_of_the_axes():
    # Half of the prediction on the query, a quarter of it on the reference.
    got = pair_precision_recall(np.array([[0, 0, 20, 40.0]]), np.array([[0, 0, 10, 10.0]]))
    assert got == pytest.approx((0.5 * 0.25, 1), abs=1e-5)


def test_vcsl_micro_average_and_rates():
    truth = [("a", "b", 0, 10, 0, 10), ("c", "a", 0, 10, 50, 60)]
    predicted = [("b", "a", 0, 10, 0, 10), ("b", "c", 0, 5, 0, 5)]
    pairs = [("a", "b"), ("a", "c"), ("b", "c"), ("a", "d")]
    got = f1(predicted, truth, pairs)
    # Precisions 1 and 0 (of what shares nothing), recalls 1 and 0 (what was missed).
    assert got.precision == pytest.approx(0.5, abs=1e-5)
    assert got.recall == pytest.approx(0.5, abs=1e-5)
    assert got.f1 == pytest.approx(0.5, abs=1e-5)
    assert (got.frr, got.far) == (0.5, 0.5)


def test_vcsl_nothing_predicted():
    got = f1([], [("a", "b", 0, 10, 0, 10)])
    assert (got.f1, got.recall, got.frr, got.far) == (0, 0, 1, 0)


TRUTH = [("Q", "R", 4, 14, 10, 18)]


@pytest.mark.parametrize(
    ("predicted", "least", "most"),
    [
        ([(4, 14, 10, 18, 1.0)], 1, 1),
        ([(4, 8, 10, 14, 1.0), (8, 14, 14, 18, 2.0)], 1, 1),
        ([(4, 8, 10, 14, 1.0), (8, 14, 16, 18, 2.0), (0, 30, 5, 25, 0.0)], 0.9, 0.9999),
        ([(4, 8, 10, 14, 1.0), (8, 14, 16, 18, 2.0), (0, 30, 5, 25, 3.0)], 0, 0.5),
    ],
)
def test_vsc_cases(predicted, least, most):
    got = ap([("Q", "R", *line) for line in predicted], TRUTH)
    assert least - 1e-9 <= got <= most + 1e-9


def test_vsc_crossed_segments_are_worth_nothing():
    truth = [("Q", "R", 4, 14, 10, 18), ("Q", "R", 20, 28, 21, 29)]
    assert ap([("Q", "R", 4, 14, 21, 29), ("Q", "R", 20, 28, 10, 18)], truth) == 0


def test_vsc_several_pairs():
    times = (4, 14, 10, 18)
    predicted = [("Q2", "R2", *times, 3.0), ("Q1", "R1", *times, 2.0), ("Q1", "R2", *times, 1.0)]
    assert ap(predicted, [("Q1", "R2", *times)]) == pytest.approx(1 / 3)


def test_vsc_equal_scores_are_one_step_and_order_does_not_matter():
    truth = [("a", "b", 0, 10, 0, 10)]
    lines = [("b", "a", 0, 10, 0, 10, 1.0), ("a", "c", 0, 10, 0, 10, 1.0)]
    assert ap(lines, truth) == ap(lines[::-1], truth) == pytest.approx(0.5)


def test_seconds_found_need_both_sides_of_one_prediction():
    truth = table(("a", "b", 0, 10, 100, 110))
    found = lambda *lines: seconds_found(boxes_by_pair(table(*lines)), truth).tolist()  # noqa: E731
    assert found() == [0]
    assert found(("a", "b", 0, 5, 100, 105)) == [5]
    assert found(("b", "a", 100, 105, 0, 5)) == [5]
    assert found(("a", "b", 0, 5, 105, 110)) == [0]
    assert found(("a", "b", 2, 20, 100, 105), ("a", "b", 4, 6, 104, 106)) == pytest.approx([4])


def test_seconds_found_at_another_speed():
    truth = table(("a", "b", 0, 10, 100, 120))
    half = table(("a", "b", 0, 5, 100, 110))
    assert seconds_found(boxes_by_pair(half), truth).tolist() == [5]


def test_predictions_are_explained():
    truth = boxes_by_pair(table(("a", "b", 0, 10, 100, 110)))
    hubs = [{"film": "a", "kind": "black", "start": 50, "end": 60}]
    hubs += [
        {"film": "b", "kind": kind, "start": s, "end": s + 10}
        for kind, s in (("sea", 0), ("black", 20))
    ]
    found = table(
        ("b", "a", 105, 115, 5, 15),
        ("a", "b", 51, 58, 21, 28),
        ("a", "b", 51, 58, 1, 8),
        ("a", "b", 51, 58, 300, 307),
    )
    lines = explained(found, truth, hubs)
    assert lines["right"].tolist() == [0.5, 0, 0, 0]
    assert lines["hub"].tolist() == ["", "black", "black/sea", ""]
    counts = {"predictions": 4, "false": 3, "black": 1, "black/sea": 1}
    assert false_alarms(lines).to_dict() == counts


def test_a_peer_gets_its_best_threshold_and_least_score():
    truth = Truth.of(table(("a", "b", 0, 10, 100, 110)).drop(columns="score"))
    judge = Judge(truth, ["a", "b", "c"])
    good, bad = ("b", "a", 100, 110, 0, 10, 5.0), ("a", "c", 0, 10, 0, 10, 1.0)
    tries = [Tried(0.1, table(bad)), Tried(0.2, table(bad, good)), Tried(0.3, table())]
    best = judge.best(tries)
    assert best.row["F1"] == pytest.approx(1, abs=1e-5)
    assert (best.row["threshold"], best.row["FAR"], best.row["AP"]) == (0.2, 0, 1)
    assert len(best.found) == 1
    assert [one["threshold"] for one in best.tried] == [0.1, 0.1, 0.2, 0.2, 0.3]
    # Whoever has no threshold gets no such help.
    usual = judge.best([Tried(float("nan"), table(bad, good))])
    assert usual.row["F1"] == pytest.approx(2 / 3, abs=1e-4)
    assert judge.shares({"x": usual}, "length")["x"].to_dict() == {"10-20 s": 1}


def test_pairs_that_are_left_out_are_not_judged():
    truth = Truth.of(table(("a", "b", 0, 10, 0, 10)).drop(columns="score"), [["c", "a"]])
    judge = Judge(truth, ["a", "b", "c"])
    got = judge.judge(table(("a", "b", 0, 10, 0, 10), ("a", "c", 0, 10, 0, 10)))
    assert judge.pairs == [("a", "b"), ("b", "c")]
    assert got.row["FAR"] == 0
    assert got.row["P"] == pytest.approx(1, abs=1e-5)


def test_brief_stretches_are_right_but_not_missed():
    lines = table(
        ("a", "b", 0, 10, 0, 10), ("a", "b", 50, 50.5, 70, 70.5), ("a", "c", 0, 0.5, 0, 0.5)
    )
    truth = Truth.of(lines.drop(columns="score").assign(brief=[False, True, True]))
    judge = Judge(truth, ["a", "b", "c"])
    got = judge.judge(lines[:1]).row
    assert (got["F1"], got["seconds"], got["FRR"]) == pytest.approx((1, 1, 0), abs=1e-4)
    assert got["F1 brief"] < 0.9
    assert judge.judge(lines).row["P"] == pytest.approx(1, abs=1e-4)
    # A pair that shares only a brief stretch is no false alarm.
    assert judge.judge(lines).row["FAR"] == 0
    # Without brief stretches, both are VCSL's.
    usual = Judge(Truth.of(lines[:1].drop(columns="score")), ["a", "b", "c"]).judge(lines).row
    assert usual["F1"] == usual["F1 brief"] < 1
