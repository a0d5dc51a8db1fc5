"""What a project that has been searched offers for looking and judging."""

from __future__ import annotations

import getpass
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from vrd.align_sequences import frame_steps
from vrd.apply_exclusions import filter_excluded
from vrd.exclusion_log import ExclusionLog
from vrd.film_names import film_digests
from vrd.filters import Groups
from vrd.judgement_log import JudgementLog
from vrd.project_results import ProjectResults
from vrd.project_settings import FinderSettings
from vrd.returned_judgements import Difference, compare_returned, read_returned
from vrd.review_table import review_table
from vrd.sequence_finder import SequenceFinder
from vrd.sequences import Sequence

if TYPE_CHECKING:
    import pandas as pd

    from vrd.explorer import Explorer
    from vrd.views.review import ReviewWidget, Share


class ProjectReview(ProjectResults):
    """Tuning, watching and judging; parameters as for `ProjectResults`."""

    def judgements(self, reviewer: str | None = None) -> JudgementLog:
        """What reviewers said of matches, kept in the project for good.

        Parameters
        ----------
        reviewer
            Who judges; by default, whoever is logged in on this machine.
        """
        films = film_digests(self.frames)
        return JudgementLog(self.database, reviewer or _user(), films=films)

    def exclusions(self, reviewer: str | None = None) -> ExclusionLog:
        """What `find` never shows again: stretches of film, and frames like a given one.

        Parameters
        ----------
        reviewer
            Who excludes; by default, whoever is logged in on this machine.
        """
        films = film_digests(self.frames)
        return ExclusionLog(self.database, reviewer or _user(), films=films)

    def _finder(self, wanted: FinderSettings) -> SequenceFinder:
        finder = super()._finder(replace(wanted, normalize=False))
        held = self.exclusions().holding()
        if held:
            filter_excluded(finder, held, self.fingerprints)
        if wanted.normalize and finder.max_distance > 0:
            finder.normalize_distances()
        return finder

    def review_table(
        self,
        sequences: Iterable[tuple[int, int, int]] | None = None,
        *,
        max_distance: float | None = None,
        reviewer: str | None = None,
    ) -> pd.DataFrame:
        """Sequences and what was said of each; see `vrd.review_table.review_table`.

        Parameters
        ----------
        sequences, max_distance
            What `find` gave and its limit; by default, what it finds now.
        reviewer
            Whose judgements; by default, the latest of anybody.
        """
        sequences, limit = self._given(sequences, max_distance)
        said = self.judgements().current()
        return review_table(
            sequences, self.neighbours, max_distance=limit, judgements=said, reviewer=reviewer
        )

    def review(
        self,
        sequences: Iterable[tuple[int, int, int]] | None = None,
        *,
        reviewer: str | None = None,
        max_distance: float | None = None,
        keys: Mapping[str, str | Iterable[str]] | None = None,
        page_size: int = 10,
        share: Share = "nothing",
    ) -> ReviewWidget:
        """Look at sequences side by side and judge them; ``?`` lists the keys.

        Parameters
        ----------
        sequences, max_distance
            What `find` gave and its limit; by default, what it finds now.
        reviewer
            Who judges; by default, whoever is logged in on this machine.
        keys, page_size, share
            See `vrd.views.review.ReviewWidget`.
        """
        from vrd.clip_cache import ClipCache
        from vrd.views.review import ReviewWidget

        sequences, limit = self._given(sequences, max_distance)
        return ReviewWidget(
            sequences,
            self.neighbours,
            self.judgements(reviewer),
            clips=None if self.read_only else ClipCache(self.folder / "clips"),
            max_distance=limit,
            keys=keys,
            page_size=page_size,
            settings=asdict(self.finder_settings()),
            share=share,
        )

    def explore(self, *, groups: Groups | None = None, reviewer: str | None = None) -> Explorer:
        """Move the limits, and see at once what would be found.

        Parameters
        ----------
        groups
            As for `SequenceFinder.filter_matches_from_same_group`.
        reviewer
            Who judges in the review that it opens.
        """
        from vrd.explorer import Explorer

        settings = self.finder_settings()
        settings = replace(settings, max_distance=self._limit(settings))

        def review(found: list[Sequence], limit: float) -> ReviewWidget:
            return self.review(found, max_distance=limit, reviewer=reviewer)

        return Explorer(
            self.neighbours,
            settings,
            contrast=self.contrast,
            steps=frame_steps(self.fingerprints, self.frames) if settings.align else None,
            groups=groups,
            review=review,
        )

    def export(
        self,
        path: str | Path,
        sequences: Iterable[tuple[int, int, int]] | None = None,
        *,
        max_distance: float | None = None,
    ) -> Path:
        """Write sequences and what was said of them to a file, by its ending: .csv, .xlsx or .json.

        Parameters
        ----------
        path
            The file.
        sequences, max_distance
            What `find` gave and its limit; by default, what it finds now.

        Returns
        -------
        Path
            The file.
        """
        from vrd.exports.tables import export

        return export(self.review_table(sequences, max_distance=max_distance), path)

    def read_edits(self, path: str | Path, *, reviewer: str | None = None) -> Difference:
        """Compare judgements edited in a .csv or .xlsx file with those in the project.

        Nothing is taken over before ``.apply(project.judgements())`` is called on what is
        returned.

        Parameters
        ----------
        path
            A file that `export` wrote.
        reviewer
            Who edited it, where the column ``reviewer`` does not say so.

        Returns
        -------
        vrd.returned_judgements.Difference
            What is new, changed, unchanged or unknown.
        """
        said = self.judgements().current()
        return compare_returned(read_returned(path), said, self.review_table(), reviewer=reviewer)

    def _given(
        self, sequences: Iterable[tuple[int, int, int]] | None, max_distance: float | None
    ) -> tuple[Iterable[tuple[int, int, int]], float]:
        if sequences is None:
            finder, found = self.find()
            return found, finder.max_distance
        return sequences, float("inf") if max_distance is None else max_distance


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # nobody has this number on this machine
        return "reviewer"
