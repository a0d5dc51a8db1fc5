"""Time what is shown of ten thousand sequences in seven hundred films, on a made-up archive."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmark import archive
from vrd.analysis.find_picture import _distances
from vrd.analysis.repeats import film_neighbours
from vrd.analysis.where_reused import where_reused
from vrd.annotations.review_table import review_table
from vrd.core.fingerprints import Fingerprints, FingerprintSpec
from vrd.core.matches import matches_within
from vrd.core.sequence_table import sequence_table
from vrd.matching.finder import SequenceFinder
from vrd.views.coverage import coverage
from vrd.views.film_timeline import film_timeline
from vrd.views.most_reused import most_reused_stretches
from vrd.views.reuse_arcs import reuse_arcs
from vrd.views.reuse_matrix import reuse_matrix
from vrd.widgets.review import ReviewWidget

#: What somebody waits for without wondering, in seconds.
LIMIT = 2.0
_REPEATS, _NEAR = 3, 0.4

Works = dict[str, Callable[[], object]]


def main(arguments: list[str]) -> dict[str, Any]:
    """Run the benchmark; print a table, return the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmark overviews", description=__doc__)
    parser.add_argument("--sequences", type=int, default=10_000)
    parser.add_argument("--rows", type=int, default=350_000)
    parser.add_argument(
        "--lines", action="store_true", help="weigh evidence, too: a minute or more"
    )
    options = parser.parse_args(arguments)
    works = _of_sequences(options.rows, options.sequences, lines=options.lines) | _of_rows()
    times = {name: _median(work) for name, work in works.items()}
    print(f"seconds (median of {_REPEATS}), and of {LIMIT:g} s")
    for name, seconds in times.items():
        print(f"  {name:44} {seconds:7.2f}  {seconds / LIMIT:5.0%}")
    return {
        "sequences": options.sequences,
        "cpus": os.cpu_count(),
        "seconds": {name: round(seconds, 3) for name, seconds in times.items()},
    }


def _of_sequences(rows: int, count: int, *, lines: bool) -> Works:
    frames = archive.timeline(rows, 500)
    neighbours = archive.neighbours(frames, 4 * rows)
    sequences = archive.aligned(frames, count)
    table = sequence_table(sequences, neighbours, max_distance=_NEAR)
    near, film = matches_within(neighbours, _NEAR), frames.videos[5].name
    finder = SequenceFinder(neighbours, _NEAR, quiet=True)
    weigh: Works = {"find: evidence weighed": lambda: finder.align_sequences(1.5)}
    return {
        "sequence_table": lambda: sequence_table(sequences, neighbours, max_distance=_NEAR),
        "review_table": lambda: review_table(sequences, neighbours, max_distance=_NEAR),
        "review": lambda: ReviewWidget(sequences, neighbours, None, max_distance=_NEAR),
        "overview, matrix": lambda: reuse_matrix(table, frames),
        "overview, arcs": lambda: reuse_arcs(table, frames),
        "overview, film": lambda: film_timeline(table, frames, film),
        "overview, stretches": lambda: most_reused_stretches(table, frames),
        "overview, coverage": lambda: coverage(table, frames),
        "where_reused": lambda: where_reused(table, near, frames, film),
        "find: runs, merged": lambda: finder.find_sequences(5, 2, True),
        **(weigh if lines else {}),
    }


def _of_rows() -> Works:
    """Time a film of three hours, and a picture in 56 hours of films."""
    vectors = np.random.default_rng(0).standard_normal((200_000, 256)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1)[:, None]
    spec = FingerprintSpec("made up", "", (128, 128), "none", 256)
    prints = Fingerprints.from_array(vectors.astype(np.float16), spec)
    frames = archive.timeline(10_800, 21_600)
    film = frames.videos[0].name
    return {
        "repeats: neighbours in a film of 3 h": lambda: film_neighbours(
            prints, frames, film, max_distance=_NEAR
        ),
        "find_picture in 200,000 rows": lambda: _distances(prints, vectors[:2]),
    }


def _median(work: Callable[[], object]) -> float:
    times = []
    for _ in range(_REPEATS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return float(np.median(times))
