"""What every scene of the demo films is drawn with: types, noise, colour ramps, text.

Conventions: a picture is uint8 of shape (height, width, 3), RGB; a `Scene` gives the picture at a
time in seconds from its beginning, and always the same one for the same time.
"""

from __future__ import annotations

import functools
import importlib.resources
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
    """What a scene is made for: the size of its pictures, its length in seconds, its chances."""

    width: int
    height: int
    seconds: float
    random: np.random.Generator

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, as Pillow wants them."""
        return self.width, self.height


def as_picture(image: Image.Image) -> Picture:
    """Turn a Pillow image into a picture."""
    return np.asarray(image.convert("RGB"))


@functools.lru_cache(maxsize=32)
def photograph(name: str) -> Image.Image:
    """Load one of the stills of the package."""
    file = importlib.resources.files("vrd.demo_films") / "stills" / f"{name}.jpg"
    with file.open("rb") as opened, Image.open(opened) as image:
        colour: Image.Image = image.convert("RGB")
    return colour


def noise(
    random: np.random.Generator, width: int, height: int, *, coarsest: int = 4, fade: float = 0.5
) -> NDArray[np.float32]:
    """Fractal noise between 0 and 1 that can be laid side by side without a seam.

    Parameters
    ----------
    coarsest
        Blobs across the picture at the coarsest level; each further level has twice as many.
    fade
        Weight of a level relative to the one before.
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
    """A table of 256 colours that passes evenly through the given ones."""
    places = np.linspace(0, 255, len(stops))
    channels = [np.interp(np.arange(256), places, [stop[c] for stop in stops]) for c in range(3)]
    return np.stack(channels, axis=1).astype(np.uint8)


def coloured(values: NDArray[np.floating], table: NDArray[np.uint8]) -> Picture:
    """Show values between 0 and 1 in the colours of a ramp."""
    return np.asarray(table[np.clip(values * 255, 0, 255).astype(np.uint8)])


def gradient(size: tuple[int, int], *stops: Colour) -> Image.Image:
    """A picture that runs through colours from top to bottom."""
    column = Image.fromarray(ramp(*stops)[:, np.newaxis])
    return column.resize(size, Image.Resampling.BICUBIC)


@functools.lru_cache(maxsize=64)
def font(pixels: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The font that Pillow carries, so that texts look the same everywhere."""
    return ImageFont.load_default(max(6, pixels))


def write(
    image: Image.Image,
    text: str,
    *,
    at: tuple[float, float] = (0.5, 0.5),
    height: float = 0.09,
    colour: Colour = (235, 230, 215),
) -> None:
    """Write centred text into an image; place and height of the letters in parts of the image."""
    place = (at[0] * image.width, at[1] * image.height)
    letters = font(round(height * image.height))
    drawing = ImageDraw.Draw(image)
    drawing.multiline_text(
        place, text, fill=colour, font=letters, anchor="mm", align="center", spacing=4
    )


class Layer:
    """A picture with a mask, of which any part can be laid over another picture.

    Colour and mask are scaled apart: Pillow would convert a whole RGBA image each time.
    """

    def __init__(self, image: Image.Image) -> None:
        self.colour = image.convert("RGB")
        self.mask = image.getchannel("A") if image.mode == "RGBA" else None
        seen = self.mask.getbbox() if self.mask else None
        self.top = seen[1] if seen else 0

    def over(self, result: Image.Image, box: tuple[float, float, float, float]) -> None:
        """Lay the part within a box over the whole of a picture."""
        how = Image.Resampling.BILINEAR
        left, top, right, bottom = box
        scale = (bottom - top) / result.height
        # Rows above the first that shows anything need no work.
        empty = min(max(0, int((self.top - top) / scale) - 1), result.height - 1)
        size, part = (result.width, result.height - empty), (left, top + empty * scale)
        colour = self.colour.resize(size, how, (*part, right, bottom))
        mask = self.mask.resize(size, how, (*part, right, bottom)) if self.mask else None
        result.paste(colour, (0, empty), mask)
