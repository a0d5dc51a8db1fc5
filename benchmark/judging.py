"""Tell how well predictions agree with a truth, in figures and tables."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmark.metrics import (
    Boxes,
    Curve,
    Pair,
    SegmentF1,
    boxes_by_pair,
    pair_of,
    seconds_found,
    segment_ap,
    segment_f1,
)
from benchmark.shares import found_by, shares
from benchmark.systems import Tried
from benchmark.truths import Truth

COLUMNS = ["F1", "P", "R", "AP", "FRR", "FAR", "seconds", "F1 brief", "threshold", "least score"]
CUTS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.93, 0.96, 0.98)


@dataclass(frozen=True)
class Judged:
    """Hold the figures of a system.

    Attributes
    ----------
    row
        By the names of `COLUMNS`, all but the last two from 0 to 1.
    found
        Predictions of the pairs that are judged.
    curve
        Precision over recall.
    seconds
        Seconds found of each stretch of the truth.
    tried
        The rows of all thresholds that were tried.
    """

    row: dict[str, float]
    found: pd.DataFrame
    curve: Curve
    seconds: np.ndarray[tuple[int], np.dtype[np.float64]]
    tried: tuple[dict[str, float | None], ...] = ()

    def plain(self) -> dict[str, float | None]:
        """Return the row for JSON, which knows no NaN."""
        return {name: None if math.isnan(v) else round(v, 4) for name, v in self.row.items()}


class Judge:
    """Hold a truth against predictions.

    Parameters
    ----------
    truth
        What is there.
    films
        Names of all films.
    """

    def __init__(self, truth: Truth, films: Iterable[str]) -> None:
        self.truth = truth
        self.pairs = truth.pairs(films)
        self.boxes: Mapping[Pair, Boxes] = boxes_by_pair(truth.stretches)
        # Brief stretches are right if they are found, and not missed if they are not.
        self._wanted = ~truth.stretches["brief"].to_numpy(bool)
        self._wanted_boxes = boxes_by_pair(truth.stretches[self._wanted])

    def best(self, tries: Iterable[Tried]) -> Judged:
        """Return the threshold with the highest F1 of several, and the highest AP of any of them.

        A system that has a threshold also gets the least score that suits the truth best.
        """
        judged = []
        for result in tries:
            whole = self.judge(result.found, result.threshold)
            judged.append(whole)
            if not math.isnan(result.threshold) and len(whole.found):
                least = self._least_score(whole.found)
                cut = whole.found[whole.found["score"] >= least]
                judged.append(self.judge(cut, result.threshold, least))
        best = max(judged, key=lambda result: result.row["F1"])
        curve = max((result.curve for result in judged), key=lambda curve: curve.ap)
        # AP looks at every score, so that a threshold that lets more through suits it better.
        tried = tuple(result.plain() for result in judged)
        return Judged(best.row | {"AP": curve.ap}, best.found, curve, best.seconds, tried)

    def _least_score(self, found: pd.DataFrame) -> float:
        """Return the score below which predictions are best dropped, for the highest F1."""
        limits = np.unique(found["score"].quantile(CUTS))
        values = [self._f1(boxes_by_pair(found[found["score"] >= limit])).f1 for limit in limits]
        return float(limits[int(np.argmax(values))])

    def _f1(self, boxes: Mapping[Pair, Boxes]) -> SegmentF1:
        return segment_f1(boxes, self.boxes, self.pairs, self._wanted_boxes)

    def judge(
        self,
        predictions: pd.DataFrame,
        threshold: float = float("nan"),
        least: float = float("nan"),
    ) -> Judged:
        """Return all figures of a table of predictions, without the pairs that are left out."""
        judged = set(self.pairs)
        names = zip(predictions["query"], predictions["ref"], strict=True)
        kept = np.array([pair_of(*pair) in judged for pair in names], bool)
        predictions = predictions[kept].reset_index(drop=True)
        boxes = boxes_by_pair(predictions)
        f1, curve = self._f1(boxes), segment_ap(predictions, self.boxes)
        every = segment_f1(boxes, self.boxes, self.pairs).f1
        seconds = seconds_found(boxes, self.truth.stretches)
        lengths = self._lengths()[self._wanted].sum()
        share = float(seconds[self._wanted].sum() / max(lengths, 1e-9))
        rates = (f1.f1, f1.precision, f1.recall, curve.ap, f1.frr, f1.far)
        values = (*rates, share, every, threshold, least)
        return Judged(dict(zip(COLUMNS, values, strict=True)), predictions, curve, seconds)

    def _lengths(self) -> pd.Series[float]:
        stretches = self.truth.stretches
        return stretches["query_end"] - stretches["query_start"]

    def stretches(self, judged: Mapping[str, Judged]) -> pd.DataFrame:
        """Return the stretches of the truth, with the seconds that each system found of them."""
        table = self.truth.stretches.copy()
        for name, result in judged.items():
            table[found_by(name)] = result.seconds
        return table

    def shares(self, judged: Mapping[str, Judged], by: str) -> pd.DataFrame:
        """Return the share of the planted seconds found, per class; see `benchmark.shares`."""
        return shares(self.stretches(judged), judged, by)
