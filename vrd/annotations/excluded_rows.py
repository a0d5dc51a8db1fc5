"""Drop what is never to be shown again from the matches; a stage of the search.

`vrd.annotations.preview_exclusions` tells beforehand what exclusions would drop.
"""

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

#: Rows of fingerprints that are compared at once, so that memory stays bounded.
_BLOCK_ROWS = 4096
# People give back distances as they were shown to them, with no more digits than this.
_ROUNDING = 1e-5


@dataclass(frozen=True)
class ExcludedRows:
    """Hold the rows that exclusions exclude.

    Attributes
    ----------
    by_stretch, by_frame : ndarray of bool, shape (n,)
        Rows in excluded stretches, and rows similar to excluded frames.
    not_applicable
        Exclusions that exclude nothing here, because their film is not in the collection or
        their distance was measured in other fingerprints.
    """

    by_stretch: NDArray[np.bool_]
    by_frame: NDArray[np.bool_]
    not_applicable: list[Exclusion]

    @property
    def rows(self) -> NDArray[np.bool_]:
        """Return whether each row is excluded, for either reason, shape (n,)."""
        return self.by_stretch | self.by_frame


def excluded_rows(
    exclusions: Iterable[Exclusion], frames: Timeline, fingerprints: Fingerprints | None = None
) -> ExcludedRows:
    """Find the rows that lie in excluded stretches or look like excluded frames.

    Parameters
    ----------
    exclusions
        Exclusions that are in force, or that somebody considers.
    frames
        The timeline.
    fingerprints
        The fingerprints by which frames are compared; without them, only stretches are excluded.
        All rows are read once, however many excluded frames there are.
    """
    films = {video.name for video in frames.videos if video.rows}
    key = fingerprints.spec.key if fingerprints is not None else None
    applicable: list[Exclusion] = []
    not_applicable: list[Exclusion] = []
    for exclusion in exclusions:
        applies = exclusion.stretch[0] in films and exclusion.spec in (None, key)
        (applicable if applies else not_applicable).append(exclusion)
    stretches = [exclusion.stretch for exclusion in applicable if not exclusion.of_frames]
    by_frame = np.zeros(len(frames), bool)
    if fingerprints is not None:
        centres = [
            (_row(exclusion.stretch, frames), exclusion.radius or 0.0)
            for exclusion in applicable
            if exclusion.of_frames
        ]
        by_frame = _rows_within(centres, fingerprints)
    return ExcludedRows(rows_of(stretches, frames), by_frame, not_applicable)


def filter_excluded(
    finder: SequenceFinder,
    exclusions: Iterable[Exclusion],
    fingerprints: Fingerprints | None = None,
) -> list[FilterStep]:
    """Drop the matches of excluded rows; ``finder.funnel`` counts what was dropped.

    Parameters
    ----------
    finder
        The finder whose matches are dropped; find sequences afterwards.
    exclusions, fingerprints
        As for `excluded_rows`.

    Returns
    -------
    list of FilterStep
        A step for stretches and a step for frames, each only if there are such exclusions.
    """
    exclusions = list(exclusions)
    excluded = excluded_rows(exclusions, finder.neigh.frames, fingerprints)
    steps = []
    for name, rows, of_frames in (
        ("Excluded stretches", excluded.by_stretch, False),
        ("Excluded frames", excluded.by_frame, True),
    ):
        total = sum(exclusion.of_frames == of_frames for exclusion in exclusions)
        unused = sum(exclusion.of_frames == of_frames for exclusion in excluded.not_applicable)
        if unused:
            why = "of other films or fingerprints" if of_frames else "of films that are not here"
            name += f" ({unused:,} of {total:,} {why})"
        if total:
            steps.append(finder.filter_matches_of_rows(rows, name))
    return steps


def _row(stretch: Segment, frames: Timeline) -> int:
    """Return the row that the middle of an excluded frame lies in."""
    position = frames.get_position_from_video_name(stretch[0])
    return frames.row_at(position, (stretch[1] + stretch[2]) / 2)


def _rows_within(centres: list[tuple[int, float]], fingerprints: Fingerprints) -> NDArray[np.bool_]:
    """Return whether each row lies within the radius of any of the given rows, shape (n,).

    Rows without a fingerprint are similar to no other row.

    Parameters
    ----------
    centres
        Rows, each with its radius as a squared L2 distance.
    """
    within = np.zeros(len(fingerprints), bool)
    missing = set(fingerprints.missing.tolist())
    known = [(row, radius) for row, radius in centres if row not in missing]
    if not known:
        return within
    vectors = np.concatenate([fingerprints.read(row, row + 1) for row, _ in known])
    # In single precision, equal frames would not come out at distance 0.
    centre_vectors = vectors.astype(np.float64)
    limits = np.array([radius for _, radius in known]) * (1 + _ROUNDING) + _ROUNDING
    for start in range(0, len(fingerprints), _BLOCK_ROWS):
        block = fingerprints.read(start, min(start + _BLOCK_ROWS, len(fingerprints)))
        near = _squared_distances(block, centre_vectors) <= limits
        within[start : start + len(block)] = near.any(axis=1)
    within[fingerprints.missing] = False
    return within


def _squared_distances(
    block: NDArray[np.float32], centre_vectors: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the squared L2 distances of rows (m, d) to rows (e, d), shape (m, e)."""
    rows = block.astype(np.float64)
    lengths = np.einsum("id,id->i", rows, rows)[:, None] + np.einsum(
        "id,id->i", centre_vectors, centre_vectors
    )
    distances: NDArray[np.float64] = lengths - 2 * rows @ centre_vectors.T
    return distances
