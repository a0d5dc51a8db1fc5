"""Draw plain marks, which a page shows as SVG and a figure of matplotlib shows in print.

Conventions: pixels from the top left corner; a figure has 100 of them to the inch. No mark means
anything by its colour alone.

The template ``drawing.svg`` writes the SVG for pages: its text takes the colour and the font of the
page around it, so that it suits light and dark notebooks, and each mark has a text that appears
under the pointer. The SVG that matplotlib writes has black text in a font of its own, no texts
under the pointer, and more bytes; it serves for print.
"""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Literal

from vrd.views.fonts import drawable, fonts
from vrd.views.html import Markup, render

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Seen on white as well as on black.
BLUE = "#4a86c5"
#: ``"clear"`` cannot be seen, but can be pointed at.
Style = Literal["full", "faint", "dashed", "clear"]
_PRINT_STYLES: dict[Style, dict[str, object]] = {
    "full": {"facecolor": BLUE, "edgecolor": "none"},
    "faint": {"facecolor": "#d2d2d2", "edgecolor": "none"},
    "dashed": {"facecolor": "none", "edgecolor": "#444444", "linewidth": 0.7, "linestyle": "--"},
    "clear": {"visible": False},
}
_SIDES = {"start": "left", "middle": "center", "end": "right"}
# A point of print in pixels of a figure, a little less so that text never runs out of its room.
_POINTS_PER_PIXEL = 0.66


@dataclass(frozen=True)
class Box:
    """Draw a rectangle; ``title`` appears under the pointer."""

    kind: ClassVar = "box"

    x: float
    y: float
    width: float
    height: float
    style: Style = "full"
    title: str = ""

    def draw(self, ax: Axes) -> None:
        """Draw the mark into a figure."""
        from matplotlib.patches import Rectangle

        style: dict[str, object] = _PRINT_STYLES[self.style]
        ax.add_patch(Rectangle((self.x, self.y), self.width, self.height, **style))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Label:
    """Draw a line of text; ``y`` is its middle, ``size`` the size of its letters in pixels."""

    kind: ClassVar = "label"

    x: float
    y: float
    text: str
    anchor: Literal["start", "middle", "end"] = "start"
    size: float = 12
    title: str = ""
    strong: bool = False

    def draw(self, ax: Axes) -> None:
        """Draw the mark into a figure."""
        ax.text(
            self.x,
            self.y,
            drawable(self.text),
            ha=_SIDES[self.anchor],
            va="center",
            fontsize=self.size * _POINTS_PER_PIXEL,
            fontweight="bold" if self.strong else "normal",
            fontfamily=fonts()[0],
            parse_math=False,
        )


@dataclass(frozen=True)
class Rule:
    """Draw a thin straight line."""

    kind: ClassVar = "rule"

    x: float
    y: float
    to_x: float
    to_y: float

    def draw(self, ax: Axes) -> None:
        """Draw the mark into a figure."""
        ax.plot([self.x, self.to_x], [self.y, self.to_y], color="#bbbbbb", linewidth=0.7)


@dataclass(frozen=True)
class Arc:
    """Draw an arc from one height to another, to the right of ``x`` by ``reach`` at most."""

    kind: ClassVar = "arc"

    x: float
    top: float
    bottom: float
    reach: float
    thickness: float
    title: str = ""

    @property
    def handle(self) -> float:
        """Return where the handles of the curve lie: it bulges by 3/4 of their distance."""
        return self.x + self.reach * 4 / 3

    def draw(self, ax: Axes) -> None:
        """Draw the mark into a figure."""
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        corners = [(self.x, self.top), (self.handle, self.top)]
        corners += [(self.handle, self.bottom), (self.x, self.bottom)]
        curve = Path(corners, [Path.MOVETO, *[Path.CURVE4] * 3])
        width = self.thickness * 0.72
        ax.add_patch(PathPatch(curve, fill=False, edgecolor=BLUE, alpha=0.6, linewidth=width))


@dataclass(frozen=True)
class Picture:
    """Draw a picture; ``jpeg`` is the content of its file."""

    kind: ClassVar = "picture"

    x: float
    y: float
    width: float
    height: float
    jpeg: bytes
    title: str = ""

    @property
    def uri(self) -> str:
        """Return the picture as a ``data:`` URI."""
        return f"data:image/jpeg;base64,{base64.b64encode(self.jpeg).decode('ascii')}"

    def draw(self, ax: Axes) -> None:
        """Draw the picture into a figure, with its own proportions."""
        from PIL import Image

        with Image.open(io.BytesIO(self.jpeg)) as still:
            scale = min(self.width / still.width, self.height / still.height)
            width, height = still.width * scale, still.height * scale
            left = self.x + (self.width - width) / 2
            top = self.y + (self.height - height) / 2
            ax.imshow(still.convert("RGB"), extent=(left, left + width, top + height, top))


Mark = Box | Label | Rule | Arc | Picture


@dataclass
class Drawing:
    """Hold marks on a ground of a width and a height in pixels; ``alt`` says what they show."""

    width: float
    height: float
    alt: str
    marks: list[Mark] = field(default_factory=list)

    def svg(self) -> Markup:
        """Return the drawing for a page; it is never wider than what surrounds it."""
        return render("drawing.svg", blue=BLUE, **vars(self))

    def figure(self) -> Figure:
        """Return the drawing for print; the figure belongs to no window and is never closed."""
        from matplotlib.figure import Figure

        figure = Figure(figsize=(self.width / 100, self.height / 100))
        ax = figure.add_axes((0, 0, 1, 1))
        for mark in self.marks:
            mark.draw(ax)
        ax.set(xlim=(0, self.width), ylim=(self.height, 0), aspect="auto")
        ax.set_axis_off()
        return figure
