"""Make the table that is reviewed: the sequences with what reviewers said of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from vrd.analysis.shared_groups import with_groups
from vrd.annotations.judgements import Judgement, Judgements, match_id
from vrd.core.neighbours import Neighbours
from vrd.core.segments import Segment
from vrd.core.sequence_table import sequence_table

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
    """Make a table with one line per sequence, in seconds, with its judgement.

    Parameters
    ----------
    sequences, neighbours, max_distance
        As for `vrd.core.sequence_table`.
    judgements
        The judgements; `vrd.annotations.judgements.Judgements.of` tells which of them belongs to
        a sequence.
    reviewer
        The reviewer whose judgements are shown; by default, the latest of anybody.

    Returns
    -------
    DataFrame
        ``match_id``, then the columns of `vrd.core.sequence_table`, then ``footage`` and ``films``
        (see `vrd.analysis.shared_groups.with_groups`), then ``verdict``, ``note``, ``reviewer``
        and ``judged`` (the time of the judgement). The last four are empty texts where nobody has
        judged the sequence.
    """
    table = with_groups(sequence_table(sequences, neighbours, max_distance=max_distance))
    pairs = list(segments_of(table))
    table.insert(0, "match_id", [match_id(*pair) for pair in pairs])
    judgements = Judgements() if judgements is None else judgements
    lines = [_texts(judgements.of(*pair, reviewer)) for pair in pairs]
    for position, name in enumerate(JUDGED):
        table[name] = [line[position] for line in lines]
    return table


def segments_of(table: pd.DataFrame) -> Iterable[tuple[Segment, Segment]]:
    """Yield the query and the reference of every line of a table of sequences."""
    sides = [
        zip(*(table[f"{side}_{column}"] for column in ("id", "start", "end")), strict=True)
        for side in ("query", "ref")
    ]
    for query, reference in zip(*sides, strict=True):
        yield Segment(*query), Segment(*reference)


def _texts(judgement: Judgement | None) -> tuple[str, str, str, str]:
    if judgement is None:
        return "", "", "", ""
    return judgement.verdict, judgement.note, judgement.reviewer, judgement.time
