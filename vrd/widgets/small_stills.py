"""Make stills small, as a page shows them, and keep those that were made last."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from vrd.core.thumbnails import UNREADABLE, picture_bytes

#: Largest width and height of a thumbnail, in pixels.
_MAX_STILL_PX = (192, 144)


def small_still(path: Path) -> bytes:
    """Return a still as a small JPEG; empty where it is missing or damaged."""
    try:
        return _small(path, path.stat().st_mtime_ns)
    except UNREADABLE:
        return b""


@lru_cache(maxsize=2048)  # overlapping sequences show the same stills
def _small(path: Path, modified: int) -> bytes:
    """Return a small still, kept until its file changes."""
    return picture_bytes(path, _MAX_STILL_PX)
