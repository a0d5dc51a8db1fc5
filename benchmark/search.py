"""Time the exhaustive search, own film left out, against plain FAISS on the same vectors."""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmark import archive
from vrd.core.fingerprints import Fingerprints, FingerprintSpec
from vrd.core.timelines import Timeline
from vrd.indexes.faiss_package import faiss_flavour
from vrd.indexes.flat import make_index
from vrd.pipeline.search_neighbours import search_neighbours
from vrd.pipeline.search_settings import SearchSettings


class Time(NamedTuple):
    """Hold seconds by the clock, and of all processors together."""

    wall: float
    cpu: float


def main(arguments: list[str]) -> dict[str, Any]:
    """Run the benchmark; print a table, return the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmark search", description=__doc__)
    parser.add_argument("--rows", type=int, default=16_000)
    parser.add_argument("--dimensions", type=int, default=2688)
    parser.add_argument("--film", type=int, default=180, help="rows per film, on average")
    parser.add_argument("--k", type=int, default=250)
    parser.add_argument("--naive", type=int, default=40, help="queries of the naive search")
    options = parser.parse_args(arguments)
    shape = options.rows, options.dimensions
    vectors = np.random.default_rng(0).random(shape, np.float32)
    frames = archive.timeline(options.rows, options.film)
    times = {
        "matrix product": _time(lambda: _product(vectors)),
        "plain FAISS": _time(lambda: _plain(vectors, options.k)),
        "VRD, own film left out": _time(lambda: _ours(vectors, frames, options.k, own=True)),
        "VRD, own film kept": _time(lambda: _ours(vectors, frames, options.k, own=False)),
    }
    naive = _time(lambda: _naive(vectors, frames, options.k, options.naive))
    share = options.naive / options.rows
    times["a selector per query"] = Time(naive.wall / share, naive.cpu / share)
    _print(options, times)
    return _figures(options, times)


def _time(work: Callable[[], None]) -> Time:
    # Processor time as well: on a machine that others use, only that can be compared.
    start, busy = time.perf_counter(), time.process_time()
    work()
    return Time(time.perf_counter() - start, time.process_time() - busy)


def _product(x: NDArray[np.float32]) -> None:
    for start in range(0, len(x), 4096):
        x[start : start + 4096] @ x.T


def _plain(x: NDArray[np.float32], k: int) -> None:
    import faiss

    index = faiss.IndexFlatL2(x.shape[1])
    index.add(x)
    index.search(x, k)


def _ours(x: NDArray[np.float32], frames: Timeline, k: int, *, own: bool) -> None:
    spec = FingerprintSpec("random", "", (1, 1), "none", x.shape[1])
    with tempfile.TemporaryDirectory() as folder:
        search_neighbours(
            Fingerprints.from_array(x, spec),
            frames,
            Path(folder),
            SearchSettings(k=k, leave_out_own_video=own),
            make_index=make_index,
            progress=False,
        )


def _naive(x: NDArray[np.float32], frames: Timeline, k: int, queries: int) -> None:
    import faiss

    index = faiss.IndexFlatL2(x.shape[1])
    index.add(x)
    parameters: Any = faiss.SearchParameters  # its stub does not know its arguments
    for row in np.linspace(0, len(x) - 1, queries).astype(int).tolist():
        film = int(frames.video[row])
        own = faiss.IDSelectorRange(int(frames.first[film]), int(frames.first[film + 1]))
        outside = parameters(sel=faiss.IDSelectorNot(own))
        index.search(x[row : row + 1], k, params=outside)


def _print(options: argparse.Namespace, times: dict[str, Time]) -> None:
    print(
        f"{options.rows:,} rows x {options.dimensions:,} values, k {options.k}; {faiss_flavour()}"
    )
    print(f"{'':24} {'seconds':>8} {'CPU s':>8} {'GFLOP/s':>8} {'CPU, x plain':>13}")
    for name, timing in times.items():
        rate = 2e-9 * options.rows**2 * options.dimensions / timing.wall
        ratio = timing.cpu / times["plain FAISS"].cpu
        print(f"{name:24} {timing.wall:8.1f} {timing.cpu:8.1f} {rate:8.0f} {ratio:13.2f}")


def _figures(options: argparse.Namespace, times: dict[str, Time]) -> dict[str, Any]:
    ours, plain = times["VRD, own film left out"], times["plain FAISS"]
    return {
        "rows": options.rows,
        "dimensions": options.dimensions,
        "k": options.k,
        "cpus": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "faiss": faiss_flavour(),
        "seconds": {name: round(timing.wall, 2) for name, timing in times.items()},
        "cpu_seconds": {name: round(timing.cpu, 2) for name, timing in times.items()},
        "times_plain_faiss": round(ours.wall / plain.wall, 3),
        "times_plain_faiss_cpu": round(ours.cpu / plain.cpu, 3),
        "naive_times_ours_cpu": round(times["a selector per query"].cpu / ours.cpu, 2),
        "share_of_matrix_product_rate_cpu": round(times["matrix product"].cpu / ours.cpu, 3),
    }
