"""Draw hub shots: shots that very many films show although none took them from another.

Hub shots are put into many films. No film reuses another there, so every sequence between two of
them is a false alarm.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from vrd.planting import cards
from vrd.planting.canvas import Colour, Stage, gradient, write

#: The kinds of hub shots, with their shortest and longest duration in seconds.
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
    """Return the ffmpeg arguments of a hub shot as an input; its still is drawn into ``folder``."""
    if kind == "sea":
        # Another seed gives other waves: two films of one sea must not be copies.
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
    """Return the filter chain that makes a hub shot move."""
    width, height = size
    if kind == "credits":
        # A picture that moves by half pixels would cost more bits than its words.
        return f"crop={width}:{height}:0:floor(min(t/{seconds:.3f}\\,1)*(ih-oh))"
    if kind == "sea":
        return f"scale={width}:{height}:flags=bicubic"
    if kind == "talking head":
        sway = f"crop=iw-16:ih-16:8+7*sin(t*0.9+{seed}):8+3*sin(t*1.7+{seed})"
        return f"{sway},scale={width}:{height},noise=alls=6:allf=t"
    return "noise=alls=4:allf=t"


def draw_hub(kind: str, size: Size, seconds: float, seed: int) -> Image.Image:
    """Draw the still of a hub shot; all of one kind look alike, except for the words on some."""
    random = np.random.default_rng(seed)
    # Only the words depend on the film; the rest of the picture must be the same in all films.
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
        write(image, str(name), centre=(0.5, 0.1 + number * 0.11), height=0.04)
    return image


def _talking_head(size: Size) -> Image.Image:
    image = gradient(size, (64, 84, 104), (28, 34, 44))
    drawing, (width, height) = ImageDraw.Draw(image), size
    middle, unit = width / 2, height / 20

    def oval(half_width: float, top: float, bottom: float, fill: Colour, side: float = 0) -> None:
        x = middle + side * unit
        box = (x - half_width * unit, top * unit, x + half_width * unit, bottom * unit)
        drawing.ellipse(box, fill=fill)

    for left in (0.08, 0.74):
        shelf = (left * width, 2 * unit, (left + 0.18) * width, 15 * unit)
        drawing.rectangle(shelf, fill=(58, 46, 38))
    oval(8, 14, 28, (36, 40, 58))
    oval(3.4, 4, 14.5, (206, 164, 138))
    hair = (middle - 3.7 * unit, 3 * unit, middle + 3.7 * unit, 12 * unit)
    drawing.pieslice(hair, 180, 360, fill=(52, 38, 30))
    for side in (-1.3, 1.3):
        oval(1 / 3, 8.6, 9.2, (30, 26, 26), side)
    oval(1, 11.6, 12.4, (132, 60, 58))
    return image
