"""What reviewers said of a project's films, kept in its database for good."""

from __future__ import annotations

import getpass

from vrd.exclusion_log import ExclusionLog
from vrd.film_names import film_digests
from vrd.judgement_log import JudgementLog
from vrd.project_base import OpenProject


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


def user() -> str:
    """Whoever is logged in on this machine."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # nobody has this number on this machine
        return "reviewer"
