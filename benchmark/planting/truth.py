"""What the films of a plan share, worked out from their pieces alone.

Two pieces of different films that show the same seconds of one original are reuse: what was
planted, and what follows from it, where two hosts took the same seconds (``implied``).
"""

from __future__ import annotations

import itertools
from typing import Any, NamedTuple

import pandas as pd

from benchmark.planting.edits import EDITS
from benchmark.planting.pieces import placed, seconds_of, speed_of

SHORTEST = 0.5  # seconds of what is implied


class _Shown(NamedTuple):
    """Seconds ``start`` to ``end`` of an original, from second ``at`` of a rendered film."""

    film: str
    original: str
    at: float
    start: float
    end: float
    speed: float
    edit: str

    def second(self, original: float) -> float:
        """When the rendered film shows a second of the original."""
        return self.at + (original - self.start) / self.speed


def truth_of_plan(plan: dict[str, Any]) -> pd.DataFrame:
    """Everything that two films of a plan share.

    Returns
    -------
    DataFrame
        The columns of ``truth.json`` in seconds: query (the host), ref, query_start, query_end,
        ref_start, ref_end, edit, speed (seconds of the reference in a second of the query); group
        (class of edit), heavy, implied.
    """
    shown = [one for film in plan["films"] for one in _shown(film)]
    left_out = {tuple(pair) for pair in plan["left_out"]}
    lines = []
    for one, other in itertools.combinations(shown, 2):
        if one.film == other.film or one.original != other.original:
            continue
        if tuple(sorted((one.film, other.film))) in left_out:
            continue
        start, end = max(one.start, other.start), min(one.end, other.end)
        if end - start >= SHORTEST:
            # The film that edited what it shows is the query.
            query, ref = (one, other) if one.edit else (other, one)
            lines.append(_line(query, ref, start, end))
    return pd.DataFrame(lines, columns=COLUMNS).sort_values(["query", "query_start"])


COLUMNS = [
    *("query", "ref", "query_start", "query_end", "ref_start", "ref_end"),
    *("edit", "speed", "group", "heavy", "implied"),
]


def _shown(film: dict[str, Any]) -> list[_Shown]:
    result = []
    for at, piece in placed(film["pieces"]):
        if piece["kind"] == "hub":
            continue
        edit, speed = piece.get("edit", ""), speed_of(piece)
        # A dissolve counts from its middle, where the stretch begins to outshine the host.
        faded = EDITS[edit].dissolve / 2 if edit else 0.0
        start = piece["start"] + faded * speed
        end = piece["start"] + (seconds_of(piece) - faded) * speed
        result.append(_Shown(film["name"], piece["film"], at + faded, start, end, speed, edit))
    return result


def _line(query: _Shown, ref: _Shown, start: float, end: float) -> tuple[object, ...]:
    times = (query.second(start), query.second(end), ref.second(start), ref.second(end))
    edits = [EDITS[one] for one in (query.edit, ref.edit) if one]
    groups = dict.fromkeys(edit.group for edit in edits)
    return (
        *(query.film, ref.film, *(round(time, 3) for time in times)),
        *(" / ".join(edit.name for edit in edits), round(query.speed / ref.speed, 4)),
        *(" / ".join(groups), any(edit.heavy for edit in edits), len(edits) > 1),
    )


def hubs_of_plan(plan: dict[str, Any]) -> list[dict[str, object]]:
    """Film, kind, start and end in seconds of every hub shot."""
    return [
        {
            "film": film["name"],
            "kind": piece["hub"],
            "start": round(at, 3),
            "end": round(at + seconds_of(piece), 3),
        }
        for film in plan["films"]
        for at, piece in placed(film["pieces"])
        if piece["kind"] == "hub"
    ]


def seconds_of_film(film: dict[str, Any]) -> float:
    """How long a rendered film is."""
    return sum(map(seconds_of, film["pieces"]))
