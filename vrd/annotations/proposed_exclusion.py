"""Make an exclusion from the name of a film and a time."""

from __future__ import annotations

from math import inf

from vrd.annotations.exclusion_log import Exclusion
from vrd.core.segments import Segment
from vrd.core.timelines import Timeline


def stretch_exclusion(
    timeline: Timeline, film: str, start: float, end: float, reason: str = ""
) -> Exclusion:
    """Return the exclusion of a stretch of film.

    Parameters
    ----------
    timeline
        The timeline of the collection.
    film
        The name of the film.
    start, end
        The stretch, in seconds.
    reason
        The reason in the reviewer's own words.

    Raises
    ------
    UnknownNameError
        If there is no such film.
    ValueError
        If the stretch is empty or begins outside the film.
    """
    name = _checked_film(timeline, film, start)
    if not start < end < inf:
        raise ValueError(
            f"{start:g} to {end:g} s is no stretch of {name!r}: give start and end in seconds, the "
            "smaller number first"
        )
    return Exclusion(Segment(name, start, end), reason)


def frame_exclusion(
    timeline: Timeline, film: str, start: float, radius: float, spec_key: str, reason: str = ""
) -> Exclusion:
    """Return the exclusion of frames of all films that are similar to a given frame.

    Parameters
    ----------
    timeline, film, reason
        As for `stretch_exclusion`.
    start
        A second at which the film shows the frame.
    radius
        The largest squared L2 distance of frames that are excluded.
    spec_key
        `FingerprintSpec.key` of the fingerprints in which that distance is measured.

    Raises
    ------
    UnknownNameError
        If there is no such film.
    ValueError
        If the film was not read at that second.
    """
    name = _checked_film(timeline, film, start)
    row = timeline.row_at(timeline.get_position_from_video_name(name), start)
    return Exclusion(timeline.segment(row), reason, radius, spec_key)


def _checked_film(timeline: Timeline, film: str, start: float) -> str:
    """Return the full name of a film, and check that it was read at a second."""
    position = timeline.get_position_from_video_name(film)
    name, read_to = timeline.videos[position].name, timeline.read_to(position)
    if not 0 <= start < read_to:
        raise ValueError(f"{name!r} was read from 0 to {read_to:g} s; start is {start:g}")
    return name
