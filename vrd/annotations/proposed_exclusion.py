"""An exclusion that is thought of, made from what a person gives: a film and a time."""

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
        The films that are there.
    film
        Name of the film.
    start, end
        The stretch in seconds.
    reason
        In the reviewer's own words.

    Raises
    ------
    UnknownNameError
        If there is no such film.
    ValueError
        If the stretch is empty or begins outside the film.
    """
    name = _checked_film(timeline, film, start)
    if not start < end < inf:
        raise ValueError(f"{start:g} to {end:g} s is no stretch of {name!r}")
    return Exclusion(Segment(name, start, end), reason)


def frame_exclusion(
    timeline: Timeline, film: str, start: float, radius: float, spec_key: str, reason: str = ""
) -> Exclusion:
    """Return the exclusion of frames in any film that are like one frame.

    Parameters
    ----------
    timeline, film, reason
        As for `stretch_exclusion`.
    start
        A second of the film at which the frame is shown.
    radius
        Largest squared L2 distance of frames that are like it.
    spec_key
        `FingerprintSpec.key` of the fingerprints in which that distance is measured.

    Raises
    ------
    UnknownNameError
        If there is no such film.
    ValueError
        If the film does not show anything at that second.
    """
    name = _checked_film(timeline, film, start)
    row = timeline.row_at(timeline.get_position_from_video_name(name), start)
    return Exclusion(timeline.segment(row), reason, radius, spec_key)


def _checked_film(timeline: Timeline, film: str, start: float) -> str:
    """Return the name of a film that was read at a second."""
    position = timeline.get_position_from_video_name(film)
    name, read_to = timeline.videos[position].name, timeline.read_to(position)
    if not 0 <= start < read_to:
        raise ValueError(f"{name!r} was read from 0 to {read_to:g} s; start is {start:g}")
    return name
