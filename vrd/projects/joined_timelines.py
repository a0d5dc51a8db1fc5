"""Join the timelines of two collections into one, and their fingerprints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from vrd.core.fingerprints import Fingerprints
from vrd.core.timelines import Failure, Remark, Timeline, Video


def join_timelines(first: Timeline, second: Timeline, names: tuple[str, str]) -> Timeline:
    """Return the rows of two collections, one after the other.

    Parameters
    ----------
    first, second
        Their timelines.
    names
        What the collections are called: it goes before the names of films that both have.
    """
    both = set(first.video_list) & set(second.video_list)
    taken = {*first.video_list, *second.video_list}
    prefix = _free_name(names[0], both, taken)
    other_prefix = _free_name(names[1], both, taken | {f"{prefix}/{film}" for film in both})
    return Timeline(
        [*_videos(first, prefix, both), *_videos(second, other_prefix, both)],
        np.concatenate([first.start, second.start]),
        np.concatenate([first.end, second.end]),
        fps=first.fps,
        failures=[
            *_failures(first, second, prefix, both),
            *_failures(second, first, other_prefix, both),
        ],
        remarks=[
            *_remarks(first, prefix, both),
            *_remarks(second, other_prefix, both),
        ],
        passed_over=Counter(first.passed_over) + Counter(second.passed_over),
    )


def join_fingerprints(first: Fingerprints, second: Fingerprints) -> Fingerprints:
    """Return the fingerprints of two collections, one after the other, made by the same spec."""
    border = len(first)

    def read(start: int, stop: int) -> NDArray[np.float32]:
        parts = [
            first.read(min(start, border), min(stop, border)),
            second.read(max(start - border, 0), max(stop - border, 0)),
        ]
        return np.concatenate(parts)

    missing = [*first.missing.tolist(), *(second.missing + border).tolist()]
    return Fingerprints(read, (border + len(second), first.shape[1]), first.spec, missing)


def _free_name(name: str, films: set[str], taken: set[str]) -> str:
    """Return the name of a project, numbered where its films would be called as others are."""
    free, number = name, 2
    while any(f"{free}/{film}" in taken for film in films):
        free, number = f"{name} {number}", number + 1
    return free


def _videos(timeline: Timeline, prefix: str, both: set[str]) -> Iterator[Video]:
    for video in timeline.videos:
        yield replace(video, name=f"{prefix}/{video.name}") if video.name in both else video


def _remarks(timeline: Timeline, prefix: str, both: set[str]) -> Iterator[Remark]:
    for remark in timeline.remarks:
        same = remark.video in both
        yield remark._replace(video=f"{prefix}/{remark.video}") if same else remark


def _failures(
    timeline: Timeline, companion: Timeline, prefix: str, both: set[str]
) -> Iterator[Failure]:
    read = set(timeline.video_list)
    known = {*companion.video_list, *(failure.video for failure in companion.failures)}
    for failure in timeline.failures:
        # A film that gave nothing has no rows, but the companion's film of its name is not lost.
        same = failure.video in (both if failure.video in read else known)
        yield failure._replace(video=f"{prefix}/{failure.video}") if same else failure
