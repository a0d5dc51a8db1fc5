"""Write and print the figures of the accuracy benchmark."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from benchmark.accuracy_plots import plot_curves, plot_edits, plot_reliability, plot_systems
from benchmark.explaining import explained, false_alarms
from benchmark.judging import COLUMNS, Judge, Judged
from benchmark.reliability import as_figures, reliabilities
from benchmark.shares import all_shares, print_shares


@dataclass(frozen=True)
class Planned:
    """Hold what films were made by.

    Attributes
    ----------
    hubs
        Hub shots: film, kind, start and end in seconds.
    plan
        ``version``, ``seed`` and ``unseen`` of the plan; empty for films as they are.
    """

    hubs: list[Any] = field(default_factory=list)
    plan: dict[str, Any] = field(default_factory=dict)


def report(
    judge: Judge,
    judged: Mapping[str, Judged],
    changed: Mapping[str, Judged],
    planned: Planned,
    out: Path,
) -> dict[str, Any]:
    """Write and print everything; the essentials are returned.

    Parameters
    ----------
    judge
        Who judged.
    judged, changed
        Systems, and the same system with one setting changed.
    planned
        What the films were made by.
    out
        Where everything is written.
    """
    all_judged = dict(judged) | dict(changed)
    rows = {name: result.row for name, result in all_judged.items()}
    systems = pd.DataFrame.from_dict(rows, orient="index", columns=COLUMNS)
    tables = {name: explained(r.found, judge.boxes, planned.hubs) for name, r in all_judged.items()}
    for name, table in tables.items():
        table.to_csv(out / f"found {name}.csv", index=False)
    false = _false_alarms(tables)
    bins = reliabilities({name: tables[name] for name in judged})
    stretches = judge.stretches(judged)
    stretches.to_csv(out / "stretches.csv", index=False)
    found = all_shares(stretches, judged)
    _print(systems, false, planned)
    print_shares(found)
    essentials = {name: result.plain() for name, result in all_judged.items()}
    figures: dict[str, Any] = {"plan": planned.plan, "systems": essentials}
    figures |= {"false": false.to_dict("index"), "reliability": as_figures(bins)}
    figures["tried"] = {name: result.tried for name, result in judged.items()}
    figures |= {by: table.to_dict("index") for by, table in found.items()}
    (out / "figures.json").write_text(json.dumps(figures, indent=1), "utf-8")
    plot_systems(systems, out / "systems.png")
    plot_curves(judged, out / "curves.png")
    plot_reliability(bins, out / "reliability.png")
    for name in judged:
        plot_edits(found["group"], name, out / f"edits {name}.png")
    return {"plan": planned.plan, "systems": essentials}


def _false_alarms(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return a line per system: its predictions, the false ones, and what hub shots these are."""
    counts = {name: false_alarms(table) for name, table in tables.items()}
    return pd.DataFrame(counts).T.fillna(0).astype(int)


def _print(systems: pd.DataFrame, false: pd.DataFrame, planned: Planned) -> None:
    if planned.plan:
        kept = ", which nothing was tuned on" if planned.plan["unseen"] else ""
        print(f"\nPlan of version {planned.plan['version']}, seed {planned.plan['seed']}{kept}.")
    print("\nPeers: threshold and least score with the best F1 against the truth; their best AP.")
    print(systems.round(3).to_string(na_rep="-"))
    print("\nPredictions, those that are false, and what hub shots these are:")
    print(false.to_string())
