"""Plan which pieces every film is made of; the plan depends on films and seed alone.

The plan describes an archive in which some films took stretches from others. The durations are
spread as in VCSL (5, 10, 20 and 57 seconds at its quartiles and its 90 % point). Stretches begin
at any phase of a second, and two films may share several, while most pairs of films share nothing
or only hub shots. Popular footage, adjacent stretches and trailers are planted, too.

Seeds from `UNSEEN` on are kept for checking: nothing may be tuned on what they plan. They have
random numbers of their own.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

from vrd.core.segments import Span
from vrd.planting.edits import EDITS
from vrd.planting.feeds import choose_feeds
from vrd.planting.hubs import KINDS
from vrd.planting.originals import Original
from vrd.planting.pieces import FPS, Piece, frames_of
from vrd.planting.special import place_special
from vrd.planting.stretches import Planted, place_stretches
from vrd.planting.units import Unit, make_units

#: Raise this number whenever the same plan is rendered differently.
VERSION = 3
#: Nothing is tuned on plans of this seed or a larger one.
UNSEEN = 1000
#: Begins the random numbers of these seeds, so that no smaller seed has the same.
_UNSEEN_STREAM = 20_261_128
#: Share of all films that hold a hub shot of each kind.
HUB_SHARE = 0.4
#: A film without planted stretches is divided if a stretch of it is at least this long.
MIN_DIVIDED_S = 20
Plan = dict[str, Any]


def make_plan(originals: Sequence[Original], seed: int) -> Plan:
    """Plan a collection.

    Parameters
    ----------
    originals
        At least three films.
    seed
        The seed of all random choices, at least 0; from `UNSEEN` on, it is kept for checking.

    Returns
    -------
    dict
        ``version``, ``seed`` and ``unseen``; ``films``: name, original, role, size and pieces of
        each film (see `vrd.planting.pieces`); ``left_out``: pairs of films that are not to be
        judged.

    Raises
    ------
    ValueError
        If there are fewer than three films.
    """
    if len(originals) < 3:
        raise ValueError(f"there are {len(originals)} usable films; at least three are needed")
    unseen = seed >= UNSEEN
    random = np.random.default_rng([_UNSEEN_STREAM, seed] if unseen else seed)
    units = make_units(originals, random)
    feeds = choose_feeds(units, random)
    planted = place_stretches(feeds, place_special(feeds, random), random)
    films = []
    for unit in units:
        own = [stretch for stretch in planted if stretch.host is unit]
        pieces = _host_pieces(unit, own, random) if own else _own_pieces(unit, random)
        film = {"name": unit.name, "original": unit.original.name, "role": unit.role}
        films.append(film | {"size": list(unit.original.size), "pieces": pieces})
    _add_hubs(films, random)
    made = {"version": VERSION, "seed": seed, "unseen": unseen}
    return made | {"films": films, "left_out": _left_out(units)}


def _left_out(units: list[Unit]) -> list[list[str]]:
    pairs = itertools.combinations(units, 2)
    return [
        sorted((unit.name, other.name)) for unit, other in pairs if unit.original is other.original
    ]


def _own(unit: Unit, stretch: Span) -> Piece:
    frames = frames_of(stretch[1] - stretch[0])
    start = round(stretch[0], 3)
    return {"kind": "own", "film": unit.original.name, "start": start, "frames": frames}


def _own_pieces(unit: Unit, random: np.random.Generator) -> list[Piece]:
    """Divide a film without plants where nothing was taken, so that a hub shot may lie between."""
    pieces = []
    for start, end in unit.stretches:
        cut = float(random.uniform(start + 0.2 * (end - start), start + 0.8 * (end - start)))
        inside = any(low - 0.5 < cut < high + 0.5 for low, high in unit.taken)
        if inside or end - start < MIN_DIVIDED_S:
            pieces.append(_own(unit, (start, end)))
        else:
            first = _own(unit, (start, cut))
            pieces += [first, _own(unit, (start + first["frames"] / FPS, end))]
    return pieces


def _host_pieces(unit: Unit, planted: list[Planted], random: np.random.Generator) -> list[Piece]:
    """Return the host's own content, cut at random, with the planted stretches in between."""
    blocks = _blocks(planted)
    order = [blocks[number] for number in random.permutation(len(blocks))]
    chunks = _chunks(unit.stretches, len(blocks) + 1, random)
    pieces: list[Piece] = []
    for number, chunk in enumerate(chunks):
        pieces.append(_own(unit, chunk))
        for position, stretch in enumerate(order[number] if number < len(order) else ()):
            piece = _plant(stretch, chunk, unit, random)
            pieces.append(piece | {"joined": True} if position else piece)
    return pieces


def _blocks(planted: list[Planted]) -> list[list[Planted]]:
    """Divide the stretches of a host into those that follow one another with nothing between."""
    alone = [[stretch] for stretch in planted if not stretch.block]
    numbers = dict.fromkeys(stretch.block for stretch in planted if stretch.block)
    return alone + [[s for s in planted if s.block == number] for number in numbers]


def _plant(stretch: Planted, before: Span, unit: Unit, random: np.random.Generator) -> Piece:
    """Return the piece of a planted stretch that follows a stretch of the host."""
    piece = {
        "kind": "plant",
        "film": stretch.source.original.name,
        "start": stretch.start,
        "frames": stretch.frames,
        "edit": stretch.edit,
        "again": stretch.again,
    }
    edit = EDITS[stretch.edit]
    if stretch.kind:
        piece["class"] = stretch.kind
    if edit.inset or edit.crop:
        piece["place"] = [round(float(part), 3) for part in random.random(2)]
    if edit.inset or edit.dissolve:
        # Only the host's own content may be visible around a stretch: the truth lists no other.
        longest = max(unit.stretches, key=lambda span: span[1] - span[0])
        start, end = longest if edit.inset else (before[1] - edit.dissolve, before[1])
        piece |= {"host": unit.original.name, "host_start": round(start, 3)}
        piece["host_seconds"] = round(end - start, 3)
    return piece


def _chunks(stretches: list[Span], count: int, random: np.random.Generator) -> list[Span]:
    """Return at least ``count`` stretches of a film, by cutting the longest near its middle."""
    chunks = list(stretches)
    while len(chunks) < count:
        longest = max(range(len(chunks)), key=lambda number: chunks[number][1] - chunks[number][0])
        start, end = chunks[longest]
        cut = round(start + (end - start) * float(random.uniform(0.3, 0.7)), 3)
        chunks[longest : longest + 1] = [(start, cut), (cut, end)]
    return chunks


def _add_hubs(films: list[dict[str, Any]], random: np.random.Generator) -> None:
    """Insert a hub shot of each kind into some films, between two of their pieces."""
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
            free = [
                position
                for position in range(len(pieces) + 1)
                if position == len(pieces) or not pieces[position].get("joined")
            ]
            pieces.insert(free[int(random.integers(len(free)))], hub)
