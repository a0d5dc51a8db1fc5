"""Move a camera over a still: pan, tilt, zoom, or a combination of them."""

from __future__ import annotations

import functools
import importlib.resources

from PIL import Image

from vrd.planting.canvas import Picture, Scene, Stage, as_picture

#: What the camera shows: the centre across and down (0 to 1), and the magnification (1 shows all).
View = tuple[float, float, float]

MOVES: dict[str, tuple[View, View]] = {
    "in": ((0.5, 0.5, 1.05), (0.5, 0.45, 1.6)),
    "out": ((0.45, 0.5, 1.9), (0.5, 0.5, 1.05)),
    "right": ((0.0, 0.5, 1.5), (1.0, 0.45, 1.5)),
    "left": ((1.0, 0.4, 1.4), (0.0, 0.5, 1.4)),
    "up": ((0.5, 1.0, 1.25), (0.5, 0.0, 1.25)),
    "down": ((0.5, 0.0, 1.35), (0.5, 1.0, 1.35)),
    "corner": ((0.1, 0.1, 1.9), (0.75, 0.8, 1.5)),
    "detail": ((0.7, 0.35, 2.3), (0.35, 0.6, 2.1)),
    "portrait": ((0.5, 0.12, 1.0), (0.42, 0.12, 1.45)),
    "still": ((0.5, 0.5, 1.05), (0.5, 0.5, 1.1)),
}


def view_box(
    image: tuple[int, int], picture: tuple[int, int], view: View
) -> tuple[float, float, float, float]:
    """Return the part of an image that a view shows, in the proportions of the picture."""
    across, down, magnification = view
    scale = min(image[0] / picture[0], image[1] / picture[1]) / magnification
    width, height = picture[0] * scale, picture[1] * scale
    left, top = across * (image[0] - width), down * (image[1] - height)
    return left, top, left + width, top + height


def eased(part: float) -> float:
    """Return how far a move has come after a part of its time; it starts and stops gently.

    Examples
    --------
    >>> eased(0.0), eased(0.5), eased(1.0)
    (0.0, 0.5, 1.0)
    """
    part = min(max(part, 0.0), 1.0)
    return 0.4 * part + 0.6 * part * part * (3 - 2 * part)


def between(start: View, end: View, part: float) -> View:
    """Return the view after a part of the way from one view to another."""
    across, down, magnification = (
        first + (last - first) * part for first, last in zip(start, end, strict=True)
    )
    return across, down, magnification


def looking(stage: Stage, image: Image.Image, move: str) -> Scene:
    """Make a scene in which the camera moves over an image once."""
    start, end = MOVES[move]

    def scene(time: float) -> Picture:
        view = between(start, end, eased(time / stage.seconds))
        box = view_box(image.size, stage.size, view)
        return as_picture(image.resize(stage.size, Image.Resampling.BICUBIC, box))

    return scene


@functools.lru_cache(maxsize=32)
def photograph(name: str) -> Image.Image:
    """Return a photograph of the package."""
    file = importlib.resources.files("vrd.demo_films") / "stills" / f"{name}.jpg"
    with file.open("rb") as opened, Image.open(opened) as image:
        colour: Image.Image = image.convert("RGB")
    return colour


def photo(stage: Stage, name: str, move: str = "in") -> Scene:
    """Make a scene in which the camera moves over a photograph of the package."""
    return looking(stage, photograph(name), move)
