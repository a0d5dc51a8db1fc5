"""Generate footage of people and machines: a town, a train, a clock, a planet, a speaker."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from vrd.demo_films.camera import photograph, view_box
from vrd.demo_films.nature import SKIES, hills
from vrd.planting.canvas import (
    Colour,
    Layer,
    Picture,
    Scene,
    Stage,
    as_picture,
    gradient,
    noise,
    write,
)


def town(stage: Stage, night: bool = False, backwards: bool = False) -> Scene:
    """Make a drive past houses with windows."""
    size = stage.width * 3, stage.height
    sky = gradient(stage.size, *SKIES["night" if night else "noon"])
    layers = [Layer(_houses(stage, size, depth, night)) for depth in range(3)]

    def scene(time: float) -> Picture:
        part = time / stage.seconds
        part = 1 - part if backwards else part
        result = sky.copy()
        for depth, layer in enumerate(layers):
            left = (0.2 + 0.4 * depth) * part * (size[0] - stage.width)
            layer.over(result, (left, 0.0, left + stage.width, float(stage.height)))
        return as_picture(result)

    return scene


def _houses(stage: Stage, size: tuple[int, int], depth: int, night: bool) -> Image.Image:
    """Draw a row of houses; a nearer row (a larger depth) is lower and wider."""
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    drawing, random = ImageDraw.Draw(image), stage.random
    left, unit = 0.0, stage.height / 40
    while left < size[0]:
        wide = random.uniform(5, 12) * unit * (1 + depth * 0.3)
        top = size[1] * random.uniform(0.2 + 0.14 * depth, 0.5 + 0.14 * depth)
        wall = random.uniform(0.6, 1.0) * random.uniform(0.82, 1.0, 3)
        wall = wall * (34 if night else 110 + 45 * (2 - depth))
        red, green, blue = (int(value) for value in wall + (10 if night else 30 * (depth == 0)))
        drawing.rectangle((left, top, left + wide, size[1]), fill=(red, green, blue, 255))
        for x in np.arange(left + unit, left + wide - unit, 2 * unit):
            for y in np.arange(top + unit, size[1], 2.6 * unit):
                lit = random.random() < (0.4 if night else 0.15)
                pane = (250, 214, 120, 255) if lit else (red // 2, green // 2, blue // 2 + 14, 255)
                drawing.rectangle((x, y, x + unit, y + 1.4 * unit), fill=pane)
        left += wide + random.uniform(0, 2) * unit
    return image


def train(stage: Stage, seed: int, light: str = "dawn", wagons: int = 7) -> Scene:
    """Make a steam train that crosses a landscape."""
    behind = Image.fromarray(hills(stage, seed, light)(stage.seconds / 2))
    unit, rail = stage.height / 30, stage.height * 0.86
    puffs = stage.random.uniform(-1, 1, (60, 2))

    def scene(time: float) -> Picture:
        image = behind.copy()
        drawing = ImageDraw.Draw(image)
        front = stage.width * (-0.1 + 1.5 * time / stage.seconds)
        drawing.rectangle((0, rail, stage.width, rail + unit / 2), fill=(26, 22, 22))
        for number in range(wagons):
            right = front - number * 9 * unit
            _wagon(drawing, right, rail, unit, engine=number == 0, turn=time * 6)
        for number, (x, y) in enumerate(puffs):
            age = (time * 1.5 + number * 0.08) % 4.8
            r, grey = unit * (0.5 + age * 0.7), round(225 - 22 * age)
            cx, cy = front - unit * (1.5 + age * 6 - x), rail - unit * (6.5 + age * 1.6 - y)
            drawing.ellipse((cx - r, cy - r, cx + r, cy + r), fill=(grey, grey, grey))
        return as_picture(image)

    return scene


def _wagon(
    drawing: ImageDraw.ImageDraw, right: float, rail: float, unit: float, engine: bool, turn: float
) -> None:
    body: Colour = (22, 20, 24) if engine else (96, 34, 30)
    left, top = right - 8 * unit, rail - (3.4 if engine else 5) * unit
    drawing.rectangle((left, top, right, rail - unit), fill=body)
    if engine:
        drawing.rectangle((left, rail - 6 * unit, left + 3 * unit, top), fill=body)
        drawing.rectangle((right - 2 * unit, rail - 6 * unit, right - unit, top), fill=body)
    else:
        for x in np.arange(left + unit, right - unit, 1.6 * unit):
            window = (x, top + unit, x + unit, top + 2.4 * unit)
            drawing.rectangle(window, fill=(236, 208, 150))
    for x in (left + 1.6 * unit, right - 1.6 * unit):
        wheel = (x - unit, rail - 2 * unit, x + unit, rail)
        drawing.ellipse(wheel, fill=(48, 46, 48))
        spoke = unit * np.cos(turn), unit * np.sin(turn)
        middle = rail - unit
        ends = (x - spoke[0], middle - spoke[1], x + spoke[0], middle + spoke[1])
        drawing.line(ends, fill=(150, 140, 130), width=max(1, round(unit / 4)))


def clock(stage: Stage, face: Colour = (236, 228, 206), start: float = 3.2) -> Scene:
    """Make a station clock whose hands run much too fast."""
    wall = noise(stage.random, *stage.size, coarsest=6, fade=0.7)[..., None]
    plain = Image.fromarray((wall * 70 + np.array([40, 44, 52])).astype(np.uint8))
    x, y, radius = stage.width / 2, stage.height / 2, stage.height * 0.42

    def end(turn: float, part: float) -> tuple[float, float]:
        angle = 2 * np.pi * turn
        return x + part * radius * np.sin(angle), y - part * radius * np.cos(angle)

    dial = ImageDraw.Draw(plain)
    dial.ellipse((x - radius, y - radius, x + radius, y + radius), fill=face, outline=(20, 20, 20))
    for hour in range(12):
        dial.line([end(hour / 12, 0.84), end(hour / 12, 0.96)], fill=(20, 20, 20), width=4)

    def scene(time: float) -> Picture:
        image, hours = plain.copy(), start + time * 0.35
        hands = ImageDraw.Draw(image)
        hands.line([(x, y), end(hours / 12, 0.55)], fill=(20, 20, 24), width=stage.height // 32)
        hands.line([(x, y), end(hours % 1, 0.8)], fill=(20, 20, 24), width=stage.height // 54)
        hands.line([(x, y), end(np.floor(time * 2) / 60, 0.88)], fill=(190, 30, 24), width=2)
        return as_picture(image)

    return scene


def planet(stage: Stage, near: float = 0.38, turn: float = 0.02) -> Scene:
    """Make the turning Earth in front of stars, lit from one side."""
    width, height = stage.size
    world = np.asarray(photograph("world"))
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    radius = near * height
    x, y = (columns - width * 0.55) / radius, (rows - height * 0.5) / radius
    inside = x * x + y * y < 1
    z = np.sqrt(np.clip(1 - x * x - y * y, 0, 1))
    light = np.clip(0.1 + 0.9 * (0.75 * z - 0.6 * x - 0.2 * y), 0.03, 1)[..., None]
    down = ((np.arcsin(np.clip(y, -1, 1)) / np.pi + 0.5) * (len(world) - 1)).astype(np.int32)
    across = (np.arctan2(x, z) / (2 * np.pi) + stage.random.random()) * world.shape[1]
    stars = 255 * (stage.random.random((height, width, 1)) > 0.998)
    space = np.repeat(stars, 3, axis=2).astype(np.uint8)

    def scene(time: float) -> Picture:
        column = (across - turn * time * world.shape[1]).astype(np.int32) % world.shape[1]
        lit = (world[down, column] * light).astype(np.uint8)
        return np.where(inside[..., None], lit, space)

    return scene


def starfield(stage: Stage, speed: float = 0.25) -> Scene:
    """Make a flight through stars."""
    stars = stage.random.uniform(-1, 1, (2, 420))
    away = stage.random.random(420)
    tints = stage.random.integers(170, 256, (420, 3))

    def scene(time: float) -> Picture:
        image = Image.new("RGB", stage.size, (2, 3, 10))
        drawing = ImageDraw.Draw(image)
        depth = (away - speed * time) % 1 + 0.05
        xs = (stars[0] / depth * 0.5 + 0.5) * stage.width
        ys = (stars[1] / depth * 0.5 + 0.5) * stage.height
        for x, y, far, tint in zip(xs, ys, depth, tints, strict=True):
            r = stage.height / 260 / (far + 0.1)
            red, green, blue = (int(value * (1.06 - 0.7 * far)) for value in tint)
            drawing.ellipse((x - r, y - r, x + r, y + r), fill=(red, green, blue))
        return as_picture(image)

    return scene


def speaker(stage: Stage, caption: str = "", coat: Colour = (44, 52, 74)) -> Scene:
    """Make a speaker in front of a curtain, in a studio that is the same in every film."""
    double = stage.width * 2, stage.height * 2
    unit, beat = double[1] / 20, stage.random.uniform(0.8, 1.3, 4)
    folds = 60 + 26 * np.sin(np.arange(double[0]) / unit * 2.4) + 10 * np.sin(np.arange(double[0]))
    cloth = np.repeat(folds[None, :, None], double[1], axis=0) * np.array([1.5, 0.5, 0.5])
    curtain = Image.fromarray(np.clip(cloth, 0, 255).astype(np.uint8))

    def scene(time: float) -> Picture:
        image = curtain.copy()
        sway = unit * 0.5 * np.sin(beat[0] * time) + unit * 0.2 * np.sin(2.7 * beat[1] * time)
        _figure(ImageDraw.Draw(image), double[0] / 2, sway, unit, coat, time, beat)
        if caption:
            strip = (0, round(17 * unit), double[0], round(19.2 * unit))
            ImageDraw.Draw(image).rectangle(strip, fill=(16, 22, 40))
            write(image, caption, centre=(0.5, 0.905), height=0.06)
        box = view_box(double, stage.size, (0.5, 0.5, 1.0))
        return as_picture(image.resize(stage.size, Image.Resampling.BOX, box))

    return scene


def _figure(
    draw: ImageDraw.ImageDraw,
    middle: float,
    sway: float,
    unit: float,
    coat: Colour,
    time: float,
    beat: NDArray[np.float64],
) -> None:
    """Draw the speaker at a time: the head sways, eyes and mouth open and close, a hand moves."""
    x, skin, hair = middle + sway, (222, 178, 148), (62, 44, 34)

    def oval(cx: float, cy: float, wide: float, high: float, fill: Colour) -> None:
        draw.ellipse((cx - wide, cy - high, cx + wide, cy + high), fill=fill)

    oval(middle + sway / 3, 20 * unit, 7 * unit, 8 * unit, coat)
    draw.polygon([(x - unit, 12 * unit), (x + unit, 12 * unit), (x, 16 * unit)], fill="white")
    oval(x, 6.6 * unit, 2.9 * unit, 3.4 * unit, hair)
    oval(x, 7.6 * unit, 2.6 * unit, 3.6 * unit, skin)
    shut = (time * beat[2]) % 3.1 < 0.14
    for side in (-1, 1):
        oval(x + side * unit, 7 * unit, 0.35 * unit, (0.05 if shut else 0.25) * unit, (30, 26, 26))
    mouth = abs(np.sin(7 * beat[3] * time) * np.sin(2.3 * time + beat[1]))
    oval(x, 9.4 * unit, 0.9 * unit, (0.1 + 0.5 * mouth) * unit, (120, 40, 44))
    lift = max(0.0, np.sin(0.9 * beat[1] * time)) * 3 * unit
    oval(x + 6 * unit, 17 * unit - lift, 1.1 * unit, 1.3 * unit, skin)
