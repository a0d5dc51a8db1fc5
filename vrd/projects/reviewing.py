"""What a project that has been searched offers for looking and judging."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import ceil, inf
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vrd.annotations.excluded_rows import excluded_rows
from vrd.annotations.exclusion_log import Exclusion
from vrd.annotations.preview_exclusions import Proposal, preview
from vrd.annotations.review_table import review_table
from vrd.core.segments import Segment
from vrd.core.sequences import Sequence
from vrd.errors import MissingStageError
from vrd.matching.alignment import frame_novelty
from vrd.matching.filters import Groups
from vrd.projects.findings import ProjectResults, least_evidence

if TYPE_CHECKING:
    import pandas as pd

    from vrd.matching.finder import SequenceFinder
    from vrd.widgets.explorer import Explorer
    from vrd.widgets.review import ReviewWidget
    from vrd.widgets.saved_review import Share


class ProjectReview(ProjectResults):
    """Tuning, watching and judging; parameters as for `ProjectResults`."""

    def review_table(
        self,
        sequences: Iterable[tuple[int, int, int]] | None = None,
        *,
        max_distance: float | None = None,
        reviewer: str | None = None,
    ) -> pd.DataFrame:
        """Sequences and what was said of each; see `vrd.annotations.review_table.review_table`.

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
        finder: SequenceFinder | None = None,
        reviewer: str | None = None,
        max_distance: float | None = None,
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
        sequences, max_distance
            What `find` gave and its limit; by default, what it finds now.
        finder
            The finder that found them, if they are not matches of the project's own search, as
            those of `repeats`; ``max_distance`` is then the finder's.
        reviewer
            Who judges; by default, whoever is logged in on this machine.
        keys, page_size, share
            See `vrd.widgets.review.ReviewWidget`.
        settings
            How they were found, kept with every judgement; by default, the project's settings.
        """
        from vrd.decoding.clip_cache import ClipCache, temporary_clips
        from vrd.widgets.review import ReviewWidget
        from vrd.widgets.served_folder import served_folder

        if finder is not None and max_distance is None:
            max_distance = finder.max_distance
        sequences, limit = self._given(sequences, max_distance)
        root, base = served_folder() or (None, None)
        clips = temporary_clips() if self.read_only else ClipCache(self.folder / "clips")
        return ReviewWidget(
            sequences,
            self.neighbours if finder is None else finder.neigh,
            self.judgements(reviewer),
            read_only=self.read_only,
            clips=clips,
            shared_clips=clips.smaller(),
            max_distance=limit,
            keys=keys,
            page_size=page_size,
            settings=settings or self.finder_settings().model_dump(),
            share=share,
            root=root,
            base=base,
            propose=None if self.read_only else self.propose_exclusion,
            exclusions=None if self.read_only else self.exclusions(reviewer),
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
        from vrd.widgets.explorer import Explorer

        settings = self.finder_settings()
        min_score, max_chance = least_evidence(settings)
        settings = settings.changed(max_distance=self._limit(settings), min_score=min_score)

        def review(found: list[Sequence], limit: float, call: str) -> ReviewWidget:
            made_by = {"max_distance": limit, "call": call}
            return self.review(found, max_distance=limit, reviewer=reviewer, settings=made_by)

        return Explorer(
            self._finder(settings),
            settings,
            max_chance=max_chance,
            contrast=self._known_contrast(),
            steps=frame_novelty(self.fingerprints, self.frames) if settings.align else None,
            scale=self.scale,
            excluded=excluded_rows(
                self.exclusions().holding(), self.frames, self.fingerprints
            ).rows,
            groups=groups,
            review=review,
        )

    def _known_contrast(self) -> NDArray[np.float32] | None:
        """Contrast of every row; None where it is not known and nothing may be written."""
        try:
            return self.contrast
        except MissingStageError:
            if not self.read_only:
                raise
            return None

    def propose_exclusion(
        self,
        film: str,
        start: float,
        end: float | None = None,
        *,
        radius: float | None = None,
        reason: str = "",
    ) -> Proposal:
        """What `find` would lose if a stretch, or frames like a given one, were never shown again.

        Nothing is excluded before ``.apply(project.exclusions())`` is called on what is returned.

        Parameters
        ----------
        film
            Its name.
        start, end
            The stretch in seconds; without ``end``, frames in any film like that at ``start``.
        radius
            Largest squared L2 distance of frames that are like it; by default a quarter of the
            project's limit, which titles, logos and test cards keep to in different copies.
        reason
            In your own words.

        Raises
        ------
        UnknownNameError
            If there is no such film.
        ValueError
            If the stretch is empty or outside the film, or both ``end`` and ``radius`` are given.
        """
        if end is not None and radius is not None:
            raise ValueError("give end for a stretch, or radius for frames like that at start")
        position = self.frames.get_position_from_video_name(film)
        name, read_to = self.frames.videos[position].name, self.frames.read_to(position)
        if not 0 <= start < read_to:
            raise ValueError(f"{name!r} was read from 0 to {read_to:g} s; start is {start:g}")
        finder, found = self.find()
        if end is None:
            stretch = self.frames.segment(self.frames.row_at(position, start))
            radius = finder.max_distance / 4 if radius is None else radius
            exclusion = Exclusion(stretch, reason, radius, self.fingerprints.spec.key)
        else:
            if not start < end < inf:
                raise ValueError(f"{start:g} to {end:g} s is no stretch of {name!r}")
            exclusion = Exclusion(Segment(name, start, end), reason)
        settings = self.finder_settings()
        # What remains of an aligned sequence needs seconds enough for the least evidence.
        least_seconds = least_evidence(settings)[0]
        effect = preview(
            [exclusion],
            finder,
            found,
            self.fingerprints,
            shortest_sequence=ceil(least_seconds * self.frames.mean_fps)
            if settings.align
            else settings.shortest_sequence,
        )
        return Proposal(exclusion, effect)

    def _given(
        self, sequences: Iterable[tuple[int, int, int]] | None, max_distance: float | None
    ) -> tuple[Iterable[tuple[int, int, int]], float]:
        if sequences is None:
            finder, found = self.find()
            return found, finder.max_distance
        return sequences, float("inf") if max_distance is None else max_distance
