"""Define ``project.annotations``: judgements, exclusions, and edits made in other programs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from vrd.annotations.difference import Difference
from vrd.annotations.edits import compare_returned
from vrd.exports.read_edits import read_returned
from vrd.projects.logs import exclusion_log, judgement_log
from vrd.projects.propose import propose_exclusion

if TYPE_CHECKING:
    from vrd.annotations.exclusion_log import ExclusionLog
    from vrd.annotations.judgement_log import JudgementLog
    from vrd.annotations.preview_exclusions import Proposal
    from vrd.projects.findings import Findings
    from vrd.projects.sources import Source


class Annotations:
    """Hold what reviewers said of a project's films, kept in its database for good.

    Parameters
    ----------
    source
        The findings of the project, or what gives those of the last search.
    """

    def __init__(self, source: Source) -> None:
        self._source = source

    def __repr__(self) -> str:
        return (
            "<The annotations of a project: .judgements() and .exclusions() show them, "
            ".exclude(film, start, end) proposes an exclusion, .read_edits(path) takes over edits>"
        )

    def judgements(self, reviewer: str | None = None) -> JudgementLog:
        """Return the judgements of reviewers on sequences.

        Parameters
        ----------
        reviewer
            Who judges; by default, whoever is logged in on this machine.
        """
        return judgement_log(self._source.track, reviewer)

    def exclusions(self, reviewer: str | None = None) -> ExclusionLog:
        """Return what no search shows again: stretches of film, and frames like a given one.

        Parameters
        ----------
        reviewer
            Who excludes; by default, whoever is logged in on this machine.
        """
        return exclusion_log(self._source.track, reviewer)

    def exclude(
        self,
        film: str,
        start: float,
        end: float | None = None,
        *,
        radius: float | None = None,
        reason: str = "",
        reviewer: str | None = None,
    ) -> Proposal:
        """Show what would be lost if a stretch, or frames like a given one, were excluded.

        Nothing is excluded before ``.apply()`` is called on what is returned.

        Parameters
        ----------
        film
            Its name.
        start, end
            The stretch in seconds; without ``end``, frames in any film like that at ``start``.
        radius
            Largest squared L2 distance of frames that are like it; by default a quarter of the
            limit, which titles, logos and test cards keep to in different copies.
        reason
            In your own words.
        reviewer
            Who excludes; by default, whoever is logged in on this machine.

        Raises
        ------
        UnknownNameError
            If there is no such film.
        ValueError
            If the stretch is empty or outside the film, or both ``end`` and ``radius`` are given.
        """
        findings = self._source.latest()
        proposal = propose_exclusion(findings, film, start, end, radius=radius, reason=reason)
        return replace(proposal, log=self.exclusions(reviewer))

    def read_edits(self, path: str | Path, *, reviewer: str | None = None) -> Difference:
        """Compare judgements edited in Excel or ELAN with those in the project.

        Nothing is taken over before ``.apply()`` is called on what is returned.

        Parameters
        ----------
        path
            A .csv, .xlsx, .ods or .eaf file that was exported, or a folder of .eaf files.
        reviewer
            Who edited it. Only judgements without a name are credited to this person: those for
            which neither the column ``reviewer`` nor the annotator of ELAN names somebody.

        Returns
        -------
        vrd.annotations.difference.Difference
            What is new, changed, unchanged or unknown, and which borders were moved.
        """
        return edits_of(self._source.latest(), path, reviewer)


class ShownDifference(Difference):
    """Show a difference as a page in a notebook."""

    def _repr_html_(self) -> str:
        from vrd.views.difference import difference_page

        return difference_page(self).html


def edits_of(findings: Findings, path: str | Path, reviewer: str | None) -> Difference:
    """Compare judgements that were edited elsewhere with those of the project."""
    track = findings.track
    log = judgement_log(track)
    difference = compare_returned(
        read_returned(path),
        log.current(),
        findings.table(),
        reviewer=reviewer,
        films=track.timeline.video_list,
    )
    return ShownDifference(**(vars(difference) | {"log": log}))
