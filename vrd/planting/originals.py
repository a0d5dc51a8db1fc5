"""Find the original films, and the stretches of them that may be used.

Times are seconds of the original film.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vrd.core.segments import Span, seconds_of, subtract_spans
from vrd.decoding.probe import probe
from vrd.errors import VideoError

#: Lines of the rendered films.
LINES = 360
#: Seconds around known reuse that are not used either.
MARGIN_S = 1.0
#: Shorter stretches are not used.
MIN_STRETCH_S = 4.0
#: Width of the rendered films, divided by their height: the least and the largest.
MIN_ASPECT, MAX_ASPECT = 0.5, 2.6

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Original:
    """Describe an original film.

    Attributes
    ----------
    name
        Its path below the folder of films.
    size
        Width and height at which it is rendered, in pixels.
    usable
        The stretches that are not known to come from another film.
    """

    name: str
    size: tuple[int, int]
    usable: tuple[Span, ...]

    @property
    def seconds(self) -> float:
        """Return the number of seconds that may be used."""
        return seconds_of(self.usable)


def find_originals(
    folder: Path, films: Iterable[Path], known: Iterable[Mapping[Any, Any]] = ()
) -> list[Original]:
    """Return the films of a folder that can be used, in the order of their names.

    Parameters
    ----------
    folder
        The folder of films.
    films
        The films in it, also those in subfolders.
    known
        Reuse that is already there, in the format of ``truth.json``. A stretch that a film took
        from another is not used, because the truth of the plan would not list that reuse.
    """
    taken: dict[str, list[Span]] = {}
    for line in known:
        start, end = float(line["query_start"]), float(line["query_end"])
        taken.setdefault(str(line["query"]), []).append((start - MARGIN_S, end + MARGIN_S))
    originals = []
    for path in films:
        name = path.relative_to(folder).as_posix()
        original = _original(path, name, taken.get(name, []))
        if original is not None and original.usable:
            originals.append(original)
    return sorted(originals, key=lambda original: original.name)


def _original(path: Path, name: str, taken: Iterable[Span]) -> Original | None:
    """Return an original film, or None if it has no picture."""
    try:
        probed = probe(path)
    except VideoError as error:
        _log.warning("A film is left out. %s", error)
        return None
    if not probed.has_video or not probed.length:
        return None
    whole = (MARGIN_S / 2, probed.length - MARGIN_S)
    usable = [
        (start, end)
        for start, end in subtract_spans([whole], taken)
        if end - start >= MIN_STRETCH_S
    ]
    size = _size(probed.width, probed.height, probed.pixel_aspect, probed.rotation)
    return Original(name, size, tuple(usable))


def _size(width: int, height: int, pixel_aspect: float, rotation: int) -> tuple[int, int]:
    aspect = (width or 16) * pixel_aspect / (height or 9)
    if rotation % 180:
        aspect = 1 / aspect
    return 2 * round(LINES * min(max(aspect, MIN_ASPECT), MAX_ASPECT) / 2), LINES
