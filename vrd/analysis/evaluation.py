"""Compare the sequences that were found with the stretches that are known to be shared.

Conventions: times are in seconds. A stretch that two films share is a box: its time in one film
and its time in the other. Two boxes belong together only if they overlap in both films at once.
The right minute of the query with the wrong minute of the reference is a false alarm.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import pandas as pd

from vrd.core.segments import Span, intersect_spans, seconds_of

#: A stretch is "found" if more than this share of it is covered in both films.
MIN_FOUND_SHARE = 0.5
#: Shorter stretches count as so many seconds, so that no share is divided by zero.
_MIN_DURATION_S = 1e-9
TRUTH_COLUMNS = ["query", "ref", "query_start", "query_end", "ref_start", "ref_end", "edit"]
COLUMNS = [*TRUTH_COLUMNS, "result", "covered", "score", "found_start", "found_end", "found_ref"]


class _Box(NamedTuple):
    """Hold a stretch that two films share, in seconds."""

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
        """Return the same stretch with query and reference exchanged."""
        times = (self.ref_start, self.ref_end, self.query_start, self.query_end)
        return _Box(self.ref, self.query, *times)

    def common(self, box: _Box) -> _Box | None:
        """Return the box that two boxes of the same two films share in both films, or None."""
        if (self.query, self.ref) != (box.query, box.ref):
            return None
        queries = intersect_spans(self.query_span, box.query_span)
        refs = intersect_spans(self.ref_span, box.ref_span)
        if not (queries[1] > queries[0] and refs[1] > refs[0]):
            return None
        return _Box(self.query, self.ref, *queries, *refs)


def compare_with_truth(
    sequences: pd.DataFrame, truth: Iterable[Mapping[str, object]] | pd.DataFrame
) -> pd.DataFrame:
    """Tell for each known stretch whether it was found, and list the false alarms.

    Parameters
    ----------
    sequences
        The sequences that were found: columns ``query, ref, query_start, query_end, ref_start,
        ref_end, score``, times in seconds, and films named as in the truth. It does not matter
        which of two films is the query.
    truth
        The stretches that are known to be shared, with the same columns except the score, and
        with ``edit`` where it is known.

    Returns
    -------
    DataFrame
        A line for each stretch of the truth, then one for each false alarm (with its own times
        under ``query_start`` and so on). ``result`` is ``"found"`` (more than half), ``"partly"``,
        ``"missed"`` or ``"false"``. ``covered`` is the share of its seconds that lie in some
        sequence, in the film where this share is smaller. The sequence that covers most of it
        gives ``score``, ``found_start`` and ``found_end`` (in the query) and ``found_ref`` (its
        start in the reference).

    Examples
    --------
    >>> names = ["query", "ref", "query_start", "query_end", "ref_start", "ref_end", "score"]
    >>> sequences = pd.DataFrame([("report", "harbour", 10, 18, 50, 58, 6.5)], columns=names)
    >>> truth = pd.DataFrame([("report", "harbour", 10, 20, 50, 60)], columns=names[:6])
    >>> compare_with_truth(sequences, truth)[["result", "covered"]]
      result  covered
    0  found      0.8
    """
    lines: list[Any] = truth.to_dict("records") if isinstance(truth, pd.DataFrame) else list(truth)
    boxes = [(_box(line), float(line["score"])) for line in sequences.to_dict("records")]
    known = [_box(line) for line in lines]
    result = [
        _judged(box, str(line.get("edit", "")), boxes)
        for box, line in zip(known, lines, strict=True)
    ]
    result += [_false_alarm(box, score) for box, score in boxes if not _has_overlap(box, known)]
    return pd.DataFrame(result, columns=COLUMNS)


def _box(line: Mapping[str, object] | Mapping[object, object]) -> _Box:
    values = dict(line)
    films = (str(values["query"]), str(values["ref"]))
    times = [float(str(values[name])) for name in TRUTH_COLUMNS[2:6]]
    return _Box(*films, *times)


def _overlap(box: _Box, sequence: _Box) -> _Box | None:
    """Return the box that two boxes share, whichever film of the second box is its query."""
    return box.common(sequence) or box.common(sequence.swapped())


def _has_overlap(box: _Box, others: Iterable[_Box]) -> bool:
    return any(_overlap(box, other) is not None for other in others)


def _judged(box: _Box, edit: str, sequences: list[tuple[_Box, float]]) -> dict[str, object]:
    """Return the line of a known stretch: its result, and the sequence that covers most of it."""
    touching = [
        (part, sequence, score)
        for sequence, score in sequences
        if (part := _overlap(box, sequence))
    ]
    query = seconds_of(part.query_span for part, _, _ in touching)
    ref = seconds_of(part.ref_span for part, _, _ in touching)
    covered = min(
        query / max(box.query_end - box.query_start, _MIN_DURATION_S),
        ref / max(box.ref_end - box.ref_start, _MIN_DURATION_S),
    )
    result = "found" if covered > MIN_FOUND_SHARE else "partly" if covered > 0 else "missed"
    line: dict[str, object] = {**box._asdict(), "edit": edit, "result": result, "covered": covered}
    if touching:
        part, sequence, score = max(
            touching, key=lambda item: item[0].query_end - item[0].query_start
        )
        seen = sequence if box.common(sequence) == part else sequence.swapped()
        line |= {"score": score, "found_start": seen.query_start}
        line |= {"found_end": seen.query_end, "found_ref": seen.ref_start}
    return line


def _false_alarm(box: _Box, score: float) -> dict[str, object]:
    line: dict[str, object] = {**box._asdict(), "edit": "", "result": "false", "covered": 0.0}
    times = {"found_start": box.query_start, "found_end": box.query_end}
    return line | {"score": score, **times, "found_ref": box.ref_start}
