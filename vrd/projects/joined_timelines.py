"""Stage: the timelines of two collections as one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from vrd.core.timelines import Failure, Timeline, Video


def join_timelines(one: Timeline, two: Timeline, names: tuple[str, str]) -> Timeline:
    """The rows of two collections, one after the other.

    Parameters
    ----------
    one, two
        Their timelines.
    names
        What they are called: it goes before the names of films that both have.
    """
    both = set(one.video_list) & set(two.video_list)
    taken = {*one.video_list, *two.video_list}
    first = _free_name(names[0], both, taken)
    second = _free_name(names[1], both, taken | {f"{first}/{film}" for film in both})
    return Timeline(
        [*_videos(one, first, both), *_videos(two, second, both)],
        fps=one.fps,
        failures=[*_failures(one, two, first, both), *_failures(two, one, second, both)],
    )


def _free_name(name: str, films: set[str], taken: set[str]) -> str:
    """The name of a project, numbered where films named after it would be called as others are."""
    free, number = name, 2
    while any(f"{free}/{film}" in taken for film in films):
        free, number = f"{name} {number}", number + 1
    return free


def _videos(own: Timeline, name: str, both: set[str]) -> Iterator[Video]:
    for video in own.videos:
        yield replace(video, name=f"{name}/{video.name}") if video.name in both else video


def _failures(own: Timeline, other: Timeline, name: str, both: set[str]) -> Iterator[Failure]:
    read = set(own.video_list)
    known = {*other.video_list, *(failure.video for failure in other.failures)}
    for failure in own.failures:
        # One that gave nothing has no rows, but the other's film of its name was not lost.
        same = failure.video in (both if failure.video in read else known)
        yield failure._replace(video=f"{name}/{failure.video}") if same else failure
