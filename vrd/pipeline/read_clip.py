"""Read a clip from outside of a collection, or a stretch of it, as rows with stills; a stage."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from vrd.core.segments import Span
from vrd.core.timelines import Timeline, Video
from vrd.decoding.borders import borders_of
from vrd.decoding.ffmpeg import find_tools
from vrd.decoding.film import expected_rows
from vrd.decoding.numbered_pictures import is_scan
from vrd.decoding.probe import probe_picture
from vrd.decoding.still_command import StillSettings
from vrd.decoding.stretch import decode_stretch
from vrd.errors import VideoError
from vrd.pipeline.extract_frames import extract_stills
from vrd.pipeline.known_films import ExtractionSettings, seen_now

#: The whole of a clip, as a span.
WHOLE: Span = (0.0, math.inf)


def read_clip(clip: Path, name: str, folder: Path, settings: StillSettings, span: Span) -> Timeline:
    """Write the stills of a clip into a folder, and return its rows.

    The rows are those that the clip would have as a film of the collection: also those of a
    stretch are counted from the start of the clip.

    Parameters
    ----------
    clip
        The file, the folder of a disc, or the path of a film scan.
    name
        What the clip is called in the timeline.
    folder
        A folder that is there; the stills go into a new one inside of it.
    settings
        How the stills are made.
    span
        The stretch in seconds; `WHOLE` for all of it. A film scan is always read whole.

    Raises
    ------
    VideoError
        If the clip cannot be read.
    ValueError
        If the stretch is empty or outside of the clip.
    """
    stills = folder / "stills"
    if span == WHOLE or is_scan(clip):  # of a scan, few pictures are read anyway
        whole = extract_stills(clip, stills, settings)
        digest = seen_now(clip, name, ExtractionSettings()).content_key
        video = Video(name, clip, stills, whole.rows, whole.duration, whole.borders, digest)
        return Timeline.uniform([video], fps=settings.fps)
    tools = find_tools()
    probed = probe_picture(clip, tools)
    length = probed.length
    rows = _rows_of(span, length, settings.fps, name)
    stills.mkdir()
    start, end = rows.start / settings.fps, rows.stop / settings.fps
    made = decode_stretch(clip, stills, start, end, settings, probed=probed, tools=tools)
    count = min(len(made), len(rows))
    duration = end if length is None else length
    digest = seen_now(clip, name, ExtractionSettings()).content_key
    video = Video(name, clip, stills, count, duration, borders_of(made[:count]), digest)
    numbers = rows.start + np.arange(count)
    times = numbers / settings.fps, (numbers + 1) / settings.fps
    return Timeline([video], *times, fps=settings.fps)


def _rows_of(span: Span, length: float | None, fps: float, name: str) -> range:
    """Return the rows of a clip that a stretch touches."""
    start, end = span
    if not end > start or start < 0:
        raise ValueError(f"the stretch ends at {end:g} s, but starts at {start:g} s")
    if length is None and not math.isfinite(end):
        raise VideoError(
            f"{name} does not say how long it is. Give the end of the stretch in seconds, too, or "
            "look for the whole clip."
        )
    end = end if length is None else min(end, expected_rows(length, fps) / fps)
    if not start < end:
        raise ValueError(f"{name!r} ends at {length:g} s: {start:g}–{span[1]:g} s is outside of it")
    return range(math.floor(start * fps + 1e-6), math.ceil(end * fps - 1e-6))
