"""Tell what a search would lose if a stretch, or frames like a given one, were excluded."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from vrd.annotations.preview_exclusions import Proposal, preview
from vrd.annotations.proposed_exclusion import frame_exclusion, stretch_exclusion
from vrd.projects.search import least_evidence

if TYPE_CHECKING:
    from vrd.projects.findings import Findings


def propose_exclusion(
    findings: Findings,
    film: str,
    start: float,
    end: float | None = None,
    *,
    radius: float | None = None,
    reason: str = "",
) -> Proposal:
    """Work out what an exclusion would drop from findings; nothing is excluded.

    Parameters
    ----------
    findings
        The findings.
    film
        Name of the film.
    start, end
        The stretch in seconds; without ``end``, frames in any film like that at ``start``.
    radius
        Largest squared L2 distance of frames that are like it; by default a quarter of the limit,
        which titles, logos and test cards keep to in different copies.
    reason
        In the reviewer's own words.

    Raises
    ------
    UnknownNameError
        If there is no such film.
    ValueError
        If the stretch is empty or outside the film, or both ``end`` and ``radius`` are given.
    """
    if end is not None and radius is not None:
        raise ValueError("give end for a stretch, or radius for frames like that at start")
    track = findings.track
    if end is None:
        radius = findings.max_distance / 4 if radius is None else radius
        key = track.spec.key
        exclusion = frame_exclusion(track.timeline, film, start, radius, key, reason)
    else:
        exclusion = stretch_exclusion(track.timeline, film, start, end, reason)
    rows, prints = _fewest_rows(findings), track.fingerprints
    effect = preview(
        [exclusion], findings.finder, findings.sequences, prints, shortest_sequence=rows
    )
    return Proposal(exclusion, effect)


def _fewest_rows(findings: Findings) -> int:
    """Return the rows that the remainder of a sequence must have in order to be found."""
    if not findings.settings.align:
        return findings.settings.shortest_sequence
    # What remains of an aligned sequence needs seconds enough for the least evidence.
    least_seconds = least_evidence(findings.settings)[0]
    return ceil(least_seconds * findings.track.timeline.mean_fps)
