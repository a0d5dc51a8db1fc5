"""Write and print the figures of the accuracy benchmark."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from benchmark.accuracy_plots import plot_curves, plot_edits, plot_systems
from benchmark.explaining import explained, false_alarms
from benchmark.judging import COLUMNS, Judge, Judged

Tables = dict[str, pd.DataFrame]


def report(
    judge: Judge,
    judged: Mapping[str, Judged],
    changed: Mapping[str, Judged],
    hubs: list[Any],
    out: Path,
) -> dict[str, Any]:
    """Write and print everything; the essentials are returned.

    Parameters
    ----------
    judge
        Who judged.
    judged, changed
        Systems, and the same system with one setting changed.
    hubs
        Hub shots: film, kind, start and end in seconds.
    out
        Where everything is written.
    """
    all_judged = dict(judged) | dict(changed)
    rows = {name: result.row for name, result in all_judged.items()}
    systems = pd.DataFrame.from_dict(rows, orient="index", columns=COLUMNS)
    shares = {by: judge.shares(judged, by) for by in ("group", "length", "heavy")}
    false = _write_predictions(judge, all_judged, hubs, out)
    stretches = judge.truth.stretches.copy()
    for name, result in judged.items():
        stretches[f"found by {name}"] = result.seconds
    stretches.to_csv(out / "stretches.csv", index=False)
    _print(systems, false, shares)
    essentials = {name: result.plain() for name, result in all_judged.items()}
    figures: dict[str, Any] = {"systems": essentials, "false": false.to_dict("index")}
    figures["tried"] = {name: result.tried for name, result in judged.items()}
    figures |= {by: table.to_dict("index") for by, table in shares.items()}
    (out / "figures.json").write_text(json.dumps(figures, indent=1), "utf-8")
    plot_systems(systems, out / "systems.png")
    plot_curves(judged, out / "curves.png")
    for name in judged:
        plot_edits(shares["group"], name, out / f"edits {name}.png")
    return {"systems": essentials}


def _write_predictions(
    judge: Judge, all_judged: Mapping[str, Judged], hubs: list[Any], out: Path
) -> pd.DataFrame:
    """Write a file per system, and return the false alarms of all as a table."""
    counts = {}
    for name, result in all_judged.items():
        table = explained(result.found, judge.boxes, hubs)
        table.to_csv(out / f"found {name}.csv", index=False)
        counts[name] = false_alarms(table)
    return pd.DataFrame(counts).T.fillna(0).astype(int)


def _print(systems: pd.DataFrame, false: pd.DataFrame, shares: Tables) -> None:
    print("\nPeers: threshold and least score with the best F1 against the truth; their best AP.")
    print(systems.round(3).to_string(na_rep="-"))
    print("\nPredictions, those that are false, and what hub shots these are:")
    print(false.to_string())
    for by, table in shares.items():
        if len(table) < 2:
            continue
        print(f"\nShare of the planted seconds found, by {by}:")
        print(table.round(2).to_string())
