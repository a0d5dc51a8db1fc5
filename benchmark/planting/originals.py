"""The films that are there, and which stretches of them may be used.

Seconds are those of the original film.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmark.intervals import Interval, without
from vrd.decoding.probe import probe
from vrd.errors import VideoError
from vrd.pipeline.extract_frames import find_films

LINES = 360
MARGIN = 1.0
SHORTEST = 4.0


@dataclass(frozen=True)
class Original:
    """A film as it is.

    Attributes
    ----------
    name
        Path below the folder of films.
    size
        Width and height that it is rendered at, in pixels.
    usable
        Stretches that hold nothing known to come from another film.
    """

    name: str
    size: tuple[int, int]
    usable: tuple[Interval, ...]

    @property
    def seconds(self) -> float:
        """Seconds that may be used."""
        return sum(end - start for start, end in self.usable)


def find_originals(folder: Path, known: Iterable[Mapping[Any, Any]] = ()) -> list[Original]:
    """The films of a folder, in the order of their names.

    Parameters
    ----------
    folder
        Films; subfolders are looked into.
    known
        Reuse that is already there, in the format of ``truth.json``. What a film took from
        another is not used, as it would be reuse that no truth tells of.
    """
    taken: dict[str, list[Interval]] = {}
    for line in known:
        start, end = float(line["query_start"]), float(line["query_end"])
        taken.setdefault(str(line["query"]), []).append((start - MARGIN, end + MARGIN))
    result = []
    for path in find_films(folder):
        name = path.relative_to(folder).as_posix()
        try:
            found = probe(path)
        except VideoError as error:
            print(f"left out: {error}")
            continue
        if not found.has_video or not found.length:
            continue
        whole = (MARGIN / 2, found.length - MARGIN)
        usable = [one for one in without(whole, taken.get(name, [])) if one[1] - one[0] >= SHORTEST]
        shape = _shape(found.width, found.height, found.pixel_aspect, found.rotation)
        result.append(Original(name, shape, tuple(usable)))
    return [one for one in sorted(result, key=lambda one: one.name) if one.usable]


def _shape(width: int, height: int, pixel_aspect: float, rotation: int) -> tuple[int, int]:
    aspect = (width or 16) * pixel_aspect / (height or 9)
    if rotation % 180:
        aspect = 1 / aspect
    return 2 * round(LINES * min(max(aspect, 0.5), 2.6) / 2), LINES
