"""What exclusions would drop, shown before anything is dropped."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vrd.annotations.excluded_rows import excluded_rows
from vrd.annotations.exclusion_log import Exclusion, ExclusionLog
from vrd.core.fingerprints import Fingerprints
from vrd.core.matches import Matches
from vrd.core.sequences import Sequence, paired_rows, segments
from vrd.core.timelines import Timeline
from vrd.matching.finder import SequenceFinder


@dataclass(frozen=True)
class Effect:
    """What exclusions would drop.

    Attributes
    ----------
    frames
        Rows that they are about.
    matches, all_matches
        Matches dropped, and how many there are.
    sequences, shortened, all_sequences
        Sequences of which nothing would be left, others of which a part would go, and how many
        there are.
    seconds, all_seconds
        Duration of what would go, and of all sequences.
    dropped
        The matches.
    touched
        The sequences of which all or a part would go.
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


@dataclass(frozen=True)
class Proposal:
    """An exclusion that is thought of, and what it would drop.

    Attributes
    ----------
    exclusion
        What is thought of.
    effect
        What it would drop.
    """

    exclusion: Exclusion
    effect: Effect

    def apply(self, log: ExclusionLog) -> list[Exclusion]:
        """Exclude it from now on; as it is in the log, or nothing if it was excluded already."""
        return log.exclude([self.exclusion])

    @property
    def said(self) -> str:
        """What is thought of, and what it would drop, in words."""
        one = self.exclusion.stretch
        where = f"{one.video!r}, {one.start:g}–{one.end:g} s"
        what = f"Frames like that of {where}" if self.exclusion.of_frames else where
        return f"{what}: {str(self.effect)[1:-1]}"

    def __repr__(self) -> str:
        return f"<{self.said}; nothing is excluded before it is applied>"


def preview(
    exclusions: Iterable[Exclusion],
    finder: SequenceFinder,
    sequences: Collection[Sequence],
    fingerprints: Fingerprints | None = None,
    *,
    shortest_sequence: int | None = None,
) -> Effect:
    """What exclusions would drop, before anything is dropped.

    Parameters
    ----------
    exclusions
        Those that are thought of; they need not be in a log.
    finder
        Its matches are looked at and left as they are.
    sequences
        What was found, plain or aligned.
    fingerprints
        As for `excluded_rows`.
    shortest_sequence
        Remainders of fewer rows go, too; by default, those shorter than every sequence given.
    """
    frames = finder.neigh.frames
    bad = excluded_rows(exclusions, frames, fingerprints).rows
    matches = finder.matches.keep(bad[finder.matches.query] | bad[finder.matches.reference])
    given = list(sequences)
    shortest = shortest_sequence or min((one.duration for one in given), default=1)
    lost = [_share_lost(one, bad, frames, shortest) for one in given]
    lengths = [max(side.end - side.start for side in segments(one, frames)) for one in given]
    return Effect(
        frames=int(bad.sum()),
        matches=len(matches),
        all_matches=len(finder.matches),
        sequences=sum(share == 1 for share in lost),
        shortened=sum(0 < share < 1 for share in lost),
        all_sequences=len(given),
        seconds=float(np.dot(lost, lengths)),
        all_seconds=float(sum(lengths)),
        dropped=matches,
        touched=[one for one, share in zip(given, lost, strict=True) if share],
    )


def _share_lost(
    sequence: Sequence, bad: NDArray[np.bool_], frames: Timeline, shortest: int
) -> float:
    """Share of a sequence that goes, 0 to 1, with the remainders that are too short."""
    one, two = paired_rows(sequence, frames)
    gone = bad[one] | bad[two]
    if not gone.any():
        return 0.0
    edges = np.flatnonzero(np.diff(np.concatenate([[True], gone, [True]]).astype(np.int8)))
    runs = edges[1::2] - edges[::2]
    return 1 - int(runs[runs >= shortest].sum()) / sequence.duration
