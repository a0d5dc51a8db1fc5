"""Define ``found.review(...)``: look at sequences side by side, and judge them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from vrd.projects.logs import exclusion_log, judgement_log
from vrd.projects.old_calls import chosen
from vrd.projects.propose import propose_exclusion
from vrd.widgets.review_options import FilmAccess, ReviewOptions, Share

if TYPE_CHECKING:
    from vrd.annotations.preview_exclusions import Proposal
    from vrd.matching.finder import SequenceFinder
    from vrd.projects.findings import Findings
    from vrd.projects.searchable import SearchableTrack
    from vrd.projects.sources import Source
    from vrd.widgets.review import ReviewWidget
    from vrd.widgets.review_exclusions import ProposeExclusion


class Reviewing:
    """Open reviews of findings.

    Parameters
    ----------
    source
        The findings, or what gives those of the last search.
    """

    def __init__(self, source: Source) -> None:
        self._source = source

    def __call__(
        self,
        sequences: Iterable[tuple[int, int, int]] | None = None,
        *,
        finder: SequenceFinder | None = None,
        max_distance: float | None = None,
        reviewer: str | None = None,
        keys: Mapping[str, str | Iterable[str]] | None = None,
        page_size: int = 10,
        share: Share = "nothing",
        settings: Mapping[str, Any] | None = None,
    ) -> ReviewWidget:
        """Look at sequences side by side and judge them; ``?`` lists the keys.

        In a project that was opened for reading only, they are shown and played, with what the
        reviewer said of them; nothing is written to the project.

        Parameters
        ----------
        reviewer
            Who judges; by default, whoever is logged in on this machine.
        keys, page_size, share
            See `vrd.widgets.review_options.ReviewOptions`.
        settings
            How the sequences were found, which is kept with every judgement; by default, the
            settings of the findings.
        sequences, finder, max_distance
            An older way of saying what to review: ``found.select(sequences).review()`` does it.
        """
        findings = chosen(self._source, "review()", sequences, max_distance, finder)
        options = ReviewOptions(keys or {}, page_size, share, findings.track.folder.read_only)
        return open_review(findings, options, reviewer, settings, propose=self._propose)

    def _propose(self, film: str, start: float, end: float | None = None) -> Proposal:
        return propose_exclusion(self._source.latest(), film, start, end)


def open_review(
    findings: Findings,
    options: ReviewOptions,
    reviewer: str | None = None,
    settings: Mapping[str, Any] | None = None,
    *,
    propose: ProposeExclusion | None = None,
) -> ReviewWidget:
    """Open a review of findings; in a project opened for reading, one that only shows.

    Parameters
    ----------
    findings
        The findings.
    options
        How the review looks, and whether nothing may be judged.
    reviewer, settings
        As for `Reviewing`.
    propose
        Says what an exclusion would drop.
    """
    from vrd.widgets.review import ReviewWidget
    from vrd.widgets.review_exclusions import ReviewExclusions

    track = findings.track
    exclusions = None
    if not options.read_only:
        exclusions = ReviewExclusions(propose, exclusion_log(track, reviewer))
    return ReviewWidget(
        findings.sequences,
        findings.finder.neigh,
        judgement_log(track, reviewer),
        max_distance=findings.max_distance,
        settings=settings or findings.settings.model_dump(),
        films=_film_access(track),
        options=options,
        exclusions=exclusions,
    )


def _film_access(track: SearchableTrack) -> FilmAccess:
    """Return how films are played; clips never go into a project that was opened for reading."""
    from vrd.decoding.clip_cache import ClipCache, temporary_clips
    from vrd.decoding.numbered_pictures import is_scan
    from vrd.widgets.served_folder import served_folder

    folder = track.folder
    clips = temporary_clips() if folder.read_only else ClipCache(folder.path / "clips")
    clips.scans |= {
        video.path: video.duration for video in track.timeline.videos if is_scan(video.path)
    }
    return FilmAccess(clips, clips.smaller(), served_folder())
