"""Choose which stretches are planted where: their lengths, edits, sources and hosts.

Times are seconds of the originals; `Planted.frames` counts frames of the host.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vrd.core.segments import Span, subtract_spans
from vrd.planting.edits import TABLE, Edit
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
#: Share of the pairs of films that share something, at most.
MAX_PAIR_SHARE = 0.4
SOURCES_PER_HOST = 2
#: Share of the stretches that a second host takes, too.
AGAIN_SHARE = 0.04


@dataclass(frozen=True)
class Planted:
    """Hold a stretch of a source in a host; ``again`` says that another host has it, too."""

    source: Unit
    host: Unit
    start: float
    frames: int
    edit: str
    again: bool = False


def lengths(count: int, random: np.random.Generator) -> list[float]:
    """Return durations in seconds, longest first, spread evenly as in `DURATIONS_S`."""
    shares = (np.arange(count) + random.uniform(0.05, 0.95, count)) / count
    seconds = np.exp(np.interp(shares, SHARES, np.log(DURATIONS_S)))
    return sorted(map(float, seconds), reverse=True)


def place_stretches(units: list[Unit], random: np.random.Generator) -> list[Planted]:
    """Choose what is planted where.

    Stretches of one source do not overlap, except for those that are taken again. A stretch that
    fits nowhere is not planted.
    """
    hosts = [unit for unit in units if unit.role == "host"]
    sources = [unit for unit in units if unit.role == "source"]
    room = min(
        MAX_USED_SHARE * sum(unit.seconds for unit in sources),
        MEAN_LOAD * sum(unit.seconds for unit in hosts),
    )
    count = max(2, int(room / MEAN_DURATION_S))
    # Films of a few seconds lend parts of themselves, too.
    longest = max(end - start for unit in sources for start, end in unit.stretches) / 2
    feeds = _feeds(hosts, sources, len(units), random)
    planted: list[Planted] = []
    for seconds, edit in zip(lengths(count, random), _edits(count, random), strict=True):
        stretch = _place(min(seconds, longest), edit, hosts, feeds, planted, random)
        if stretch is not None:
            planted.append(stretch)
    return planted + _taken_again(planted, feeds, random)


def _edits(count: int, random: np.random.Generator) -> list[Edit]:
    """Return each edit about equally often, in a random order."""
    rounds = [random.permutation(len(TABLE)) for _ in range(count // len(TABLE) + 1)]
    numbers = np.concatenate(rounds)[:count]
    return [TABLE[number] for number in random.permutation(numbers)]


def _feeds(
    hosts: list[Unit], sources: list[Unit], units: int, random: np.random.Generator
) -> dict[str, list[Unit]]:
    """Choose the few sources of each host, so that most pairs of films share nothing."""
    pairs = units * (units - 1) / 2
    allowed = int(MAX_PAIR_SHARE * pairs / len(hosts))
    count = max(1, min(SOURCES_PER_HOST, len(sources), allowed))
    feeds: dict[str, list[Unit]] = {}
    used = dict.fromkeys((source.name for source in sources), 0)
    for number in random.permutation(len(hosts)):
        # Every source feeds about equally many hosts.
        chosen = sorted(sources, key=lambda source: (used[source.name], random.random()))[:count]
        for source in chosen:
            used[source.name] += 1
        feeds[hosts[number].name] = chosen
    return feeds


def _place(
    seconds: float,
    edit: Edit,
    hosts: list[Unit],
    feeds: dict[str, list[Unit]],
    planted: list[Planted],
    random: np.random.Generator,
) -> Planted | None:
    """Plant a stretch in the host with the least load, or return None if it fits nowhere."""
    frames = frames_of(seconds)
    needed = frames / FPS * edit.speed
    load = {host.name: 0.0 for host in hosts}
    for stretch in planted:
        load[stretch.host.name] += stretch.frames / FPS / stretch.host.seconds
    for host in sorted(hosts, key=lambda host: (load[host.name], random.random())):
        for source in (feeds[host.name][i] for i in random.permutation(len(feeds[host.name]))):
            free = [span for span in _free(source) if span[1] - span[0] >= needed]
            if free and load[host.name] < MAX_LOAD:
                low, high = free[int(random.integers(len(free)))]
                start = round(float(random.uniform(low, high - needed)), 3)
                source.taken.append((start, start + needed))
                return Planted(source, host, start, frames, edit.name)
    return None


def _free(source: Unit) -> list[Span]:
    """Return the parts of a source that nothing was taken from yet."""
    holes = [(start - MIN_GAP_S, end + MIN_GAP_S) for start, end in source.taken]
    return [span for stretch in source.stretches for span in subtract_spans([stretch], holes)]


def _taken_again(
    planted: list[Planted], feeds: dict[str, list[Unit]], random: np.random.Generator
) -> list[Planted]:
    """Plant some stretches in a second host, so that the two hosts share them as well."""
    result = []
    for number in random.permutation(len(planted))[: round(AGAIN_SHARE * len(planted))]:
        stretch = planted[number]
        others = [
            host
            for host in {taken.host.name: taken.host for taken in planted}.values()
            if host.original is not stretch.host.original and stretch.source in feeds[host.name]
        ]
        if others:
            host = others[int(random.integers(len(others)))]
            edit = TABLE[int(random.integers(len(TABLE)))]
            if edit.speed == 1:
                source, start, frames = stretch.source, stretch.start, stretch.frames
                result.append(Planted(source, host, start, frames, edit.name, again=True))
    return result
