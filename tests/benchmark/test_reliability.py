"""Confidence that is said against what is right."""

import math

import numpy as np
import pandas as pd
import pytest

from benchmark.accuracy_plots import plot_reliability
from benchmark.reliability import (
    BINS,
    as_figures,
    calibration_error,
    reliabilities,
    reliability,
    wilson,
)


def sequences(*lines):
    return pd.DataFrame(lines, columns=["confidence", "right"], dtype=float)


def test_each_sequence_is_in_one_bin():
    random = np.random.default_rng(0)
    said = np.concatenate([random.random(200), BINS])
    bins = reliability(sequences(*((value, 1.0) for value in said)))
    assert bins["sequences"].sum() == len(said)
    assert len(bins) == len(BINS) - 1
    for name, line in bins.iterrows():
        low, high = map(float, str(name).split("-"))
        assert low <= line["said"] <= high


def test_who_is_as_sure_as_right_has_no_error():
    lines = [(0.75, 1.0)] * 3 + [(0.75, 0.2)]
    bins = reliability(sequences(*lines))
    assert bins["right"].tolist() == [0.75]
    assert calibration_error(bins) == pytest.approx(0)
    low, high = wilson(3, 4)
    assert (bins["low"].iloc[0], bins["high"].iloc[0]) == pytest.approx((low, high))


def test_who_is_too_sure_has_an_error():
    # Half a stretch of reuse is right, less of it is not.
    bins = reliability(sequences((0.97, 0.5), (0.97, 0.49), (0.55, 0.0), (0.55, 0.0)))
    assert bins["right"].to_dict() == {"0.5-0.6": 0.0, "0.95-0.99": 0.5}
    assert calibration_error(bins) == pytest.approx((0.47 + 0.55) / 2)


@pytest.mark.parametrize(("right", "count"), [(0, 1), (1, 1), (3, 7), (99, 100)])
def test_an_interval_holds_its_share(right, count):
    low, high = wilson(right, count)
    assert 0 <= low <= right / count <= high <= 1
    assert high - low < 1


def test_who_does_not_say_how_sure_it_is_is_left_out(tmp_path):
    said = sequences((0.9, 1.0))
    tables = reliabilities(
        {
            "vrd": said,
            "runs": said.assign(confidence=math.nan),
            "other": said.drop(columns="confidence"),
            "none": said[:0],
        }
    )
    assert list(tables) == ["vrd"]
    assert as_figures(tables)["vrd"]["sequences"] == 1
    plot_reliability(tables, tmp_path / "drawn.png")
    plot_reliability({}, tmp_path / "nothing.png")
    assert [path.name for path in tmp_path.iterdir()] == ["drawn.png"]
