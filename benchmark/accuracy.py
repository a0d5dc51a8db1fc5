"""Measure how well reuse is found that was planted in real films, or whose truth is known.

Without ``--truth``, stretches of some films are planted into others under many edits, and all are
rendered. What each system finds is measured as VCSL and VSC2022 do; see README.md.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmark.accuracy_report import report
from benchmark.judging import Judge, Judged
from benchmark.systems import SYSTEMS, Collection, Skipped, vrdnet
from benchmark.truths import Truth
from vrd.pipeline.find_films import find_films
from vrd.planting import (
    find_originals,
    hubs_of_plan,
    make_plan,
    render_plan,
    truth_of_plan,
)

OURS = "vrd"


def main(arguments: list[str]) -> dict[str, Any]:
    """Run it; the figures are returned."""
    options = _options(arguments)
    if options.out is not None:
        options.out.mkdir(parents=True, exist_ok=True)
        return _run(options, options.out)
    with tempfile.TemporaryDirectory() as temporary:
        return _run(options, Path(temporary))


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmark accuracy", description=__doc__)
    parser.add_argument("--films", type=Path, required=True)
    parser.add_argument("--truth", type=Path, help="measure the films as they are against it")
    parser.add_argument(
        "--known", type=Path, help="reuse that the films hold already: it is kept out of the plan"
    )
    parser.add_argument("--out", type=Path, help="everything is kept here; else thrown away")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--systems", default=",".join(SYSTEMS), help="default: %(default)s")
    parser.add_argument("--network", default="vrdnet", help="of vrd and tn")
    parser.add_argument("--plant-only", action="store_true", help="render films, measure nothing")
    options = parser.parse_args(arguments)
    options.systems = [name for name in options.systems.split(",") if name]
    unknown = sorted(set(options.systems) - set(SYSTEMS))
    if unknown:
        parser.error(f"no system is called {', '.join(unknown)}; there are {', '.join(SYSTEMS)}")
    return options


def _run(options: argparse.Namespace, out: Path) -> dict[str, Any]:
    if options.truth is None:
        films, truth, hubs = _planted(options, out)
    else:
        films, truth = options.films, Truth.read(options.truth)
        beside = options.truth.with_name("hubs.json")
        hubs = json.loads(beside.read_text("utf-8")) if beside.is_file() else []
    truth.write(out / "truth.json")
    (out / "hubs.json").write_text(json.dumps(hubs, indent=1), "utf-8")
    names = [path.relative_to(films).as_posix() for path in find_films(films)]
    judge = Judge(truth, names)
    size: dict[str, Any] = {"films": len(names), "pairs": len(judge.pairs)}
    size["stretches"] = len(truth.stretches)
    if options.plant_only:
        return size
    collection = Collection(films, out / "project", options.network)
    judged = _measured(options.systems, collection, judge)
    ablation = _ablation(options.systems, collection, judge)
    return size | report(judge, judged, ablation, hubs, out)


def _planted(options: argparse.Namespace, out: Path) -> tuple[Path, Truth, list[Any]]:
    """Plan, render, and give the folder of films, what is true of them, and their hub shots."""
    known = Truth.read(options.known).stretches.to_dict("records") if options.known else []
    plan = make_plan(find_originals(options.films, find_films(options.films), known), options.seed)
    films = render_plan(plan, options.films, out)
    return films, Truth.of(truth_of_plan(plan), plan["left_out"]), hubs_of_plan(plan)


def _measured(systems: Iterable[str], collection: Collection, judge: Judge) -> dict[str, Judged]:
    judged = {}
    for name in systems:
        try:
            judged[name] = judge.best(SYSTEMS[name](collection))
        except Skipped as reason:
            print(f"{name} is skipped: {reason}", flush=True)
            continue
        print(f"{name}: F1 {judged[name].row['F1']:.3f}", flush=True)
    return judged


def _ablation(systems: list[str], collection: Collection, judge: Judge) -> dict[str, Judged]:
    if OURS not in systems:
        return {}
    changed = vrdnet.ablation(collection)
    return {f"{OURS}, {name}": judge.judge(found) for name, found in changed}
