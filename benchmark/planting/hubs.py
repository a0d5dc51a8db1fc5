"""Hub shots: what very many films hold without any of them having taken it from another.

They are put into many films. As no film reuses another there, what is found between two of them
is a false alarm.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from vrd.demo_films import cards
from vrd.demo_films.canvas import Stage, gradient, write

#: Kinds, with their shortest and longest seconds.
KINDS = {
    "black": (2.5, 6.0),
    "slate": (2.5, 5.0),
    "logo card": (3.0, 6.0),
    "test card": (3.0, 8.0),
    "talking head": (5.0, 12.0),
    "credits": (5.0, 10.0),
    "sea": (4.0, 10.0),
}
Size = tuple[int, int]
_NAMES = ("A. Berg", "I. Holm", "K. Nyman", "S. Lind", "M. Ek", "T. Dahl", "O. Falk", "E. Strand")


def hub_input(kind: str, size: Size, seconds: float, seed: int, folder: Path) -> list[str]:
    """Arguments of ffmpeg that give a hub shot as an input; a still is drawn into ``folder``."""
    if kind == "sea":
        # Never the same waves twice: two films of one sea, not one film twice.
        time, x, y = f"(T+{seed}*0.37)", f"(X+{seed}*7)", f"(Y+{seed}*3)"
        waves = (
            f"128+30*sin({y}/2.5+{time}*5+sin({x}/19+{time}*0.9))"
            f"+18*sin({x}/7+{y}/3-{time}*4.3)+24*(random(1)-0.5)"
        )
        source = f"nullsrc=s=128x72:r=25,geq=lum='{waves}':cb=142:cr=112"
        return ["-f", "lavfi", "-i", source]
    path = folder / f"hub_{kind.replace(' ', '_')}_{seed}.png"
    draw_hub(kind, size, seconds, seed).save(path)
    return ["-loop", "1", "-framerate", "25", "-i", str(path)]


def hub_filters(kind: str, size: Size, seconds: float, seed: int) -> str:
    """The filter chain that brings a hub shot to life."""
    width, height = size
    if kind == "credits":
        # Whole pixels: a moving half pixel would cost more bits than the words.
        return f"crop={width}:{height}:0:floor(min(t/{seconds:.3f}\\,1)*(ih-oh))"
    if kind == "sea":
        return f"scale={width}:{height}:flags=bicubic"
    if kind == "talking head":
        sway = f"crop=iw-16:ih-16:8+7*sin(t*0.9+{seed}):8+3*sin(t*1.7+{seed})"
        return f"{sway},scale={width}:{height},noise=alls=6:allf=t"
    return "noise=alls=4:allf=t"


def draw_hub(kind: str, size: Size, seconds: float, seed: int) -> Image.Image:
    """The still of a hub shot; of one kind all look alike, but for what is written on some."""
    random = np.random.default_rng(seed)
    # The look must not depend on the film: only the words do.
    stage = Stage(*size, seconds, np.random.default_rng(7))
    if kind == "black":
        return Image.fromarray(cards.black(stage)(0))
    if kind == "slate":
        scene = cards.slate(stage, f"ROLL {random.integers(1, 99)}", int(random.integers(1, 9)))
        return Image.fromarray(scene(1.5))
    if kind == "logo card":
        return Image.fromarray(cards.title(stage, "NORDVIK", "pictures")(seconds / 2))
    if kind == "test card":
        return Image.fromarray(cards.bars(stage)(0))
    if kind == "credits":
        return _credits(size, random)
    return _talking_head(size)


def _credits(size: Size, random: np.random.Generator) -> Image.Image:
    image = Image.new("RGB", (size[0], size[1] * 2), (8, 8, 10))
    for number, name in enumerate(random.permutation(_NAMES)):
        write(image, str(name), at=(0.5, 0.1 + number * 0.11), height=0.04)
    return image


def _talking_head(size: Size) -> Image.Image:
    image = gradient(size, (64, 84, 104), (28, 34, 44))
    drawing, (width, height) = ImageDraw.Draw(image), size
    middle, unit = width / 2, height / 20
    for left in (0.08, 0.74):
        drawing.rectangle(
            (left * width, 2 * unit, (left + 0.18) * width, 15 * unit), fill=(58, 46, 38)
        )
    drawing.ellipse((middle - 8 * unit, 14 * unit, middle + 8 * unit, 28 * unit), fill=(36, 40, 58))
    drawing.ellipse(
        (middle - 3.4 * unit, 4 * unit, middle + 3.4 * unit, 14.5 * unit), fill=(206, 164, 138)
    )
    drawing.pieslice(
        (middle - 3.7 * unit, 3 * unit, middle + 3.7 * unit, 12 * unit), 180, 360, fill=(52, 38, 30)
    )
    for side in (-1.3, 1.3):
        x = middle + side * unit
        drawing.ellipse((x - unit / 3, 8.6 * unit, x + unit / 3, 9.2 * unit), fill=(30, 26, 26))
    drawing.ellipse((middle - unit, 11.6 * unit, middle + unit, 12.4 * unit), fill=(132, 60, 58))
    return image
