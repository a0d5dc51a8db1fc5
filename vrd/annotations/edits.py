"""Judgements that come back in a file: a colleague's spreadsheet, or an annotation program.

Nothing is taken over unseen: `compare_returned` says what is new, what differs and what is not
known, and `Difference.apply` adds it to the log.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from vrd.annotations.edited_table import (
    FILMS,
    MOVED,
    SAID,
    TIMES,
    called_as_here,
    moved_borders,
    tidy_returned,
)
from vrd.annotations.judgement_log import new_judgement
from vrd.annotations.judgements import Judgement, Judgements, match_id
from vrd.annotations.returned_difference import Difference, says_the_same
from vrd.annotations.review_table import segments_of
from vrd.core.segments import Segment
from vrd.errors import ProjectError

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS = ("change", *SAID, "verdict_before", "note_before", *FILMS, *TIMES)

_Pair = tuple[Segment, Segment]


def compare_returned(
    table: pd.DataFrame,
    judgements: Judgements,
    known: pd.DataFrame,
    *,
    reviewer: str | None = None,
    films: Iterable[str] = (),
) -> Difference:
    """What judgements that came back say beyond what is in the log.

    A line whose ``match_id`` is not known is understood by its own films and times, where it has
    them. A line with neither verdict nor note says nothing, and takes nothing back.

    Parameters
    ----------
    table
        As `read_returned` gives it, from wherever it comes; columns of films and times may be
        absent.
    judgements
        What holds now.
    known
        The matches, as `vrd.annotations.review_table.review_table` gives them.
    reviewer
        Who returns it, where the column ``reviewer`` does not say so: lines that only repeat
        what the reviewer named there had said stay theirs, all others are this one's.
    films
        What films are called here: programs compose accents, and escape what they cannot hold.

    Raises
    ------
    ProjectError
        If a verdict does not exist, a judgement has no reviewer, or two lines contradict one
        another; the message names the lines.
    """
    import pandas as pd

    pairs = dict(zip(known["match_id"], segments_of(known), strict=True))
    tidy = called_as_here(tidy_returned(table), films)
    name = tidy.index.name or "row"
    compared: list[dict[str, Any]] = []
    moved: dict[int, dict[str, Any]] = {}
    lines: dict[tuple[str, str], tuple[Hashable, Judgement]] = {}
    for line, given in zip(tidy.index, tidy.to_dict("records"), strict=True):
        row = {str(column): value for column, value in given.items()}
        pair = _pair(row, pairs)
        done, now = _compare(row, pair, judgements, reviewer, f"{name} {line}")
        if now is not None:
            first, same = lines.setdefault((now.reviewer, now.match_id), (line, now))
            if not says_the_same(same, now.verdict, now.note):
                raise ProjectError(
                    f"{name} {first} and {name} {line} say different things of match "
                    f"{now.match_id} in the name of {now.reviewer}. Keep one of them."
                )
        compared.append(done)
        if pair is not None and (found := moved_borders(row, *pair)):
            moved[len(compared) - 1] = found
    return Difference(
        pd.DataFrame(compared, index=tidy.index, columns=list(_COLUMNS)),
        tuple(judgement for _, judgement in lines.values()),
        pd.DataFrame(list(moved.values()), tidy.index[list(moved)], columns=list(MOVED)),
    )


def _compare(
    row: dict[str, Any],
    pair: _Pair | None,
    judgements: Judgements,
    reviewer: str | None,
    where: str,
) -> tuple[dict[str, Any], Judgement | None]:
    """A line of the table of differences, and what is to be added to the log, if anything."""
    row = row | {"change": "unknown", "verdict_before": "", "note_before": ""}
    if pair is None:
        return row, None
    query, reference = pair
    values = (query.video, reference.video, *query[1:], *reference[1:])
    row |= {"change": "unchanged", "match_id": match_id(*pair)}
    row |= dict(zip((*FILMS, *TIMES), values, strict=True))
    if not (row["verdict"] or row["note"]):
        return row, None
    if not says_the_same(judgements.of(*pair, row["reviewer"]), row["verdict"], row["note"]):
        row["reviewer"] = (reviewer or row["reviewer"]).strip()
    if not row["reviewer"]:
        raise ProjectError(
            f"{where} has a judgement and nobody's name. Fill in its reviewer, or say whose it "
            "is: reviewer='...'."
        )
    before = judgements.of(*pair, row["reviewer"])
    if before is not None:
        row |= {"verdict_before": before.verdict, "note_before": before.note}
    if says_the_same(before, row["verdict"], row["note"]):
        return row, None
    row["change"] = "changed" if before else "new"
    return row, new_judgement(query, reference, row["verdict"], row["note"], row["reviewer"])


def _pair(row: Mapping[str, Any], pairs: Mapping[str, _Pair]) -> _Pair | None:
    """The stretches that a line is about: the match of its name, or those that it gives itself."""
    if row["match_id"] in pairs:
        return pairs[row["match_id"]]
    query = Segment(row["query"], row["query_start"], row["query_end"])
    reference = Segment(row["ref"], row["ref_start"], row["ref_end"])
    if not all(one.video and one.start < one.end for one in (query, reference)):
        return None
    return pairs.get(match_id(query, reference), (query, reference))
