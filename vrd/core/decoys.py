"""What chance alone would find, counted on decoys: films that run backward.

Reused footage runs forward in both films; chance does not care for direction. So the finds that go
forward in one film and backward in the other tell how many of the others chance has made: the
target-decoy idea of proteomics (Elias & Gygi 2007). It knows nothing of what is alike for other
reasons, such as two takes of one scene.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class DecoyCounts(NamedTuple):
    """How much is found at every threshold, and how much of it backward.

    Attributes
    ----------
    threshold : ndarray, shape (m,)
        Ascending.
    found, decoys : ndarray of int, shape (m,)
        Finds at each threshold, forward and backward.
    """

    threshold: NDArray[np.float64]
    found: NDArray[np.int64]
    decoys: NDArray[np.int64]

    @property
    def share(self) -> NDArray[np.float64]:
        """Expected share of chance among the finds, 0 to 1, shape (m,); 1 where there are none."""
        return np.minimum(self.decoys / np.maximum(self.found, 1), 1.0)

    @classmethod
    def at_least(cls, found: NDArray[np.float64], decoys: NDArray[np.float64]) -> DecoyCounts:
        """Of finds with scores, of which those at or above the threshold count."""
        threshold = np.unique(found)
        counts = [len(some) - np.searchsorted(np.sort(some), threshold) for some in (found, decoys)]
        return cls(threshold, counts[0], counts[1])

    def confidence(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """1 minus the expected share of chance at each score, which is one of the thresholds.

        The share at a score is the least that any lower threshold has (a q-value).
        """
        least = np.minimum.accumulate(self.share)
        result: NDArray[np.float64] = 1 - least[np.searchsorted(self.threshold, scores)]
        return result

    def counts(self, threshold: float) -> tuple[int, int]:
        """Finds and decoys at the first threshold that is not below ``threshold``."""
        place = int(np.searchsorted(self.threshold, threshold))
        if place == len(self.threshold):
            return 0, 0
        return int(self.found[place]), int(self.decoys[place])
