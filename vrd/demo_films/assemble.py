"""Assemble the pictures and the sound of one demo film."""

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
from vrd.demo_films.timeline import TimedContent, length, source_picture, timed_content
from vrd.planting import cards
from vrd.planting.canvas import Picture, Scene, Stage, as_picture

#: Seconds of the fades at the ends of each piece of sound.
FADE_S = 0.01

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
    """Return a generator that depends on seed and names alone, and not on other threads."""
    return np.random.default_rng([seed, zlib.crc32(repr(parts).encode())])


def pictures(film: Film, sources: Mapping[str, Film], folder: Path, seed: int) -> Iterator[Picture]:
    """Yield every picture of a film; the folder holds the films that its stretches come from."""
    size = film.inner or film.width, film.height
    stock = FilmStock(size, film.grain, film.tone, _random(seed, film.name, "stock"))
    last = np.zeros((film.height, film.width, 3), np.uint8)
    for item in timed_content(film):
        if isinstance(item.content, Shot):
            shown: Iterator[Picture] = _shot(film, item.content, item, stock, seed)
        else:
            source = sources[item.content.ref]
            shown = _plant(film, item.content, item.count, source, folder, seed)
            if "dissolve" in item.content.edit:
                shown = _dissolved(shown, last, item.count, film.fps)
        for picture in shown:
            yield (last := picture)


def _shot(
    film: Film, content: Shot, item: TimedContent, stock: FilmStock, seed: int
) -> Iterator[Picture]:
    """Yield the pictures of a shot of the film's own, between black pillars if it has any."""
    width = film.inner or film.width
    stage = Stage(width, film.height, content.seconds, _random(seed, film.name, item.first))
    scene = SCENES[content.scene](stage, **content.options)
    side = (film.width - width) // 2
    for number in range(item.count):
        picture = stock(scene(number / film.fps))
        yield np.pad(picture, ((0, 0), (side, side), (0, 0))) if side else picture


def _plant(
    film: Film, plant: Plant, count: int, source: Film, folder: Path, seed: int
) -> Iterator[Picture]:
    """Yield the pictures of a stretch that the film takes from another one."""
    numbers = [source_picture(plant, number, film.fps, source.fps) for number in range(count)]
    size = source.width, source.height
    with closing(decode(folder / source.name, numbers[0], size, source.fps)) as decoded:
        numbered = enumerate(decoded, numbers[0])
        position, picture = next(numbered)
        for number, want in enumerate(numbers):
            while position < want:
                position, picture = next(numbered)
            fitted = picture
            if size != (film.width, film.height):
                image = Image.fromarray(picture)
                fitted = as_picture(image.resize((film.width, film.height)))
            yield edit(fitted, plant.edit, number, seed)


def _dissolved(
    shown: Iterator[Picture], before: Picture, count: int, fps: int, seconds: float = 1.0
) -> Iterator[Picture]:
    """Yield a stretch that dissolves from the picture before it, and fades to black at its end."""
    for number, picture in enumerate(shown):
        opacity = min(1.0, (number + 1) / fps / seconds)
        brightness = min(1.0, (count - number) / fps / seconds)
        mixed = picture * opacity + before * (1 - opacity)
        yield (mixed * brightness).astype(np.uint8)


def soundtrack(film: Film, sources: Mapping[str, sound.Sound], seed: int) -> sound.Sound:
    """Make the sound of a film: its own, and that of its sources where a stretch keeps it.

    Parameters
    ----------
    film
        The film.
    sources
        The sound of every film that this film takes stretches from, by name.
    seed
        The seed of all random choices.
    """
    samples = round(length(film) / film.fps * sound.RATE)
    tune = sound.music(samples, _random(seed, film.name, "music"))
    result = tune.copy()
    for item in timed_content(film):
        content = item.content
        start = round(item.first / film.fps * sound.RATE)
        end = min(samples, round((item.first + item.count) / film.fps * sound.RATE))
        if isinstance(content, Shot):
            random = _random(seed, film.name, "sound", item.first)
            piece = sound.scene_sound(content.scene, tune[start:end], random)
        elif content.sound:
            begin = round(content.start * sound.RATE)
            taken = sources[content.ref][begin : begin + round((end - start) * content.speed)]
            piece = sound.stretched(taken, end - start)
        else:
            continue
        result[start:end] = piece * _short_fades(end - start)
    return result


def _short_fades(count: int) -> sound.Sound:
    """Return the volume of a piece: short fades at both ends, so that cuts do not click."""
    ends = np.minimum(np.arange(count), np.arange(count)[::-1])
    return np.minimum(1, ends / (FADE_S * sound.RATE)).astype(np.float32)
