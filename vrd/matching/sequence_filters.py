"""Filter sequences, and say in a `FilterStep` what was dropped.

Sequences are triples of rows. What a filter lets through whole is given back as it is, with its
evidence, speed and ends.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import numpy as np

from vrd.core.neighbours import Neighbours
from vrd.core.sequence_table import sequence_table
from vrd.core.sequences import Sequence, as_sequence
from vrd.core.timelines import Timeline
from vrd.matching.filters import FilterStep
from vrd.matching.unwanted import cut_sequences, read_unwanted, rows_of

Triples = Collection[tuple[int, int, int]]


def filter_sequences(
    sequences: Triples,
    neighbours: Neighbours,
    *,
    max_distance: float = np.inf,
    shortest: float = 0.0,
    longest: float = np.inf,
    max_mean_distance: float = np.inf,
    video: str | None = None,
) -> tuple[list[Sequence], FilterStep]:
    """Return the sequences that fulfil every condition given, and the step that dropped the others.

    Parameters
    ----------
    sequences
        Triples of rows.
    neighbours
        What the search answered.
    max_distance
        Matches further apart (squared L2) do not count for the mean.
    shortest, longest
        Duration in seconds.
    max_mean_distance
        Largest mean squared L2 distance.
    video
        Only sequences in which this film takes part.

    Raises
    ------
    UnknownNameError
        If there is no such film.
    """
    table = sequence_table(sequences, neighbours, max_distance=max_distance)
    keep = table["duration"].between(shortest, longest)
    keep &= table["mean_distance"] <= max_mean_distance
    if video is not None:
        frames = neighbours.frames
        name = frames.videos[frames.get_position_from_video_name(video)].name
        keep &= (table["query_id"] == name) | (table["ref_id"] == name)
    judged = [*zip(map(as_sequence, sequences), keep, strict=True)]
    kept = [sequence for sequence, good in judged if good]
    dropped = [sequence for sequence, good in judged if not good]
    return kept, FilterStep("Sequences", "sequences", len(judged), len(kept), dropped)


def remove_unwanted_sequences(
    sequences: list[Sequence],
    timeline: Timeline,
    path: str | Path,
    *,
    shortest_sequence: int | None = None,
) -> FilterStep:
    """Cut the unwanted stretches of a spreadsheet out of a list of sequences, in place.

    See `vrd.matching.unwanted` for the spreadsheet and for what is left of a sequence.
    """
    unwanted = rows_of(read_unwanted(path, timeline), timeline)
    before = list(sequences)
    sequences[:] = cut_sequences(before, unwanted, shortest_sequence=shortest_sequence)
    kept = set(sequences)
    touched = [as_sequence(sequence) for sequence in before if sequence not in kept]
    rows = [sum(duration for *_, duration in triples) for triples in (before, sequences)]
    return FilterStep("Unwanted stretches", "rows of sequences", rows[0], rows[1], touched)
