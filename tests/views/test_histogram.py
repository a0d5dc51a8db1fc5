from __future__ import annotations

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure

from tests.support.views_case import frames_of
from vrd.core.decoys import DecoyCounts
from vrd.core.neighbours import Neighbours
from vrd.views.histogram import distance_histogram, evidence_histogram


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def _neighbours(distances, indices=None) -> Neighbours:
    distances = np.asarray(distances, float)
    frames = frames_of([len(distances)])
    if indices is None:
        indices = np.where(np.isfinite(distances), 99, -1)
    return Neighbours(indices, distances, frames)


def _counts(ax) -> np.ndarray:
    return ax.patches[0].get_data().values


def test_every_finite_distance_is_counted_once() -> None:
    ax = distance_histogram(_neighbours([[0.0, 1, 5], [5, 10, np.inf]]), bins=10)
    assert _counts(ax).tolist() == [1, 1, 0, 0, 0, 2, 0, 0, 0, 1]
    assert "squared L2" in ax.get_xlabel()
    assert ax.get_ylabel() == "pairs of frames"
    assert plt.fignum_exists(ax.figure.number)  # so that a cell ending in ; shows it


def test_a_row_is_no_match_of_itself() -> None:
    own = [[0, 2], [1, 2], [2, 0]]
    ax = distance_histogram(_neighbours([[0, 4], [0, 4], [0, 4]], own), bins=2)
    assert _counts(ax).sum() == 3


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("count", [1, 2000])
def test_the_label_of_the_limit_stands_above_the_bars(log, count) -> None:
    distances = np.append(np.ones(count), 2.0)[:, None]
    ax = distance_histogram(_neighbours(distances), max_distance=1.0, log=log)
    ax.figure.canvas.draw()
    highest = ax.transData.transform((1.0, _counts(ax).max()))[1]
    assert ax.texts[0].get_window_extent().y0 > highest


def test_parts_are_read_one_by_one_and_own_rows_found_in_each() -> None:
    part = np.array([[0.0, 3.0], [0.0, 4.0]], np.float32)
    loaded: list[int] = []

    def load(start: int):
        loaded.append(start)
        return np.array([[start, 9], [start + 1, 9]], np.int32), part

    neighbours = Neighbours.from_batches(
        [0, 2], [lambda: load(0), lambda: load(2)], 2, frames_of([4])
    )
    ax = distance_histogram(neighbours, bins=4)
    assert _counts(ax).tolist() == [0, 0, 0, 4]
    assert loaded == [0, 2], "few parts stay at hand, so the second pass reads none of these"
    assert "_whole" not in vars(neighbours)


@pytest.mark.parametrize("log", [False, True])
def test_no_finite_distance_gives_a_note(log: bool) -> None:
    ax = distance_histogram(_neighbours([[np.inf]]), log=log, max_distance=5, halfway_x_ticks=True)
    assert "no distances" in ax.texts[0].get_text()
    ax.figure.canvas.draw()


def test_all_distances_zero_are_counted() -> None:
    assert _counts(distance_histogram(_neighbours([[0.0], [0.0]]))).sum() == 2


def test_halfway_ticks_are_labelled() -> None:
    neighbours = _neighbours(np.linspace(0, 300, 60)[:, None])
    plain = distance_histogram(neighbours)
    halfway = distance_histogram(neighbours, halfway_x_ticks=True)
    for ax in (plain, halfway):
        ax.figure.canvas.draw()
    assert not [t for t in plain.xaxis.get_minorticklabels() if t.get_text()]
    labels = [float(t.get_text()) for t in halfway.xaxis.get_minorticklabels()]
    majors = halfway.xaxis.get_majorticklocs()
    assert labels
    assert set(labels) <= set((majors[1:] + majors[:-1]) / 2)


def test_the_limit_is_drawn_and_named_even_beyond_the_bars() -> None:
    ax = distance_histogram(_neighbours([[1.0], [2.0]]), max_distance=120)
    assert "distance at most 120" in [text.get_text() for text in ax.texts]
    assert ax.get_xlim()[1] > 120


def test_it_draws_into_axes_that_are_given() -> None:
    ax = Figure().add_subplot()
    assert distance_histogram(_neighbours([[1.0]]), ax=ax, log=True) is ax
    assert not plt.get_fignums()
    assert ax.get_yscale() == "log"


def test_bins_below_one_are_refused() -> None:
    with pytest.raises(ValueError, match="bins is 0"):
        distance_histogram(_neighbours([[1.0]]), bins=0)


def _chance() -> DecoyCounts:
    return DecoyCounts.at_least(np.array([40.0, 12, 6, 6, 2]), np.array([5.0, 1.9, 3]))


def test_the_share_of_chance_is_drawn_over_the_bars() -> None:
    ax = Figure().add_subplot()
    distance_histogram(_neighbours([[1.0, 3.0, 9.0]]), ax=ax, chance=_chance())
    (right,) = [axes for axes in ax.figure.axes if axes is not ax]
    assert right.lines[0].get_ydata() == pytest.approx([40, 0, 0, 0])
    assert right.get_ylabel() == "short runs expected by chance (%)"


def test_the_histogram_of_evidence_counts_every_sequence() -> None:
    ax = evidence_histogram(_chance(), min_score=2, ax=Figure().add_subplot())
    assert _counts(ax).sum() == 5
    assert ax.get_title(loc="left") == "Evidence of 5 sequences"
    assert ax.get_xscale() == "log"
    assert "evidence at least 2 s" in [text.get_text() for text in ax.texts]


def test_no_evidence_at_all_is_said() -> None:
    none = DecoyCounts.at_least(np.empty(0), np.empty(0))
    ax = evidence_histogram(none, ax=Figure().add_subplot())
    assert ax.texts[0].get_text() == "There are no sequences."
