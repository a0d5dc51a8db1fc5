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
    boxes_by_pair,
    pair_of,
    seconds_found,
    segment_ap,
    segment_f1,
)
from benchmark.systems import Tried
from benchmark.truths import Truth

COLUMNS = ["F1", "P", "R", "AP", "FRR", "FAR", "seconds", "threshold", "least score"]
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
        values = [
            segment_f1(boxes_by_pair(found[found["score"] >= limit]), self.boxes, self.pairs).f1
            for limit in limits
        ]
        return float(limits[int(np.argmax(values))])

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
        f1, curve = segment_f1(boxes, self.boxes, self.pairs), segment_ap(predictions, self.boxes)
        seconds = seconds_found(boxes, self.truth.stretches)
        share = float(seconds.sum() / max(self._lengths().sum(), 1e-9))
        values = (f1.f1, f1.precision, f1.recall, curve.ap, f1.frr, f1.far, share, threshold, least)
        return Judged(dict(zip(COLUMNS, values, strict=True)), predictions, curve, seconds)

    def _lengths(self) -> pd.Series[float]:
        stretches = self.truth.stretches
        return stretches["query_end"] - stretches["query_start"]

    def shares(self, judged: Mapping[str, Judged], by: str) -> pd.DataFrame:
        """Share of the planted seconds found, per class.

        Parameters
        ----------
        judged
            By name of the system.
        by
            A column of the truth: ``group``, ``length``, ``heavy``.

        Returns
        -------
        DataFrame
            A line per class: number of stretches, their seconds, a share for each system.
        """
        keys, lengths = self.truth.stretches[by].astype(str), self._lengths()
        table = lengths.groupby(keys).agg(["count", "sum"])
        table.columns = pd.Index(["stretches", "seconds"])
        for name, result in judged.items():
            seconds = pd.Series(result.seconds, index=lengths.index).groupby(keys).sum()
            table[name] = seconds / table["seconds"]
        return table.rename_axis(by)
