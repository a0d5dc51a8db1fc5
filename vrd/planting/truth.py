"""Work out from the pieces of a plan alone what its films share.

Two pieces of different films that show the same seconds of one original are reuse: either one
was planted, or two hosts took the same seconds (``implied``).
"""

from __future__ import annotations

import itertools
from typing import Any, NamedTuple

import pandas as pd

from vrd.core.segments import intersect_spans
from vrd.planting.edits import EDITS
from vrd.planting.pieces import placed, seconds_of, speed_of

#: Shorter stretches that two films share are not listed.
MIN_SHARED_S = 0.5


class _Shown(NamedTuple):
    """Hold the seconds ``start`` to ``end`` of an original that a film shows from ``time`` on."""

    film: str
    original: str
    time: float
    start: float
    end: float
    speed: float
    edit: str

    def second(self, original: float) -> float:
        """Return when the rendered film shows a second of the original."""
        return self.time + (original - self.start) / self.speed


def truth_of_plan(plan: dict[str, Any]) -> pd.DataFrame:
    """Return all footage that films of a plan share, two by two.

    Returns
    -------
    DataFrame
        The columns of ``truth.json``: ``query`` (the host), ``ref``, ``query_start``,
        ``query_end``, ``ref_start``, ``ref_end`` (seconds), ``edit``, ``speed`` (seconds of the
        reference in a second of the query); ``group`` (class of the edit), ``heavy``,
        ``implied``.
    """
    all_shown = [shown for film in plan["films"] for shown in _shown(film)]
    left_out = {tuple(pair) for pair in plan["left_out"]}
    lines = []
    for first, second in itertools.combinations(all_shown, 2):
        if first.film == second.film or first.original != second.original:
            continue
        if tuple(sorted((first.film, second.film))) in left_out:
            continue
        start, end = intersect_spans((first.start, first.end), (second.start, second.end))
        if end - start >= MIN_SHARED_S:
            # The film that edited the stretch is the query.
            query, ref = (first, second) if first.edit else (second, first)
            lines.append(_line(query, ref, start, end))
    return pd.DataFrame(lines, columns=COLUMNS).sort_values(["query", "query_start"])


COLUMNS = [
    *("query", "ref", "query_start", "query_end", "ref_start", "ref_end"),
    *("edit", "speed", "group", "heavy", "implied"),
]


def _shown(film: dict[str, Any]) -> list[_Shown]:
    """Return the stretches of originals that a film shows, without its hub shots."""
    result = []
    for time, piece in placed(film["pieces"]):
        if piece["kind"] == "hub":
            continue
        edit, speed = piece.get("edit", ""), speed_of(piece)
        # A dissolve counts from its middle, where the stretch becomes brighter than the host.
        faded = EDITS[edit].dissolve / 2 if edit else 0.0
        start = piece["start"] + faded * speed
        end = piece["start"] + (seconds_of(piece) - faded) * speed
        result.append(_Shown(film["name"], piece["film"], time + faded, start, end, speed, edit))
    return result


def _line(query: _Shown, ref: _Shown, start: float, end: float) -> tuple[object, ...]:
    times = (query.second(start), query.second(end), ref.second(start), ref.second(end))
    edits = [EDITS[name] for name in (query.edit, ref.edit) if name]
    groups = dict.fromkeys(edit.group for edit in edits)
    return (
        *(query.film, ref.film, *(round(time, 3) for time in times)),
        *(" / ".join(edit.name for edit in edits), round(query.speed / ref.speed, 4)),
        *(" / ".join(groups), any(edit.heavy for edit in edits), len(edits) > 1),
    )


def hubs_of_plan(plan: dict[str, Any]) -> list[dict[str, object]]:
    """Return film, kind, start and end in seconds of every hub shot."""
    return [
        {
            "film": film["name"],
            "kind": piece["hub"],
            "start": round(time, 3),
            "end": round(time + seconds_of(piece), 3),
        }
        for film in plan["films"]
        for time, piece in placed(film["pieces"])
        if piece["kind"] == "hub"
    ]
