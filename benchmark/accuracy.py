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

from benchmark.accuracy_report import Planned, report
from benchmark.judging import Judge, Judged
from benchmark.pooling import pool
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
from vrd.planting.plan import UNSEEN

OURS = "vrd"


def main(arguments: list[str]) -> dict[str, Any]:
    """Run it; the figures are returned."""
    options = _options(arguments)
    if options.out is not None:
        options.out.mkdir(parents=True, exist_ok=True)
        return _all(options, options.out)
    with tempfile.TemporaryDirectory() as temporary:
        return _all(options, Path(temporary))


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmark accuracy", description=__doc__)
    parser.add_argument("--films", type=Path)
    parser.add_argument("--truth", type=Path, help="measure the films as they are against it")
    parser.add_argument(
        "--known", type=Path, help="reuse that the films hold already: it is kept out of the plan"
    )
    parser.add_argument("--out", type=Path, help="everything is kept here; else thrown away")
    parser.add_argument("--seed", default="0", help="one, or several as 0-3 or 0,2")
    parser.add_argument("--unseen", action="store_true", help="seeds that are kept for checking")
    parser.add_argument(
        "--pool", type=Path, nargs="+", help="measure nothing; pool what lies in such folders"
    )
    parser.add_argument("--systems", default=",".join(SYSTEMS), help="default: %(default)s")
    parser.add_argument("--network", default="vrdnet", help="of vrd and tn")
    parser.add_argument("--no-ablation", action="store_true", help="leave out the rows vrd, ...")
    parser.add_argument("--plant-only", action="store_true", help="render films, measure nothing")
    options = parser.parse_args(arguments)
    if options.films is None and not options.pool:
        parser.error("--films is needed: the folder of films to plant in, or to measure")
    options.systems = [name for name in options.systems.split(",") if name]
    unknown = sorted(set(options.systems) - set(SYSTEMS))
    if unknown:
        parser.error(f"no system is called {', '.join(unknown)}; there are {', '.join(SYSTEMS)}")
    try:
        options.seeds = seeds_of(options.seed, unseen=options.unseen)
    except ValueError as error:
        parser.error(str(error))
    return options


def seeds_of(text: str, *, unseen: bool = False) -> list[int]:
    """Return the seeds that a text names; with ``unseen``, those that are kept for checking.

    Raises
    ------
    ValueError
        If a seed is no number, or one that is kept for checking.

    Examples
    --------
    >>> seeds_of("0-2,5"), seeds_of("3", unseen=True)
    ([0, 1, 2, 5], [1003])
    """
    seeds: list[int] = []
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        if not first.isdecimal() or not (last or first).isdecimal():
            raise ValueError(f"--seed {text}: write one number, or several as 0-3 or 0,2")
        seeds += range(int(first), int(last or first) + 1)
    if not seeds or max(seeds) >= UNSEEN:
        raise ValueError(f"--seed {text}: write numbers below {UNSEEN}, beside --unseen, too")
    return [seed + UNSEEN if unseen else seed for seed in dict.fromkeys(seeds)]


def _all(options: argparse.Namespace, out: Path) -> dict[str, Any]:
    if options.pool:
        return pool(options.pool, out)
    if options.truth is not None or len(options.seeds) == 1:
        return _run(options, options.seeds[0], out)
    figures, folders = {}, []
    for seed in options.seeds:
        folder = out / f"seed {seed}"
        folder.mkdir(exist_ok=True)
        figures[str(seed)] = _run(options, seed, folder)
        folders.append(folder)
    return {"each": figures} if options.plant_only else pool(folders, out)


def _run(options: argparse.Namespace, seed: int, out: Path) -> dict[str, Any]:
    if options.truth is None:
        films, truth, planned = _planted(options, seed, out)
    else:
        films, truth = options.films, Truth.read(options.truth).complete()
        beside = options.truth.with_name("hubs.json")
        planned = Planned(json.loads(beside.read_text("utf-8")) if beside.is_file() else [])
    truth.write(out / "truth.json")
    (out / "hubs.json").write_text(json.dumps(planned.hubs, indent=1), "utf-8")
    names = [path.relative_to(films).as_posix() for path in find_films(films)]
    judge = Judge(truth, names)
    size: dict[str, Any] = {"films": len(names), "pairs": len(judge.pairs)}
    size["stretches"] = len(truth.stretches)
    if options.plant_only:
        return size | {"plan": planned.plan}
    collection = Collection(films, out / "project", options.network)
    judged = _measured(options.systems, collection, judge)
    ablation = {} if options.no_ablation else _ablation(options.systems, collection, judge)
    return size | report(judge, judged, ablation, planned, out)


def _planted(options: argparse.Namespace, seed: int, out: Path) -> tuple[Path, Truth, Planned]:
    """Plan, render, and return the folder of films, what is true of them, and the plan."""
    known = Truth.read(options.known).stretches.to_dict("records") if options.known else []
    plan = make_plan(find_originals(options.films, find_films(options.films), known), seed)
    films = render_plan(plan, options.films, out)
    about = {name: plan[name] for name in ("version", "seed", "unseen")}
    planned = Planned(hubs_of_plan(plan), about)
    return films, Truth.of(truth_of_plan(plan), plan["left_out"]), planned


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
