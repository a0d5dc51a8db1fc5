"""Define ``project.explore()``, which shows at once what other limits would find."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vrd.annotations.excluded_rows import excluded_rows
from vrd.core.sequences import Sequence
from vrd.errors import MissingStageError
from vrd.matching.filters import Groups
from vrd.matching.novelty import frame_novelty
from vrd.projects.logs import exclusion_log
from vrd.projects.search import distance_limit, filtered_matches, least_evidence, settled

if TYPE_CHECKING:
    from vrd.projects.querying import Find
    from vrd.projects.searchable import SearchableTrack
    from vrd.widgets.explorer import Explorer
    from vrd.widgets.review import ReviewWidget


class Exploring:
    """Open explorers of a project.

    Parameters
    ----------
    find
        What finds sequences in it.
    """

    def __init__(self, find: Find) -> None:
        self._find = find

    def __call__(self, *, groups: Groups | None = None, reviewer: str | None = None) -> Explorer:
        """Move the limits, and see at once what would be found; it begins with the project's.

        Parameters
        ----------
        groups
            As for `SequenceFinder.filter_matches_from_same_group`.
        reviewer
            Who judges in the review that it opens.
        """
        return open_explorer(self._find, groups=groups, reviewer=reviewer)


def open_explorer(
    find: Find, *, groups: Groups | None = None, reviewer: str | None = None
) -> Explorer:
    """Open an explorer; the parameters are those of `Exploring`."""
    from vrd.widgets.explorer import EvidenceSettings, Explorer

    track = find.track
    settings = settled(track)
    min_score, max_false_discovery_rate = least_evidence(settings)
    limit = distance_limit(track, settings)
    settings = settings.changed(max_distance=limit, min_score=min_score)
    finder = filtered_matches(track, settings)

    def review(sequences: list[Sequence], limit: float, call: str) -> ReviewWidget:
        made_by = {"max_distance": limit, "call": call}
        return find.given(sequences, limit, finder).review(reviewer=reviewer, settings=made_by)

    fingerprints, timeline = track.fingerprints, track.timeline
    exclusions = exclusion_log(track).holding()
    novelty = frame_novelty(fingerprints, timeline) if settings.align else None
    return Explorer(
        finder,
        settings,
        evidence=EvidenceSettings(max_false_discovery_rate, novelty),
        contrast=known_contrast(track),
        excluded=excluded_rows(exclusions, timeline, fingerprints).rows,
        groups=groups,
        review=review,
    )


def known_contrast(track: SearchableTrack) -> NDArray[np.float32] | None:
    """Return the contrast of every row; None where it is not known and nothing may be written."""
    try:
        return track.contrast
    except MissingStageError:
        if not track.folder.read_only:
            raise
        return None
