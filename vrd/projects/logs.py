"""Open the logs of a project, in which its database keeps for good what reviewers said."""

from __future__ import annotations

from typing import Protocol

from vrd.annotations.exclusion_log import ExclusionLog
from vrd.annotations.film_identity import content_keys_of
from vrd.annotations.judgement_log import JudgementLog
from vrd.annotations.log import user
from vrd.core.timelines import Timeline
from vrd.projects.folder import ProjectFolder


class Logged(Protocol):
    """Describe what a log needs of a track."""

    folder: ProjectFolder

    @property
    def timeline(self) -> Timeline: ...


def judgement_log(track: Logged, reviewer: str | None = None) -> JudgementLog:
    """Return the judgements of sequences; without a name, whoever is logged in adds to them."""
    films = content_keys_of(track.timeline)
    return JudgementLog(track.folder.database, reviewer or user(), films=films)


def exclusion_log(track: Logged, reviewer: str | None = None) -> ExclusionLog:
    """Return what no search shows again; without a name, whoever is logged in adds to it."""
    films = content_keys_of(track.timeline)
    return ExclusionLog(track.folder.database, reviewer or user(), films=films)
