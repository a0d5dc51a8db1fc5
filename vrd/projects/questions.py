"""Tell what `WhereReused` is asked about: a film, a clip from outside, or a picture."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

from vrd.core.timelines import Timeline
from vrd.decoding.discs import film_of_disc
from vrd.decoding.image import is_image
from vrd.decoding.numbered_pictures import is_scan
from vrd.errors import UnknownNameError
from vrd.pipeline.find_films import IMAGE_EXTENSIONS, VIDEO_EXTENSIONS


def film_of(timeline: Timeline, what: Any) -> str | None:
    """Return the name of the film that is meant; None for a file from outside, or an array.

    Raises
    ------
    UnknownNameError
        If there is neither such a film nor such a file.
    """
    if not isinstance(what, str | Path):
        return None
    try:
        position = timeline.get_position_from_video_name(str(what))
    except UnknownNameError:
        if _is_file(what):
            return _film_at(timeline, Path(what).expanduser())
        suffix = Path(what).suffix.lower()
        if suffix not in IMAGE_EXTENSIONS | VIDEO_EXTENSIONS:
            raise
        kind = f"film, and no {'picture' if suffix in IMAGE_EXTENSIONS else 'film'} file,"
        raise UnknownNameError(kind, str(what), timeline.video_list) from None
    return timeline.videos[position].name


def _film_at(timeline: Timeline, path: Path) -> str | None:
    """Return the film of the collection that lies at a path; None if there is none."""
    for video in timeline.videos:
        if video.path.name == path.name:
            with contextlib.suppress(OSError):  # the folder of films may not be there
                if video.path.samefile(path):
                    return video.name
    return None


def clip_at(what: Any) -> Path | None:
    """Return the path of a clip from outside; None for a picture.

    Parameters
    ----------
    what
        A path of a file that is there, or the values of a picture.
    """
    if not isinstance(what, str | Path):
        return None
    path = Path(what).expanduser()
    if not path.is_file():  # the folder of a disc, or the pictures of a film scan
        return path
    suffix = path.suffix.lower()
    if suffix in IMAGE_EXTENSIONS or (suffix not in VIDEO_EXTENSIONS and is_image(path)):
        return None
    return path


def _is_file(name: str | Path) -> bool:
    try:
        path = Path(name).expanduser()
        return path.is_file() or bool(film_of_disc(path)) or is_scan(path)
    except (OSError, RuntimeError, ValueError):  # The name is too long, or is no path.
        return False


def check_question(
    of_picture: bool, stretch: tuple[float, float] | None, *, mirrored: bool, share: str
) -> None:
    """Check that the arguments of `WhereReused` suit a film or clip, or a picture.

    Raises
    ------
    ValueError
        If it does not.
    """
    if share not in ("nothing", "thumbs"):
        raise ValueError(f"share is {share!r}; it must be 'nothing' or 'thumbs'")
    if mirrored and not of_picture:
        raise ValueError("mirrored=True is for a picture; films are compared as they are")
    if of_picture and stretch is not None:
        raise ValueError("start, end and sequences are for a film; a picture has no stretch")
