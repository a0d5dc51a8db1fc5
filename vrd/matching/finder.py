"""Find sequences among neighbours, filter by filter, with a `SequenceFinder`.

What a sequence is, `vrd.matching.runs` says with drawings; sequences of any speed, with their
evidence, are explained in `vrd.matching.alignment`.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from vrd.core.decoys import DecoyCounts
from vrd.core.matches import Matches, matches_within
from vrd.core.neighbours import Neighbours
from vrd.core.notices import notices
from vrd.core.segments import Segment
from vrd.core.sequence_table import sequence_table
from vrd.core.sequences import AlignedSequence, Sequence, sequence_distances
from vrd.core.timelines import Timeline
from vrd.matching.alignment import align_sequences
from vrd.matching.filters import FilterStep, Funnel, Groups, group_numbers
from vrd.matching.match_table import MatchTable
from vrd.matching.normalization import Background
from vrd.matching.novelty import Novelty
from vrd.matching.runs import find_sequences
from vrd.matching.sequence_filters import Triples, filter_sequences, remove_unwanted_sequences
from vrd.matching.settings import MAX_CONTRAST
from vrd.matching.unwanted import read_unwanted, rows_of

if TYPE_CHECKING:
    import pandas as pd


_NOTICES = notices(__name__)


class HasFrames(Protocol):
    """Describe anything that has a timeline, such as a project."""

    @property
    def frames(self) -> Timeline: ...


class SequenceFinder:
    """Find sequences among neighbours.

    Parameters
    ----------
    neighbours
        What the search answered.
    max_distance
        Largest squared L2 distance of a match. There is no absolute value that means reuse: it
        depends on network, layer and films; see the distance histogram.
    quiet
        Do not say what each filter dropped.

    Attributes
    ----------
    funnel
        Every filter used so far, with what it dropped.
    background
        Distance of every row to films that it shares nothing with, and what certainly is shared;
        known once `normalize_distances` was called.
    decoys
        How much chance makes at every score; known once `align_sequences` was called.
    candidates
        Sequences found by `align_sequences` in which too little moves; see
        `vrd.matching.alignment`.
    """

    def __init__(
        self, neighbours: Neighbours, max_distance: float = np.inf, *, quiet: bool = False
    ) -> None:
        self.neigh = neighbours
        self.max_distance = float(max_distance)
        self.quiet = quiet
        matches = matches_within(neighbours, self.max_distance)
        self._table = MatchTable(matches, neighbours.frames)
        self.funnel = Funnel()
        self.background: Background | None = None
        self.decoys: DecoyCounts | None = None
        self.candidates: list[AlignedSequence] = []

    def __repr__(self) -> str:
        steps = "".join(f"\n  {step!r}" for step in self.funnel)
        return (
            f"<SequenceFinder: {len(self.matches):,} matches at most {self.max_distance:g} "
            f"apart>{steps}"
        )

    def record(self, step: FilterStep) -> FilterStep:
        """Add a step to ``funnel``, and say what it dropped unless ``quiet``."""
        self.funnel.append(step)
        if not self.quiet:
            _NOTICES.info("%s", step)
        return step

    @property
    def matches(self) -> Matches:
        """Return the pairs of rows that are left, in row order."""
        return self._table.matches

    @property
    def chance(self) -> DecoyCounts | None:
        """Return `decoys`, which had this name before."""
        warnings.warn("finder.chance is called finder.decoys now.", DeprecationWarning, 2)
        return self.decoys

    def _filter(self, table: MatchTable) -> FilterStep:
        self._table = table
        return self.record(table.steps[-1])

    # -- filters of matches ------------------------------------------------------------------

    def filter_matches_from_same_video(self) -> FilterStep:
        """Drop matches within one film."""
        return self._filter(self._table.without_same_film())

    def filter_matches_from_same_group(self, groups: Groups) -> FilterStep:
        """Drop matches between films of one group, such as the parts of a series.

        Parameters
        ----------
        groups
            A mapping or a function from film name to group, or a spreadsheet with the columns
            "Video" and "Group". Films whose group is empty or absent belong to no group.
        """
        numbers = group_numbers(groups, self.neigh.frames.video_list)
        return self._filter(self._table.without_same_group(numbers))

    def filter_matches_by_distance(self, max_distance: float) -> FilterStep:
        """Drop matches further apart than ``max_distance`` (squared L2)."""
        self.max_distance = min(self.max_distance, float(max_distance))
        return self._filter(self._table.within(max_distance))

    def filter_matches_from_video(self, name: str) -> FilterStep:
        """Drop every match of one film.

        Raises
        ------
        UnknownNameError
            If there is no such film.
        """
        position = self.neigh.frames.get_position_from_video_name(name)
        return self._filter(self._table.without_films([position], f"Film left out: {name}"))

    def filter_unwanted_matches(self, unwanted: Iterable[Segment] | str | Path) -> FilterStep:
        """Drop matches inside unwanted stretches of film (intros, logos, test cards).

        Parameters
        ----------
        unwanted
            Stretches in seconds, or a spreadsheet with "Video", "Start time" and "Duration".
        """
        if isinstance(unwanted, str | Path):
            unwanted = read_unwanted(unwanted, self.neigh.frames)
        rows = rows_of(unwanted, self.neigh.frames)
        return self.filter_matches_of_rows(rows, "Unwanted stretches")

    def filter_matches_of_rows(self, rows: NDArray[np.bool_], name: str) -> FilterStep:
        """Drop every match of some rows.

        Parameters
        ----------
        rows : ndarray of bool, shape (n,)
            Whether matches of a row are dropped.
        name
            What the funnel calls this filter.
        """
        return self._filter(self._table.without_rows(rows, name))

    def filter_uninformative_matches(
        self, contrast: NDArray[np.float32], min_contrast: float = 0.02
    ) -> FilterStep:
        """Drop matches of frames in which there is next to nothing to see.

        Parameters
        ----------
        contrast : ndarray, shape (n,)
            Contrast of every row, 0 to 0.5; see `vrd.fingerprinters.contrast`.
        min_contrast
            Rows with less contrast are black, white or of one colour.

        Raises
        ------
        ValueError
            If ``min_contrast`` is no contrast.
        """
        if not 0 <= min_contrast <= MAX_CONTRAST:
            raise ValueError(
                f"min_contrast is {min_contrast}; it must be a contrast, from 0 to {MAX_CONTRAST:g}"
            )
        return self._filter(self._table.without_low_contrast(contrast, min_contrast))

    def normalize_distances(
        self, background: Background | None = None, *, novelty: Novelty | None = None
    ) -> FilterStep:
        """Measure distances against the archive; see `vrd.matching.normalization`.

        Distances of frames that look like many films are stretched, and their matches are dropped
        where that brings them over the limit. Footage that certainly is shared, in however many
        films, keeps its distances.

        Parameters
        ----------
        background
            How far the rest of the archive is from every row; by default it is read off the
            finder's own neighbours.
        novelty
            How much each row differs from the one before it, by which shared footage is told from
            still pictures; without it, every row counts fully.

        Raises
        ------
        ValueError
            If the finder has no ``max_distance``.
        """
        if not np.isfinite(self.max_distance):
            raise ValueError("distances are normalized to max_distance: SequenceFinder needs one")
        if background is None:
            matches, limit = self.matches, self.max_distance
            background = Background.of(self.neigh, matches, limit, novelty)
        self.background = background
        return self._filter(self._table.normalized(self.background, self.max_distance))

    # -- sequences ---------------------------------------------------------------------------

    def find_sequences(
        self,
        shortest_sequence: int = 5,
        allow_skip: int = 2,
        combine_overlap: bool = False,
        *,
        max_skipped_share: float = 1.0,
    ) -> list[Sequence]:
        """Find runs of matches, longest first, each reuse once.

        Parameters
        ----------
        shortest_sequence
            Shortest sequence given, in rows (seconds, at one frame per second).
        allow_skip
            Most rows in a row inside a sequence that may be missing or too far apart.
        combine_overlap
            Merge sequences of one pair of films that overlap on both sides.
        max_skipped_share
            Drop sequences of which a larger share of rows is missing, 0 to 1.

        Returns
        -------
        list of Sequence
            Hashable triples ``(start1, start2, duration)`` of rows; the list may be edited.
        """
        return find_sequences(
            self.matches,
            self.neigh.frames,
            shortest_sequence=shortest_sequence,
            allow_skip=allow_skip,
            combine_overlap=combine_overlap,
            max_skipped_share=max_skipped_share,
        )

    def align_sequences(
        self,
        min_score: float = 1.5,
        *,
        max_false_discovery_rate: float = 1.0,
        novelty: Novelty | None = None,
        with_candidates: bool = False,
    ) -> list[AlignedSequence]:
        """Find lines of matches at any speed from 0.8 to 1.25, the best evidence first.

        Parameters
        ----------
        min_score
            Least evidence, in seconds of perfect match.
        max_false_discovery_rate
            Largest share of the sequences that chance may make, 0 to 1.
        novelty
            How much each row differs from the one before it; see
            `vrd.matching.novelty.frame_novelty`.
        with_candidates
            Put sequences that have too little evidence, as next to nothing moves in them, into
            ``candidates``.

        Returns
        -------
        list of AlignedSequence
            The same triples of rows, with speed, ends in seconds, score and confidence.

        Raises
        ------
        ValueError
            If the finder has no ``max_distance``, or a setting makes no sense.
        """
        if not np.isfinite(self.max_distance):
            raise ValueError("alignment weighs distances by max_distance: SequenceFinder needs one")
        sequences, self.decoys, self.candidates = align_sequences(
            self.matches,
            self.neigh.frames,
            max_distance=self.max_distance,
            novelty=novelty,
            min_score=min_score,
            max_false_discovery_rate=max_false_discovery_rate,
            with_candidates=with_candidates,
        )
        return sequences

    def get_sequence_mean_distance(
        self, start1: int, start2: int, duration: int
    ) -> tuple[float, int]:
        """Return the mean distance of the matched rows, and the number of rows not matched.

        The mean is squared L2; it is infinite, never NaN, where no row matches.
        """
        distances = sequence_distances((start1, start2, duration), self.neigh, self.max_distance)
        matched = distances[np.isfinite(distances)]
        mean = float(matched.mean()) if len(matched) else float("inf")
        return mean, int(duration) - len(matched)

    def filter_sequences(
        self,
        sequences: Triples,
        *,
        shortest: float = 0.0,
        longest: float = np.inf,
        max_mean_distance: float = np.inf,
        video: str | None = None,
    ) -> list[Sequence]:
        """Return the sequences that fulfil every condition given; ``funnel`` keeps the others.

        Parameters
        ----------
        sequences
            Triples of rows.
        shortest, longest
            Duration in seconds.
        max_mean_distance
            Largest mean squared L2 distance.
        video
            Only sequences in which this film takes part.
        """
        kept, step = filter_sequences(
            sequences,
            self.neigh,
            max_distance=self.max_distance,
            shortest=shortest,
            longest=longest,
            max_mean_distance=max_mean_distance,
            video=video,
        )
        self.record(step)
        return kept

    @staticmethod
    def remove_unwanted_sequences(
        sequences: list[Sequence],
        project: HasFrames,
        excel_file: str | Path,
        *,
        shortest_sequence: int | None = None,
    ) -> FilterStep:
        """Cut unwanted stretches out of sequences; the list is edited in place.

        What is left of a sequence beside an unwanted stretch is kept. A sequence that touches none
        is kept as it is.

        Parameters
        ----------
        sequences
            Triples of rows, as `find_sequences` gives them.
        project
            The project they belong to.
        excel_file
            A spreadsheet with the columns "Video", "Start time" and "Duration".
        shortest_sequence
            Shorter remainders are dropped; by default, those shorter than every sequence given.
        """
        return remove_unwanted_sequences(
            sequences, project.frames, excel_file, shortest_sequence=shortest_sequence
        )

    def table(self, sequences: Triples) -> pd.DataFrame:
        """Return one line per sequence, in seconds; see `vrd.core.sequence_table`."""
        return sequence_table(sequences, self.neigh, max_distance=self.max_distance)

    # -- showing -----------------------------------------------------------------------------

    def show_notebook_sequence(
        self, sequences: Triples, show_limit: int = 100, **options: Any
    ) -> None:
        """Show thumbnail rows; see `vrd.views.strips.sequence_strips` for the options."""
        from IPython.display import display

        from vrd.views.strips import sequence_strips

        options.setdefault("max_distance", self.max_distance)
        strips = sequence_strips(sequences, self.neigh, show_limit=show_limit, **options)
        display(strips)  # type: ignore[no-untyped-call]

    def show_dropped(self, step: FilterStep, show_limit: int = 20, **options: Any) -> None:
        """Show what a filter dropped; matches are shown as the runs that they form.

        Parameters
        ----------
        step
            A step of `funnel`, such as ``finder.funnel[0]``.
        show_limit, options
            How much is shown; see `show_notebook_sequence`.
        """
        if not isinstance(step, FilterStep):
            raise TypeError(f"{step!r} is no step of the funnel: give one, as finder.funnel[0]")
        dropped = step.dropped
        if isinstance(dropped, Matches):
            dropped = find_sequences(dropped, self.neigh.frames, shortest_sequence=1)
        self.show_notebook_sequence(dropped, show_limit, max_distance=np.inf, **options)
