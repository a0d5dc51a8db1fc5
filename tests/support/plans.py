"""Write plans by hand, and plan collections of films that need not exist."""

from __future__ import annotations

from typing import Any

from vrd.planting import Original

Fields = dict[str, Any]


def originals(count: int = 6, seconds: float = 400.0) -> list[Original]:
    """Return so many originals of equal length."""
    return [Original(f"film{n}.mp4", (640, 360), ((0.5, seconds),)) for n in range(count)]


def own(film: str, start: float, frames: int) -> Fields:
    """Return a piece of a film's own original."""
    return {"kind": "own", "film": film, "start": start, "frames": frames}


def plant(film: str, start: float, frames: int, edit: str = "plain", **more: Any) -> Fields:
    """Return a piece of another original."""
    return {"kind": "plant", "film": film, "start": start, "frames": frames, "edit": edit, **more}


def film(name: str, original: str, *pieces: Fields, size: tuple[int, int] = (64, 48)) -> Fields:
    """Return a film of a plan."""
    described = {"name": name, "original": original, "role": "host", "size": list(size)}
    return described | {"pieces": list(pieces)}


def plan(*films: Fields, left_out: tuple[list[str], ...] = ()) -> Fields:
    """Return a plan of films."""
    return {"version": 1, "seed": 0, "films": list(films), "left_out": list(left_out)}
