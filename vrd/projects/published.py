"""Pass attributes of a facade on to its parts, under their published names."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from vrd.projects.track import Track


def published(part: str, doc: str = "") -> Any:
    """Return a property that reads an attribute of a part.

    Parameters
    ----------
    part
        The attribute, such as ``"_track.timeline"``.
    doc
        What it is; by default, what `Track` says of it.
    """
    return property(attrgetter(part), doc=doc or getattr(Track, part.rpartition(".")[2]).__doc__)
