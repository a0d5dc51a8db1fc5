"""Choose the picture that a player shows, among several streams and programmes of a film."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vrd.core.text import plural


@dataclass(frozen=True)
class Picture:
    """Describe a picture stream.

    Attributes
    ----------
    stream
        Its number in the file.
    width, height
        Pixels as coded.
    default
        Whether the file marks it as the one to be shown.
    programme
        The position of its programme among those of the file, from 0; 0 where there are none.
    """

    stream: int
    width: int
    height: int
    default: bool = False
    programme: int = 0


def choose_picture(pictures: Sequence[Picture]) -> tuple[Picture, str]:
    """Choose the picture of the first programme that the file marks, or else the largest.

    Parameters
    ----------
    pictures
        At least one.

    Returns
    -------
    Picture, str
        The picture, and a note on the others; the note is empty where there are none.

    Examples
    --------
    >>> small, large = Picture(0, 320, 240), Picture(1, 640, 480, programme=1)
    >>> choose_picture([small, large])[1]
    'of 2 pictures, the one that players show was read, not 640x480 of programme 2'
    """
    chosen = min(
        pictures,
        key=lambda each: (each.programme, not each.default, -each.width * each.height, each.stream),
    )
    others = [each for each in pictures if each is not chosen]
    if not others:
        return chosen, ""
    several = any(each.programme for each in pictures)
    listed = [
        f"{each.width}x{each.height}"
        + (f" of programme {each.programme + 1}" if several else f" of stream {each.stream}")
        for each in others[:3]
    ]
    if len(others) > 3:
        listed.append(f"{len(others) - 3} more")
    count = plural(len(pictures), "picture")
    return chosen, (f"of {count}, the one that players show was read, not {', '.join(listed)}")
