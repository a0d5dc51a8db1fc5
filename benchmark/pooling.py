"""Pool what was measured on several plans: means, tables over all stretches, and reliability."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from benchmark.accuracy_plots import plot_edits, plot_reliability, plot_systems
from benchmark.reliability import as_figures, reliabilities
from benchmark.shares import all_shares, print_shares


def pool(folders: Sequence[Path], out: Path) -> dict[str, Any]:
    """Read what the benchmark wrote into folders, write and print what all say together.

    Parameters
    ----------
    folders
        The folders of ``--out``, one for each plan.
    out
        The folder for ``figures.json`` and the plots.
    """
    measured = [json.loads((folder / "figures.json").read_text("utf-8")) for folder in folders]
    rows = [pd.DataFrame.from_dict(figures["systems"], orient="index") for figures in measured]
    systems = pd.concat(rows).astype(float).groupby(level=0, sort=False).mean()
    seeds = [{name: row["F1"] for name, row in figures["systems"].items()} for figures in measured]
    names = [name for name in measured[0]["tried"] if all(name in f["tried"] for f in measured)]
    stretches = pd.concat([_read(folder / "stretches.csv") for folder in folders])
    stretches = stretches.reset_index(drop=True)
    tables = all_shares(stretches, names)
    found = {
        name: pd.concat([_read(folder / f"found {name}.csv") for folder in folders])
        for name in names
    }
    bins = reliabilities(found)
    figures = {
        "plans": [figures.get("plan") for figures in measured],
        "systems": json.loads(systems.round(4).to_json(orient="index")),
        "F1 of each": {name: [f1.get(name) for f1 in seeds] for name in systems.index},
        "reliability": as_figures(bins),
    }
    figures |= {by: table.to_dict("index") for by, table in tables.items()}
    out.mkdir(parents=True, exist_ok=True)
    (out / "figures.json").write_text(json.dumps(figures, indent=1), "utf-8")
    stretches.to_csv(out / "stretches.csv", index=False)
    plot_systems(systems, out / "systems.png")
    for name in names:
        plot_edits(tables["group"], name, out / f"edits {name}.png")
    plot_reliability(bins, out / "reliability.png")
    _print(figures, systems, tables, bins)
    return {name: figures[name] for name in ("plans", "systems", "F1 of each", "reliability")}


def _read(path: Path) -> pd.DataFrame:
    # An empty class must not become a missing number.
    return pd.read_csv(path, keep_default_na=False, na_values={"confidence": [""]})


def _print(
    figures: dict[str, Any],
    systems: pd.DataFrame,
    tables: dict[str, pd.DataFrame],
    bins: dict[str, pd.DataFrame],
) -> None:
    print(f"\nMeans over {len(figures['plans'])} plans, and the F1 of each:")
    each = [
        " ".join("-" if value is None else f"{value:.2f}" for value in f1)
        for f1 in figures["F1 of each"].values()
    ]
    print(systems.assign(**{"F1 of each": each}).round(3).to_string(na_rep="-"))
    print_shares(tables)
    for name, table in bins.items():
        error = figures["reliability"][name]["calibration error"]
        print(f"\nReliability of {name}, mean error {error:.3f}:")
        print(table.round(3).to_string())
