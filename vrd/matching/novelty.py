"""Measure how much each row differs from the one before it: still pictures say little."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from vrd.core.fingerprints import Fingerprints
from vrd.core.scale import USUAL_SCALE, Scale
from vrd.core.timelines import Timeline

_BLOCK = 4096


class Novelty(NamedTuple):
    """Hold how much each row differs from the one before it in its film.

    Attributes
    ----------
    distance : ndarray of float32, shape (n,)
        Squared L2 distance to the row before; infinity for the first row of a film.
    scale
        Of the fingerprints: how these distances are read.

    Examples
    --------
    >>> novelty = Novelty(np.array([np.inf, 0.0, 0.15, 0.9], np.float32))
    >>> novelty.weights.round(2)
    array([1.  , 0.04, 0.5 , 1.  ])
    >>> novelty.shots
    array([1, 1, 1, 2])
    """

    distance: NDArray[np.float32]
    scale: Scale = USUAL_SCALE

    @classmethod
    def full(cls, count: int) -> Novelty:
        """Return the novelty of rows that all count fully, each a shot of its own."""
        return cls(np.full(count, np.inf, np.float32))

    @property
    def shots(self) -> NDArray[np.int64]:
        """Return the number of the shot that each row belongs to, shape (n,)."""
        return np.cumsum(self.distance > self.scale.shot_cut, dtype=np.int64)

    @property
    def weights(self) -> NDArray[np.float64]:
        """Return how much each row counts, shape (n,): 1 fully, less where little is new."""
        shares: NDArray[np.floating[Any]] = self.distance / self.scale.novelty
        weights: NDArray[np.float64] = np.clip(shares, self.scale.min_novelty, 1).astype(np.float64)
        return weights


def frame_novelty(fingerprints: Fingerprints, timeline: Timeline) -> Novelty:
    """Return how much each row differs from the one before it in its film.

    Parameters
    ----------
    fingerprints
        Read block by block.
    timeline
        The timeline they belong to.
    """
    distance = np.full(len(fingerprints), np.inf, np.float32)
    for start in range(0, len(fingerprints) - 1, _BLOCK):
        vectors = fingerprints.read(start, min(start + _BLOCK + 1, len(fingerprints)))
        squares = ((vectors[1:] - vectors[:-1]) ** 2).sum(axis=1)
        distance[start + 1 : start + len(vectors)] = squares
    distance[timeline.first[:-1][np.diff(timeline.first) > 0]] = np.inf
    return Novelty(distance, fingerprints.spec.scale)
