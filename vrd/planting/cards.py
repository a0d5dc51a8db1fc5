"""Draw titles, intertitles, leaders, slates, test cards and credits."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from vrd.planting.canvas import (
    Colour,
    Picture,
    Scene,
    Stage,
    as_picture,
    font,
    gradient,
    noise,
    write,
)


def black(stage: Stage) -> Scene:
    """Make a black leader."""
    picture = np.zeros((stage.height, stage.width, 3), np.uint8)
    return lambda time: picture


def title(stage: Stage, text: str, below: str = "", ground: Colour = (28, 34, 52)) -> Scene:
    """Make a title on a softly lit ground, which fades in and out."""
    glow = noise(stage.random, *stage.size, coarsest=2)[..., None] * 0.9 + 0.5
    image = Image.fromarray(np.clip(glow * np.array(ground), 0, 255).astype(np.uint8))
    write(image, text, centre=(0.5, 0.44), height=0.12)
    write(image, below, centre=(0.5, 0.68), height=0.055, colour=(200, 186, 150))
    picture = as_picture(image)

    def scene(time: float) -> Picture:
        brightness = min(1.0, time / 0.5, max(0.0, stage.seconds - time) / 0.5)
        return (picture * brightness).astype(np.uint8)

    return scene


def intertitle(stage: Stage, text: str) -> Scene:
    """Make a card of the silent era: white letters in a frame."""
    image = Image.new("RGB", stage.size, (12, 12, 12))
    drawing, unit = ImageDraw.Draw(image), stage.height / 30
    for number, edge in enumerate((1.5 * unit, 2.2 * unit)):
        box = (edge, edge, stage.width - edge, stage.height - edge)
        drawing.rectangle(box, outline=(214, 210, 196), width=2 - number)
    write(image, text, height=0.085)
    picture = as_picture(image)
    return lambda time: picture


def countdown(stage: Stage, first: int = 5, ground: Colour = (120, 118, 112)) -> Scene:
    """Make an academy leader: a hand sweeps round once for each number, one a second."""
    x, y = stage.width / 2, stage.height / 2

    def scene(time: float) -> Picture:
        image = Image.new("RGB", stage.size, ground)
        drawing = ImageDraw.Draw(image)
        reach, angle = stage.width, 360 * (time % 1) - 90
        dark = (ground[0] // 2, ground[1] // 2, ground[2] // 2)
        drawing.pieslice((x - reach, y - reach, x + reach, y + reach), -90, angle, fill=dark)
        drawing.line((0, y, stage.width, y), fill=(20, 20, 20), width=2)
        drawing.line((x, 0, x, stage.height), fill=(20, 20, 20), width=2)
        for part in (0.42, 0.36):
            r = part * stage.height
            drawing.ellipse((x - r, y - r, x + r, y + r), outline=(235, 235, 230), width=3)
        number = max(1, first - int(time))
        write(image, str(number), height=0.5, colour=(16, 16, 16))
        return as_picture(image)

    return scene


def slate(stage: Stage, film: str, take: int) -> Scene:
    """Make a clapperboard that claps after a moment."""
    ground = gradient(stage.size, (96, 92, 84), (60, 56, 52))
    unit, left = stage.height / 20, stage.width * 0.22

    def scene(time: float) -> Picture:
        image = ground.copy()
        drawing = ImageDraw.Draw(image)
        right, top = stage.width - left, 6 * unit
        drawing.rectangle((left, top, right, 18 * unit), fill=(24, 26, 28))
        lift = 3 * unit * max(0.0, 1 - time / 0.8)
        arm = [(left, 4 * unit), (right, 4 * unit - lift), (right, 6 * unit - lift)]
        drawing.polygon([*arm, (left, top)], fill=(232, 230, 224))
        for step in np.arange(0, right - left, 3 * unit):
            part = step / (right - left)
            foot, head = left + step, top - lift * part
            stripe = [(foot, head), (foot + unit, head), (foot + 2 * unit, head - 2 * unit)]
            drawing.polygon([*stripe, (foot + unit, head - 2 * unit)], fill=(24, 26, 28))
        write(image, f"{film}\n\nTAKE {take}", centre=(0.5, 0.6), height=0.085)
        return as_picture(image)

    return scene


def bars(stage: Stage) -> Scene:
    """Make the colour bars of a television studio."""
    image = Image.new("RGB", stage.size, (16, 16, 16))
    drawing, wide = ImageDraw.Draw(image), stage.width / 7
    for number in range(7):
        red, green, blue = (190 * bool((7 - number) & bit) + 8 for bit in (2, 4, 1))
        box = (number * wide, 0, (number + 1) * wide, stage.height * 0.78)
        drawing.rectangle(box, fill=(red, green, blue))
    picture = as_picture(image)
    return lambda time: picture


def credits(stage: Stage, text: str) -> Scene:
    """Make credits: names that roll upwards."""
    letters = font(round(stage.height * 0.06))
    tall = stage.height * 2
    roll = Image.new("RGB", (stage.width, tall), (8, 8, 10))
    drawing = ImageDraw.Draw(roll)
    drawing.multiline_text(
        (stage.width / 2, stage.height * 0.9),
        text,
        fill=(225, 222, 210),
        font=letters,
        anchor="ma",
        align="center",
        spacing=stage.height // 30,
    )

    def scene(time: float) -> Picture:
        top = (tall - stage.height) * time / stage.seconds
        box = (0.0, top, float(stage.width), top + stage.height)
        return as_picture(roll.resize(stage.size, Image.Resampling.BILINEAR, box))

    return scene
