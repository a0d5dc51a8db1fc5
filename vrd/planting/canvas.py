"""Draw what generated shots are made of: noise, colour ramps, text, layers.

Conventions: a picture is RGB, uint8, shape (height, width, 3). A `Scene` returns the picture at a
time in seconds from its start, and always the same picture for the same time.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Picture = NDArray[np.uint8]
Scene = Callable[[float], Picture]
Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Stage:
    """Describe what a scene is made for.

    Attributes
    ----------
    width, height
        Pixels of its pictures.
    seconds
        Its length.
    random
        The generator of everything in it that is random.
    """

    width: int
    height: int
    seconds: float
    random: np.random.Generator

    @property
    def size(self) -> tuple[int, int]:
        """Return width and height, as Pillow expects them."""
        return self.width, self.height


def as_picture(image: Image.Image) -> Picture:
    """Turn a Pillow image into a picture."""
    return np.asarray(image.convert("RGB"))


def noise(
    random: np.random.Generator, width: int, height: int, *, coarsest: int = 4, fade: float = 0.5
) -> NDArray[np.float32]:
    """Make fractal noise between 0 and 1 that can be repeated side by side without a seam.

    Parameters
    ----------
    random
        The generator of the noise.
    width, height
        Pixels of the noise.
    coarsest
        Blobs across the picture at the coarsest level; each further level has twice as many.
    fade
        Weight of a level relative to the level before.

    Returns
    -------
    ndarray of float32, shape (height, width)
    """
    total = np.zeros((height, width), np.float32)
    cells, weight = coarsest, 1.0
    while cells < max(width, height):
        rows = max(2, round(cells * height / width))
        grid = random.random((rows, cells), np.float32)
        image = Image.fromarray(np.pad(grid, 2, mode="wrap"))
        box = (2, 2, 2 + cells, 2 + rows)
        total += weight * np.asarray(image.resize((width, height), Image.Resampling.BICUBIC, box))
        cells, weight = cells * 2, weight * fade
    total -= total.min()
    return total / max(float(total.max()), 1e-6)


def ramp(*stops: Colour) -> NDArray[np.uint8]:
    """Return a table of 256 colours that passes evenly through the given ones, shape (256, 3)."""
    positions = np.linspace(0, 255, len(stops))
    channels = [np.interp(np.arange(256), positions, [stop[c] for stop in stops]) for c in range(3)]
    return np.stack(channels, axis=1).astype(np.uint8)


def coloured(values: NDArray[np.floating], table: NDArray[np.uint8]) -> Picture:
    """Return a picture of values between 0 and 1 in the colours of a ramp."""
    return np.asarray(table[np.clip(values * 255, 0, 255).astype(np.uint8)])


def gradient(size: tuple[int, int], *stops: Colour) -> Image.Image:
    """Return an image that runs through colours from top to bottom."""
    column = Image.fromarray(ramp(*stops)[:, np.newaxis])
    return column.resize(size, Image.Resampling.BICUBIC)


@functools.lru_cache(maxsize=64)
def font(pixels: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Return the font that is part of Pillow, so that texts look the same on all machines."""
    return ImageFont.load_default(max(6, pixels))


def write(
    image: Image.Image,
    text: str,
    *,
    centre: tuple[float, float] = (0.5, 0.5),
    height: float = 0.09,
    colour: Colour = (235, 230, 215),
) -> None:
    """Write centred text into an image.

    Parameters
    ----------
    image
        The image, which is changed.
    text
        The text; it may have several lines.
    centre
        Where its centre lies, as parts of the width and the height of the image.
    height
        Height of the letters, as a part of the height of the image.
    colour
        Colour of the letters.
    """
    position = (centre[0] * image.width, centre[1] * image.height)
    letters = font(round(height * image.height))
    drawing = ImageDraw.Draw(image)
    drawing.multiline_text(
        position, text, fill=colour, font=letters, anchor="mm", align="center", spacing=4
    )


class Layer:
    """Hold a picture with a mask; any part of it can be laid over another picture.

    Colour and mask are scaled separately, because Pillow would convert a whole RGBA image each
    time.
    """

    def __init__(self, image: Image.Image) -> None:
        self.colour = image.convert("RGB")
        self.mask = image.getchannel("A") if image.mode == "RGBA" else None
        visible = self.mask.getbbox() if self.mask else None
        self.top = visible[1] if visible else 0

    def over(self, result: Image.Image, box: tuple[float, float, float, float]) -> None:
        """Lay the part within a box (left, top, right, bottom) over the whole of a picture."""
        how = Image.Resampling.BILINEAR
        left, top, right, bottom = box
        scale = (bottom - top) / result.height
        # Lines above the first visible one need not be scaled.
        empty = min(max(0, int((self.top - top) / scale) - 1), result.height - 1)
        size, part = (result.width, result.height - empty), (left, top + empty * scale)
        colour = self.colour.resize(size, how, (*part, right, bottom))
        mask = self.mask.resize(size, how, (*part, right, bottom)) if self.mask else None
        result.paste(colour, (0, empty), mask)
