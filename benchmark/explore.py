"""Time what the explorer does in the kernel at every change, on a made-up archive."""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmark import archive
from vrd.core.decoys import DecoyCounts
from vrd.core.neighbours import Neighbours
from vrd.matching.explorable import ExplorableMatches
from vrd.matching.filters import FilterStep
from vrd.matching.normalization import Background, background_distances
from vrd.matching.settings import FinderSettings
from vrd.matching.thresholds import count_runs
from vrd.widgets import small_stills
from vrd.widgets.evidence_panel import EvidencePanel
from vrd.widgets.explorer_panel import Panel
from vrd.widgets.runs_panel import RunsPanel

#: What a change may take.
LIMIT = 0.2
_REPEATS, _LINES, _EVERY = 7, 20_000, "limit, every match"

Times = dict[str, float]
#: A control, and the values that it is given.
Change = tuple[Any, list[Any]]
_NAMES: dict[type, str] = {RunsPanel: "runs", EvidencePanel: "evidence"}


def main(arguments: list[str]) -> dict[str, Any]:
    """Run the benchmark; print a table, return the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmark explore", description=__doc__)
    parser.add_argument("--matches", type=int, default=1_000_000)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--film", type=int, default=500, help="rows per film, on average")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="vrd-benchmark-") as folder:
        stills = archive.stills(Path(folder) / "stills", 1000)
        frames = archive.timeline(options.rows, options.film, stills)
        neighbours = archive.neighbours(frames, options.matches)
        start = time.perf_counter()
        runs = runs_panel(neighbours)
        prepared = time.perf_counter() - start
        times = _timed(runs, _changes_of_runs(runs))
        runs.controls.shortest.value = 1
        changes = {"shortest_sequence 1: limit, every match": _changes_of_runs(runs)[_EVERY]}
        times |= _timed(runs, changes, stills=False)
        evidence = evidence_panel(neighbours)
        times |= _timed(evidence, _changes_of_evidence(evidence))
    _print(len(runs.explorable), prepared, times)
    return _figures(len(runs.explorable), options.rows, prepared, times)


def runs_panel(neighbours: Neighbours) -> RunsPanel:
    """Make the panel of the published way, with groups and contrasts made up."""
    rows, films = len(neighbours), len(neighbours.frames.videos)
    contrast = np.random.default_rng(1).uniform(0, 0.5, rows).astype(np.float32)
    background = Background(background_distances(neighbours), neighbours.frames)
    return RunsPanel(
        neighbours,
        ExplorableMatches(neighbours, contrast=contrast, background=background),
        FinderSettings(max_distance=0.25, align=True, min_contrast=0.02),
        groups=np.arange(films) // 2,
        chance=count_runs(neighbours),
    )


def evidence_panel(neighbours: Neighbours) -> EvidencePanel:
    """Make the panel of evidence, with lines and decoys made up."""
    lines = archive.aligned(neighbours.frames, _LINES)
    scores = np.array([line.score for line in lines])
    return EvidencePanel(
        neighbours,
        lines,
        DecoyCounts.at_least(scores, scores[::3] / 2),
        max_distance=0.25,
        min_score=2.0,
        filters=[FilterStep("Within one film", "matches", 9, 9, [])],
    )


def _changes_of_runs(panel: RunsPanel) -> dict[str, Change]:
    """Return every control of the panel, and the values that it takes in turn."""
    controls, films = panel.controls, range(len(panel.neighbours.frames.videos))
    steps = [i / 500 for i in range(9)]
    return {
        "limit, few matches": (panel.limits, [[0.02 + step, 0.3] for step in steps]),
        "limit, thousands of runs merged": (panel.limits, [[0.2 + step, 0.3] for step in steps]),
        _EVERY: (panel.limits, [[1.0 - step, 0.3] for step in steps]),
        "compared with every match": (panel.limits, [[0.25, 1.0 - step] for step in steps]),
        "shortest_sequence, 1 to 20": (controls.shortest, [1, 2, 3, 4, 6, 8, 10, 15, 20]),
        "allow_skip, 0 to 20": (controls.skip, [20, 18, 15, 12, 10, 8, 5, 1, 0]),
        "max_skipped_share": (controls.share, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]),
        "combine_overlap": (controls.overlap, [False, True] * 4 + [False]),
        "groups": (controls.same_group, [False, True] * 4 + [False]),
        "min_contrast": (controls.contrast, [0.03 + i / 100 for i in range(9)]),
        "films": (controls.films, [tuple(films[: 2 + i]) for i in range(9)]),
    }


def _changes_of_evidence(panel: EvidencePanel) -> dict[str, Change]:
    scores = [[score] for score in (0.6, 0.8, 1.0, 1.5, 2.5, 3.0, 5.0, 8.0, 10.0)]
    return {"min_score": (panel.limits, scores)}


def _timed(
    panel: RunsPanel | EvidencePanel, changes: dict[str, Change], *, stills: bool = True
) -> Times:
    """Return median times until count, list, funnel and call are new, and stills are read."""
    times: Times = {}
    for name, (control, values) in changes.items():
        what = "values" if control is panel.limits else "value"
        before = getattr(control, what)
        times[name] = _median([partial(setattr, control, what, value) for value in values])
        setattr(control, what, before)
    times |= _stills(panel) if stills else {}
    return {f"{_NAMES[type(panel)]}: {name}": seconds for name, seconds in times.items()}


def _stills(panel: RunsPanel | EvidencePanel) -> Times:
    ask = [partial(_ask_for_stills, panel)] * _REPEATS
    times = {"... stills beside the limit": _median(ask)}
    # The limit drops most.
    panel.funnel.press(1 if isinstance(panel, EvidencePanel) else len(panel.funnel.children) - 3)
    times["... stills of what a step dropped"] = _median(ask)
    panel.funnel.press(panel.funnel.chosen)
    return times


def _ask_for_stills(panel: Panel) -> None:
    # As if each of them were seen for the first time.
    small_stills._small.cache_clear()
    panel.pairs._receive(None, {"kind": "ready", "view": "benchmark"}, [])


def _median(changes: Sequence[Callable[[], None]]) -> float:
    times = []
    for change in changes:
        start = time.perf_counter()
        change()
        times.append(time.perf_counter() - start)
    return float(np.median(times))


def _print(matches: int, prepared: float, times: Times) -> None:
    print(f"{matches:,} matches; the panel of runs was made in {prepared:.1f} s")
    print(f"{'median of a change':52} {'ms':>7}  of {1000 * LIMIT:.0f} ms")
    for name, seconds in times.items():
        print(f"  {name:50} {1000 * seconds:7.1f}  {seconds / LIMIT:5.0%}")


def _figures(matches: int, rows: int, prepared: float, times: Times) -> dict[str, Any]:
    return {
        "matches": matches,
        "rows": rows,
        "cpus": os.cpu_count(),
        "prepare_seconds": round(prepared, 2),
        "milliseconds": {name: round(1000 * seconds, 1) for name, seconds in times.items()},
        "slowest_of_limit": round(max(times.values()) / LIMIT, 2),
    }
