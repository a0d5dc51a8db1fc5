"""Show what exclusions would drop before anything is dropped."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from vrd.annotations.excluded_rows import excluded_rows
from vrd.annotations.exclusion_log import Exclusion, ExclusionLog
from vrd.core.fingerprints import Fingerprints
from vrd.core.matches import Matches
from vrd.core.sequences import Sequence, paired_rows, segments
from vrd.core.timelines import Timeline
from vrd.errors import ProjectError
from vrd.matching.finder import SequenceFinder


@dataclass(frozen=True)
class Effect:
    """Describe what exclusions would drop.

    Attributes
    ----------
    frames
        Number of rows that are excluded.
    matches, all_matches
        Number of matches that would be dropped, and of all matches.
    sequences, shortened, all_sequences
        Number of sequences that would be dropped whole, of others that would lose a part, and of
        all sequences.
    seconds, all_seconds
        Duration of what would be dropped, and of all sequences.
    dropped
        The matches that would be dropped.
    touched
        The sequences that would be dropped or would lose a part.
    """

    frames: int
    matches: int
    all_matches: int
    sequences: int
    shortened: int
    all_sequences: int
    seconds: float
    all_seconds: float
    dropped: Matches
    touched: list[Sequence]

    def __repr__(self) -> str:
        return (
            f"<Would drop {self.matches:,} of {self.all_matches:,} matches; {self.sequences:,} of "
            f"{self.all_sequences:,} sequences, and parts of {self.shortened:,} more: "
            f"{self.seconds:,.0f} of {self.all_seconds:,.0f} s>"
        )

    @property
    def text(self) -> str:
        """Return in words what would be dropped; the words follow the name of the exclusion."""
        more = " more" if self.sequences else ""
        shortened = f" and shorten {self.shortened:,}{more}" if self.shortened else ""
        return (
            f"would remove {self.sequences:,} of {self.all_sequences:,} sequences{shortened}. "
            f"That is {self.seconds:,.0f} of {self.all_seconds:,.0f} seconds of found footage, and "
            f"{self.matches:,} of {self.all_matches:,} matching pairs of frames."
        )


@dataclass(frozen=True)
class Proposal:
    """Hold an exclusion that is considered, and its effect; `apply` makes it valid.

    Attributes
    ----------
    exclusion
        The exclusion.
    effect
        What it would drop.
    log
        The log that `apply` adds it to, unless another log is given there.
    """

    exclusion: Exclusion
    effect: Effect
    log: ExclusionLog | None = field(default=None, repr=False, compare=False)

    def apply(self, log: ExclusionLog | None = None) -> list[Exclusion]:
        """Exclude it from now on.

        Returns
        -------
        list of Exclusion
            The exclusion as it is in the log; empty if it was excluded already.
        """
        log = log if log is not None else self.log
        if log is None:
            raise ProjectError("This proposal has no log: give the log that keeps the exclusion.")
        return log.exclude([self.exclusion])

    @property
    def text(self) -> str:
        """Return in words what would be excluded, and what that would drop."""
        stretch = self.exclusion.stretch
        where = f"{stretch.start:g}–{stretch.end:g} s of {stretch.video!r}"
        excluded = f"all frames like the one at {where}" if self.exclusion.of_frames else where
        return f"Excluding {excluded} {self.effect.text}"

    def __repr__(self) -> str:
        return f"<{self.text} Call .apply(); nothing is excluded before that.>"


def preview(
    exclusions: Iterable[Exclusion],
    finder: SequenceFinder,
    sequences: Collection[Sequence],
    fingerprints: Fingerprints | None = None,
    *,
    shortest_sequence: int | None = None,
) -> Effect:
    """Work out what exclusions would drop, and drop nothing.

    Parameters
    ----------
    exclusions
        The exclusions that are considered; they need not be in a log.
    finder
        The finder whose matches are counted; they are not changed.
    sequences
        The sequences that were found, plain or aligned.
    fingerprints
        As for `excluded_rows`.
    shortest_sequence
        Remainders of fewer rows are dropped, too; by default, those shorter than every sequence
        given.
    """
    frames = finder.neigh.frames
    excluded = excluded_rows(exclusions, frames, fingerprints).rows
    matches = finder.matches.keep(
        excluded[finder.matches.query] | excluded[finder.matches.reference]
    )
    sequences = list(sequences)
    shortest = shortest_sequence or min((sequence.duration for sequence in sequences), default=1)
    lost = [_share_lost(sequence, excluded, frames, shortest) for sequence in sequences]
    seconds = [
        max(segment.duration for segment in segments(sequence, frames)) for sequence in sequences
    ]
    return Effect(
        frames=int(excluded.sum()),
        matches=len(matches),
        all_matches=len(finder.matches),
        sequences=sum(share == 1 for share in lost),
        shortened=sum(0 < share < 1 for share in lost),
        all_sequences=len(sequences),
        seconds=float(np.dot(lost, seconds)),
        all_seconds=float(sum(seconds)),
        dropped=matches,
        touched=[sequence for sequence, share in zip(sequences, lost, strict=True) if share],
    )


def _share_lost(
    sequence: Sequence, excluded: NDArray[np.bool_], frames: Timeline, shortest: int
) -> float:
    """Return the share of a sequence that is dropped, 0 to 1, with too short remainders."""
    query, reference = paired_rows(sequence, frames)
    gone = excluded[query] | excluded[reference]
    if not gone.any():
        return 0.0
    edges = np.flatnonzero(np.diff(np.concatenate([[True], gone, [True]]).astype(np.int8)))
    runs = edges[1::2] - edges[::2]
    return 1 - int(runs[runs >= shortest].sum()) / sequence.duration
