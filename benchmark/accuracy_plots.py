"""Draw the figures of the accuracy benchmark."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from benchmark.judging import Judged

OURS, PEER = "#1f5f8b", "#a9b4bd"


def plot_systems(table: pd.DataFrame, path: Path) -> None:
    """Draw a bar of F1 for each line of a table with the column ``F1``."""
    figure = Figure(figsize=(7, 0.8 + 0.36 * len(table)), layout="constrained")
    axes = figure.add_subplot()
    table = table.iloc[::-1]
    colours = [OURS if name.startswith("vrd") else PEER for name in table.index]
    bars = axes.barh(list(table.index), table["F1"], color=colours)
    axes.bar_label(bars, fmt="%.2f", padding=3)
    axes.set(xlim=(0, 1), xlabel="segment F1 (peers at their best threshold)")
    figure.savefig(path, dpi=150)


def plot_edits(shares: pd.DataFrame, system: str, path: Path) -> None:
    """Draw how much of each class of edit one system found."""
    shares = shares.sort_values(system)
    figure = Figure(figsize=(7, 0.8 + 0.26 * len(shares)), layout="constrained")
    axes = figure.add_subplot()
    names = [f"{name} ({count})" for name, count in shares["stretches"].items()]
    axes.barh(names, shares[system] * 100, color=OURS)
    axes.set(xlim=(0, 100), xlabel=f"planted seconds found by {system}, % (number of stretches)")
    figure.savefig(path, dpi=150)


def plot_curves(judged: Mapping[str, Judged], path: Path) -> None:
    """Draw segment precision over segment recall of every system, at falling scores."""
    figure = Figure(figsize=(6, 5), layout="constrained")
    axes = figure.add_subplot()
    for name, result in judged.items():
        label = f"{name} (AP {result.curve.ap:.2f})"
        width = 2.2 if name == "vrd" else 1.2
        axes.step(result.curve.recall, result.curve.precision, where="pre", label=label, lw=width)
    axes.set(xlim=(0, 1), ylim=(0, 1.02), xlabel="recall", ylabel="precision")
    axes.legend(loc="lower left")
    figure.savefig(path, dpi=150)


def plot_reliability(systems: Mapping[str, pd.DataFrame], path: Path) -> None:
    """Draw the share of sequences that are right over the confidence said, and their counts.

    Parameters
    ----------
    systems
        Tables of `benchmark.reliability.reliability`; nothing is drawn without any.
    path
        The file.
    """
    if not systems:
        return
    figure = Figure(figsize=(6, 5.6 + 1.2 * len(systems)), layout="constrained")
    ratios = [4.0, *(1.0 for _ in systems)]
    axes, *below = figure.subplots(1 + len(systems), 1, height_ratios=ratios, sharex=False)
    axes.plot([0, 1], [0, 1], color=PEER, lw=1, ls="--", label="as sure as right")
    for number, (name, bins) in enumerate(systems.items()):
        reach = [bins["right"] - bins["low"], bins["high"] - bins["right"]]
        colour = OURS if name == "vrd" else f"C{number + 1}"
        axes.errorbar(
            bins["said"], bins["right"], yerr=reach, fmt="o-", color=colour, label=name, capsize=3
        )
        counted = below[number].bar(list(bins.index), bins["sequences"], color=colour)
        below[number].bar_label(counted, padding=1, fontsize=8)
        below[number].set(ylabel="sequences", xlabel=f"confidence said by {name}")
        below[number].margins(y=0.25)
    axes.set(xlim=(0, 1.02), ylim=(0, 1.02), xlabel="confidence said", ylabel="share right")
    axes.legend(loc="upper left")
    figure.savefig(path, dpi=150)
