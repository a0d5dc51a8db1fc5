"""What reviewers said of a project's films, kept in its database for good."""

from __future__ import annotations

from vrd.annotations.exclusion_log import ExclusionLog
from vrd.annotations.film_identity import film_digests
from vrd.annotations.judgement_log import JudgementLog
from vrd.annotations.log import user
from vrd.projects.folder import OpenProject


class ProjectLogs(OpenProject):
    """Judgements and exclusions; parameters as for `OpenProject`."""

    def judgements(self, reviewer: str | None = None) -> JudgementLog:
        """What reviewers said of matches.

        Parameters
        ----------
        reviewer
            Who judges; by default, whoever is logged in on this machine.
        """
        return JudgementLog(self.database, reviewer or user(), films=film_digests(self.frames))

    def exclusions(self, reviewer: str | None = None) -> ExclusionLog:
        """What `find` never shows again: stretches of film, and frames like a given one.

        Parameters
        ----------
        reviewer
            Who excludes; by default, whoever is logged in on this machine.
        """
        return ExclusionLog(self.database, reviewer or user(), films=film_digests(self.frames))
