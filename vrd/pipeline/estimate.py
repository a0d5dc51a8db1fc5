"""Estimate what a run will take before it is begun: films, hours, frames, disk and time."""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np

from vrd.core.passed_over import passed_over_text
from vrd.core.protocols import Fingerprinter
from vrd.core.text import plural
from vrd.decoding.ffmpeg import find_tools
from vrd.decoding.numbered_pictures import is_scan
from vrd.decoding.probe import Probe, probe
from vrd.decoding.scan import probe_scan
from vrd.errors import VideoError
from vrd.pipeline.extract_frames import processors
from vrd.pipeline.find_films import is_photograph

# Bytes of a still of 640 pixels, and pixels decoded per second and processor. Both are means over
# the films of the test collection, and only give an order of magnitude.
_STILL_BYTES = 45_000
_PIXELS_PER_SECOND = 150e6


def plan_run(
    films: list[Path],
    folder: Path,
    fingerprinter: Fingerprinter,
    *,
    done: int,
    fps: float,
    neighbours: int,
    regions: int = 0,
    passed_over: Mapping[str, int],
    scan_fps: float,
) -> dict[str, object]:
    """Estimate what searching these films takes if nothing is done yet.

    The speed of the fingerprinter and of matrix products is measured; the time of decoding is
    estimated from the size of the pictures.

    Parameters
    ----------
    films
        The film files.
    folder
        The folder of the project, whose free space is given.
    fingerprinter
        The fingerprinter, loaded and ready; the time of one batch is measured.
    done
        Number of these films that were read in an earlier run.
    fps
        Rows per second of film.
    neighbours
        Neighbours kept of each row.
    regions
        Parts of each picture that are fingerprinted and searched as well.
    passed_over
        The number of files of each kind that are no films.
    scan_fps
        Frames per second of film scans.

    Returns
    -------
    dict
        Names and values, to be shown with `vrd.views.tables.plan_table`.
    """
    with ThreadPoolExecutor(2 * processors()) as pool:
        probed = list(pool.map(partial(_probe, scan_fps=scan_fps), films))
    readable = [probe for probe in probed if probe]
    lengths = [probe.length or 0.0 for probe in readable]
    rows = sum(max(1, round(length * fps)) for length in lengths)
    pixels = sum(
        (probe.length or 0.0) * (probe.frame_rate or 25) * probe.width * probe.height
        for probe in readable
    )
    spec = fingerprinter.spec
    pictures = 1 + regions
    disk = rows * (_STILL_BYTES + spec.dimensions * 6 * pictures + neighbours * 8 * pictures)
    seconds = (
        pixels / _PIXELS_PER_SECOND / processors()
        + pictures * rows * _seconds_per_image(fingerprinter)
        + pictures * 2.0 * rows * rows * spec.dimensions / _products_per_second()
    )
    scans = sum(map(is_scan, films))
    unreadable = len(probed) - len(readable)
    return {
        "Films": f"{len(films):,}" + (f" ({unreadable} look unreadable)" if unreadable else ""),
        **({"Film scans": _scans(scans, scan_fps)} if scans else {}),
        "Other files": passed_over_text(passed_over) or "no file passed over",
        "Already read": f"{done:,}",
        "Hours of film": f"{sum(lengths) / 3600:,.2f}",
        "Frames": f"{rows:,} (at {fps:g} per second)",
        "Fingerprints": f"{spec.network} {spec.layer}".strip() + f", {spec.dimensions:,} values",
        "Disk needed": _gigabytes(disk),
        "Disk free": _gigabytes(shutil.disk_usage(folder).free),
        "Time for a complete run": f"about {_duration(seconds)} on this machine",
    }


def _scans(count: int, scan_fps: float) -> str:
    return f"{plural(count, 'film')} of numbered pictures, {scan_fps:g} per second"


def _probe(film: Path, scan_fps: float) -> Probe | None:
    scan = is_scan(film)
    if is_photograph(film):
        return Probe(("image",), 1.0, 0.0, False, False, "", video_stream=0, frame_rate=1.0)
    try:
        probed = probe_scan(film, scan_fps, find_tools()) if scan else probe(film)
    except VideoError:
        return None
    return probed if probed.has_video else None


def _seconds_per_image(fingerprinter: Fingerprinter) -> float:
    height, width = fingerprinter.spec.input_size
    batch = np.random.default_rng(0).integers(0, 255, (16, height, width, 3), dtype=np.uint8)
    fingerprinter(batch)  # the first call compiles
    begun = time.perf_counter()
    fingerprinter(batch)
    return (time.perf_counter() - begun) / len(batch)


def _products_per_second() -> float:
    matrix = np.ones((1024, 1024), np.float32)
    begun = time.perf_counter()
    matrix @ matrix
    return 2.0 * 1024**3 / max(time.perf_counter() - begun, 1e-6) / 2


def _gigabytes(size: float) -> str:
    return f"{size / 1e9:,.2f} GB"


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(seconds, 1):.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:,.1f} h"
