"""Add to a truth what it implies: films that share footage with a third share it with each other.

A line of a truth maps a stretch of its query to one of its reference. Two lines that have seconds
of one film in common imply a third line between their other films; that line may imply more. Thus
all films that show some seconds of one source are paired, however many they are.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import pandas as pd

from vrd.core.segments import Segment, intersect_spans
from vrd.planting.truth import MIN_SHARED_S

#: Lines whose ends differ by no more are the same, in seconds.
SAME_S = 0.1
Line = dict[Any, Any]


class _Link(NamedTuple):
    """Hold a stretch of one film and what another film shows of it."""

    film: Segment
    other: Segment
    line: Line

    def elsewhere(self, start: float, end: float) -> Segment:
        """Return where the other film shows some seconds of the film."""
        speed = self.other.duration / self.film.duration
        low, high = ((time - self.film.start) * speed for time in (start, end))
        return Segment(self.other.video, self.other.start + low, self.other.start + high)


def with_implied(stretches: pd.DataFrame) -> pd.DataFrame:
    """Return the stretches of a truth, and after them those that they imply.

    Parameters
    ----------
    stretches
        Columns of ``truth.json``.

    Returns
    -------
    DataFrame
        The same columns, and ``films``: how many films show at least half of the stretch.
    """
    lines: list[Line] = list(stretches.to_dict("records"))
    added = lines
    while added:
        fresh: list[Line] = []
        for line in _implied(lines, added):
            if not any(_is_part(line, other) for other in itertools.chain(lines, fresh)):
                fresh.append(line)
        lines, added = lines + fresh, fresh
    table = pd.DataFrame(lines, columns=None if lines else list(stretches.columns))
    return table.assign(films=[_films(line, lines) for line in lines])


def _links(lines: Iterable[Line]) -> Iterator[_Link]:
    for line in lines:
        sides = [
            Segment(line[side], float(line[f"{side}_start"]), float(line[f"{side}_end"]))
            for side in ("query", "ref")
        ]
        yield _Link(sides[0], sides[1], line)
        yield _Link(sides[1], sides[0], line)


def _implied(lines: list[Line], added: list[Line]) -> Iterator[Line]:
    """Yield what new lines imply together with all lines; the longest first."""
    known = list(_links(lines))
    found = []
    for link, other in itertools.product(_links(added), known):
        start, end = intersect_spans(link.film[1:], other.film[1:])
        one_film = link.other.video == other.other.video
        if link.film.video == other.film.video and not one_film and end - start >= MIN_SHARED_S:
            query, ref = link.elsewhere(start, end), other.elsewhere(start, end)
            found.append(_line(query, ref, link.line, other.line))
    return iter(sorted(found, key=lambda line: line["query_start"] - line["query_end"]))


def _line(query: Segment, ref: Segment, first: Line, second: Line) -> Line:
    values: Line = {"query": query.video, "ref": ref.video, "implied": True}
    for side, segment in (("query", query), ("ref", ref)):
        values[f"{side}_start"] = round(segment.start, 3)
        values[f"{side}_end"] = round(segment.end, 3)
    values["speed"] = round(ref.duration / query.duration, 4)
    for name in ("edit", "group"):
        names = (str(line[name]) for line in (first, second) if line.get(name))
        values[name] = " / ".join(dict.fromkeys(names))
    values["heavy"] = bool(first.get("heavy")) or bool(second.get("heavy"))
    values["class"] = ""
    return values


def _is_part(line: Line, other: Line) -> bool:
    """Return whether a line is a part of another, from whichever side."""
    query, ref = (Segment(line[s], line[f"{s}_start"], line[f"{s}_end"]) for s in ("query", "ref"))
    for link in _links([other]):
        if (link.film.video, link.other.video) == (query.video, ref.video):
            mapped = link.elsewhere(query.start, query.end)
            inside = query.start - link.film.start, link.film.end - query.end
            apart = abs(mapped.start - ref.start), abs(mapped.end - ref.end)
            return min(inside) > -SAME_S and max(apart) < SAME_S
    return False


def _films(line: Line, lines: list[Line]) -> int:
    """Count the films that show at least half of the query's seconds."""
    query = Segment(line["query"], line["query_start"], line["query_end"])
    others = {
        link.other.video
        for link in _links(lines)
        if (common := link.film & query) and common.duration >= query.duration / 2
    }
    return len(others | {query.video})
