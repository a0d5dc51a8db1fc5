"""Make pictures from nothing: dead leaves, fractals, landscapes, figures, titles and overlays.

Pictures are uint8 RGB, shape (SIDE, SIDE, 3). They teach a network that two pictures of one kind
are two pictures. Dead leaves after Baradad et al. 2021 ("Learning to See by Looking at Noise").
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

SIDE = 224
Picture = NDArray[np.uint8]
WORDS = (
    "the of and to in a film by with director production music edited camera sound story after "
    "news today part one two end presents company pictures moon flight land sea city war peace "
    "report archive national institute history people work year 1936 1945 1969 1983 festival "
    "Stockholm Paris Roma London copyright reserved all rights original scene narrated written"
).split(" ")


def generated(seed: int, textures: Sequence[Picture]) -> Picture:
    """Return the picture of a seed; ``textures`` are pictures that leaves may be cut from."""
    chance = random.Random(seed)
    numbers = np.random.default_rng(seed)
    makers = [_leaves, _leaves, _noise, _landscape, _figure, _title, _julia]
    return chance.choice(makers)(chance, numbers, textures)


def _colour(chance: random.Random) -> tuple[int, int, int]:
    if chance.random() < 0.3:
        grey = chance.randrange(256)
        return grey, grey, grey
    return chance.randrange(256), chance.randrange(256), chance.randrange(256)


def _clouds(numbers: np.random.Generator, slope: float) -> NDArray[np.float64]:
    """Return noise whose amplitude falls with frequency to the power of ``slope``, 0 to 1."""
    frequency = np.hypot(np.fft.fftfreq(SIDE)[:, None], np.fft.rfftfreq(SIDE)[None])
    frequency[0, 0] = 1
    phase = np.exp(2j * np.pi * numbers.random(frequency.shape))
    field = np.fft.irfft2(phase * frequency**-slope, (SIDE, SIDE))
    low, high = np.percentile(field, [1, 99])
    return np.clip((field - low) / (high - low), 0, 1)


def _palette(chance: random.Random, field: NDArray[np.float64]) -> Picture:
    stops = sorted(chance.random() for _ in range(chance.randint(1, 4)))
    places = [0.0, *stops, 1.0]
    colours = [_colour(chance) for _ in places]
    channels = [np.interp(field, places, [colour[c] for colour in colours]) for c in range(3)]
    return np.stack(channels, axis=-1).astype(np.uint8)


def _noise(chance: random.Random, numbers: np.random.Generator, _: Any) -> Picture:
    field = _clouds(numbers, chance.uniform(0.8, 2.2))
    if chance.random() < 0.4:
        field = np.abs(np.sin(field * chance.uniform(3, 20)))
    return _palette(chance, field)


def _julia(chance: random.Random, numbers: np.random.Generator, _: Any) -> Picture:
    constant = 0.7885 * np.exp(1j * chance.uniform(0, 6.283))
    zoom = chance.uniform(0.3, 1.5)
    line = np.linspace(-zoom, zoom, SIDE)
    z = (
        line[None]
        + 1j * line[:, None]
        + complex(chance.uniform(-0.5, 0.5), chance.uniform(-0.5, 0.5))
    )
    count = np.zeros(z.shape)
    for _step in range(40):
        inside = np.abs(z) < 4
        z = np.where(inside, z * z + constant, z)
        count += inside
    return _palette(chance, (count / 40) ** chance.uniform(0.5, 1.5))


def _leaves(
    chance: random.Random, numbers: np.random.Generator, textures: Sequence[Picture]
) -> Picture:
    canvas = Image.fromarray(_palette(chance, _clouds(numbers, 1.5)))
    photographic = chance.random() < 0.5 and len(textures) > 0
    for _leaf in range(chance.randint(8, 90)):
        radius = min(8 / max(chance.random(), 0.04) ** 0.8, 110)
        x, y = chance.uniform(0, SIDE), chance.uniform(0, SIDE)
        mask = Image.new("L", (SIDE, SIDE))
        draw = ImageDraw.Draw(mask)
        box = (x - radius, y - radius * chance.uniform(0.4, 1), x + radius, y + radius)
        shape = chance.randrange(3)
        if shape == 0:
            draw.ellipse(box, fill=255)
        elif shape == 1:
            draw.rectangle(box, fill=255)
        else:
            corners = chance.randint(3, 7)
            turn = [chance.uniform(0, 6.283) for _ in range(corners)]
            draw.polygon(
                [(x + radius * np.cos(t), y + radius * np.sin(t)) for t in sorted(turn)], fill=255
            )
        if photographic and chance.random() < 0.7:
            texture = Image.fromarray(chance.choice(textures)).rotate(chance.uniform(0, 360))
            leaf = texture.resize((SIDE, SIDE), box=(32, 32, 192, 192))
        else:
            leaf = Image.new("RGB", (SIDE, SIDE), _colour(chance))
        canvas.paste(leaf, mask=mask)
    return np.asarray(canvas)


def _landscape(chance: random.Random, numbers: np.random.Generator, _: Any) -> Picture:
    x = np.arange(SIDE)
    down = np.linspace(0, 1, SIDE)[:, None]
    canvas = _palette(
        chance, np.broadcast_to(down, (SIDE, SIDE)) * 0.8 + 0.2 * _clouds(numbers, 1.8)
    )
    canvas = canvas.copy()
    horizon = chance.uniform(0.3, 0.7)
    for _ridge in range(chance.randint(1, 5)):
        waves = sum(
            chance.uniform(0, 30 / (f + 1)) * np.sin(x * f * 0.02 + chance.uniform(0, 6.283))
            for f in range(1, 9)
        )
        edge = horizon * SIDE + waves
        rough = _clouds(numbers, chance.uniform(0.8, 1.5))[..., None]
        ground = np.array(_colour(chance)) * (0.5 + rough * 0.7)
        below = np.arange(SIDE)[:, None] > edge[None]
        canvas[below] = np.clip(ground, 0, 255).astype(np.uint8)[below]
        horizon += chance.uniform(0.05, 0.2)
    return canvas


def _figure(
    chance: random.Random, numbers: np.random.Generator, textures: Sequence[Picture]
) -> Picture:
    """Draw head and shoulders before a background, of which archives are full."""
    if textures and chance.random() < 0.4:
        back = Image.fromarray(chance.choice(textures)).filter(
            ImageFilter.GaussianBlur(chance.uniform(0, 6))
        )
    else:
        back = Image.fromarray(_palette(chance, _clouds(numbers, 2)))
    draw = ImageDraw.Draw(back)
    for _box in range(chance.randint(0, 6)):
        x, y = chance.uniform(0, 200), chance.uniform(0, 150)
        draw.rectangle(
            (x, y, x + chance.uniform(5, 90), y + chance.uniform(5, 120)), fill=_colour(chance)
        )
    for _person in range(chance.choice([1, 1, 1, 2, 3])):
        x, y, r = chance.uniform(40, 184), chance.uniform(50, 120), chance.uniform(14, 48)
        draw.ellipse((x - 2.2 * r, y + 1.1 * r, x + 2.2 * r, y + 7 * r), fill=_colour(chance))
        skin = chance.randint(60, 240)
        face = (skin, int(skin * chance.uniform(0.6, 0.9)), int(skin * chance.uniform(0.4, 0.8)))
        draw.ellipse((x - r, y - 1.3 * r, x + r, y + 1.3 * r), fill=face)
        draw.pieslice((x - r, y - 1.4 * r, x + r, y + 0.8 * r), 180, 360, fill=_colour(chance))
        for side in (-0.4, 0.4):
            draw.ellipse((x + side * r - 3, y - 3, x + side * r + 3, y + 3), fill=(20, 20, 20))
    soft = back.filter(ImageFilter.GaussianBlur(chance.uniform(0.3, 2)))
    noisy = np.asarray(soft) + numbers.normal(0, chance.uniform(0, 10), (SIDE, SIDE, 1))
    return np.clip(noisy, 0, 255).astype(np.uint8)


def _text(chance: random.Random, words: int) -> str:
    text = " ".join(chance.choice(WORDS) for _ in range(words))
    return chance.choice([text, text.upper(), text.title()])


def _title(
    chance: random.Random, numbers: np.random.Generator, textures: Sequence[Picture]
) -> Picture:
    kind = chance.random()
    if kind < 0.6:
        canvas = Image.new("RGB", (SIDE, SIDE), (chance.randrange(30),) * 3)
    elif kind < 0.8 and textures:
        canvas = Image.fromarray(chance.choice(textures)).point(lambda v: v // 3)
    else:
        canvas = Image.new("RGB", (SIDE, SIDE), _colour(chance))
    draw = ImageDraw.Draw(canvas)
    lines, size = chance.randint(1, 9), chance.randint(10, 40)
    y = chance.uniform(10, max(12, SIDE - lines * size * 1.3))
    middle = chance.random() < 0.6
    fill = (255, 255, 255) if chance.random() < 0.7 else _colour(chance)
    for _line in range(lines):
        place = (SIDE / 2 if middle else 12 + chance.choice([0, 0, 60]), y)
        font = ImageFont.load_default(size)
        draw.text(
            place, _text(chance, chance.randint(1, 4)), fill, font, anchor="ma" if middle else "la"
        )
        y += size * chance.uniform(1.1, 1.6)
    return np.asarray(canvas)


def overlay(seed: int) -> Picture:
    """Draw subtitles, banners, clocks or a logo on nothing: uint8 RGBA, (SIDE, SIDE, 4)."""
    chance = random.Random(seed)
    canvas = Image.new("RGBA", (SIDE, SIDE), (0, 0, 0, 0))
    draw = ImageDraw.Draw(canvas)
    for _item in range(chance.choice([1, 1, 2])):
        kind = chance.randrange(4)
        if kind == 0:  # lower third
            top = chance.choice([chance.uniform(150, 195), chance.uniform(5, 30)])
            height = chance.uniform(14, 50)
            draw.rectangle(
                (0, top, SIDE, top + height), fill=(*_colour(chance), chance.randint(120, 255))
            )
            draw.text((chance.uniform(4, 40), top + 2), _text(chance, 4), (255, 255, 255, 255),
                      ImageFont.load_default(max(10, height * 0.6)))  # fmt: skip
        elif kind == 1:  # subtitles
            y = chance.uniform(150, 190)
            for line in range(chance.choice([1, 2])):
                draw.text((SIDE / 2, y + 18 * line), _text(chance, 4),
                          (255, 255, chance.choice([255, 80]), 255), ImageFont.load_default(chance.randint(12, 20)), anchor="ma",
                          stroke_width=1, stroke_fill=(0, 0, 0, 255))  # fmt: skip
        elif kind == 2:  # logo
            x, y, r = chance.choice([30, 190]), chance.choice([30, 190]), chance.uniform(10, 34)
            shape = chance.choice([draw.ellipse, draw.rectangle])
            shape((x - r, y - r, x + r, y + r), fill=(*_colour(chance), chance.randint(140, 255)))
            draw.text((x, y), _text(chance, 1)[:4], (*_colour(chance), 255),
                      ImageFont.load_default(r), anchor="mm")  # fmt: skip
        else:  # words across
            draw.text((chance.uniform(0, 60), chance.uniform(20, 180)), _text(chance, 3),
                      (*_colour(chance), 255),
                      ImageFont.load_default(chance.randint(14, 44)))  # fmt: skip
    return np.asarray(canvas)
