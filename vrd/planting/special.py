"""Plant what is hard to find for other reasons than its edit.

* *Popular* footage is used by 3 to 10 films, each of which cuts and edits it a little differently.
* *Adjacent* stretches are two of one source that follow one another in the host with nothing
  between; the one may run at another speed than the other.
* A *trailer* is made of shots of half a second, taken from several films. A part of it is used by a
  second host, so that the two share dense cuts.

Special stretches have light edits, so that a report tells what their arrangement costs.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from vrd.planting.edits import EDITS, TABLE
from vrd.planting.feeds import Feeds
from vrd.planting.pieces import FPS, frames_of
from vrd.planting.stretches import Planted, free_spans
from vrd.planting.units import Unit

#: How many films use popular footage: one stretch for each range.
POPULAR_FILMS = ((7, 10), (3, 6))
#: The shortest and longest of each, in seconds of the source.
POPULAR_S, ADJACENT_S = (5.0, 15.0), (4.0, 9.0)
#: A film that uses popular footage leaves out at most this part of it at either end.
MAX_LEFT_OUT = 0.15
#: Seconds of the source between two adjacent stretches, where they lie near each other.
NEXT_S, NEAR_S = (0.04, 0.2), (0.6, 4.0)
#: Of each pair of adjacent stretches: seconds between them (None if they lie anywhere), and
#: whether one of them runs at another speed.
ADJACENT = ((NEAR_S, False), (NEXT_S, True), (None, True))
SPEEDS = ("speed 0.8", "speed 0.96", "speed 1.04", "speed 1.25")
#: Fewest and most shots of a trailer, and fewest that a second host takes of it.
TRAILER_SHOTS, MIN_SHARED_SHOTS = (16, 24), 12
#: Fewest and most frames of a shot of a trailer.
SHOT_FRAMES = (13, 15)
#: A trailer takes its shots from so many films, each shot from this many seconds of one.
TRAILER_FILMS, SHOT_ROOM_S = 3, 1.0
#: Share of the seconds of all sources that special stretches take, at most.
MAX_SPECIAL_SHARE = 0.3
_LIGHT = [edit.name for edit in TABLE if not (edit.heavy or edit.dissolve or edit.rate)]
_SAME_SPEED = [name for name in _LIGHT if EDITS[name].speed == 1]


def place_special(feeds: Feeds, random: np.random.Generator) -> list[Planted]:
    """Plant one trailer, and the stretches of `POPULAR_FILMS` and `ADJACENT`, where they fit."""
    hosts = feeds.in_turn(random)
    planted = _trailer(hosts, feeds, random)
    for fewest, most in POPULAR_FILMS:
        films = int(random.integers(fewest, most + 1))
        planted += _popular(films, hosts, feeds, random)
    for block, (between, faster) in enumerate(ADJACENT, 2):
        pair = _adjacent(between, feeds, random, faster=faster)
        planted += [replace(stretch, block=block) for stretch in pair]
    return planted


def _any(names: Sequence[str], random: np.random.Generator) -> str:
    return names[int(random.integers(len(names)))]


def _take(source: Unit, seconds: float, feeds: Feeds, random: np.random.Generator) -> float | None:
    """Take a stretch of a source and return its start, or None if it does not fit.

    It lies near an end of what is free, so that long stretches fit beside it.
    """
    lent = sum(end - start for unit in feeds.sources for start, end in unit.taken)
    spans = [span for span in free_spans(source) if span[1] - span[0] >= seconds]
    if not spans or lent + seconds > MAX_SPECIAL_SHARE * sum(u.seconds for u in feeds.sources):
        return None
    low, high = spans[int(random.integers(len(spans)))]
    spare = float(random.uniform(0, min(1.0, high - low - seconds)))
    start = round(low + spare if random.random() < 0.5 else high - seconds - spare, 3)
    source.taken.append((start, start + seconds))
    return start


# -- popular footage -----------------------------------------------------------------------------


def _popular(
    films: int, hosts: list[Unit], feeds: Feeds, random: np.random.Generator
) -> list[Planted]:
    """Plant one stretch in so many films, its source among them; fewer where too many would share.

    Hosts come in the order that is given, so that two popular stretches have hosts in common, and
    pairs of films that share nothing remain.
    """
    seconds = math.exp(random.uniform(*np.log(POPULAR_S)))
    for source in (feeds.sources[number] for number in random.permutation(len(feeds.sources))):
        start = _take(source, seconds, feeds, random)
        if start is None:
            continue
        users = [source]
        for host in hosts:
            if len(users) < films and feeds.allow([(user, host) for user in users]):
                users.append(host)
        if len(users) >= POPULAR_FILMS[-1][0]:
            return [
                _use(source, host, start, seconds, random, again=number > 0)
                for number, host in enumerate(users[1:])
            ]
        source.taken.pop()
    return []


def _use(
    source: Unit,
    host: Unit,
    start: float,
    seconds: float,
    random: np.random.Generator,
    *,
    again: bool,
) -> Planted:
    first, last = random.uniform(0, MAX_LEFT_OUT * seconds, 2)
    edit = _any(_LIGHT, random)
    frames = frames_of((seconds - first - last) / EDITS[edit].speed)
    begin = round(start + float(first), 3)
    return Planted(source, host, begin, frames, edit, again=again, kind="popular")


# -- adjacent stretches --------------------------------------------------------------------------


def _adjacent(
    between: tuple[float, float] | None, feeds: Feeds, random: np.random.Generator, *, faster: bool
) -> list[Planted]:
    """Plant two stretches of one source, one directly after the other."""
    edits = [_any(_SAME_SPEED, random), _any(_SAME_SPEED, random)]
    if faster:
        edits[int(random.integers(2))] = _any(SPEEDS, random)
    frames = [frames_of(float(seconds)) for seconds in random.uniform(*ADJACENT_S, 2)]
    for host in (feeds.hosts[number] for number in random.permutation(len(feeds.hosts))):
        for source in feeds.of[host.name]:
            pair = [
                Planted(source, host, 0.0, count, edit, kind="adjacent")
                for count, edit in zip(frames, edits, strict=True)
            ]
            starts = _starts(source, [stretch.needed for stretch in pair], between, feeds, random)
            if starts is not None:
                return [replace(s, start=start) for s, start in zip(pair, starts, strict=True)]
    return []


def _starts(
    source: Unit,
    needed: list[float],
    between: tuple[float, float] | None,
    feeds: Feeds,
    random: np.random.Generator,
) -> list[float] | None:
    """Take two stretches of a source, and return when they start, or None if they do not fit."""
    if between is not None:
        gap = float(random.uniform(*between))
        start = _take(source, sum(needed) + gap, feeds, random)
        return None if start is None else [start, round(start + needed[0] + gap, 3)]
    first = _take(source, needed[0], feeds, random)
    second = None if first is None else _take(source, needed[1], feeds, random)
    if first is None or second is None:
        del source.taken[len(source.taken) - (first is not None) :]
        return None
    return [first, second]


# -- trailers ------------------------------------------------------------------------------------


def _trailer(hosts: list[Unit], feeds: Feeds, random: np.random.Generator) -> list[Planted]:
    """Plant a trailer in one host, and a part of it in a second one of another original."""
    first = hosts[0]
    second = next((host for host in hosts if host.original is not first.original), None)
    sources = _trailer_sources(first, second, feeds, random)
    shots = [
        Planted(source, first, start, frames, "", kind="trailer", block=1)
        for source, start, frames in _shots(sources, feeds, random)
    ]
    order = [shots[number] for number in random.permutation(len(shots))]
    edit = _any(_SAME_SPEED, random)
    trailer = [replace(shot, edit=edit) for shot in order]
    return trailer + ([] if second is None else _excerpt(trailer, second, feeds, random))


def _trailer_sources(
    first: Unit, second: Unit | None, feeds: Feeds, random: np.random.Generator
) -> list[Unit]:
    """Choose the films of a trailer; its hosts take other stretches from these, too."""
    hosts = [first] if second is None else [first, second]
    known = [source for host in hosts for source in feeds.of[host.name]]
    order = [feeds.sources[number] for number in random.permutation(len(feeds.sources))]
    order.sort(key=lambda source: source not in known)
    for count in range(min(TRAILER_FILMS, len(order)), 0, -1):
        if feeds.allow((host, source) for host in hosts for source in order[:count]):
            for host in hosts:
                own = feeds.of[host.name]
                own += [source for source in order[:count] if source not in own]
            return order[:count]
    return feeds.of[first.name]


def _shots(
    sources: list[Unit], feeds: Feeds, random: np.random.Generator
) -> Iterator[tuple[Unit, float, int]]:
    """Yield source, start and frames of shots, about equally many from each source."""
    count = int(random.integers(TRAILER_SHOTS[0], TRAILER_SHOTS[1] + 1))
    for number, source in enumerate(sources):
        shots = count // len(sources) + (number < count % len(sources))
        begin = _take(source, shots * SHOT_ROOM_S, feeds, random)
        if begin is None:
            continue
        for shot in range(shots):
            frames = int(random.integers(SHOT_FRAMES[0], SHOT_FRAMES[1] + 1))
            spare = SHOT_ROOM_S - (frames + 1) / FPS
            start = begin + shot * SHOT_ROOM_S + float(random.uniform(0, spare))
            yield source, round(start, 3), frames


def _excerpt(
    trailer: list[Planted], host: Unit, feeds: Feeds, random: np.random.Generator
) -> list[Planted]:
    """Plant shots of a trailer that follow one another in a second host."""
    if len(trailer) < MIN_SHARED_SHOTS:
        return []
    others = [trailer[0].host, *(shot.source for shot in trailer)]
    if not feeds.allow((unit, host) for unit in others):
        return []
    count = int(random.integers(MIN_SHARED_SHOTS, len(trailer) + 1))
    first = int(random.integers(len(trailer) - count + 1))
    edit = _any(_SAME_SPEED, random)
    shots = trailer[first : first + count]
    return [replace(shot, host=host, edit=edit, again=True) for shot in shots]
