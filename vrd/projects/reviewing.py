"""``found.review(...)``: look at sequences side by side, and judge them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from vrd.projects.logs import exclusion_log, judgement_log
from vrd.projects.old_calls import chosen
from vrd.projects.propose import propose_exclusion

if TYPE_CHECKING:
    from vrd.annotations.preview_exclusions import Proposal
    from vrd.matching.finder import SequenceFinder
    from vrd.projects.findings import Findings
    from vrd.projects.sources import Source
    from vrd.widgets.review import ReviewWidget
    from vrd.widgets.review_exclusions import ProposeExclusion
    from vrd.widgets.saved_review import Share


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
            See `vrd.widgets.review.ReviewWidget`.
        settings
            How the sequences were found, which is kept with every judgement; by default, the
            settings of the findings.
        sequences, finder, max_distance
            An older way of saying what to review: ``found.select(sequences).review()`` does it.
        """
        found = chosen(self._source, "review()", sequences, max_distance, finder)
        shown = {"keys": keys, "page_size": page_size, "share": share}
        return open_review(found, reviewer, settings, propose=self._propose, **shown)

    def _propose(self, film: str, start: float, end: float | None = None) -> Proposal:
        return propose_exclusion(self._source.latest(), film, start, end)


def open_review(
    found: Findings,
    reviewer: str | None = None,
    settings: Mapping[str, Any] | None = None,
    *,
    propose: ProposeExclusion | None = None,
    **options: Any,
) -> ReviewWidget:
    """Open a review of findings; in a project opened for reading, one that only shows.

    Parameters
    ----------
    found
        The findings.
    reviewer, settings
        As for `Reviewing`.
    propose
        Says what an exclusion would drop.
    **options
        Of `vrd.widgets.review.ReviewWidget`.
    """
    from vrd.decoding.clip_cache import ClipCache, temporary_clips
    from vrd.widgets.review import ReviewWidget
    from vrd.widgets.served_folder import served_folder

    track, read_only = found.track, found.track.folder.read_only
    clips = temporary_clips() if read_only else ClipCache(track.folder.path / "clips")
    root, base = served_folder() or (None, None)
    return ReviewWidget(
        found.sequences,
        found.finder.neigh,
        judgement_log(track, reviewer),
        read_only=read_only,
        clips=clips,
        shared_clips=clips.smaller(),
        max_distance=found.max_distance,
        settings=settings or found.settings.model_dump(),
        root=root,
        base=base,
        propose=None if read_only else propose,
        exclusions=None if read_only else exclusion_log(track, reviewer),
        **options,
    )
