"""What a run will take: films, hours, frames, disk and time, before it is begun."""

from __future__ import annotations

import os
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from vrd.core.protocols import Fingerprinter
from vrd.decoding.probe import Probe, probe
from vrd.errors import VideoError
from vrd.pipeline.extract_frames import IMAGE_EXTENSIONS

# Bytes of a still of 640 pixels, and pixels decoded per second and processor: means over the
# films of the test collection. They are only used to give an order of magnitude.
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
) -> dict[str, object]:
    """Estimate what searching these films takes, were nothing done yet.

    The speed of the fingerprinter and of matrix products is measured here and now; decoding is
    estimated from the size of the pictures.

    Parameters
    ----------
    films
        The film files.
    folder
        Where the project is kept; its free space is told.
    fingerprinter
        Loaded and ready; it is given one batch to time.
    done
        Films of these that were read in an earlier run.
    fps
        Rows per second of film.
    neighbours
        Neighbours kept of each row.

    Returns
    -------
    dict
        Names and values, to be shown with `vrd.views.tables.plan_table`.
    """
    with ThreadPoolExecutor(2 * (os.cpu_count() or 1)) as pool:
        probed = list(pool.map(_probe, films))
    lengths = [one.length or 0.0 for one in probed if one]
    rows = sum(max(1, round(length * fps)) for length in lengths)
    pixels = sum(
        (one.length or 0.0) * (one.frame_rate or 25) * one.width * one.height
        for one in probed
        if one
    )
    spec = fingerprinter.spec
    disk = rows * (_STILL_BYTES + spec.dimensions * 6 + neighbours * 8)
    seconds = (
        pixels / _PIXELS_PER_SECOND / (os.cpu_count() or 1)
        + rows * _seconds_per_image(fingerprinter)
        + 2.0 * rows * rows * spec.dimensions / _products_per_second()
    )
    unreadable = sum(1 for one in probed if one is None)
    return {
        "Films": f"{len(films):,}" + (f" ({unreadable} look unreadable)" if unreadable else ""),
        "Already read": f"{done:,}",
        "Hours of film": f"{sum(lengths) / 3600:,.2f}",
        "Frames": f"{rows:,} (at {fps:g} per second)",
        "Fingerprints": f"{spec.network} {spec.layer}".strip() + f", {spec.dimensions:,} values",
        "Disk needed": _gigabytes(disk),
        "Disk free": _gigabytes(shutil.disk_usage(folder).free),
        "Time, if nothing were done": f"about {_duration(seconds)} on this machine",
    }


def _probe(film: Path) -> Probe | None:
    if film.suffix.lower() in IMAGE_EXTENSIONS:
        return Probe(("image",), 1.0, 0.0, False, False, "", video_stream=0, frame_rate=1.0)
    try:
        found = probe(film)
    except VideoError:
        return None
    return found if found.has_video else None


def _seconds_per_image(fingerprinter: Fingerprinter) -> float:
    height, width = fingerprinter.spec.input_size
    batch = np.random.default_rng(0).integers(0, 255, (16, height, width, 3), dtype=np.uint8)
    fingerprinter(batch)  # The first call compiles.
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
