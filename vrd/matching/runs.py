"""From matches to sequences: runs along one lag, and the merging of those that overlap.

The exact meaning, for two films of rows 0-9 and 10-19. ``x`` is a match, ``.`` none; a line
is one lag of one pair of films, read along the rows of the film that comes first::

    rows of the first film    0 1 2 3 4 5 6 7 8 9
    lag 10                    . x x x . . x . . .

* A *run* is matches at one lag between one pair of films with at most ``allow_skip`` rows in a
  row missing between two of them. ``allow_skip`` holds for each gap, as published: a run may
  have many. With ``allow_skip=1`` the line above holds two runs, rows 1-3 and row 6; with
  ``allow_skip=2`` one, rows 1-6. A run begins and ends with a match: skipped rows at its ends
  do not belong to it.
* Its ``duration`` counts all rows from its first to its last match, skipped ones too: 6 for
  rows 1-6. Runs shorter than ``shortest_sequence`` are dropped.
* Rows of two films never belong to one run, though their numbers follow one another.
* Each reuse is given once, with the smaller row as the query.
* ``combine_overlap`` merges runs of one pair of films that share rows on *both* sides into the
  smallest span that holds them, until no two overlap::

      lag 10   . x x x x . . .          rows 1-4 with 11-14
      lag 11   . . . x x x x .          rows 3-6 with 14-17
      merged                            rows 1-6 with 11-17, given as (1, 11, 7)

  As a triple has one duration, the longer side counts. Where the other side would then reach
  past the end of its film, both end there: starts are never moved.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vrd.core.matches import Matches
from vrd.core.sequences import Sequence
from vrd.core.timelines import Timeline
from vrd.matching.merge_boxes import merge_boxes

Rows = NDArray[np.int64]


def find_sequences(
    matches: Matches,
    frames: Timeline,
    *,
    shortest_sequence: int = 5,
    allow_skip: int = 2,
    combine_overlap: bool = False,
    max_skipped_share: float = 1.0,
) -> list[Sequence]:
    """Find runs of matches, longest first. Time O(m log m) for m matches.

    Parameters
    ----------
    matches
        Pairs of rows that are close enough.
    frames
        The timeline they belong to.
    shortest_sequence
        Shortest run given, in rows.
    allow_skip
        Most rows in a row that may be missing inside a run.
    combine_overlap
        Merge runs of one pair of films that overlap on both sides.
    max_skipped_share
        Drop runs in which a larger share of the rows is missing than this, 0 to 1.

    Returns
    -------
    list of Sequence
        Triples ``(query, reference, duration)`` in rows.

    Raises
    ------
    ValueError
        If a setting makes no sense.
    """
    if shortest_sequence < 1:
        raise ValueError(f"shortest_sequence is {shortest_sequence}; it must be at least 1 row")
    if allow_skip < 0:
        raise ValueError(f"allow_skip is {allow_skip}; it must be 0 rows or more")
    if not 0 <= max_skipped_share <= 1:
        raise ValueError(f"max_skipped_share is {max_skipped_share}; it must be from 0 to 1")
    query, reference, duration, matched = _runs(matches, frames, allow_skip)
    keep = (duration >= shortest_sequence) & (duration - matched <= max_skipped_share * duration)
    query, reference, duration = query[keep], reference[keep], duration[keep]
    if combine_overlap:
        query, reference, duration = merge_overlapping(query, reference, duration, frames)
    order = np.lexsort((reference, query, -duration))
    triples = np.stack([query, reference, duration], axis=1)[order].tolist()
    return [Sequence(*triple) for triple in triples]


def _runs(matches: Matches, frames: Timeline, allow_skip: int) -> tuple[Rows, Rows, Rows, Rows]:
    """Query, reference, duration and number of matches of every run."""
    query, reference = matches.query, matches.reference
    film = frames.video[query].astype(np.int64)
    other = frames.video[reference].astype(np.int64)
    lag = reference - query
    order = np.lexsort((query, lag, other, film))
    query, reference = query[order], reference[order]
    film, other, lag = film[order], other[order], lag[order]
    begins = np.ones(len(query), bool)
    begins[1:] = (
        (np.diff(film) != 0)
        | (np.diff(other) != 0)
        | (np.diff(lag) != 0)
        | (np.diff(query) > allow_skip + 1)
    )
    first = np.flatnonzero(begins)
    last = np.append(first[1:], len(query))[: len(first)] - 1
    duration = query[last] - query[first] + 1
    return query[first], reference[first], duration, last - first + 1


def merge_overlapping(
    query: Rows, reference: Rows, duration: Rows, frames: Timeline
) -> tuple[Rows, Rows, Rows]:
    """Merge sequences of one pair of films that share rows on both sides, until none do.

    Parameters
    ----------
    query, reference, duration : ndarray of int64, shape (s,)
        The sequences, in rows.
    frames
        The timeline they belong to.

    Returns
    -------
    tuple of ndarray of int64
        Query, reference and duration of the merged sequences.
    """
    while True:
        before = len(query)
        query, reference, duration = _merge_once(query, reference, duration, frames)
        if len(query) == before:
            return query, reference, duration


def _merge_once(
    query: Rows, reference: Rows, duration: Rows, frames: Timeline
) -> tuple[Rows, Rows, Rows]:
    if not len(query):
        return query, reference, duration
    pair = frames.video[query].astype(np.int64) * len(frames.videos) + frames.video[reference]
    boxes = np.stack([query, query + duration, reference, reference + duration], axis=1)
    whole = merge_boxes(boxes, pair)
    query, reference = whole[:, 0], whole[:, 2]
    room = np.minimum(
        frames.first[frames.video[query] + 1] - query,
        frames.first[frames.video[reference] + 1] - reference,
    )
    longer = np.maximum(whole[:, 1] - query, whole[:, 3] - reference)
    return query, reference, np.minimum(longer, room)
