"""Estimate how much of what is found chance makes, by decoys: films that run backward.

Reused footage runs forward in both films; chance does not care for direction. So what goes
forward in one film and backward in the other tells how much of the rest chance has made. This is
the target-decoy idea of proteomics (Elias & Gygi 2007). It does not recognise what is alike for
other reasons, such as two takes of one scene.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class DecoyCounts(NamedTuple):
    """Count what is found at every threshold, forward and backward.

    Attributes
    ----------
    threshold : ndarray, shape (m,)
        Ascending.
    found, decoys : ndarray of int64, shape (m,)
        How much is found at each threshold, forward and backward.

    Examples
    --------
    >>> counts = DecoyCounts.at_least(np.array([9.0, 5.0, 2.0]), np.array([2.5]))
    >>> counts.counts(2.0)
    (3, 1)
    >>> counts.confidence(np.array([9.0, 2.0])).round(2)
    array([1.  , 0.67])
    """

    threshold: NDArray[np.float64]
    found: NDArray[np.int64]
    decoys: NDArray[np.int64]

    @property
    def false_discovery_rate(self) -> NDArray[np.float64]:
        """Return the share of sequences that chance makes, shape (m,); 1 where none are found.

        It is an estimate, from 0 to 1, at every threshold.
        """
        return np.minimum(self.decoys / np.maximum(self.found, 1), 1.0)

    @classmethod
    def at_least(cls, found: NDArray[np.float64], decoys: NDArray[np.float64]) -> DecoyCounts:
        """Count by score: what has the threshold or more counts."""
        threshold = np.unique(found)
        counts = [
            len(scores) - np.searchsorted(np.sort(scores), threshold) for scores in (found, decoys)
        ]
        return cls(threshold, counts[0], counts[1])

    def confidence(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return 1 minus the q-value of each score.

        The q-value is the least false discovery rate at that threshold or any lower one. A score
        between two thresholds is as sure as the lower one, and one below all as the lowest. Where
        nothing was counted, chance has made nothing.
        """
        if not len(self.threshold):
            return np.ones(len(scores))
        q_value = np.minimum.accumulate(self.false_discovery_rate)
        position = np.searchsorted(self.threshold, scores, side="right") - 1
        confidence: NDArray[np.float64] = 1 - q_value[np.maximum(position, 0)]
        return confidence

    def counts(self, threshold: float) -> tuple[int, int]:
        """Return the sequences and decoys counted at the first threshold not below the given."""
        position = int(np.searchsorted(self.threshold, threshold))
        if position == len(self.threshold):
            return 0, 0
        return int(self.found[position]), int(self.decoys[position])
