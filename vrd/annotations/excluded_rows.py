"""Stage: drop what is never to be shown again; see also `vrd.annotations.preview_exclusions`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vrd.annotations.exclusion_log import Exclusion
from vrd.core.fingerprints import Fingerprints
from vrd.core.segments import Segment
from vrd.core.timelines import Timeline
from vrd.matching.filters import FilterStep
from vrd.matching.finder import SequenceFinder
from vrd.matching.unwanted import rows_of

_BLOCK_ROWS = 4096
# Distances are shown to people, who give them back, with no more digits than this.
_ROUNDING = 1e-5


@dataclass(frozen=True)
class ExcludedRows:
    """The rows that exclusions are about.

    Attributes
    ----------
    by_stretch, by_frame : ndarray of bool, shape (n,)
        Rows in excluded stretches, and rows like excluded frames.
    passed_over
        Exclusions that say nothing here: of films that are not in the collection, or measured in
        other fingerprints.
    """

    by_stretch: NDArray[np.bool_]
    by_frame: NDArray[np.bool_]
    passed_over: list[Exclusion]

    @property
    def rows(self) -> NDArray[np.bool_]:
        """All of them, shape (n,)."""
        return self.by_stretch | self.by_frame


def excluded_rows(
    exclusions: Iterable[Exclusion], frames: Timeline, fingerprints: Fingerprints | None = None
) -> ExcludedRows:
    """The rows that exclusions are about.

    Parameters
    ----------
    exclusions
        Those that hold, or those that are thought of.
    frames
        The timeline.
    fingerprints
        What frames are compared by; without them, only stretches are looked at. Those of all
        rows are read once, however many frames there are.
    """
    films = {video.name for video in frames.videos if video.rows}
    key = fingerprints.spec.key if fingerprints is not None else None
    usable: list[Exclusion] = []
    passed_over: list[Exclusion] = []
    for one in exclusions:
        good = one.stretch[0] in films and one.spec in (None, key)
        (usable if good else passed_over).append(one)
    by_stretch = rows_of([one.stretch for one in usable if not one.of_frames], frames)
    by_frame = np.zeros(len(frames), bool)
    if fingerprints is not None:
        like = [(_row(one.stretch, frames), one.radius or 0.0) for one in usable if one.of_frames]
        by_frame = _rows_like(like, fingerprints)
    return ExcludedRows(by_stretch, by_frame, passed_over)


def filter_excluded(
    finder: SequenceFinder,
    exclusions: Iterable[Exclusion],
    fingerprints: Fingerprints | None = None,
) -> list[FilterStep]:
    """Drop the matches of excluded rows; what was dropped stands in ``finder.funnel``.

    Parameters
    ----------
    finder
        Its matches are dropped; sequences are to be found afterwards.
    exclusions, fingerprints
        As for `excluded_rows`.

    Returns
    -------
    list of FilterStep
        One for stretches and one for frames, of those that there are exclusions of.
    """
    every = list(exclusions)
    found = excluded_rows(every, finder.neigh.frames, fingerprints)
    steps = []
    for name, rows, of_frames in (
        ("Stretches never to be shown", found.by_stretch, False),
        ("Frames to be ignored", found.by_frame, True),
    ):
        lost = sum(one.of_frames == of_frames for one in found.passed_over)
        of = sum(one.of_frames == of_frames for one in every)
        if lost:
            why = "of other films or fingerprints" if of_frames else "of films that are not here"
            name += f" ({lost:,} of {of:,} {why})"
        if of:
            steps.append(finder.filter_matches_of_rows(rows, name))
    return steps


def _row(stretch: Segment, frames: Timeline) -> int:
    """The row of a frame; at other rows per second, the one that its middle lies in."""
    rows = frames.get_index_from_video_name(stretch[0])
    within = int((stretch[1] + stretch[2]) / 2 * frames.fps)
    return rows[min(within, len(rows) - 1)]


def _rows_like(frames: list[tuple[int, float]], fingerprints: Fingerprints) -> NDArray[np.bool_]:
    """Rows at most so far (squared L2) from any of some rows, shape (n,).

    Rows without fingerprint are like no other.
    """
    found = np.zeros(len(fingerprints), bool)
    known = [two for two in frames if two[0] not in set(fingerprints.missing.tolist())]
    if not known:
        return found
    vectors = np.concatenate([fingerprints.read(row, row + 1) for row, _ in known])
    # Twice the usual precision: equal frames must come out at no distance.
    wanted = vectors.astype(np.float64)
    limits = np.array([radius for _, radius in known]) * (1 + _ROUNDING) + _ROUNDING
    for start in range(0, len(fingerprints), _BLOCK_ROWS):
        block = fingerprints.read(start, min(start + _BLOCK_ROWS, len(fingerprints)))
        found[start : start + len(block)] = (_squared(block, wanted) <= limits).any(axis=1)
    found[fingerprints.missing] = False
    return found


def _squared(block: NDArray[np.float32], wanted: NDArray[np.float64]) -> NDArray[np.float64]:
    """Squared L2 distances of rows (m, d) and (e, d), shape (m, e)."""
    rows = block.astype(np.float64)
    lengths = np.einsum("id,id->i", rows, rows)[:, None] + np.einsum("id,id->i", wanted, wanted)
    distances: NDArray[np.float64] = lengths - 2 * rows @ wanted.T
    return distances
