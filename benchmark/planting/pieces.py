"""Pieces: what a rendered film is put together from, in order.

All films run at `RATE` frames per second, and a piece has a whole number of frames, so that its
place in the film is exact. A piece is a plain dict, as ``plan.json`` keeps it:

* ``{"kind": "own", "film", "start", "frames"}``: a stretch of the film's own original.
* ``{"kind": "plant", "film", "start", "frames", "edit", "again"}``: a stretch of another original.
  Where the host is seen around or through it, ``host``, ``host_start`` and ``host_seconds`` tell
  what of it.
* ``{"kind": "hub", "hub", "frames", "seed"}``: a hub shot.

``start`` is in seconds of the original.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmark.planting.edits import EDITS

RATE = 25
Piece = dict[str, Any]


def frames_of(seconds: float) -> int:
    """Whole frames in a time."""
    return int(seconds * RATE + 1e-6)


def seconds_of(piece: Piece) -> float:
    """How long a piece lasts in the rendered film."""
    return float(piece["frames"]) / RATE


def speed_of(piece: Piece) -> float:
    """Seconds of the original in a second of the rendered film."""
    return EDITS[piece["edit"]].speed if piece["kind"] == "plant" else 1.0


def placed(pieces: list[Piece]) -> Iterator[tuple[float, Piece]]:
    """Each piece with the second of the rendered film at which it starts."""
    frames = 0
    for piece in pieces:
        yield frames / RATE, piece
        frames += piece["frames"]
