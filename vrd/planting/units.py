"""Choose which films are sources and which are hosts, and divide long films into several.

A *unit* is an excerpt of one original that is rendered as one film. Where there are few originals,
each gives several units, one after another in time. All units of one original have the same role,
and pairs of them are never judged, because they may show the same scenery.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

import numpy as np

from vrd.core.segments import Span, seconds_of
from vrd.planting.originals import MIN_STRETCH_S, Original

#: Number of films that are made, at least.
MIN_UNITS = 20
#: An excerpt is at most this long; a film is divided into parts of at least this length.
MAX_EXCERPT_S, MIN_PART_S = 300.0, 35.0
#: Share of all seconds that the sources hold, where enough films remain as hosts.
SOURCE_SHARE = 0.42
#: Share of the films that are hosts, at least.
MIN_HOST_SHARE = 0.5
#: Choices of sources of which the one that holds most is taken.
CHOICES = 3


@dataclass
class Unit:
    """Hold an excerpt of an original; ``stretches`` and ``taken`` are in seconds of that."""

    name: str
    original: Original
    role: str
    stretches: list[Span]
    taken: list[Span] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """Return the seconds of its own content."""
        return seconds_of(self.stretches)


def make_units(originals: Sequence[Original], random: np.random.Generator) -> list[Unit]:
    """Cut originals into units, and give each its role."""
    most_parts = math.ceil(MIN_UNITS / len(originals))
    parts = [_parts(original, most_parts, random) for original in originals]
    roles = _roles(parts, random)
    units, names = [], set()
    for original, role, cut in zip(originals, roles, parts, strict=True):
        for number, stretches in enumerate(cut, 1):
            stem = PurePosixPath(original.name).stem
            name = f"{stem}-{number}.mp4" if len(cut) > 1 else f"{stem}.mp4"
            # Two folders may hold films of the same name.
            while name in names:
                name = f"_{name}"
            names.add(name)
            units.append(Unit(name, original, role, stretches))
    return units


def _parts(original: Original, most_parts: int, random: np.random.Generator) -> list[list[Span]]:
    """Return excerpts of at most `MAX_EXCERPT_S` seconds from equal parts of a film."""
    count = max(1, min(most_parts, int(original.seconds / MIN_PART_S)))
    share = original.seconds / count
    parts = []
    for number in range(count):
        spare = max(0.0, share - MAX_EXCERPT_S)
        start = number * share + float(random.uniform(0, spare))
        parts.append(_excerpt(original.usable, start, start + share - spare))
    return [part for part in parts if part]


def _excerpt(usable: Sequence[Span], start: float, end: float) -> list[Span]:
    """Return the usable stretches between two times, which count usable seconds only."""
    passed, result = 0.0, []
    for low, high in usable:
        first, last = max(start - passed, 0.0), min(end - passed, high - low)
        if last - first >= MIN_STRETCH_S:
            result.append((round(low + first, 3), round(low + last, 3)))
        passed += high - low
    return result


def _roles(parts: list[list[list[Span]]], random: np.random.Generator) -> list[str]:
    """Choose random sources that hold enough, or the best of a few choices."""
    seconds = [sum(map(seconds_of, cut)) for cut in parts]
    enough = SOURCE_SHARE * sum(seconds)
    choices = [_sources(seconds, list(map(len, parts)), random) for _ in range(CHOICES)]
    best = max(choices, key=lambda chosen: min(enough, sum(seconds[number] for number in chosen)))
    return ["source" if number in best else "host" for number in range(len(parts))]


def _sources(seconds: list[float], films: list[int], random: np.random.Generator) -> set[int]:
    """Choose random sources until they hold enough; leave one source and two hosts at least."""
    most = (1 - MIN_HOST_SHARE) * sum(films)
    chosen: list[int] = []
    for number in random.permutation(len(films))[: max(1, len(films) - 2)].tolist():
        if sum(seconds[source] for source in chosen) >= SOURCE_SHARE * sum(seconds):
            break
        if not chosen or sum(films[source] for source in [*chosen, number]) <= most:
            chosen.append(number)
    return set(chosen)
