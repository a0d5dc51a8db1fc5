"""Describe the pieces of which a rendered film consists, in order.

All films run at `FPS` frames per second, and a piece has a whole number of frames, so that its
position in the film is exact. A piece is a plain dict, as ``plan.json`` keeps it:

* ``{"kind": "own", "film", "start", "frames"}``: a stretch of the film's own original.
* ``{"kind": "plant", "film", "start", "frames", "edit", "again"}``: a stretch of another original.
  Where the host is visible around or through it, ``host``, ``host_start`` and ``host_seconds``
  give the stretch of the host. ``place`` tells where a crop or an inset lies (see
  `vrd.planting.regions`); ``class`` is ``popular``, ``adjacent`` or ``trailer`` (see
  `vrd.planting.special`); ``joined`` says that nothing may come between it and the piece before.
* ``{"kind": "hub", "hub", "frames", "seed"}``: a hub shot.

``start`` is in seconds of the original.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from vrd.planting.edits import EDITS

#: Frames per second of all rendered films.
FPS = 25
Piece = dict[str, Any]


def frames_of(seconds: float) -> int:
    """Return the number of whole frames in a time.

    Examples
    --------
    >>> frames_of(1.0), frames_of(0.999)
    (25, 24)
    """
    return int(seconds * FPS + 1e-6)


def seconds_of(piece: Piece) -> float:
    """Return the seconds that a piece lasts in the rendered film."""
    return float(piece["frames"]) / FPS


def speed_of(piece: Piece) -> float:
    """Return the seconds of the original that pass in a second of the rendered film."""
    return EDITS[piece["edit"]].speed if piece["kind"] == "plant" else 1.0


def placed(pieces: list[Piece]) -> Iterator[tuple[float, Piece]]:
    """Yield each piece with the second of the rendered film at which it starts."""
    frames = 0
    for piece in pieces:
        yield frames / FPS, piece
        frames += piece["frames"]
