"""Draw the pictures that are laid over planted stretches, so that no image files are needed."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from vrd.planting.canvas import write

Size = tuple[int, int]


def draw_overlay(name: str, size: Size, seed: int) -> Image.Image:
    """Draw an overlay with transparency for a film of ``size`` (width, height), in pixels."""
    if "logo" in name:
        return _logo(round(size[1] * (0.42 if "large" in name else 0.14)))
    if "scratches" in name:
        return _scratches(size, 14 if "many" in name else 4, seed)
    return _words(size, opaque=name == "banner")


def _logo(side: int) -> Image.Image:
    image = Image.new("RGBA", (side, side))
    drawing = ImageDraw.Draw(image)
    drawing.ellipse((0, 0, side - 1, side - 1), fill=(196, 30, 36, 235), outline=(250, 250, 250))
    write(image, "ER", height=0.45)
    return image


def _words(size: Size, *, opaque: bool) -> Image.Image:
    image = Image.new("RGBA", size)
    if opaque:
        box = (0, round(0.72 * size[1]), size[0], size[1])
        ImageDraw.Draw(image).rectangle(box, fill=(18, 24, 46, 255))
        write(image, "CLOCKS STOP ALL OVER TOWN", centre=(0.5, 0.81), height=0.08)
        write(image, "A reporter is on her way", centre=(0.5, 0.92), height=0.055)
    else:
        write(image, "Clocks stopped\nall over the town", centre=(0.5, 0.86), height=0.06)
    return image


def _scratches(size: Size, lines: int, seed: int) -> Image.Image:
    """Draw lines and specks, larger than the film, because the overlay is moved about over it."""
    random = np.random.default_rng(seed)
    width, height = size[0] + 64, size[1] + 64
    image = Image.new("RGBA", (width, height))
    drawing = ImageDraw.Draw(image)
    for x in random.integers(0, width, lines):
        tint = int(random.integers(190, 250))
        slant = int(random.integers(-4, 5))
        drawing.line((x, 0, x + slant, height), fill=(tint, tint, tint, 200), width=2)
    for x, y, r in random.integers((0, 0, 1), (width, height, 4), (lines * 5, 3)):
        tint = int(random.choice([20, 240]))
        drawing.ellipse((x - r, y - r, x + r, y + r), fill=(tint, tint, tint, 230))
    return image
