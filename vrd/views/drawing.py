"""Drawings of plain marks: laid out once, shown as SVG in a page and as a figure for print.

Conventions: pixels from the top left corner; a figure has 100 of them to the inch. The SVG takes
the colour and font of what surrounds it, so that it suits light and dark notebooks alike; what a
mark stands for can be read by pointing at it. No mark means anything by its colour alone.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from vrd.views.chart import drawable, fonts
from vrd.views.html import Markup, escape

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Seen on white as well as on black.
BLUE = "#4a86c5"
Style = Literal["full", "faint", "outline", "dashed", "clear"]
_SVG_STYLES: dict[Style, str] = {
    "full": f'fill="{BLUE}"',
    "faint": 'fill="currentColor" fill-opacity="0.22"',
    "outline": 'fill="none" stroke="currentColor" stroke-opacity="0.6"',
    "dashed": 'fill="none" stroke="currentColor" stroke-opacity="0.75" stroke-dasharray="4 3"',
    # Not seen, but can be pointed at.
    "clear": 'fill="none" pointer-events="all"',
}
_PRINT_STYLES: dict[Style, dict[str, object]] = {
    "full": {"facecolor": BLUE, "edgecolor": "none"},
    "faint": {"facecolor": "#d2d2d2", "edgecolor": "none"},
    "outline": {"facecolor": "none", "edgecolor": "#666666", "linewidth": 0.7},
    "dashed": {"facecolor": "none", "edgecolor": "#444444", "linewidth": 0.7, "linestyle": "--"},
    "clear": {"visible": False},
}
_SIDES = {"start": "left", "middle": "center", "end": "right"}


@dataclass(frozen=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float
    style: Style = "full"
    said: str = ""

    def svg(self) -> str:
        """As SVG."""
        place = f'x="{self.x:.1f}" y="{self.y:.1f}"'
        size = f'width="{max(self.width, 0):.1f}" height="{max(self.height, 0):.1f}"'
        return f"<rect {place} {size} {_SVG_STYLES[self.style]}>{_title(self.said)}</rect>"

    def draw(self, ax: Axes) -> None:
        """Into a figure."""
        from matplotlib.patches import Rectangle

        style: dict[str, object] = _PRINT_STYLES[self.style]
        ax.add_patch(Rectangle((self.x, self.y), self.width, self.height, **style))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Label:
    """A line of text; ``y`` is its middle."""

    x: float
    y: float
    text: str
    anchor: Literal["start", "middle", "end"] = "start"
    size: float = 12
    said: str = ""
    strong: bool = False

    def svg(self) -> str:
        """As SVG."""
        weight = ' font-weight="600"' if self.strong else ""
        return (
            f'<text x="{self.x:.1f}" y="{self.y:.1f}" dy="0.35em" text-anchor="{self.anchor}" '
            f'font-size="{self.size:g}" fill="currentColor"{weight}>'
            f"{_title(self.said)}{escape(self.text)}</text>"
        )

    def draw(self, ax: Axes) -> None:
        """Into a figure."""
        ax.text(
            self.x,
            self.y,
            drawable(self.text),
            ha=_SIDES[self.anchor],
            va="center",
            fontsize=self.size * 0.66,
            fontweight="bold" if self.strong else "normal",
            fontfamily=fonts()[0],
            parse_math=False,
        )


@dataclass(frozen=True)
class Rule:
    """A thin straight line."""

    x: float
    y: float
    to_x: float
    to_y: float

    def svg(self) -> str:
        """As SVG."""
        return (
            f'<path d="M{self.x:.1f} {self.y:.1f}L{self.to_x:.1f} {self.to_y:.1f}" '
            'stroke="currentColor" stroke-opacity="0.3"/>'
        )

    def draw(self, ax: Axes) -> None:
        """Into a figure."""
        ax.plot([self.x, self.to_x], [self.y, self.to_y], color="#bbbbbb", linewidth=0.7)


@dataclass(frozen=True)
class Arc:
    """A bow from one height to another, to the right of ``x`` by ``reach`` at most."""

    x: float
    top: float
    bottom: float
    reach: float
    thickness: float
    said: str = ""

    @property
    def _corners(self) -> list[tuple[float, float]]:
        # A cubic curve bulges by 3/4 of its handles.
        out = self.x + self.reach * 4 / 3
        return [(self.x, self.top), (out, self.top), (out, self.bottom), (self.x, self.bottom)]

    def svg(self) -> str:
        """As SVG."""
        one, *rest = (f"{x:.1f} {y:.1f}" for x, y in self._corners)
        return (
            f'<path d="M{one}C{",".join(rest)}" fill="none" stroke="{BLUE}" '
            f'stroke-opacity="0.6" stroke-width="{self.thickness:.1f}">{_title(self.said)}</path>'
        )

    def draw(self, ax: Axes) -> None:
        """Into a figure."""
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        curve = Path(self._corners, [Path.MOVETO, *[Path.CURVE4] * 3])
        width = self.thickness * 0.72
        ax.add_patch(PathPatch(curve, fill=False, edgecolor=BLUE, alpha=0.6, linewidth=width))


@dataclass(frozen=True)
class Picture:
    """A picture, ``jpeg`` its bytes."""

    x: float
    y: float
    width: float
    height: float
    jpeg: bytes
    said: str = ""

    def svg(self) -> str:
        """As SVG."""
        import base64

        uri = f"data:image/jpeg;base64,{base64.b64encode(self.jpeg).decode('ascii')}"
        return (
            f'<image x="{self.x:.1f}" y="{self.y:.1f}" width="{self.width:.1f}" '
            f'height="{self.height:.1f}" href="{uri}">{_title(self.said)}</image>'
        )

    def draw(self, ax: Axes) -> None:
        """Into a figure, proportions kept."""
        from PIL import Image

        with Image.open(io.BytesIO(self.jpeg)) as still:
            scale = min(self.width / still.width, self.height / still.height)
            wide, high = still.width * scale, still.height * scale
            left = self.x + (self.width - wide) / 2
            top = self.y + (self.height - high) / 2
            ax.imshow(still.convert("RGB"), extent=(left, left + wide, top + high, top))


Mark = Box | Label | Rule | Arc | Picture


@dataclass
class Drawing:
    """Marks on a ground of so many pixels, and in words what they show."""

    width: float
    height: float
    alt: str
    marks: list[Mark] = field(default_factory=list)

    def svg(self) -> Markup:
        """For a page; never wider than what surrounds it."""
        inside = "".join(mark.svg() for mark in self.marks)
        return Markup(
            f'<svg role="img" aria-label="{escape(self.alt)}" xmlns="http://www.w3.org/2000/svg" '
            f'viewBox="0 0 {self.width:.0f} {self.height:.0f}" width="{self.width:.0f}" '
            'style="max-width:100%;height:auto;font-family:inherit;display:block">'
            f"{inside}</svg>"
        )

    def figure(self) -> Figure:
        """For print; it belongs to no window and need not be closed."""
        from matplotlib.figure import Figure

        figure = Figure(figsize=(self.width / 100, self.height / 100))
        ax = figure.add_axes((0, 0, 1, 1))
        for mark in self.marks:
            mark.draw(ax)
        ax.set(xlim=(0, self.width), ylim=(self.height, 0), aspect="auto")
        ax.set_axis_off()
        return figure


def _title(said: str) -> str:
    return f"<title>{escape(said)}</title>" if said else ""
