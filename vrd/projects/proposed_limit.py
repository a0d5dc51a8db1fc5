"""Propose the distance limit of a track, and say in words how good the proposal is."""

from __future__ import annotations

from typing import NamedTuple
from weakref import WeakKeyDictionary

from vrd.core.neighbours import Neighbours
from vrd.core.text import distance_text
from vrd.matching.settings import FinderSettings
from vrd.matching.thresholds import careful_limit, suggest_max_distance
from vrd.projects.searchable import SearchableTrack


class ProposedLimit(NamedTuple):
    """Hold a limit (squared L2), a sentence about it, and whether it separates reuse from chance.

    Where no limit separates, ``max_distance`` is a careful one, and ``reason`` is a warning.
    """

    max_distance: float
    reason: str
    separates: bool


# In a large archive it takes a while to propose a limit.
_PROPOSED: WeakKeyDictionary[Neighbours, ProposedLimit] = WeakKeyDictionary()


def proposed_limit(track: SearchableTrack) -> ProposedLimit:
    """Return the limit that is proposed for a track.

    Where no limit separates reuse from chance, one short reuse may still be there: the usual limit
    of the fingerprints finds it. That limit is lowered where chance is seen to find as much.
    """
    neighbours = track.neighbours
    if neighbours not in _PROPOSED:
        _PROPOSED[neighbours] = _propose(neighbours, track.spec.scale.usual_limit)
    return _PROPOSED[neighbours]


def _propose(neighbours: Neighbours, usual_limit: float) -> ProposedLimit:
    suggested = suggest_max_distance(neighbours)
    if suggested.separates:
        reason = f"The distance was proposed from the data: {suggested.reason}."
        return ProposedLimit(suggested.max_distance, reason, separates=True)
    limit = careful_limit(neighbours, min(usual_limit, suggested.refuted))
    return ProposedLimit(limit, _warning(limit), separates=False)


def _warning(limit: float) -> str:
    text = "No distance separates reuse from chance in these films. "
    if limit > 0:
        text += (
            f"The limit is therefore a careful one ({distance_text(limit)}), and reuse that was "
            "changed much is not found. What is found may be chance"
        )
    else:
        text += "The limit is therefore 0, and only frames that are exactly alike match"
    return f"{text}: look at every sequence, or choose a limit yourself (max_distance)."


def warning_of_limit(track: SearchableTrack, settings: FinderSettings) -> str:
    """Return a warning where a search needs a proposed limit and there is no good one; else ""."""
    if settings.max_distance is not None:
        return ""
    proposed = proposed_limit(track)
    return "" if proposed.separates else proposed.reason
