"""The plan: which pieces every film is made of. Pure: films and seed in, plain values out.

The collection that it describes is an archive in which some films took stretches from others:
lengths spread as in the field (5, 10, 20 and 57 seconds at the quartiles and the 90 % point of
VCSL), at any phase of a second, several between the same two films, while most pairs of films
share nothing, or only hub shots.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

from benchmark.intervals import Interval
from benchmark.planting.edits import EDITS
from benchmark.planting.hubs import KINDS
from benchmark.planting.originals import Original
from benchmark.planting.pieces import RATE, Piece, frames_of
from benchmark.planting.places import Planted, place_stretches
from benchmark.planting.units import Unit, make_units

VERSION = 2  # another number where the same plan would be rendered otherwise
HUB_SHARE = 0.4  # of all films, that hold one kind of hub
Plan = dict[str, Any]


def make_plan(originals: Sequence[Original], seed: int) -> Plan:
    """Plan a collection.

    Parameters
    ----------
    originals
        At least three films.
    seed
        Of all chances.

    Returns
    -------
    dict
        ``films``: name, original, role, size and pieces of each (see `pieces`); ``left_out``:
        pairs of films that are not to be judged.

    Raises
    ------
    ValueError
        If there are fewer than three films.
    """
    if len(originals) < 3:
        raise ValueError(f"{len(originals)} usable films; at least three are needed")
    random = np.random.default_rng(seed)
    units = make_units(originals, random)
    planted = place_stretches(units, random)
    films = []
    for unit in units:
        mine = [one for one in planted if one.host is unit]
        pieces = _host_pieces(unit, mine, random) if mine else _own_pieces(unit, random)
        film = {"name": unit.name, "original": unit.original.name, "role": unit.role}
        films.append(film | {"size": list(unit.original.size), "pieces": pieces})
    _add_hubs(films, random)
    return {"version": VERSION, "seed": seed, "films": films, "left_out": _left_out(units)}


def _left_out(units: list[Unit]) -> list[list[str]]:
    pairs = itertools.combinations(units, 2)
    return [sorted((a.name, b.name)) for a, b in pairs if a.original is b.original]


def _own(unit: Unit, stretch: Interval) -> Piece:
    frames = frames_of(stretch[1] - stretch[0])
    start = round(stretch[0], 3)
    return {"kind": "own", "film": unit.original.name, "start": start, "frames": frames}


def _own_pieces(unit: Unit, random: np.random.Generator) -> list[Piece]:
    """A film without plants: cut where nothing was taken, so that a hub shot may lie between."""
    pieces = []
    for start, end in unit.stretches:
        cut = float(random.uniform(start + 0.2 * (end - start), start + 0.8 * (end - start)))
        inside = any(low - 0.5 < cut < high + 0.5 for low, high in unit.taken)
        if inside or end - start < 20:
            pieces.append(_own(unit, (start, end)))
        else:
            first = _own(unit, (start, cut))
            pieces += [first, _own(unit, (start + first["frames"] / RATE, end))]
    return pieces


def _host_pieces(unit: Unit, mine: list[Planted], random: np.random.Generator) -> list[Piece]:
    """The host's own content, cut at random where the plants go in."""
    order = [mine[number] for number in random.permutation(len(mine))]
    chunks = _chunks(unit.stretches, len(mine) + 1, random)
    pieces: list[Piece] = []
    for number, chunk in enumerate(chunks):
        pieces.append(_own(unit, chunk))
        if number < len(order):
            pieces.append(_plant(order[number], chunk, unit))
    return pieces


def _plant(one: Planted, before: Interval, unit: Unit) -> Piece:
    piece = {
        "kind": "plant",
        "film": one.source.original.name,
        "start": one.start,
        "frames": one.frames,
        "edit": one.edit,
        "again": one.again,
    }
    edit = EDITS[one.edit]
    if edit.inset or edit.dissolve:
        # Only what is the host's own may be seen around a stretch: nothing tells of the rest.
        longest = max(unit.stretches, key=lambda stretch: stretch[1] - stretch[0])
        start, end = longest if edit.inset else (before[1] - edit.dissolve, before[1])
        piece |= {"host": unit.original.name, "host_start": round(start, 3)}
        piece["host_seconds"] = round(end - start, 3)
    return piece


def _chunks(stretches: list[Interval], count: int, random: np.random.Generator) -> list[Interval]:
    """At least ``count`` stretches of a film, by halving the longest near its middle."""
    chunks = list(stretches)
    while len(chunks) < count:
        longest = max(range(len(chunks)), key=lambda number: chunks[number][1] - chunks[number][0])
        start, end = chunks[longest]
        cut = round(start + (end - start) * float(random.uniform(0.3, 0.7)), 3)
        chunks[longest : longest + 1] = [(start, cut), (cut, end)]
    return chunks


def _add_hubs(films: list[dict[str, Any]], random: np.random.Generator) -> None:
    for kind, (shortest, longest) in KINDS.items():
        count = max(2, round(HUB_SHARE * len(films)))
        for number in random.permutation(len(films))[:count]:
            pieces = films[number]["pieces"]
            hub = {
                "kind": "hub",
                "hub": kind,
                "frames": frames_of(float(random.uniform(shortest, longest))),
                "seed": int(random.integers(1000)),
            }
            pieces.insert(int(random.integers(len(pieces) + 1)), hub)
