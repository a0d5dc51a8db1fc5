"""Camera moves over a still: pan, tilt, zoom, or a combination of them."""

from __future__ import annotations

from PIL import Image

from vrd.demo_films.canvas import Picture, Scene, Stage, as_picture, photograph

# Where the camera looks: middle of the view across and down (0 to 1), and how near it is (1 = all).
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
    """The part of an image that a view shows, in the proportions of the picture."""
    across, down, near = view
    scale = min(image[0] / picture[0], image[1] / picture[1]) / near
    width, height = picture[0] * scale, picture[1] * scale
    left, top = across * (image[0] - width), down * (image[1] - height)
    return left, top, left + width, top + height


def eased(at: float) -> float:
    """Where a move is after a part of its time: it starts and stops gently."""
    at = min(max(at, 0.0), 1.0)
    return 0.4 * at + 0.6 * at * at * (3 - 2 * at)


def between(start: View, end: View, at: float) -> View:
    """The view at a part of the way."""
    first, second, third = (a + (b - a) * at for a, b in zip(start, end, strict=True))
    return first, second, third


def looking(stage: Stage, image: Image.Image, move: str) -> Scene:
    """A camera that moves over an image once during the shot."""
    start, end = MOVES[move]

    def scene(time: float) -> Picture:
        view = between(start, end, eased(time / stage.seconds))
        box = view_box(image.size, stage.size, view)
        return as_picture(image.resize(stage.size, Image.Resampling.BICUBIC, box))

    return scene


def photo(stage: Stage, name: str, move: str = "in") -> Scene:
    """A photograph of the package under the camera."""
    return looking(stage, photograph(name), move)
