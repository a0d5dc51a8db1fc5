"""Comparing what was found with what is known to be there.

Conventions: everything is in seconds; a stretch is a box, its time in one film by its time in the
other. Two boxes have to do with each other only if they overlap on both sides at once: the right
minute of the query beside the wrong minute of the reference is a false alarm.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pandas as pd

from vrd.core.segments import Span, intersect_spans, seconds_of

FOUND, PARTLY = 0.5, 0.0  # more than half covered on both sides is found; more than none, partly
TRUTH_COLUMNS = ["query", "ref", "query_start", "query_end", "ref_start", "ref_end", "edit"]
COLUMNS = [*TRUTH_COLUMNS, "result", "covered", "score", "found_start", "found_end", "found_ref"]


class _Box(NamedTuple):
    """A stretch shared by two films."""

    query: str
    ref: str
    query_start: float
    query_end: float
    ref_start: float
    ref_end: float

    @property
    def query_span(self) -> Span:
        """Return the seconds of the query."""
        return self.query_start, self.query_end

    @property
    def ref_span(self) -> Span:
        """Return the seconds of the reference."""
        return self.ref_start, self.ref_end

    def swapped(self) -> _Box:
        """The same stretch, seen from the other film."""
        times = (self.ref_start, self.ref_end, self.query_start, self.query_end)
        return _Box(self.ref, self.query, *times)

    def common(self, other: _Box) -> _Box | None:
        """What two stretches of the same two films share on both sides."""
        if (self.query, self.ref) != (other.query, other.ref):
            return None
        queries = intersect_spans(self.query_span, other.query_span)
        refs = intersect_spans(self.ref_span, other.ref_span)
        if not (queries[1] > queries[0] and refs[1] > refs[0]):
            return None
        return _Box(self.query, self.ref, *queries, *refs)


def compare_with_truth(
    found: pd.DataFrame, truth: Iterable[Mapping[str, object]] | pd.DataFrame
) -> pd.DataFrame:
    """Tell for each planted stretch whether it was found, and list what was found besides.

    Parameters
    ----------
    found
        Columns ``query, ref, query_start, query_end, ref_start, ref_end, score``; seconds, and
        names as in the truth. Which of two films is the query does not matter.
    truth
        What is there, with the same columns without the score; ``edit`` if known.

    Returns
    -------
    DataFrame
        A line for each stretch of the truth, then one for each false alarm (its own times under
        ``query_start`` and so on). ``result`` is ``"found"`` (more than half), ``"partly"``,
        ``"missed"`` or ``"false"``. ``covered`` is the share of its seconds that lie in something
        found, on the side where that is less; ``score`` that of the best sequence, the one that
        covers most, and ``found_start``, ``found_end`` (query) and ``found_ref`` (start in the
        reference) tell where it is.
    """
    lines = truth.to_dict("records") if isinstance(truth, pd.DataFrame) else list(truth)
    planted = [(_box(line), str(line.get("edit", ""))) for line in lines]
    rows = found.to_dict("records")
    boxes = [(_box(row), float(row["score"])) for row in rows]
    result = [_judged(box, edit, boxes) for box, edit in planted]
    known = [box for box, _ in planted]
    result += [_false(box, score) for box, score in boxes if not _has_overlap(box, known)]
    return pd.DataFrame(result, columns=COLUMNS)


def _box(line: Mapping[str, object] | Mapping[object, object]) -> _Box:
    get = dict(line)
    names = (str(get["query"]), str(get["ref"]))
    times = [float(str(get[name])) for name in TRUTH_COLUMNS[2:6]]
    return _Box(*names, *times)


def _overlap(box: _Box, other: _Box) -> _Box | None:
    """What a stretch shares with another, whichever side that calls the query."""
    return box.common(other) or box.common(other.swapped())


def _has_overlap(box: _Box, others: Iterable[_Box]) -> bool:
    return any(_overlap(box, other) is not None for other in others)


def _judged(box: _Box, edit: str, found: list[tuple[_Box, float]]) -> dict[str, object]:
    met = [(part, one, score) for one, score in found if (part := _overlap(box, one))]
    query = seconds_of(part.query_span for part, _, _ in met)
    ref = seconds_of(part.ref_span for part, _, _ in met)
    covered = min(
        query / max(box.query_end - box.query_start, 1e-9),
        ref / max(box.ref_end - box.ref_start, 1e-9),
    )
    word = "found" if covered > FOUND else "partly" if covered > PARTLY else "missed"
    line: dict[str, object] = {**box._asdict(), "edit": edit, "result": word, "covered": covered}
    if met:
        part, one, score = max(met, key=lambda each: each[0].query_end - each[0].query_start)
        whole = one if box.common(one) == part else one.swapped()
        line |= {"score": score, "found_start": whole.query_start}
        line |= {"found_end": whole.query_end, "found_ref": whole.ref_start}
    return line


def _false(box: _Box, score: float) -> dict[str, object]:
    line: dict[str, object] = {**box._asdict(), "edit": "", "result": "false", "covered": 0.0}
    places = {"found_start": box.query_start, "found_end": box.query_end}
    return line | {"score": score, **places, "found_ref": box.ref_start}
