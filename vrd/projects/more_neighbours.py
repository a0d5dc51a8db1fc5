"""Say how many neighbours of each frame are searched next, where footage is in very many films."""

from __future__ import annotations

from vrd.core.neighbours import Neighbours
from vrd.core.notices import notices
from vrd.core.text import plural
from vrd.matching.cut_off import count_cut_off
from vrd.projects.track import Track

#: Neighbours of each frame that are searched at most by themselves; a GPU gives no more.
MOST_NEIGHBOURS, TIMES_MORE = 2000, 4

_NOTICES = notices(__name__)


def more_neighbours(track: Track, neighbours: Neighbours) -> int | None:
    """Return how many neighbours to search next; None where those at hand hold all copies.

    It is said in a sentence that more are searched, or that more would be needed.
    """
    limit, count = track.spec.scale.copy_limit, neighbours.k
    if limit is None or count >= len(track.timeline):
        return None
    cut_off = count_cut_off(neighbours, limit)
    if not cut_off:
        return None
    many = (
        f"{plural(cut_off, 'frame')} of this collection have more copies than {count:,} neighbours"
    )
    if count >= MOST_NEIGHBOURS:
        _NOTICES.warning(
            "%s hold, so that some pairs of films may be missing. To find all, set "
            "project.neighbours_considered to more and run again.",
            many,
        )
        return None
    more = min(TIMES_MORE * count, MOST_NEIGHBOURS)
    _NOTICES.info(
        "%s hold. From now on, %s neighbours of each frame are searched.", many, f"{more:,}"
    )
    return more
