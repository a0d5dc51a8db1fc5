"""Open the logs of a project, in which its database keeps for good what reviewers said."""

from __future__ import annotations

from vrd.annotations.exclusion_log import ExclusionLog
from vrd.annotations.film_identity import content_keys_of
from vrd.annotations.judgement_log import JudgementLog
from vrd.annotations.log import user
from vrd.projects.searchable import SearchableTrack


def judgement_log(track: SearchableTrack, reviewer: str | None = None) -> JudgementLog:
    """Return the judgements of sequences; without a name, whoever is logged in adds to them."""
    films = content_keys_of(track.timeline)
    return JudgementLog(track.folder.database, reviewer or user(), films=films)


def exclusion_log(track: SearchableTrack, reviewer: str | None = None) -> ExclusionLog:
    """Return what no search shows again; without a name, whoever is logged in adds to it."""
    films = content_keys_of(track.timeline)
    return ExclusionLog(track.folder.database, reviewer or user(), films=films)
