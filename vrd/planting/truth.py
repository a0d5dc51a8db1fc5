"""Work out from the pieces of a plan alone what its films share.

Two pieces of different films that show the same seconds of one original are reuse: either one
was planted, or two hosts took the same seconds (``implied``).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from vrd.core.segments import intersect_spans
from vrd.planting.edits import EDITS
from vrd.planting.pieces import FPS, placed, seconds_of, speed_of
from vrd.planting.regions import Picture, common_region, joint_region, picture_of, rounded

#: Shorter stretches that two films share are not listed.
MIN_SHARED_S = 0.5
#: Shorter shots of a trailer are brief: nobody could tell one of them from chance.
BRIEF_S = 1.0
TIMES = ("query_start", "query_end", "ref_start", "ref_end")
Line = dict[str, Any]


class _Shown(NamedTuple):
    """Hold the seconds ``start`` to ``end`` of an original that a film shows from ``time`` on."""

    film: str
    original: str
    time: float
    start: float
    end: float
    speed: float
    edit: str
    kind: str
    picture: Picture

    def second(self, original: float) -> float:
        """Return when the rendered film shows a second of the original."""
        return self.time + (original - self.start) / self.speed


def truth_of_plan(plan: dict[str, Any]) -> pd.DataFrame:
    """Return all footage that films of a plan share, two by two.

    However many films show some seconds of an original, all pairs of them are listed. Stretches
    that continue one another in both films are one, as those of a trailer that two films show.

    Returns
    -------
    DataFrame
        The columns of ``truth.json``: ``query`` (the host), ``ref``, ``query_start``,
        ``query_end``, ``ref_start``, ``ref_end`` (seconds), ``edit``, ``speed`` (seconds of the
        reference in a second of the query); ``group`` (class of the edit), ``heavy``,
        ``implied``; ``class`` (popular, adjacent, trailer, or empty), ``films`` (how many films
        show at least half of it); ``query_region`` and ``ref_region`` (where it lies in each
        picture; see `vrd.planting.regions`), ``mirrored``; ``brief`` (a shot of a trailer that is
        too short to be told from chance).
    """
    by_original: dict[str, list[_Shown]] = {}
    sizes = {film["original"]: film["size"] for film in plan["films"]}
    for film in plan["films"]:
        for shown in _shown(film, sizes):
            by_original.setdefault(shown.original, []).append(shown)
    left_out = {tuple(pair) for pair in plan["left_out"]}
    lines = [
        line
        for all_shown in by_original.values()
        for first, second in itertools.combinations(all_shown, 2)
        if first.film != second.film
        and tuple(sorted((first.film, second.film))) not in left_out
        and (line := _line(first, second, all_shown)) is not None
    ]
    table = pd.DataFrame(_joined(lines), columns=COLUMNS)
    return table.sort_values(["query", "query_start"], kind="stable", ignore_index=True)


COLUMNS = [
    *("query", "ref", "query_start", "query_end", "ref_start", "ref_end"),
    *("edit", "speed", "group", "heavy", "implied", "class", "films"),
    *("query_region", "ref_region", "mirrored", "brief"),
]


def _shown(film: dict[str, Any], sizes: dict[str, list[int]]) -> Iterator[_Shown]:
    """Yield the stretches of originals that a film shows, without its hub shots."""
    for time, piece in placed(film["pieces"]):
        if piece["kind"] == "hub":
            continue
        edit, speed = piece.get("edit", ""), speed_of(piece)
        # A dissolve counts from its middle, where the stretch becomes brighter than the host.
        faded = EDITS[edit].dissolve / 2 if edit else 0.0
        start = piece["start"] + faded * speed
        end = piece["start"] + (seconds_of(piece) - faded) * speed
        picture = picture_of(piece, sizes.get(piece["film"], film["size"]), film["size"])
        yield _Shown(
            *(film["name"], piece["film"], time + faded, start, end, speed, edit),
            *(piece.get("class", ""), picture),
        )


def _line(first: _Shown, second: _Shown, all_shown: list[_Shown]) -> Line | None:
    """Return the line of the seconds that two films share, or None if they share none."""
    # The film that edited the stretch is the query.
    query, ref = (first, second) if first.edit else (second, first)
    start, end = intersect_spans((first.start, first.end), (second.start, second.end))
    region = common_region(query.picture.shown, ref.picture.shown)
    if end <= start or region is None:
        return None
    edits = [EDITS[name] for name in (query.edit, ref.edit) if name]
    showing = {shown.film for shown in all_shown if _shows_half(shown, start, end)}
    return {
        **{"query": query.film, "ref": ref.film},
        **{"query_start": query.second(start), "query_end": query.second(end)},
        **{"ref_start": ref.second(start), "ref_end": ref.second(end)},
        "edit": " / ".join(edit.name for edit in edits),
        "speed": round(query.speed / ref.speed, 4),
        "group": " / ".join(dict.fromkeys(edit.group for edit in edits)),
        "heavy": any(edit.heavy for edit in edits),
        "implied": len(edits) > 1,
        "class": " / ".join(dict.fromkeys(kind for kind in (query.kind, ref.kind) if kind)),
        "films": len(showing),
        "seconds": end - start,
        "query_region": query.picture.region_of(region),
        "ref_region": ref.picture.region_of(region),
        "mirrored": query.picture.mirrored != ref.picture.mirrored,
    }


def _shows_half(shown: _Shown, start: float, end: float) -> bool:
    low, high = intersect_spans((shown.start, shown.end), (start, end))
    return high - low >= (end - start) / 2


def _joined(lines: list[Line]) -> list[Line]:
    """Join lines that continue one another, and return those that are long enough, rounded."""
    joined: list[Line] = []
    for line in sorted(lines, key=lambda line: (line["query"], line["ref"], line["query_start"])):
        before = next((one for one in reversed(joined) if _continues(one, line)), None)
        if before is None:
            joined.append(line)
            continue
        before |= {"query_end": line["query_end"], "ref_end": line["ref_end"]}
        before["seconds"] += line["seconds"]
        before["films"] = min(before["films"], line["films"])
        for side in ("query_region", "ref_region"):
            before[side] = joint_region(before[side], line[side])
    enough = [line for line in joined if line["seconds"] >= MIN_SHARED_S - 1e-6]
    return [
        line
        | {name: round(line[name], 3) for name in TIMES}
        | {side: rounded(line[side]) for side in ("query_region", "ref_region")}
        | {"brief": line["class"] == "trailer" and line["seconds"] < BRIEF_S}
        for line in enough
    ]


def _continues(before: Line, line: Line) -> bool:
    same = ("query", "ref", "edit", "speed", "class", "mirrored")
    return all(before[name] == line[name] for name in same) and all(
        abs(line[f"{side}_start"] - before[f"{side}_end"]) < 0.5 / FPS for side in ("query", "ref")
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
