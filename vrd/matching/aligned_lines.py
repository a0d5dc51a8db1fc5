"""Hold the matches of a pair of films, and the straight lines among them.

Conventions: rows are counted from the films' own first rows; speeds are rows of the reference per
row of the query.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vrd.core.segments import Span

#: By so much a bound of sums exceeds what is summed, in rows: sums in another order differ.
ROUNDING = 1e-9

Numbers = NDArray[np.float64]
Rows = NDArray[np.int64]


class PairMatches(NamedTuple):
    """Hold the matches of one pair of films.

    Attributes
    ----------
    query, reference : ndarray of int64, shape (m,)
        Rows, counted from the films' own first rows.
    closeness : ndarray, shape (m,)
        What a match would say alone, 0 to 1.
    evidence : ndarray, shape (m,)
        The same, less where the picture hardly differs from the one before it.
    """

    query: Rows
    reference: Rows
    closeness: Numbers
    evidence: Numbers

    @property
    def max_scores(self) -> tuple[float, float]:
        """Return bounds that no stretch exceeds with its score and its full score."""
        if not len(self.query):
            return 0.0, 0.0
        # One picture of a stretch counts fully, which adds at most this.
        bonus = float((self.closeness - self.evidence).max())
        score = float(self.evidence.sum()) + bonus + ROUNDING
        return score, float(self.closeness.sum()) + ROUNDING

    def keep(self, mask: NDArray[np.bool_]) -> PairMatches:
        """Return the matches where ``mask`` is true."""
        return PairMatches(
            self.query[mask], self.reference[mask], self.closeness[mask], self.evidence[mask]
        )


class FilmPair(NamedTuple):
    """Hold what is known of the rows of two films.

    Attributes
    ----------
    query, reference : ndarray of int64
        Number of the shot of every row of the two films.
    weight : ndarray
        How much each row of the query counts, 0 to 1.
    """

    query: Rows
    reference: Rows
    weight: Numbers


class AlignedLine(NamedTuple):
    """Describe a stretch of a line.

    Attributes
    ----------
    score
        Its evidence, in rows of perfect match.
    full_score
        What its evidence would be if pictures that hardly change counted fully.
    first, last
        First and last row of the query.
    speed, lag
        The line: ``reference = speed x query + lag``, in rows.
    """

    score: float
    full_score: float
    first: int
    last: int
    speed: float
    lag: int

    @property
    def query(self) -> Span:
        """Return the rows of the line in the query, half-open."""
        return float(self.first), float(self.last + 1)

    @property
    def reference(self) -> Span:
        """Return the rows of the line in the reference, half-open."""
        middle, half = self.lag + 0.5, self.speed / 2
        return (
            self.speed * self.first + middle - half,
            self.speed * self.last + middle + half,
        )


class ScoreThreshold(NamedTuple):
    """Say how much evidence a line needs.

    Either ``score``, or a ``low_score`` with a ``full_score``, which is the evidence if every row
    counted fully. Where both scores are the same, no line passes for its full evidence alone.

    Examples
    --------
    >>> ScoreThreshold(5.0, 2.0, 8.0).passed(3.0, 9.0), ScoreThreshold.of(5.0).passed(3.0, 9.0)
    (True, False)
    """

    score: float
    low_score: float
    full_score: float

    @classmethod
    def of(cls, score: float) -> ScoreThreshold:
        """Return the threshold of a score, however rows count."""
        return cls(score, score, score)

    def passed(self, score: float, full_score: float) -> bool:
        """Return whether this is enough evidence."""
        return score >= self.score or (score >= self.low_score and full_score >= self.full_score)
