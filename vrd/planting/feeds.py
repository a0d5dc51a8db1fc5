"""Choose which films each host takes from, and see to it that most pairs of films share nothing."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from vrd.planting.units import Unit

#: Share of the pairs of films that share something because a host takes from a source, at most.
MAX_PAIR_SHARE = 0.4
#: Share of the judged pairs of films that share anything, at most.
MAX_SHARING = 0.47
SOURCES_PER_HOST = 2
Pairs = Iterable[tuple[Unit, Unit]]


@dataclass
class Feeds:
    """Hold the sources of each host, and which pairs of films share something.

    Attributes
    ----------
    hosts, sources
        The films of each role.
    of
        The sources of a host, by its name.
    sharing
        The pairs of films that may share something by now, by their names.
    most
        The number of pairs that may share something.
    """

    hosts: list[Unit]
    sources: list[Unit]
    of: dict[str, list[Unit]]
    sharing: set[frozenset[str]]
    most: int

    def allow(self, pairs: Pairs) -> bool:
        """Note that pairs of films share something, and return True, unless these are too many."""
        sharing = self.sharing | _judged(pairs)
        if len(sharing) > max(self.most, len(self.sharing)):
            return False
        self.sharing = sharing
        return True

    def in_turn(self, random: np.random.Generator) -> list[Unit]:
        """Return the hosts in a random order in which hosts of one original lie far apart."""
        order = [self.hosts[number] for number in random.permutation(len(self.hosts))]
        parts: dict[str, int] = {}
        turn = {}
        for host in order:
            turn[host.name] = parts[host.original.name] = parts.get(host.original.name, -1) + 1
        return sorted(order, key=lambda host: turn[host.name])


def _judged(pairs: Pairs) -> set[frozenset[str]]:
    return {
        frozenset((unit.name, other.name))
        for unit, other in pairs
        if unit.original is not other.original
    }


def choose_feeds(units: list[Unit], random: np.random.Generator) -> Feeds:
    """Choose the few sources of each host, so that most pairs of films share nothing."""
    hosts = [unit for unit in units if unit.role == "host"]
    sources = [unit for unit in units if unit.role == "source"]
    pairs = len(units) * (len(units) - 1) / 2
    allowed = int(MAX_PAIR_SHARE * pairs / len(hosts))
    count = max(1, min(SOURCES_PER_HOST, len(sources), allowed))
    of: dict[str, list[Unit]] = {}
    used = dict.fromkeys((source.name for source in sources), 0)
    for number in random.permutation(len(hosts)):
        # Every source feeds about equally many hosts.
        chosen = sorted(sources, key=lambda source: (used[source.name], random.random()))[:count]
        for source in chosen:
            used[source.name] += 1
        of[hosts[number].name] = chosen
    sharing = _judged((host, source) for host in hosts for source in of[host.name])
    most = int(MAX_SHARING * len(_judged(itertools.combinations(units, 2))))
    return Feeds(hosts, sources, of, sharing, most)
