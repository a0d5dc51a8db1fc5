"""Edit the pictures of planted stretches, and make films look as if shot on film stock.

An edit is a function of a picture, its number in the stretch, and a random generator that belongs
to this picture alone, so that pictures can be edited in any order.
"""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from vrd.planting.canvas import Picture, as_picture, write

#: A film with more grain (in grey levels) flickers and weaves, too.
MAX_STEADY_GRAIN = 3

Edit = Callable[[Picture, int, np.random.Generator], Picture]
GREY = np.array([0.299, 0.587, 0.114], np.float32)


def _clipped(values: NDArray[np.floating]) -> Picture:
    return np.asarray(np.clip(values, 0, 255), np.uint8)


def grey(picture: Picture, number: int, random: np.random.Generator) -> Picture:
    """Make a picture black and white."""
    return np.repeat((picture @ GREY).astype(np.uint8)[..., None], 3, axis=2)


def sepia(picture: Picture, number: int, random: np.random.Generator) -> Picture:
    """Make a picture brown, like an old print."""
    tone = np.array([1.12, 0.96, 0.74], np.float32)
    return _clipped((picture @ GREY)[..., None] * tone + 8)


def brighter(picture: Picture, number: int, random: np.random.Generator) -> Picture:
    """Give a picture more light and more contrast."""
    return _clipped(picture.astype(np.float32) * 1.25 + 10)


def mirror(picture: Picture, number: int, random: np.random.Generator) -> Picture:
    """Exchange left and right."""
    return picture[:, ::-1]


def crop(picture: Picture, number: int, random: np.random.Generator) -> Picture:
    """Enlarge the middle 90 % of width and height."""
    image = Image.fromarray(picture)
    width, height = image.size
    box = (0.05 * width, 0.05 * height, 0.95 * width, 0.95 * height)
    return as_picture(image.resize(image.size, Image.Resampling.BICUBIC, box))


def _inside(picture: Picture, width: float, height: float) -> Picture:
    """Squeeze a picture to parts of its width and height, in the middle of a black picture."""
    image = Image.fromarray(picture)
    inner = round(image.width * width), round(image.height * height)
    black = Image.new("RGB", image.size)
    corner = (image.width - inner[0]) // 2, (image.height - inner[1]) // 2
    black.paste(image.resize(inner, Image.Resampling.BICUBIC), corner)
    return as_picture(black)


def letterbox(picture: Picture, number: int, random: np.random.Generator) -> Picture:
    """Squeeze a picture between black bars above and below."""
    return _inside(picture, 1.0, 0.78)


def pillarbox(picture: Picture, number: int, random: np.random.Generator) -> Picture:
    """Squeeze a picture to 4:3 between black bars on both sides."""
    return _inside(picture, 0.75, 1.0)


def logo(picture: Picture, number: int, random: np.random.Generator) -> Picture:
    """Lay the logo of a broadcaster over a corner."""
    image = Image.fromarray(picture)
    unit = image.height / 30
    x, y = image.width - 3.4 * unit, 3.2 * unit
    box = (x - 2 * unit, y - 2 * unit, x + 2 * unit, y + 2 * unit)
    ImageDraw.Draw(image).ellipse(box, fill=(196, 30, 36), outline=(250, 250, 250), width=2)
    write(image, "ER", centre=(x / image.width, y / image.height), height=0.065)
    return as_picture(image)


def subtitle(picture: Picture, number: int, random: np.random.Generator) -> Picture:
    """Lay a banner with words over the lower part."""
    image = Image.fromarray(picture)
    box = (0, round(0.82 * image.height), image.width, round(0.95 * image.height))
    ImageDraw.Draw(image).rectangle(box, fill=(18, 24, 46))
    write(image, "Clocks stopped all over the town", centre=(0.5, 0.885), height=0.07)
    return as_picture(image)


