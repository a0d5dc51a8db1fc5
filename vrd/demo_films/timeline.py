"""Tell when a demo film shows what, and which stretches two films share.

Conventions: positions in a film are counted in pictures at its own rate; the truth is in seconds.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypedDict

from vrd.core.segments import intersect_spans
from vrd.demo_films.recipe import Film, Plant, Shot
from vrd.planting.truth import MIN_SHARED_S


@dataclass(frozen=True)
class TimedContent:
    """Hold a shot or plant, the number of its first picture in the film, and its pictures."""

    content: Shot | Plant
    first: int
    count: int


class Planted(TypedDict):
    """Describe a stretch that two films share, in seconds.

    ``speed`` gives the seconds of ``ref`` that pass in a second of ``query``; ``sound`` says
    whether the query has the sound of the reference, too.
    """

    query: str
    ref: str
    query_start: float
    query_end: float
    ref_start: float
    ref_end: float
    edit: str
    speed: float
    sound: bool


def timed_content(film: Film) -> list[TimedContent]:
    """Return the content of a film in order, with the pictures that each part has."""
    result, first = [], 0
    for content in film.content:
        seconds = content.seconds
        if isinstance(content, Plant):
            seconds /= content.speed
        count = round(seconds * film.fps)
        result.append(TimedContent(content, first, count))
        first += count
    return result


def length(film: Film) -> int:
    """Return the number of pictures of a film."""
    return sum(item.count for item in timed_content(film))


def source_picture(plant: Plant, number: int, fps: int, source_fps: int) -> int:
    """Return the number of the picture of the source that a picture of the stretch shows.

    Examples
    --------
    >>> source_picture(Plant("harbour.mp4", start=2.0, seconds=4.0), 25, fps=25, source_fps=24)
    72
    """
    first = round(plant.start * source_fps)
    # Without the small term, rounding could take 24 / 24 x 7 for less than 7.
    return first + int(number / fps * plant.speed * source_fps + 1e-6)


def shared_stretches(films: Sequence[Film]) -> list[Planted]:
    """Return what was planted, and what two hosts share because they took it from one source."""
    by_name = {film.name: film for film in films}
    planted = [stretch for film in films for stretch in _planted(film, by_name)]
    pairs = itertools.combinations(planted, 2)
    return planted + [stretch for pair in pairs for stretch in _common(*pair)]


def _planted(film: Film, by_name: dict[str, Film]) -> Iterator[Planted]:
    for item in timed_content(film):
        content, first, count = item.content, item.first, item.count
        if not isinstance(content, Plant):
            continue
        fps = by_name[content.ref].fps
        start = round(content.start * fps) / fps
        yield Planted(
            query=film.name,
            ref=content.ref,
            query_start=round(first / film.fps, 3),
            query_end=round((first + count) / film.fps, 3),
            ref_start=round(start, 3),
            ref_end=round(start + count / film.fps * content.speed, 3),
            edit=_name(content),
            speed=content.speed,
            sound=content.sound,
        )


def _name(plant: Plant) -> str:
    if plant.speed == 1:
        return plant.edit
    speed = f"speed {plant.speed}"
    return speed if plant.edit == "plain" else f"{plant.edit}+{speed}"


def _common(first: Planted, second: Planted) -> Iterator[Planted]:
    """Yield the stretch that two hosts share because both took it from one source, if any."""
    if first["ref"] != second["ref"] or first["query"] == second["query"]:
        return
    start, end = intersect_spans(
        (first["ref_start"], first["ref_end"]), (second["ref_start"], second["ref_end"])
    )
    if end - start < MIN_SHARED_S:
        return
    yield Planted(
        query=first["query"],
        ref=second["query"],
        query_start=_host_time(first, start),
        query_end=_host_time(first, end),
        ref_start=_host_time(second, start),
        ref_end=_host_time(second, end),
        edit="shared source",
        speed=round(first["speed"] / second["speed"], 4),
        sound=first["sound"] and second["sound"],
    )


def _host_time(stretch: Planted, source_time: float) -> float:
    """Return the second at which the host shows a second of the source."""
    within = (source_time - stretch["ref_start"]) / stretch["speed"]
    return round(stretch["query_start"] + within, 3)
