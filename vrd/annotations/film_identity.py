"""What films are called now that were called something else when they were spoken of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vrd.core.segments import Segment
from vrd.core.timelines import Timeline


class FilmIdentity:
    """The present name of a film, by its content, or where that is unknown by its old name.

    Parameters
    ----------
    films
        The content key of every film by its present name; empty where it is not known.
    """

    def __init__(self, films: Mapping[str, str]) -> None:
        self._films = films
        # Of several films of the same content, the first.
        self._called = {digest: name for name, digest in reversed([*films.items()]) if digest}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FilmIdentity) and self._films == other._films

    def digest(self, name: str) -> str:
        """Return the content key of a film, empty where it is not known."""
        return self._films.get(name, "")

    def now(self, name: str, digest: str) -> str:
        """What a film is called now that was called ``name`` and had this SHA-256."""
        if self._films.get(name) == digest:
            return name
        return self._called.get(digest, name)

    def columns(self, side: str, segment: Segment) -> dict[str, object]:
        """A stretch as columns of a table, which are named after ``side``."""
        name, start, end = str(segment[0]), float(segment[1]), float(segment[2])
        return {
            side: name,
            f"{side}_content_key": self.digest(name),
            f"{side}_start": start,
            f"{side}_end": end,
        }

    def segment(self, side: str, line: Mapping[str, Any]) -> Segment:
        """The inverse of `columns`, with the present name."""
        name = self.now(str(line[side]), str(line[f"{side}_content_key"]))
        return Segment(name, line[f"{side}_start"], line[f"{side}_end"])


def film_digests(frames: Timeline) -> dict[str, str]:
    """Return the content key of every film of a timeline, by its name."""
    return {video.name: video.digest for video in frames.videos}
