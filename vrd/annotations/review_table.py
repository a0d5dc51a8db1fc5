"""The table that is reviewed: sequences, and what was said of each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from vrd.annotations.judgements import Judgement, Judgements, match_id
from vrd.core.neighbours import Neighbours
from vrd.core.segments import Segment
from vrd.core.sequences import sequence_table

if TYPE_CHECKING:
    import pandas as pd

JUDGED = ("verdict", "note", "reviewer", "judged")


def review_table(
    sequences: Iterable[tuple[int, int, int]],
    neighbours: Neighbours,
    *,
    max_distance: float = np.inf,
    judgements: Judgements | None = None,
    reviewer: str | None = None,
) -> pd.DataFrame:
    """One line per sequence, in seconds, with what was said of it.

    Parameters
    ----------
    sequences, neighbours, max_distance
        As for `vrd.core.sequences.sequence_table`.
    judgements
        What was said; see `vrd.annotations.judgements.Judgements.of` for what is found again.
    reviewer
        Whose judgements; by default, the latest of anybody.

    Returns
    -------
    DataFrame
        ``match_id``, then the columns of `vrd.core.sequences.sequence_table`, then ``verdict``,
        ``note``, ``reviewer`` and ``judged`` (when), empty texts where nothing was said.
    """
    table = sequence_table(sequences, neighbours, max_distance=max_distance)
    pairs = list(segments_of(table))
    table.insert(0, "match_id", [match_id(*pair) for pair in pairs])
    found = Judgements() if judgements is None else judgements
    said = [_words(found.of(*pair, reviewer)) for pair in pairs]
    for place, name in enumerate(JUDGED):
        table[name] = [words[place] for words in said]
    return table


def segments_of(table: pd.DataFrame) -> Iterable[tuple[Segment, Segment]]:
    """The two stretches of every line of a table of sequences."""
    sides = [
        zip(*(table[f"{side}_{what}"] for what in ("id", "start", "end")), strict=True)
        for side in ("query", "ref")
    ]
    for query, reference in zip(*sides, strict=True):
        yield Segment(*query), Segment(*reference)


def _words(judgement: Judgement | None) -> tuple[str, str, str, str]:
    if judgement is None:
        return "", "", "", ""
    return judgement.verdict, judgement.note, judgement.reviewer, judgement.time
