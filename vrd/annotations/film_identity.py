"""Find films again that were renamed since something was noted about them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vrd.core.segments import Segment
from vrd.core.timelines import Timeline


class FilmIdentity:
    """Give the present name of a film by its content, or its old name where that is unknown.

    Parameters
    ----------
    films
        The content key of every film by its present name; empty where it is not known.

    Examples
    --------
    >>> identity = FilmIdentity({"harbour.mp4": "a1b2"})
    >>> identity.present_name("harbour_final.mp4", "a1b2")
    'harbour.mp4'
    """

    def __init__(self, films: Mapping[str, str]) -> None:
        self._content_keys = films
        # Of several films with the same content, the first one is taken.
        self._names = {key: name for name, key in reversed([*films.items()]) if key}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FilmIdentity) and self._content_keys == other._content_keys

    def content_key(self, name: str) -> str:
        """Return the content key of a film, or an empty text where it is not known."""
        return self._content_keys.get(name, "")

    def present_name(self, name: str, content_key: str) -> str:
        """Return what a film is called now that was called ``name`` and had this content key."""
        if self._content_keys.get(name) == content_key:
            return name
        return self._names.get(content_key, name)

    def columns(self, side: str, segment: Segment) -> dict[str, object]:
        """Return a stretch as columns of a table whose names begin with ``side``."""
        name, start, end = str(segment[0]), float(segment[1]), float(segment[2])
        return {
            side: name,
            f"{side}_content_key": self.content_key(name),
            f"{side}_start": start,
            f"{side}_end": end,
        }

    def segment(self, side: str, line: Mapping[str, Any]) -> Segment:
        """Return the stretch in the columns that `columns` made, with the film's present name.

        Raises
        ------
        ValueError
            If its times are no numbers.
        """
        name = self.present_name(str(line[side]), str(line[f"{side}_content_key"]))
        return Segment(name, float(line[f"{side}_start"]), float(line[f"{side}_end"]))


def content_keys_of(frames: Timeline) -> dict[str, str]:
    """Return the content key of every film of a timeline, by the name of the film."""
    return {video.name: video.digest for video in frames.videos}
