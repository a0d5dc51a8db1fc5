"""Measure what was found against what is there, as the literature defines it.

Conventions: a *box* is ``[query_start, ref_start, query_end, ref_end]`` in seconds; boxes are
arrays of shape (n, 4). A pair of films is named in alphabetical order, and its boxes are turned
that way: which film a system calls the query does not matter.

* `segment_f1`: VCSL (He et al. 2022, alipay/VCSL, ``vcsl/metric.py``).
* `segment_ap`: VSC2022 (Pizzi et al. 2023, facebookresearch/vsc2022, ``match_metric_v2``).
* `seconds_found`: our own, for telling which edits are found.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vrd.core.segments import Span, common_spans, seconds_of

Boxes = NDArray[np.float64]
Pair = tuple[str, str]
TIMES = ("query_start", "ref_start", "query_end", "ref_end")
EPSILON = 1e-6
QUERY, REFERENCE = (0, 2), (1, 3)
NONE: Boxes = np.empty((0, 4))


class SegmentF1(NamedTuple):
    """Hold the measures of VCSL, 0 to 1; ``frr`` and ``far`` are shares of pairs of films."""

    f1: float
    precision: float
    recall: float
    frr: float
    far: float


def pair_of(first: str, second: str) -> Pair:
    """Return two films in the order in which their pair is named."""
    return (first, second) if first <= second else (second, first)


def boxes_by_pair(table: pd.DataFrame) -> dict[Pair, Boxes]:
    """Return the stretches of a table, by pair of films; columns as in ``truth.json``."""
    found: dict[Pair, list[list[float]]] = {}
    for pair, box in _turned(table):
        found.setdefault(pair, []).append(box)
    return {pair: np.array(boxes) for pair, boxes in found.items()}


def _turned(table: pd.DataFrame) -> Iterator[tuple[Pair, list[float]]]:
    """Return the pair of films and the box of every line."""
    columns = [table[name] for name in ("query", "ref", *TIMES)]
    for query, ref, *times in zip(*columns, strict=True):
        pair = pair_of(query, ref)
        q0, r0, q1, r1 = map(float, times)
        yield pair, [q0, r0, q1, r1] if pair == (query, ref) else [r0, q0, r1, q1]


def intersections(predicted: Boxes, truth: Boxes) -> tuple[Boxes, NDArray[np.bool_]]:
    """Return the common box of each prediction and truth (p, t, 4), and whether it has an area."""
    low = np.maximum(predicted[:, None, :2], truth[None, :, :2])
    high = np.minimum(predicted[:, None, 2:], truth[None, :, 2:])
    met: NDArray[np.bool_] = np.all(high > low, axis=2)
    return np.concatenate([low, high], axis=2), met


# -- VCSL ----------------------------------------------------------------------------------------


def pair_precision_recall(predicted: Boxes, truth: Boxes) -> tuple[float, float]:
    """Return precision and recall of one pair of films: the product over both axes."""
    if not len(predicted) or not len(truth):
        return float(not len(predicted)), float(not len(truth))
    boxes, met = intersections(predicted, truth)
    precision = recall = 1.0
    for axis in (QUERY, REFERENCE):
        spans = boxes[:, :, axis]
        precision *= _covered(spans, met) / (_lengths(predicted, axis).sum() + EPSILON)
        recall *= _covered(spans.swapaxes(0, 1), met.T) / (_lengths(truth, axis).sum() + EPSILON)
    return precision, recall


def _lengths(boxes: Boxes, axis: tuple[int, int]) -> NDArray[np.float64]:
    return boxes[:, axis[1]] - boxes[:, axis[0]]


def _covered(spans: NDArray[np.float64], met: NDArray[np.bool_]) -> float:
    """Return the seconds of all rows that lie in at least one of their spans."""
    rows = zip(spans, met, strict=True)
    return sum(seconds_of(_spans(line[mask])) for line, mask in rows)


def _spans(values: NDArray[np.float64]) -> list[Span]:
    return [(float(start), float(end)) for start, end in values]


def segment_f1(
    predicted: Mapping[Pair, Boxes],
    truth: Mapping[Pair, Boxes],
    pairs: Iterable[Pair],
    wanted: Mapping[Pair, Boxes] | None = None,
) -> SegmentF1:
    """Return VCSL's micro-averaged segment F1, precision and recall, and its rates over pairs.

    Parameters
    ----------
    predicted, truth
        Boxes by pair of films.
    pairs
        Every pair that is judged, also those that share nothing.
    wanted
        The part of the truth that must be found; usually all of it. The rest is right if it is
        found, and not missed if it is not.
    """
    pairs, wanted = list(pairs), truth if wanted is None else wanted
    # A value of exactly 1 can only come from a pair that has nothing on that side.
    precision = _mean([p for pair in pairs if (p := _scores(predicted, truth, pair)[0]) != 1])
    recall = _mean([r for pair in pairs if (r := _scores(predicted, wanted, pair)[1]) != 1])
    named = np.array([bool(len(predicted.get(pair, NONE))) for pair in pairs], bool)
    there = np.array([bool(len(wanted.get(pair, NONE))) for pair in pairs], bool)
    nothing = np.array([not len(truth.get(pair, NONE)) for pair in pairs], bool)
    total = precision + recall
    return SegmentF1(
        f1=2 * precision * recall / total if total else 0.0,
        precision=precision,
        recall=recall,
        frr=float((~named[there]).mean()) if there.any() else 0.0,
        far=float(named[nothing].mean()) if nothing.any() else 0.0,
    )


def _scores(
    predicted: Mapping[Pair, Boxes], truth: Mapping[Pair, Boxes], pair: Pair
) -> tuple[float, float]:
    return pair_precision_recall(predicted.get(pair, NONE), truth.get(pair, NONE))


def _mean(values: list[float]) -> float:
    return float(np.mean(values)) if values else 1.0


# -- VSC2022 -------------------------------------------------------------------------------------


class Curve(NamedTuple):
    """Hold segment precision at falling scores; ``ap`` is the area below it."""

    ap: float
    precision: NDArray[np.float64]
    recall: NDArray[np.float64]
    score: NDArray[np.float64]


def segment_ap(predictions: pd.DataFrame, truth: Mapping[Pair, Boxes]) -> Curve:
    """Return VSC2022's segment AP; predictions of one score count as one step.

    Parameters
    ----------
    predictions
        Columns of ``truth.json`` and ``score``, higher is better.
    truth
        Boxes by pair of films.
    """
    wanted = np.array([_axis_lengths(boxes) for boxes in truth.values()]).reshape(-1, 2).sum(0)
    falling = predictions.sort_values("score", ascending=False)
    lines = zip(falling["score"], _turned(falling), strict=True)
    seen: dict[Pair, list[list[float]]] = {}
    parts: dict[Pair, NDArray[np.float64]] = {}
    totals, curve = np.zeros(4), []
    for score, group in itertools.groupby(lines, key=lambda line: float(line[0])):
        added = set()
        for _, (pair, box) in group:
            seen.setdefault(pair, []).append(box)
            added.add(pair)
        for pair in added:
            # Only the pairs that were added to are counted anew.
            part = _pair_lengths(np.array(seen[pair]), truth.get(pair, NONE))
            totals += part - parts.get(pair, np.zeros(4))
            parts[pair] = part
        correct, all_ = totals[:2], totals[2:]
        recall = np.sqrt(np.prod(correct / np.maximum(wanted, EPSILON)))
        precision = np.sqrt(np.prod(correct / np.maximum(all_, EPSILON)))
        curve.append((precision, recall, score))
    values = np.array(curve).reshape(-1, 3)
    steps = np.diff(values[:, 1], prepend=0.0)
    return Curve(float((values[:, 0] * steps).sum()), values[:, 0], values[:, 1], values[:, 2])


def _axis_lengths(boxes: Boxes) -> list[float]:
    return [seconds_of(_spans(boxes[:, axis])) for axis in (QUERY, REFERENCE)]


def _pair_lengths(predicted: Boxes, truth: Boxes) -> NDArray[np.float64]:
    """Return seconds that are right on both axes, then seconds predicted on both."""
    met = intersections(predicted, truth)[1].any(axis=0)
    right = [
        seconds_of(common_spans(_spans(predicted[:, axis]), _spans(truth[met][:, axis])))
        for axis in (QUERY, REFERENCE)
    ]
    return np.array(right + _axis_lengths(predicted))


# -- which seconds were found --------------------------------------------------------------------


def seconds_found(predicted: Mapping[Pair, Boxes], truth: pd.DataFrame) -> NDArray[np.float64]:
    """Return how many seconds of each stretch of a truth, on its query side, were found.

    A second is found if one prediction covers it on both sides, the moment of the query and the
    moment of the reference that it shows.
    """
    result = []
    for line in truth.to_dict("records"):
        boxes = boxes_by_pair(pd.DataFrame([line]))
        (pair, box), seconds = next(iter(boxes.items())), line["query_end"] - line["query_start"]
        common_boxes, met = intersections(predicted.get(pair, NONE), box)
        # Along the diagonal of the truth, 0 at its start and 1 at its end.
        size = box[0, 2:] - box[0, :2]
        low = ((common_boxes[met][:, :2] - box[0, :2]) / size).max(axis=1)
        high = ((common_boxes[met][:, 2:] - box[0, :2]) / size).min(axis=1)
        shares = [(float(a), float(b)) for a, b in zip(low, high, strict=True)]
        result.append(seconds_of(shares) * float(seconds))
    return np.array(result)
