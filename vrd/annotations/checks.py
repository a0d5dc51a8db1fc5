"""Check what reviewers hand in before it is written to a log."""

from __future__ import annotations

import math

from vrd.core.segments import Segment
from vrd.errors import ProjectError


def checked_reviewer(reviewer: str) -> str:
    """Return the name of a reviewer without surrounding spaces.

    Raises
    ------
    ProjectError
        If the name is empty.

    Examples
    --------
    >>> checked_reviewer(" anna ")
    'anna'
    """
    name = str(reviewer).strip()
    if not name:
        raise ProjectError(
            "Judgements and exclusions need the name of the person who makes them: give "
            "reviewer='...'."
        )
    return name


def checked_stretch(segment: Segment) -> Segment:
    """Return a stretch of film whose times are finite seconds, in plain Python types.

    Raises
    ------
    ProjectError
        If the stretch does not end after it starts, or its times are not finite numbers.

    Examples
    --------
    >>> checked_stretch(Segment("film.mp4", 1, 2))
    Segment(video='film.mp4', start=1.0, end=2.0)
    """
    film, start, end = segment
    if not (math.isfinite(start) and math.isfinite(end) and start < end):
        raise ProjectError(
            f"{start} to {end} is no stretch of {film}: give its start and its end in seconds, "
            "the smaller number first."
        )
    return Segment(str(film), float(start), float(end))
