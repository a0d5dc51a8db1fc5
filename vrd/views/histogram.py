"""Draw histograms of distances and of evidence, with what chance would find."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vrd.core.decoys import DecoyCounts
from vrd.core.neighbours import Neighbours
from vrd.core.text import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.patheffects import AbstractPathEffect

INK = "#1b4965"
LIMIT = "#9c2f00"
CHANCE = "#8a6d00"
# Room for a label above the bars, as a share of the height that they need.
_ROOM_ABOVE = 0.12


def distance_histogram(
    neighbours: Neighbours,
    *,
    halfway_x_ticks: bool = False,
    bins: int = 100,
    max_distance: float | None = None,
    log: bool = False,
    chance: DecoyCounts | None = None,
    size: tuple[float, float] = (10, 4),
    ax: Axes | None = None,
) -> Axes:
    """Draw a histogram of all distances to neighbours, which are read part by part.

    The match of a row with itself is not counted. A pair of rows that are neighbours of each
    other counts twice, because the search found it twice.

    Parameters
    ----------
    neighbours
        The neighbours of every row.
    halfway_x_ticks
        Label the x axis halfway between its ticks as well.
    bins
        Number of bars.
    max_distance
        Draw a line at this distance (squared L2).
    log
        Logarithmic y axis, which shows the few near pairs beside the many far ones.
    chance
        Draw, over the bars, the share of short runs that are due to chance at every limit; see
        `vrd.matching.thresholds.count_runs`.
    size
        Width and height in inches.
    ax
        Draw here instead of in a new figure.

    Raises
    ------
    ValueError
        If ``bins`` is below 1.
    """
    if bins < 1:
        raise ValueError(f"bins is {bins}; it must be at least 1")
    if ax is None:
        # pyplot, so that a notebook shows the figure even if the cell ends with a semicolon.
        import matplotlib.pyplot as plt

        _, ax = plt.subplots(figsize=size, layout="constrained")
    edges, counts = _count(neighbours, bins)
    if counts.sum():
        ax.stairs(counts, edges, fill=True, color=INK, baseline=0.8 if log else 0)
        _ticks(ax, halfway_x_ticks, log)
    else:
        note = "No two frames were compared: there are no distances to show."
        ax.text(0.5, 0.5, note, transform=ax.transAxes, ha="center", va="center")
        ax.set(xticks=[], yticks=[])
    if max_distance is not None and np.isfinite(max_distance) and counts.sum():
        _limit_line(ax, max_distance, f"distance at most {number(max_distance, 3)}")
    if chance is not None and counts.sum():
        draw_chance(ax, chance, "short runs expected by chance (%)")
    ax.set_xlabel("distance of two frames (squared L2)")
    ax.set_ylabel("pairs of frames" + (" (logarithmic)" if log else ""))
    ax.set_title(f"Distances of {int(counts.sum()):,} pairs of frames", loc="left", fontsize=11)
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def _parts(neighbours: Neighbours) -> Iterator[NDArray[np.float32]]:
    """Give finite distances to other rows, one stored part after another."""
    for start, indices, distances in neighbours.batches():
        own = np.arange(start, start + len(indices))[:, None]
        yield distances[(indices >= 0) & (indices != own) & np.isfinite(distances)]


def _count(neighbours: Neighbours, bins: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    # Twice through the parts rather than once with all distances in memory.
    highest = max((float(part.max()) for part in _parts(neighbours) if len(part)), default=0.0)
    edges = np.linspace(0.0, highest if highest > 0 else 1.0, bins + 1)
    counts = np.zeros(bins, np.int64)
    for part in _parts(neighbours):
        # Rounding leaves some squared distances a hair below 0.
        counts += np.histogram(np.clip(part.astype(np.float64), 0.0, edges[-1]), edges)[0]
    return edges, counts


def _ticks(ax: Axes, halfway: bool, log: bool) -> None:
    from matplotlib.ticker import AutoMinorLocator, FuncFormatter, MaxNLocator

    plain = FuncFormatter(lambda value, _: f"{value:,.10g}")
    ax.set_xlim(left=0)
    ax.xaxis.set_major_locator(MaxNLocator(12))
    ax.xaxis.set_major_formatter(plain)
    ax.yaxis.set_major_formatter(plain)
    if log:
        ax.set_yscale("log")
        ax.yaxis.set_major_formatter(plain)
        ax.set_ylim(bottom=0.8)
    if halfway:
        ax.xaxis.set_minor_locator(AutoMinorLocator(2))
        ax.xaxis.set_minor_formatter(plain)
        ax.tick_params(axis="x", which="minor", labelsize=7.5, length=3)


def draw_chance(ax: Axes, chance: DecoyCounts, label: str) -> None:
    """Draw the share that is expected by chance at every threshold, on an axis at the right.

    Parameters
    ----------
    ax
        The axes of the bars.
    chance
        Finds at every threshold, forward and backward.
    label
        Label of the axis at the right, which is in percent.
    """
    right = ax.twinx()
    right.step(
        chance.threshold,
        100 * chance.false_discovery_rate,
        where="post",
        color=CHANCE,
        linewidth=1.8,
        path_effects=_outlined(4),
    )
    right.set_ylim(0, 105)
    right.set_ylabel(label, color=CHANCE)
    right.tick_params(axis="y", colors=CHANCE)
    right.spines["top"].set_visible(False)


def evidence_histogram(
    chance: DecoyCounts,
    *,
    min_score: float | None = None,
    bins: int = 40,
    size: tuple[float, float] = (10, 4),
    ax: Axes | None = None,
) -> Axes:
    """Draw a histogram of the evidence of aligned sequences, and the share expected by chance.

    Parameters
    ----------
    chance
        Finds at every amount of evidence, forward and backward: ``finder.decoys``.
    min_score
        Draw a line at this evidence, in seconds.
    bins
        Number of bars, on a logarithmic axis.
    size
        Width and height in inches.
    ax
        Draw here instead of in a new figure.
    """
    from matplotlib.ticker import LogLocator, ScalarFormatter

    if ax is None:
        import matplotlib.pyplot as plt

        _, ax = plt.subplots(figsize=size, layout="constrained")
    ax.set_title(f"Evidence of {chance.found.max(initial=0):,} sequences", loc="left", fontsize=11)
    ax.set_xlabel("evidence (seconds of perfect match)")
    ax.set_ylabel("sequences")
    ax.spines[["top", "right"]].set_visible(False)
    if not len(chance.threshold):
        ax.text(
            0.5, 0.5, "There are no sequences.", transform=ax.transAxes, ha="center", va="center"
        )
        ax.set(xticks=[], yticks=[])
        return ax
    # Thresholds are the evidence found; how often each was found is the step in the count.
    each = chance.found - np.append(chance.found[1:], 0)
    low, high = chance.threshold[0], chance.threshold[-1]
    edges = np.geomspace(low / 1.02, high * 1.02, bins + 1)
    counts = np.histogram(chance.threshold, edges, weights=each)[0]
    ax.set_xscale("log")
    for axis in (ax.xaxis.set_major_formatter, ax.xaxis.set_minor_formatter):
        axis(ScalarFormatter())
    ax.xaxis.set_minor_locator(LogLocator(subs=(2, 5)))
    ax.stairs(counts, edges, fill=True, color=INK)
    draw_chance(ax, chance, "sequences expected by chance (%)")
    if min_score is not None:
        _limit_line(ax, min_score, f"evidence at least {number(min_score, 1)} s")
    return ax


def _limit_line(ax: Axes, limit: float, label: str) -> None:
    left, right = ax.get_xlim()
    ax.set_xlim(left, max(right, limit * 1.02))
    _make_room_above(ax)
    ax.axvline(limit, color=LIMIT, linewidth=1.5, linestyle="--")
    at_right = ax.transAxes.inverted().transform(ax.transData.transform((limit, 1)))[0] > 0.5
    ax.annotate(
        label,
        (limit, 0.96),
        xycoords=("data", "axes fraction"),
        xytext=(-6 if at_right else 6, 0),
        textcoords="offset points",
        ha="right" if at_right else "left",
        va="top",
        color=LIMIT,
        # Seen on the bars as well as beside them.
        path_effects=_outlined(3),
    )


def _make_room_above(ax: Axes) -> None:
    """Raise the upper end of the y axis, so that the bars leave room for a label."""
    low, high = ax.get_ylim()
    if ax.get_yscale() == "log":
        ax.set_ylim(top=high * (high / low) ** _ROOM_ABOVE)
    else:
        ax.set_ylim(top=high + (high - low) * _ROOM_ABOVE)


def _outlined(width: float) -> list[AbstractPathEffect]:
    from matplotlib.patheffects import Normal, Stroke

    return [Stroke(linewidth=width, foreground="white"), Normal()]