def low_resolution(picture: Picture, number: int, random: np.random.Generator) -> Picture:
    """Keep a quarter of the lines, and enlarge the picture again."""
    image = Image.fromarray(picture)
    small = image.resize((image.width // 4, image.height // 4), Image.Resampling.BOX)
    return as_picture(small.resize(image.size, Image.Resampling.BILINEAR))


def low_quality(picture: Picture, number: int, random: np.random.Generator) -> Picture:
    """Encode a picture with so few bits that blocks become visible."""
    stored = io.BytesIO()
    Image.fromarray(picture).save(stored, "JPEG", quality=9)
    with Image.open(stored) as image:
        return as_picture(image)


def old_copy(picture: Picture, number: int, random: np.random.Generator) -> Picture:
    """Make a picture grey, flickering, grainy, scratched and unsteady."""
    rows, columns = picture.shape[:2]
    luma = picture @ GREY
    luma = np.roll(luma, tuple(random.integers(-2, 3, 2)), (0, 1))
    grain = random.standard_normal((rows // 2 + 1, columns // 2 + 1), np.float32) * 11
    luma += np.repeat(np.repeat(grain, 2, 0), 2, 1)[:rows, :columns]
    luma = (luma - 128) * 1.15 + 128 + random.uniform(-14, 14)
    scratch = int(columns * (0.3 + 0.1 * np.sin(number / 40)))
    luma[:, scratch : scratch + 1] += 70
    for y, x in random.integers(0, (rows - 3, columns - 3), (3, 2)):
        luma[y : y + 3, x : x + 2] = 235
    return np.repeat(_clipped(luma)[..., None], 3, axis=2)


def plain(picture: Picture, number: int, random: np.random.Generator) -> Picture:
    """Leave a picture as it is; only encoding it once more changes it."""
    return picture


EDITS: dict[str, Edit] = {
    "plain": plain,
    "grey": grey,
    "sepia": sepia,
    "brighter": brighter,
    "mirror": mirror,
    "crop": crop,
    "letterbox": letterbox,
    "pillarbox": pillarbox,
    "logo": logo,
    "subtitle": subtitle,
    "low resolution": low_resolution,
    "low quality": low_quality,
    "old copy": old_copy,
    "dissolve": plain,  # The dissolve is made in `vrd.demo_films.assemble`.
}


def edit(picture: Picture, edits: str, number: int, seed: int) -> Picture:
    """Apply edits, joined by ``+``, to one picture of a stretch."""
    random = np.random.default_rng([seed, number])
    for name in edits.split("+"):
        picture = EDITS[name](picture, number, random)
    return picture


class FilmStock:
    """Add grain, flicker, a slight weave and a colour cast, the same to all shots of one film.

    Parameters
    ----------
    size
        Width and height of the pictures.
    grain
        Spread of the film grain, in grey levels; a film with much grain is unsteady, too.
    tone
        Factors of red, green and blue.
    random
        The generator of grain and flicker.
    """

    def __init__(
        self,
        size: tuple[int, int],
        grain: float,
        tone: tuple[float, float, float],
        random: np.random.Generator,
    ) -> None:
        width, height = size
        speckle = random.standard_normal((height + 64, width + 64), np.float32) * grain
        self.speckle = np.round(speckle).astype(np.int16)
        self.tone, self.random = tone, random
        self.unsteady = grain > MAX_STEADY_GRAIN

    def __call__(self, picture: Picture) -> Picture:
        """Return the next picture of the film."""
        height, width = picture.shape[:2]
        top, left = self.random.integers(0, 64, 2)
        light = self.random.normal(1, 0.012) if self.unsteady else 1.0
        if self.unsteady and self.random.random() < 0.25:
            picture = np.roll(picture, int(self.random.integers(-1, 2)), 0)
        levels = np.arange(256) * light
        tables = [np.round(levels * factor).astype(np.int16) for factor in self.tone]
        shown = np.stack([tables[c][picture[..., c]] for c in range(3)], axis=2)
        shown += self.speckle[top : top + height, left : left + width, None]
        return np.clip(shown, 0, 255).astype(np.uint8)
