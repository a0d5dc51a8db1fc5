"""Choose which stretches are planted where: their lengths, edits, sources and hosts.

Times are seconds of the originals; `Planted.frames` counts frames of the host.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vrd.core.segments import Span, subtract_spans
from vrd.planting.edits import EDITS, TABLE, Edit
from vrd.planting.feeds import Feeds
from vrd.planting.pieces import FPS, frames_of
from vrd.planting.units import Unit

#: Durations of stretches in seconds at these shares: the quartiles and the 90 % point of VCSL,
#: between a least and a largest.
SHARES = (0, 0.25, 0.5, 0.75, 0.9, 1)
DURATIONS_S = (3, 5, 10, 20, 57, 90)
MEAN_DURATION_S = 19.0
#: Seconds that lie at least between two stretches taken from one film.
MIN_GAP_S = 0.6
#: Share of the source films that is used, at most.
MAX_USED_SHARE = 0.9
#: Seconds planted per second of a host's own content: the average, and the most of one host.
MEAN_LOAD, MAX_LOAD = 1.4, 1.6 * 1.4
#: Share of the stretches that a second host takes, too.
AGAIN_SHARE = 0.25
#: Every plan has these edits, which show a part of the picture, or in a part of it.
ALWAYS = ("inset 60 %", "inset 40 %", "crop 60 %", "crop 75 %")


@dataclass(frozen=True)
class Planted:
    """Hold a stretch of a source in a host.

    Attributes
    ----------
    source, host, start, frames, edit
        Which stretch of which film is planted in which, and how.
    again
        Whether another host has it, too.
    kind
        The class of a special stretch: popular, adjacent or trailer; else empty.
    block
        Stretches of one block follow one another in their host, with nothing between; 0 for none.
    """

    source: Unit
    host: Unit
    start: float
    frames: int
    edit: str
    again: bool = False
    kind: str = ""
    block: int = 0

    @property
    def needed(self) -> float:
        """Return the seconds of the source that it shows."""
        return self.frames / FPS * EDITS[self.edit].speed


def lengths(count: int, random: np.random.Generator) -> list[float]:
    """Return durations in seconds, longest first, spread evenly as in `DURATIONS_S`."""
    shares = (np.arange(count) + random.uniform(0.05, 0.95, count)) / count
    seconds = np.exp(np.interp(shares, SHARES, np.log(DURATIONS_S)))
    return sorted(map(float, seconds), reverse=True)


def place_stretches(
    feeds: Feeds, special: list[Planted], random: np.random.Generator
) -> list[Planted]:
    """Choose what is planted where, beside the special stretches; return these as well.

    Stretches of one source do not overlap, except for those that are taken again. A stretch that
    fits nowhere is not planted.
    """
    lent = sum(end - start for unit in feeds.sources for start, end in unit.taken)
    room = min(
        MAX_USED_SHARE * sum(unit.seconds for unit in feeds.sources) - lent,
        MEAN_LOAD * sum(unit.seconds for unit in feeds.hosts)
        - sum(stretch.frames / FPS for stretch in special),
    )
    count = max(2, int(room / MEAN_DURATION_S))
    # Films of a few seconds lend parts of themselves, too.
    longest = max(end - start for unit in feeds.sources for start, end in unit.stretches) / 2
    planted: list[Planted] = []
    for seconds, edit in zip(lengths(count, random), _edits(count, random), strict=True):
        stretch = _place(min(seconds, longest), edit, feeds, [*special, *planted], random)
        if stretch is not None:
            planted.append(stretch)
    return [*special, *planted, *_taken_again(planted, feeds, random)]


def _edits(count: int, random: np.random.Generator) -> list[Edit]:
    """Return `ALWAYS` where there is room, and each edit about equally often, in a random order."""
    first = [EDITS[name] for name in ALWAYS if count >= 2 * len(ALWAYS)]
    edits = [*first, *(edit for edit in _round(random) if edit not in first)]
    while len(edits) < count:
        edits += _round(random)
    return [edits[number] for number in random.permutation(count)]


def _round(random: np.random.Generator) -> list[Edit]:
    return [TABLE[number] for number in random.permutation(len(TABLE))]


def _place(
    seconds: float, edit: Edit, feeds: Feeds, planted: list[Planted], random: np.random.Generator
) -> Planted | None:
    """Plant a stretch in the host with the least load, or return None if it fits nowhere."""
    frames = frames_of(seconds)
    needed = frames / FPS * edit.speed
    load = {host.name: 0.0 for host in feeds.hosts}
    for stretch in planted:
        load[stretch.host.name] += stretch.frames / FPS / stretch.host.seconds
    for host in sorted(feeds.hosts, key=lambda host: (load[host.name], random.random())):
        sources = feeds.of[host.name]
        for source in (sources[number] for number in random.permutation(len(sources))):
            free = [span for span in free_spans(source) if span[1] - span[0] >= needed]
            if free and load[host.name] < MAX_LOAD:
                low, high = free[int(random.integers(len(free)))]
                start = round(float(random.uniform(low, high - needed)), 3)
                source.taken.append((start, start + needed))
                return Planted(source, host, start, frames, edit.name)
    return None


def free_spans(source: Unit) -> list[Span]:
    """Return the parts of a source that nothing was taken from yet."""
    holes = [(start - MIN_GAP_S, end + MIN_GAP_S) for start, end in source.taken]
    return [span for stretch in source.stretches for span in subtract_spans([stretch], holes)]


def _taken_again(
    planted: list[Planted], feeds: Feeds, random: np.random.Generator
) -> list[Planted]:
    """Plant some stretches in a second host, so that the two hosts share them as well."""
    result = []
    for number in random.permutation(len(planted))[: round(AGAIN_SHARE * len(planted))]:
        stretch = planted[number]
        others = [
            host
            for host in feeds.hosts
            if host.original is not stretch.host.original and stretch.source in feeds.of[host.name]
        ]
        if others:
            host = others[int(random.integers(len(others)))]
            edit = TABLE[int(random.integers(len(TABLE)))]
            frames = frames_of(stretch.needed / edit.speed)
            if feeds.allow([(stretch.host, host)]):
                again = Planted(stretch.source, host, stretch.start, frames, edit.name, again=True)
                result.append(again)
    return result
