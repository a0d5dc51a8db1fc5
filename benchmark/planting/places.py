"""Which stretches are taken from where: lengths, edits, sources and hosts.

Times are in seconds of the originals, but for `Planted.frames`, which counts in the host.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmark.intervals import Interval, without
from benchmark.planting.edits import TABLE, Edit
from benchmark.planting.pieces import RATE, frames_of
from benchmark.planting.units import Unit

# VCSL's quartiles and 90 % point, between a least and a most.
SHARES = (0, 0.25, 0.5, 0.75, 0.9, 1)
SECONDS = (3, 5, 10, 20, 57, 90)
MEAN = 19.0
GAP = 0.6  # between two stretches taken from one film
USED = 0.9  # of the source films, at most
LOAD = 1.4  # seconds planted per second of a host's own, on average
PAIR_SHARE = 0.4  # of the pairs of films share something, at most
SOURCES_PER_HOST = 2
AGAIN = 0.04  # of the stretches are taken by a second host, too


@dataclass(frozen=True)
class Planted:
    """A stretch of a source in a host; ``again`` if another host has it, too."""

    source: Unit
    host: Unit
    start: float
    frames: int
    edit: str
    again: bool = False


def lengths(count: int, random: np.random.Generator) -> list[float]:
    """Lengths in the host, spread evenly over the distribution of the field; longest first."""
    shares = (np.arange(count) + random.uniform(0.05, 0.95, count)) / count
    seconds = np.exp(np.interp(shares, SHARES, np.log(SECONDS)))
    return sorted(map(float, seconds), reverse=True)


def place_stretches(units: list[Unit], random: np.random.Generator) -> list[Planted]:
    """Choose what is planted where; stretches of one source do not overlap, but for a few.

    What fits nowhere is not planted.
    """
    hosts = [unit for unit in units if unit.role == "host"]
    sources = [unit for unit in units if unit.role == "source"]
    room = min(USED * sum(one.seconds for one in sources), LOAD * sum(one.seconds for one in hosts))
    count = max(2, int(room / MEAN))
    # Films of a few seconds lend parts of themselves, too.
    most = max(end - start for one in sources for start, end in one.stretches) / 2
    feeds = _feeds(hosts, sources, len(units), random)
    planted: list[Planted] = []
    for seconds, edit in zip(lengths(count, random), _edits(count, random), strict=True):
        one = _place(min(seconds, most), edit, hosts, feeds, planted, random)
        if one is not None:
            planted.append(one)
    return planted + _taken_again(planted, feeds, random)


def _edits(count: int, random: np.random.Generator) -> list[Edit]:
    """Each edit about equally often, in a random order."""
    rounds = [random.permutation(len(TABLE)) for _ in range(count // len(TABLE) + 1)]
    numbers = np.concatenate(rounds)[:count]
    return [TABLE[number] for number in random.permutation(numbers)]


def _feeds(
    hosts: list[Unit], sources: list[Unit], units: int, random: np.random.Generator
) -> dict[str, list[Unit]]:
    """The few sources of each host, so that most pairs of films share nothing."""
    pairs = units * (units - 1) / 2
    each = max(1, min(SOURCES_PER_HOST, len(sources), int(PAIR_SHARE * pairs / len(hosts))))
    feeds: dict[str, list[Unit]] = {}
    used = dict.fromkeys((one.name for one in sources), 0)
    for number in random.permutation(len(hosts)):
        # Every source feeds about as many hosts.
        chosen = sorted(sources, key=lambda one: (used[one.name], random.random()))[:each]
        for one in chosen:
            used[one.name] += 1
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
    frames = frames_of(seconds)
    needed = frames / RATE * edit.speed
    # The host that took least so far, for what it is long.
    load = {one.name: 0.0 for one in hosts}
    for one in planted:
        load[one.host.name] += one.frames / RATE / one.host.seconds
    for host in sorted(hosts, key=lambda one: (load[one.name], random.random())):
        for source in (feeds[host.name][i] for i in random.permutation(len(feeds[host.name]))):
            free = [one for one in _free(source) if one[1] - one[0] >= needed]
            if free and load[host.name] < 1.6 * LOAD:
                low, high = free[int(random.integers(len(free)))]
                start = round(float(random.uniform(low, high - needed)), 3)
                source.taken.append((start, start + needed))
                return Planted(source, host, start, frames, edit.name)
    return None


def _free(source: Unit) -> list[Interval]:
    holes = [(start - GAP, end + GAP) for start, end in source.taken]
    return [one for stretch in source.stretches for one in without(stretch, holes)]


def _taken_again(
    planted: list[Planted], feeds: dict[str, list[Unit]], random: np.random.Generator
) -> list[Planted]:
    """Some of it in a second host, as a famous scene is: the two hosts share it as well."""
    result = []
    for number in random.permutation(len(planted))[: round(AGAIN * len(planted))]:
        one = planted[number]
        others = [
            host
            for host in {p.host.name: p.host for p in planted}.values()
            if host.original is not one.host.original and one.source in feeds[host.name]
        ]
        if others:
            host = others[int(random.integers(len(others)))]
            edit = TABLE[int(random.integers(len(TABLE)))]
            if edit.speed == 1:
                result.append(Planted(one.source, host, one.start, one.frames, edit.name, True))
    return result
