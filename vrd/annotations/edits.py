"""Take over judgements that were edited elsewhere: in a spreadsheet or an annotation program.

Nothing is taken over unseen: `compare_returned` tells which judgements are new, changed or
unknown, and `vrd.annotations.difference.Difference.apply` adds them to the log.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from vrd.annotations.difference import Difference
from vrd.annotations.edited_table import (
    FILMS,
    JUDGEMENT_COLUMNS,
    MOVED_COLUMNS,
    TIMES,
    called_as_here,
    moved_borders,
    says_the_same,
    tidy_returned,
)
from vrd.annotations.judgement_log import new_judgement
from vrd.annotations.judgements import Judgement, Judgements, match_id
from vrd.annotations.review_table import segments_of
from vrd.core.segments import Segment
from vrd.errors import ProjectError

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS = ("change", *JUDGEMENT_COLUMNS, "verdict_before", "note_before", *FILMS, *TIMES)

_Pair = tuple[Segment, Segment]


def compare_returned(
    table: pd.DataFrame,
    judgements: Judgements,
    known: pd.DataFrame,
    *,
    reviewer: str | None = None,
    films: Iterable[str] = (),
) -> Difference:
    """Compare an edited table of judgements with those in the log.

    A line whose ``match_id`` is unknown is understood by its own films and times, if it has
    them. A line without verdict and note changes nothing and takes nothing back.

    Parameters
    ----------
    table
        The table as `vrd.exports.read_edits.read_returned` reads it from any format; columns of
        films and times may be missing.
    judgements
        The judgements that are in force.
    known
        The matches, as `vrd.annotations.review_table.review_table` gives them.
    reviewer
        The person to whom lines are credited that have no name in the column ``reviewer``.
    films
        The names of the films of the project, for programs that wrote them differently.

    Raises
    ------
    ProjectError
        If a verdict does not exist, a judgement has no reviewer, or two lines contradict each
        other; the message names the lines.
    """
    import pandas as pd

    pairs = dict(zip(known["match_id"], segments_of(known), strict=True))
    tidy = called_as_here(tidy_returned(table), films)
    name = tidy.index.name or "row"
    compared: list[dict[str, Any]] = []
    moved: dict[int, dict[str, Any]] = {}
    accepted: dict[tuple[str, str], tuple[Hashable, Judgement]] = {}
    for number, (line, values) in enumerate(zip(tidy.index, tidy.to_dict("records"), strict=True)):
        row = {str(column): value for column, value in values.items()}
        pair = _pair(row, pairs)
        compared_row, judgement = _compare(row, pair, judgements, reviewer, f"{name} {line}")
        if judgement is not None:
            _accept(judgement, line, accepted, name)
        compared.append(compared_row)
        if pair is not None and (borders := moved_borders(row, *pair)):
            moved[number] = borders
    return Difference(
        pd.DataFrame(compared, index=tidy.index, columns=list(_COLUMNS)),
        tuple(judgement for _, judgement in accepted.values()),
        pd.DataFrame(list(moved.values()), tidy.index[list(moved)], columns=list(MOVED_COLUMNS)),
        reviewer=(reviewer or "").strip(),
    )


def _accept(
    judgement: Judgement,
    line: Hashable,
    accepted: dict[tuple[str, str], tuple[Hashable, Judgement]],
    name: object,
) -> None:
    """Note a judgement and its line, or raise if an earlier line contradicts it."""
    key = judgement.reviewer, judgement.match_id
    first, earlier = accepted.setdefault(key, (line, judgement))
    if not says_the_same(earlier, judgement.verdict, judgement.note):
        raise ProjectError(
            f"{name} {first} and {name} {line} contradict each other: both are judgements of "
            f"{judgement.reviewer} on match {judgement.match_id}. Keep one of the two lines."
        )


def _compare(
    row: dict[str, Any],
    pair: _Pair | None,
    judgements: Judgements,
    reviewer: str | None,
    where: str,
) -> tuple[dict[str, Any], Judgement | None]:
    """Return a line of the table of differences, and the judgement to add to the log, if any."""
    row = row | {"change": "unknown", "verdict_before": "", "note_before": ""}
    if pair is None:
        return row, None
    query, reference = pair
    values = (query.video, reference.video, *query[1:], *reference[1:])
    row |= {"change": "unchanged", "match_id": match_id(*pair)}
    row |= dict(zip((*FILMS, *TIMES), values, strict=True))
    if not (row["verdict"] or row["note"]):
        return row, None
    row["reviewer"] = row["reviewer"].strip() or (reviewer or "").strip()
    if not row["reviewer"]:
        raise ProjectError(
            f"{where} has a judgement, but names no reviewer. Fill in the column 'reviewer', or "
            "say who judged: reviewer='...'."
        )
    before = judgements.of(*pair, row["reviewer"])
    if before is not None:
        row |= {"verdict_before": before.verdict, "note_before": before.note}
    if says_the_same(before, row["verdict"], row["note"]):
        return row, None
    row["change"] = "changed" if before else "new"
    return row, new_judgement(query, reference, row["verdict"], row["note"], row["reviewer"])


def _pair(row: Mapping[str, Any], pairs: Mapping[str, _Pair]) -> _Pair | None:
    """Return the match that a line names or, if it is unknown, the stretches that it gives."""
    if row["match_id"] in pairs:
        return pairs[row["match_id"]]
    query = Segment(row["query"], row["query_start"], row["query_end"])
    reference = Segment(row["ref"], row["ref_start"], row["ref_end"])
    if not all(segment.video and segment.start < segment.end for segment in (query, reference)):
        return None
    return pairs.get(match_id(query, reference), (query, reference))
