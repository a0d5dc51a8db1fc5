"""Where everything is in a demo film, and which stretches two films share.

Conventions: a film is counted in pictures of its own rate; the truth is in seconds.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypedDict

from vrd.demo_films.recipe import Film, Plant, Shot


@dataclass(frozen=True)
class Placed:
    """A shot or plant, its first picture in the film, and how many it has."""

    content: Shot | Plant
    first: int
    count: int


class Planted(TypedDict):
    """One stretch that two films share, in seconds.

    `speed` is seconds of `ref` per second of `query`; `sound` whether the sound came along.
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


def placed(film: Film) -> list[Placed]:
    """Put the content of a film one after the other."""
    result, first = [], 0
    for content in film.content:
        seconds = content.seconds
        if isinstance(content, Plant):
            seconds /= content.speed
        count = round(seconds * film.fps)
        result.append(Placed(content, first, count))
        first += count
    return result


def length(film: Film) -> int:
    """Pictures in a film."""
    return sum(one.count for one in placed(film))


def source_picture(plant: Plant, number: int, fps: int, source_fps: int) -> int:
    """Which picture of the source is shown as a picture of the stretch."""
    first = round(plant.start * source_fps)
    # The small term keeps 24/24 x 7 from falling below 7.
    return first + int(number / fps * plant.speed * source_fps + 1e-6)


def shared_stretches(films: Sequence[Film]) -> list[Planted]:
    """List what was planted, and what two hosts share because they took it from one source."""
    named = {film.name: film for film in films}
    planted = [one for film in films for one in _planted(film, named)]
    pairs = itertools.combinations(planted, 2)
    return planted + [one for first, second in pairs for one in _common(first, second)]


def _planted(film: Film, named: dict[str, Film]) -> Iterator[Planted]:
    for place in placed(film):
        content, first, count = place.content, place.first, place.count
        if not isinstance(content, Plant):
            continue
        fps = named[content.ref].fps
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


def _common(first: Planted, second: Planted, shortest: float = 0.5) -> Iterator[Planted]:
    if first["ref"] != second["ref"] or first["query"] == second["query"]:
        return
    start = max(first["ref_start"], second["ref_start"])
    end = min(first["ref_end"], second["ref_end"])
    if end - start < shortest:
        return
    yield Planted(
        query=first["query"],
        ref=second["query"],
        query_start=_at(first, start),
        query_end=_at(first, end),
        ref_start=_at(second, start),
        ref_end=_at(second, end),
        edit="shared source",
        speed=round(first["speed"] / second["speed"], 4),
        sound=first["sound"] and second["sound"],
    )


def _at(plant: Planted, ref: float) -> float:
    """The time in the host that shows a time of the source."""
    return round(plant["query_start"] + (ref - plant["ref_start"]) / plant["speed"], 3)
