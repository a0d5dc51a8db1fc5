"""Draw the graphics of a newsreel: a chart and a map with a route."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from vrd.demo_films.camera import photograph, view_box
from vrd.planting.canvas import Colour, Picture, Scene, Stage, as_picture, gradient, write


def chart(stage: Stage, text: str, ground: Colour = (24, 44, 58)) -> Scene:
    """Make a chart of growing columns, as in a newsreel about the economy."""
    heights = stage.random.uniform(0.2, 0.62, 7)
    tints = stage.random.integers(90, 240, (7, 3))
    empty = gradient(stage.size, ground, (ground[0] * 2, ground[1] * 2, ground[2] * 2))
    write(empty, text, centre=(0.5, 0.12), height=0.09)

    def scene(time: float) -> Picture:
        image = empty.copy()
        drawing = ImageDraw.Draw(image)
        for number, (high, tint) in enumerate(zip(heights, tints, strict=True)):
            grown = high * min(1.0, max(0.0, time * 0.8 - number * 0.25))
            left, foot = stage.width * (0.1 + number * 0.115), stage.height * 0.9
            red, green, blue = (int(value) for value in tint)
            box = (left, foot - grown * stage.height, left + stage.width * 0.08, foot)
            drawing.rectangle(box, fill=(red, green, blue))
        return as_picture(image)

    return scene


def route(stage: Stage, places: str = "0.45,0.3 0.6,0.55 0.8,0.4") -> Scene:
    """Make a map on which a red line travels from place to place."""
    world = photograph("world")
    points = np.array([[float(value) for value in point.split(",")] for point in places.split()])
    ends = np.linspace(0, 1, len(points))

    def scene(time: float) -> Picture:
        part = time / stage.seconds
        view = (0.35 + 0.3 * part, 0.4, 1.7)
        left, top, right, bottom = box = view_box(world.size, stage.size, view)
        image = world.resize(stage.size, Image.Resampling.BICUBIC, box)
        steps = np.linspace(0, part, 30)
        xs = np.interp(steps, ends, points[:, 0]) * world.width
        ys = np.interp(steps, ends, points[:, 1]) * world.height + 14 * np.sin(steps * 12)
        line = np.stack([(xs - left) / (right - left), (ys - top) / (bottom - top)], axis=1)
        path = [(x * stage.width, y * stage.height) for x, y in line]
        ImageDraw.Draw(image).line(path, fill=(206, 24, 24), width=4, joint="curve")
        return as_picture(image)

    return scene
