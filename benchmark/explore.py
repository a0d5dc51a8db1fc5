"""Time what the explorer computes at every change of its settings, on random matches."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmark.search import _films
from vrd.explore_matches import Exploration
from vrd.explore_settings import Filters, RunSettings
from vrd.neighbours import Neighbours
from vrd.sequences import sequence_table

_REPEATS = 7


def main(arguments: list[str]) -> dict[str, Any]:
    """Run the benchmark; print a table, return the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmark explore", description=__doc__)
    parser.add_argument("--matches", type=int, default=1_000_000)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--film", type=int, default=500, help="rows per film, on average")
    options = parser.parse_args(arguments)
    neighbours = _neighbours(options.rows, options.matches, options.film)
    start = time.perf_counter()
    exploration = Exploration(
        neighbours, contrast=np.random.default_rng(1).random(options.rows).astype(np.float32) / 2
    )
    prepared = time.perf_counter() - start
    times = {name: _median(work) for name, work in _changes(exploration, neighbours).items()}
    print(f"{len(exploration):,} matches sorted in {prepared:.1f} s; milliseconds per change:")
    for name, seconds in times.items():
        print(f"  {name:44} {1000 * seconds:7.1f}")
    return {
        "matches": len(exploration),
        "rows": options.rows,
        "cpus": os.cpu_count(),
        "prepare_seconds": round(prepared, 2),
        "milliseconds": {name: round(1000 * seconds, 1) for name, seconds in times.items()},
        "slowest_milliseconds": round(1000 * max(times.values()), 1),
    }


def _neighbours(rows: int, matches: int, film: int) -> Neighbours:
    """Random neighbours that hold about so many different pairs."""
    generator = np.random.default_rng(0)
    k = max(1, round(matches / rows))
    indices = generator.integers(0, rows, (rows, k), dtype=np.int32)
    distances = np.sort(generator.random((rows, k), np.float32), axis=1)
    return Neighbours(indices, distances, _films(generator, rows, film))


def _changes(exploration: Exploration, neighbours: Neighbours) -> dict[str, Callable[[], object]]:
    """What a change of one setting makes the explorer compute: counts at two limits, and rows."""
    same = Filters()

    def change(settings: RunSettings, filters: Filters | None = None) -> Callable[[], object]:
        def work() -> object:
            # New filters are computed anew; the same ones are remembered.
            chosen = same if filters is None else Filters(**vars(filters))
            other = RunSettings(**{**vars(settings), "max_distance": settings.max_distance * 0.9})
            exploration.find(other, chosen)
            shown = exploration.find(settings, chosen).longest(20)
            return sequence_table(shown, neighbours, max_distance=settings.max_distance)

        return work

    every = RunSettings(max_distance=1.0)
    return {
        "limit at a tenth": change(RunSettings(0.1)),
        "limit that keeps every match": change(every),
        "any gap of 20 rows": change(RunSettings(1.0, allow_skip=20)),
        "every run, however short": change(RunSettings(1.0, shortest_sequence=1)),
        "contrast": change(every, Filters(min_contrast=0.02)),
        "films and groups": change(
            every,
            Filters(
                films=frozenset({0, 1}),
                groups=np.arange(len(exploration.frames.videos)) // 2,
            ),
        ),
        "pairs beside the limit": lambda: exploration.beside(0.5, same),
    }


def _median(work: Callable[[], object]) -> float:
    times = []
    for _ in range(_REPEATS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return float(np.median(times))
