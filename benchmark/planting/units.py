"""Which films are sources and which are hosts, and how long films become several.

A *unit* is what is rendered as one film: an excerpt of one original. Where there are few
originals, each gives several units, one after another in time; all of one original have the same
role, and pairs of them are never judged, as they may share scenery.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

import numpy as np

from benchmark.intervals import Interval
from benchmark.planting.originals import SHORTEST, Original

UNITS = 10  # films wanted, at least
LONGEST = 300.0
LEAST = 60.0
SOURCE_SHARE = 0.42


@dataclass
class Unit:
    """An excerpt of an original; ``stretches`` are in its seconds."""

    name: str
    original: Original
    role: str
    stretches: list[Interval]
    taken: list[Interval] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """Seconds of its own content."""
        return sum(end - start for start, end in self.stretches)


def make_units(originals: Sequence[Original], random: np.random.Generator) -> list[Unit]:
    """Cut originals into units, and give each its role."""
    wanted = math.ceil(UNITS / len(originals))
    parts = [_parts(original, wanted, random) for original in originals]
    roles = _roles([sum(map(_seconds, one)) for one in parts], random)
    units, names = [], set()
    for original, role, cut in zip(originals, roles, parts, strict=True):
        for number, stretches in enumerate(cut, 1):
            stem = PurePosixPath(original.name).stem
            name = f"{stem}-{number}.mp4" if len(cut) > 1 else f"{stem}.mp4"
            # Two folders may hold films of one name.
            while name in names:
                name = f"_{name}"
            names.add(name)
            units.append(Unit(name, original, role, stretches))
    return units


def _seconds(stretches: list[Interval]) -> float:
    return sum(end - start for start, end in stretches)


def _parts(original: Original, wanted: int, random: np.random.Generator) -> list[list[Interval]]:
    """Excerpts of at most `LONGEST` seconds from equal parts of a film."""
    count = max(1, min(wanted, int(original.seconds / LEAST)))
    share = original.seconds / count
    parts = []
    for number in range(count):
        spare = max(0.0, share - LONGEST)
        start = number * share + float(random.uniform(0, spare))
        parts.append(_excerpt(original.usable, start, start + share - spare))
    return [part for part in parts if part]


def _excerpt(usable: Sequence[Interval], start: float, end: float) -> list[Interval]:
    """The part of the usable stretches between two of their seconds, counted without the gaps."""
    at, result = 0.0, []
    for low, high in usable:
        begin, stop = max(start - at, 0.0), min(end - at, high - low)
        if stop - begin >= SHORTEST:
            result.append((round(low + begin, 3), round(low + stop, 3)))
        at += high - low
    return result


def _roles(seconds: list[float], random: np.random.Generator) -> list[str]:
    """Sources in a random order until they hold enough; at least one film, and two hosts."""
    roles, total = ["host"] * len(seconds), 0.0
    for number in random.permutation(len(seconds))[: max(1, len(seconds) - 2)]:
        if total >= SOURCE_SHARE * sum(seconds):
            break
        roles[number] = "source"
        total += seconds[number]
    return roles
