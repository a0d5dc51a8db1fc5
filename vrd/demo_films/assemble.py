"""The pictures and the sound of one demo film, in order."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

import numpy as np
from PIL import Image

from vrd.demo_films import camera, graphics, nature, sound, street
from vrd.demo_films.coding import decode
from vrd.demo_films.edits import FilmStock, edit
from vrd.demo_films.recipe import Film, Plant, Shot
from vrd.demo_films.timeline import Placed, length, placed, source_picture
from vrd.planting import cards
from vrd.planting.canvas import Picture, Scene, Stage, as_picture

SCENES: dict[str, Callable[..., Scene]] = {
    "photo": camera.photo,
    **{make.__name__: make for make in (nature.hills, nature.sea, nature.leaves, nature.fire)},
    **{make.__name__: make for make in (nature.snowfall, nature.clouds)},
    **{make.__name__: make for make in (street.town, street.train, street.clock)},
    **{make.__name__: make for make in (street.planet, street.starfield, street.speaker)},
    **{make.__name__: make for make in (cards.black, cards.title, cards.intertitle)},
    **{make.__name__: make for make in (cards.countdown, cards.slate, cards.bars)},
    **{make.__name__: make for make in (graphics.chart, graphics.route, cards.credits)},
}


def _random(seed: int, *parts: object) -> np.random.Generator:
    """Chances that depend on the names given, and on nothing that runs beside."""
    return np.random.default_rng([seed, zlib.crc32(repr(parts).encode())])


def pictures(film: Film, sources: Mapping[str, Film], folder: Path, seed: int) -> Iterator[Picture]:
    """Give every picture of a film; its sources lie in the folder as files."""
    size = film.inner or film.width, film.height
    stock = FilmStock(size, film.grain, film.tone, _random(seed, film.name, "stock"))
    last = np.zeros((film.height, film.width, 3), np.uint8)
    for place in placed(film):
        if isinstance(place.content, Shot):
            shown: Iterator[Picture] = _shot(film, place, stock, seed)
        else:
            source = sources[place.content.ref]
            shown = _plant(film, place.content, place.count, source, folder, seed)
            if "dissolve" in place.content.edit:
                shown = _dissolved(shown, last, place.count, film.fps)
        for picture in shown:
            yield (last := picture)


def _shot(film: Film, place: Placed, stock: FilmStock, seed: int) -> Iterator[Picture]:
    content, first, count = place.content, place.first, place.count
    if not isinstance(content, Shot):
        return
    width = film.inner or film.width
    stage = Stage(width, film.height, content.seconds, _random(seed, film.name, first))
    scene = SCENES[content.scene](stage, **content.options)
    side = (film.width - width) // 2
    for number in range(count):
        picture = stock(scene(number / film.fps))
        yield np.pad(picture, ((0, 0), (side, side), (0, 0))) if side else picture


def _plant(
    film: Film, plant: Plant, count: int, source: Film, folder: Path, seed: int
) -> Iterator[Picture]:
    wanted = [source_picture(plant, number, film.fps, source.fps) for number in range(count)]
    size = source.width, source.height
    with closing(decode(folder / source.name, wanted[0], size, source.fps)) as decoded:
        numbered = enumerate(decoded, wanted[0])
        have, picture = next(numbered)
        for number, want in enumerate(wanted):
            while have < want:
                have, picture = next(numbered)
            fitted = picture
            if size != (film.width, film.height):
                image = Image.fromarray(picture)
                fitted = as_picture(image.resize((film.width, film.height)))
            yield edit(fitted, plant.edit, number, seed)


def _dissolved(
    shown: Iterator[Picture], before: Picture, count: int, fps: int, seconds: float = 1.0
) -> Iterator[Picture]:
    """Let a stretch grow out of the picture before it, and sink into black."""
    for number, picture in enumerate(shown):
        come = min(1.0, (number + 1) / fps / seconds)
        go = min(1.0, (count - number) / fps / seconds)
        mixed = picture * come + before * (1 - come)
        yield (mixed * go).astype(np.uint8)


def soundtrack(film: Film, sources: Mapping[str, sound.Sound], seed: int) -> sound.Sound:
    """The sound of a film: its own, and that of the sources where it came along.

    `sources` holds the sound of every film that this one takes from.
    """
    samples = round(length(film) / film.fps * sound.RATE)
    tune = sound.music(samples, _random(seed, film.name, "music"))
    result = tune.copy()
    for place in placed(film):
        content, first, count = place.content, place.first, place.count
        start = round(first / film.fps * sound.RATE)
        end = min(samples, round((first + count) / film.fps * sound.RATE))
        if isinstance(content, Shot):
            random = _random(seed, film.name, "sound", first)
            piece = sound.heard(content.scene, tune[start:end], random)
        elif content.sound:
            begin = round(content.start * sound.RATE)
            taken = sources[content.ref][begin : begin + round((end - start) * content.speed)]
            piece = sound.stretched(taken, end - start)
        else:
            continue
        result[start:end] = piece * _gentle(end - start)
    return result


def _gentle(count: int) -> sound.Sound:
    """Hardly audible fades, so that no cut clicks."""
    ends = np.minimum(np.arange(count), np.arange(count)[::-1])
    return np.minimum(1, ends / (0.01 * sound.RATE)).astype(np.float32)
