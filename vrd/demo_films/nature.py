"""Generate footage of nature: hills, sea, leaves, fire, snow, clouds."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from vrd.demo_films.camera import MOVES, between, eased, view_box
from vrd.planting.canvas import (
    Colour,
    Layer,
    Picture,
    Scene,
    Stage,
    as_picture,
    coloured,
    gradient,
    noise,
    ramp,
)

SKIES: dict[str, tuple[Colour, ...]] = {
    "noon": ((62, 118, 190), (150, 190, 225), (222, 232, 235)),
    "dawn": ((58, 62, 110), (190, 120, 120), (250, 205, 140)),
    "storm": ((52, 58, 66), (98, 104, 110), (150, 152, 150)),
    "night": ((6, 8, 26), (16, 24, 56), (44, 58, 96)),
    "snow": ((150, 170, 195), (205, 214, 225), (240, 242, 246)),
}
GROUNDS: dict[str, tuple[Colour, Colour]] = {
    "noon": ((130, 158, 170), (38, 74, 36)),
    "dawn": ((180, 120, 120), (44, 26, 40)),
    "storm": ((112, 118, 122), (34, 42, 38)),
    "night": ((34, 46, 78), (5, 8, 14)),
    "snow": ((196, 208, 222), (92, 104, 112)),
}


def hills(stage: Stage, seed: int, light: str = "noon", move: str = "right") -> Scene:
    """Make ridges behind ridges under a sky; one seed gives the same hills in any light."""
    random = np.random.default_rng(seed)
    size = stage.width * 3 // 2, stage.height * 3 // 2
    images = [_sky(random, size, light)]
    images += [_ridge(random, size, depth / 3, light) for depth in range(4)]
    layers = [Layer(image) for image in images]
    start, end = MOVES[move]

    def scene(time: float) -> Picture:
        part = eased(time / stage.seconds)
        result = Image.new("RGB", stage.size)
        for depth, layer in enumerate(layers):
            # Near ridges pass faster than far ones, as seen from a train.
            near = 0.25 + 0.18 * depth
            across, down, zoom = between(start, end, part)
            view = 0.5 + (across - 0.5) * near, down * 0.4 + 0.5, max(zoom, 1.35)
            box = view_box(size, stage.size, view)
            layer.over(result, box)
        return as_picture(result)

    return scene


def _sky(random: np.random.Generator, size: tuple[int, int], light: str) -> Image.Image:
    """Draw a sky with clouds and a sun."""
    sky = gradient(size, *SKIES[light])
    clouds = np.clip(noise(random, *size, coarsest=3) * 2.2 - 1.1, 0, 0.8)
    white = Image.new("RGB", size, SKIES[light][-1])
    sky.paste(white, (0, 0), Image.fromarray((clouds * 255).astype(np.uint8)))
    across, up, radius = random.uniform(0.2, 0.8), random.uniform(0.25, 0.45), size[1] / 22
    x, y = across * size[0], up * size[1]
    box = (x - radius, y - radius, x + radius, y + radius)
    ImageDraw.Draw(sky).ellipse(box, fill=(255, 246, 215))
    return sky.filter(ImageFilter.GaussianBlur(size[0] / 500))


def _ridge(
    random: np.random.Generator, size: tuple[int, int], near: float, light: str
) -> Image.Image:
    """Draw a ridge, transparent above its line; nearer ridges are lower, darker and rougher."""
    width, height = size
    line = noise(random, width, 8, coarsest=3 + round(4 * near), fade=0.42)[0]
    top = (0.46 + 0.34 * near - 0.2 * (1 - 0.4 * near) * line) * height
    far, close = (np.array(colour, float) for colour in GROUNDS[light])
    texture = noise(random, *size, coarsest=24, fade=0.7)
    colour = (far + (close - far) * near)[None, None] * (0.75 + 0.5 * texture[..., None] * near)
    picture = np.zeros((height, width, 4), np.uint8)
    picture[..., :3] = np.clip(colour, 0, 255)
    picture[..., 3] = 255 * (np.arange(height)[:, None] > top[None])
    return Image.fromarray(picture)


def sea(stage: Stage, light: str = "noon", boat: bool = True) -> Scene:
    """Make waves that come towards the camera, and a boat that rides on them."""
    width, height = stage.size
    horizon = round(height * stage.random.uniform(0.3, 0.45))
    texture = noise(stage.random, 512, 512, coarsest=12, fade=0.6)
    table = ramp(GROUNDS[light][1], SKIES[light][0], SKIES[light][1], SKIES[light][2])
    sky = gradient((width, height), *SKIES[light])
    depth = 1 / np.linspace(0.06, 1, height - horizon, dtype=np.float32)[:, None]
    columns = (np.arange(width, dtype=np.float32)[None] - width / 2) * depth * 480 / width
    speed, drift, start = stage.random.uniform(14, 30), stage.random.uniform(-20, 20), 300.0

    def scene(time: float) -> Picture:
        across = (columns * 0.6 + drift * time).astype(np.int32) % 512
        back = (depth * 60 + speed * time).astype(np.int32) % 512
        faster = (depth * 45 + start + speed * 1.4 * time).astype(np.int32) % 512
        waves = texture[back, across] * 0.6 + texture[faster, (across * 2) % 512] * 0.5
        picture = as_picture(sky).copy()
        picture[horizon:] = coloured(waves**1.5, table)
        return _boat(picture, horizon, time, stage) if boat else picture

    return scene


def _boat(picture: Picture, horizon: int, time: float, stage: Stage) -> Picture:
    image = Image.fromarray(picture)
    unit = stage.height / 30
    x = stage.width * (0.15 + 0.6 * time / stage.seconds)
    y = horizon + unit * (1.2 + 0.35 * np.sin(time * 2.1))
    lean = 0.5 * unit * np.sin(time * 1.7)
    drawing = ImageDraw.Draw(image)
    hull = [(x - 3 * unit, y - unit), (x + 3 * unit, y - unit), (x + 2 * unit, y + unit / 2)]
    drawing.polygon([*hull, (x - 2 * unit, y + unit / 2)], fill=(40, 26, 22))
    mast = (x + lean, y - 7 * unit)
    drawing.polygon([mast, (x, y - unit), (x + 2.6 * unit, y - unit)], fill=(238, 232, 214))
    drawing.line([mast, (x, y - unit)], fill=(30, 22, 20), width=max(1, round(unit / 4)))
    return as_picture(image)


def leaves(stage: Stage, tint: Colour = (190, 120, 50)) -> Scene:
    """Make layers of overlapping leaves that slide over each other."""
    size = round(stage.width * 1.4), round(stage.height * 1.4)
    layers = [Layer(_litter(stage, size, tint, 90 // (1 + depth), depth)) for depth in range(3)]
    ways = stage.random.uniform(0, 1, (3, 2, 2))

    def scene(time: float) -> Picture:
        part = time / stage.seconds
        result = Image.new("RGB", stage.size)
        for depth, layer in enumerate(layers):
            across, down = ways[depth, 0] + (ways[depth, 1] - ways[depth, 0]) * part
            box = view_box(size, stage.size, (across, down, 1.4))
            layer.over(result, box)
        return as_picture(result)

    return scene


def _litter(
    stage: Stage, size: tuple[int, int], tint: Colour, count: int, depth: int
) -> Image.Image:
    """Draw a layer of leaves; only the lowest layer has a ground."""
    image = Image.new("RGBA", size, (40, 34, 26, 0 if depth else 255))
    drawing = ImageDraw.Draw(image)
    for _ in range(count):
        x, y = stage.random.uniform(0, size[0]), stage.random.uniform(0, size[1])
        long = stage.random.uniform(0.04, 0.10) * size[0] * (1 + depth * 0.4)
        turn, shade = stage.random.uniform(0, np.pi), stage.random.uniform(0.4, 1.25)
        angles = np.linspace(0, 2 * np.pi, 18)
        reach = long * np.cos(angles) * np.cos(turn), 0.4 * long * np.sin(angles) ** 3
        points = [
            (x + a - b * np.sin(turn), y + long * np.cos(c) * np.sin(turn) + b * np.cos(turn))
            for a, b, c in zip(*reach, angles, strict=True)
        ]
        mixed = np.array(tint) * shade + stage.random.uniform(-24, 24, 3)
        red, green, blue = (int(value) for value in np.clip(mixed, 0, 255))
        drawing.polygon(points, fill=(red, green, blue, 255))
    return image


def fire(stage: Stage) -> Scene:
    """Make flames that rise from the lower edge."""
    texture = noise(stage.random, 256, 256, coarsest=6, fade=0.65)
    table = ramp((4, 2, 6), (70, 8, 4), (190, 60, 8), (252, 176, 44), (255, 248, 214))
    rows = np.arange(stage.height, dtype=np.float32)[:, None] / stage.height
    columns = np.arange(stage.width, dtype=np.float32)[None] / stage.width
    heat = rows**1.3 * (1 - 1.6 * np.abs(columns - 0.5) ** 1.5)
    x, y = (columns * 255).astype(np.int32), (rows * 160).astype(np.int32)

    def scene(time: float) -> Picture:
        first = texture[(y + int(90 * time)) % 256, x]
        second = texture[(y * 2 + int(150 * time)) % 256, (x + 97) % 256]
        return coloured(heat * 2.1 * (first + second) - 0.45, table)

    return scene


def snowfall(stage: Stage, seed: int, light: str = "snow") -> Scene:
    """Make flakes that fall in front of hills."""
    behind = Image.fromarray(hills(stage, seed, light)(0))
    flakes = stage.random.uniform(0, 1, (3, 260))
    near = stage.random.uniform(0.3, 1, 260)

    def scene(time: float) -> Picture:
        image = behind.copy()
        drawing = ImageDraw.Draw(image)
        across = (flakes[0] + 0.05 * np.sin(time + 9 * flakes[2]) + 0.03 * time) % 1
        down = (flakes[1] + 0.22 * near * time) % 1
        for x, y, size in zip(across * stage.width, down * stage.height, near, strict=True):
            r = size * stage.height / 140
            drawing.ellipse((x - r, y - r, x + r, y + r), fill=(248, 249, 252))
        return as_picture(image)

    return scene


def clouds(stage: Stage, table: tuple[Colour, ...] = SKIES["noon"]) -> Scene:
    """Make two layers of cloud that drift across each other."""
    texture = noise(stage.random, 768, 384, coarsest=3, fade=0.55)
    colours = ramp(*table)
    rows = np.arange(stage.height)[:, None] * 270 // stage.height
    columns = np.arange(stage.width)[None] * 480 // stage.width

    def scene(time: float) -> Picture:
        first = texture[rows % 384, (columns + int(26 * time)) % 768]
        second = texture[(rows + 140) % 384, (columns * 2 // 3 + int(48 * time)) % 768]
        return coloured((first + second - 0.55) * 1.3, colours)

    return scene
