"""Draw the wings of the package, floor by floor, from the import contract in ``setup.cfg``.

``python -m benchmark wings`` writes ``docs/wings.svg``. A test says when the picture and the
contract no longer agree.
"""

from __future__ import annotations

import argparse
import ast
import configparser
from html import escape
from pathlib import Path
from textwrap import wrap
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
#: All in the units of the drawing, which a browser shows as pixels.
WIDTH, FLOOR, GAP, LINE = 960, 74, 8, 15
#: Letters of the small text that fit into 100 units.
LETTERS = 17.5


def read_floors(root: Path) -> list[list[str]]:
    """Return the names of the wings that exist, a list for each floor, the highest first."""
    settings = configparser.ConfigParser()
    settings.read(root / "setup.cfg", "utf-8")
    layers = settings["importlinter:contract:wings"]["layers"].split("\n")
    floors = [
        [name.strip(" ()").removeprefix("vrd.") for name in layer.split("|")]
        for layer in layers
        if layer.strip()
    ]
    there = [[name for name in floor if _file(root, name).is_file()] for floor in floors]
    return [floor for floor in there if floor]


def _file(root: Path, wing: str) -> Path:
    """Return the file whose docstring describes a wing."""
    folder = root / "vrd" / wing
    return folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")


def description(root: Path, wing: str) -> str:
    """Return the first sentence of the docstring of a wing, without marks of code."""
    text = ast.get_docstring(ast.parse(_file(root, wing).read_text("utf-8"))) or ""
    sentence = " ".join(text.split("\n\n")[0].split())
    return sentence.replace("`", "").replace("vrd.core.protocols.", "")


def draw(root: Path) -> str:
    """Return the picture as SVG."""
    floors = read_floors(root)
    height = len(floors) * (FLOOR + GAP) + GAP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        'font-family="sans-serif" role="img" aria-label="The wings of VRD, floor by floor">',
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
    ]
    for number, floor in enumerate(floors):
        top = GAP + number * (FLOOR + GAP)
        wide = (WIDTH - GAP * (len(floor) + 1)) / len(floor)
        for place, wing in enumerate(floor):
            left = GAP + place * (wide + GAP)
            parts += _box(left, top, wide, wing, description(root, wing))
    return "\n".join([*parts, "</svg>", ""])


def _box(left: float, top: float, wide: float, wing: str, text: str) -> list[str]:
    """Return a box with the name of a wing, and what it does in at most three lines."""
    lines = wrap(text, int(wide / 100 * LETTERS), max_lines=3, placeholder=" …")
    return [
        f'<rect x="{left:g}" y="{top}" width="{wide:g}" height="{FLOOR}" rx="6" '
        'fill="#eef3f8" stroke="#4a6785"/>',
        f'<text x="{left + 10:g}" y="{top + 19}" font-size="14" font-weight="bold" '
        f'fill="#12283d">{escape(wing)}</text>',
        *(
            f'<text x="{left + 10:g}" y="{top + 36 + LINE * number}" font-size="11" '
            f'fill="#12283d">{escape(line)}</text>'
            for number, line in enumerate(lines)
        ),
    ]


def main(arguments: list[str]) -> dict[str, Any]:
    """Write the picture, and return how many wings and floors it has."""
    parser = argparse.ArgumentParser(prog="python -m benchmark wings", description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "wings.svg")
    given = parser.parse_args(arguments)
    given.out.write_text(draw(ROOT), "utf-8")
    floors = read_floors(ROOT)
    print(f"{given.out} shows {sum(map(len, floors))} wings on {len(floors)} floors.")
    return {"wings": sum(map(len, floors)), "floors": len(floors)}
