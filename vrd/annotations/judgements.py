"""Hold judgements of reviewers on pairs of stretches of film, and find them again.

Conventions: times are seconds, half-open ``[start, end)``. A judgement belongs to stretches of
two films and not to a row or a setting, so it remains valid when thresholds, networks and runs
change.
"""

from __future__ import annotations

import hashlib
import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vrd.core.segments import Segment

VERDICTS = ("match", "not a match", "unsure", "same scene")
#: Two stretches count as the same if they share at least this part of the longer one.
MIN_SHARED_PART = 0.5
_ROUNDING_S = 1e-6
_LIKE_A_NUMBER = re.compile(r"\d+(e\d+)?")

#: The two stretches of a pair in milliseconds, sorted.
_Sides = tuple[tuple[str, int, int], ...]


def match_id(query: Segment, reference: Segment) -> str:
    """Return a short name for a pair of stretches: 12 hexadecimal digits.

    The name depends on the names of the films and on the times to the millisecond, and not on
    which of the two is called the query. It never looks like a number, as ``1234567890e1``
    would, because spreadsheet programs rewrite numbers.

    Examples
    --------
    >>> report, harbour = Segment("report.mp4", 1.0, 4.0), Segment("harbour.mp4", 11.0, 14.0)
    >>> match_id(report, harbour)
    'a413212c0602'
    >>> match_id(harbour, report) == match_id(report, harbour)
    True
    """
    # JSON escapes file names that are not valid Unicode.
    digest = hashlib.sha256(json.dumps(_sides(query, reference)).encode()).hexdigest()
    while _LIKE_A_NUMBER.fullmatch(digest[:12]):
        digest = hashlib.sha256(digest.encode()).hexdigest()
    return digest[:12]


def _sides(*segments: Segment) -> _Sides:
    """Return stretches in milliseconds, sorted, so that query and reference may be exchanged."""
    return tuple(
        sorted((film, round(start * 1000), round(end * 1000)) for film, start, end in segments)
    )


@dataclass(frozen=True)
class Judgement:
    """Hold the judgement of one reviewer on one pair of stretches.

    Attributes
    ----------
    id
        The number of the entry in the log.
    time
        When it was made, in UTC, as ISO 8601.
    reviewer
        The name of the reviewer.
    verdict
        One of `VERDICTS`; ``"same scene"`` means that both show the same scene in different
        shots. Empty if the judgement is only a note.
    note
        A remark in the reviewer's own words.
    query, reference
        The two stretches, in seconds.
    settings
        The settings with which the pair was found.
    undoes
        The id of the earlier entry that this one takes back, else None.
    """

    id: int
    time: str
    reviewer: str
    verdict: str
    note: str
    query: Segment
    reference: Segment
    settings: dict[str, Any]
    undoes: int | None = None

    @cached_property
    def sides(self) -> _Sides:
        """Return the two stretches in milliseconds, sorted, whichever of them is the query."""
        return _sides(self.query, self.reference)

    @property
    def match_id(self) -> str:
        """Return the short name of the pair of stretches; see `match_id`."""
        return match_id(self.query, self.reference)


class Judgements:
    """Hold the latest judgement of each reviewer on each pair of stretches.

    Parameters
    ----------
    judgements
        In any order; a later one (by ``id``) replaces an earlier one of the same reviewer on the
        same stretches.

    Examples
    --------
    >>> from vrd.annotations.judgement_log import new_judgement
    >>> query, reference = Segment("report.mp4", 1, 4), Segment("harbour.mp4", 11, 14)
    >>> judgements = Judgements([new_judgement(query, reference, "match", "", "anna")])
    >>> judgements
    <Judgements: 1 by anna>
    >>> judgements.of(Segment("harbour.mp4", 11.5, 14), Segment("report.mp4", 1.5, 4)).verdict
    'match'
    """

    def __init__(self, judgements: Iterable[Judgement] = ()) -> None:
        in_order = sorted(judgements, key=_id)
        latest = {(judgement.reviewer, judgement.sides): judgement for judgement in in_order}
        self._all = sorted(latest.values(), key=_id)

    def __iter__(self) -> Iterator[Judgement]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def __repr__(self) -> str:
        names = ", ".join(self.reviewers) or "nobody"
        return f"<Judgements: {len(self):,} by {names}>"

    @cached_property
    def reviewers(self) -> list[str]:
        """Return the names of all reviewers, sorted."""
        return sorted({judgement.reviewer for judgement in self._all})

    def of(
        self, query: Segment, reference: Segment, reviewer: str | None = None
    ) -> Judgement | None:
        """Return the latest judgement of these stretches or, if there is none, of similar ones.

        Stretches are similar if, on both sides, the two have at least half of the longer one in
        common. It does not matter which side is called the query.

        Parameters
        ----------
        query, reference
            The stretches, in seconds.
        reviewer
            The reviewer whose judgement is wanted; by default, anybody's.

        Returns
        -------
        Judgement or None
            None where nobody has judged the stretches. The verdict is empty where there is only
            a note.
        """
        # Several sequences may overlap: each keeps the judgement that was made of it.
        exact = self._exact.get((reviewer, _sides(query, reference)))
        if exact is not None:
            return exact
        pair = self._film_pairs.get((query[0], reference[0]))
        if pair is None:
            return None
        similar = (self._all[number] for number in pair.similar(query, reference))
        return next(
            (judgement for judgement in similar if reviewer in (None, judgement.reviewer)), None
        )

    @cached_property
    def _exact(self) -> dict[tuple[str | None, _Sides], Judgement]:
        """Return the latest judgement by reviewer (or None for anybody) and stretches."""
        return {
            (reviewer, judgement.sides): judgement
            for judgement in self._all
            for reviewer in (judgement.reviewer, None)
        }

    @cached_property
    def _film_pairs(self) -> dict[tuple[str, str], _FilmPair]:
        """Return the judgements of each ordered pair of films, seen from both sides."""
        sides: dict[tuple[str, str], list[tuple[float, ...]]] = {}
        for number, judgement in enumerate(self._all):
            pair = judgement.query, judgement.reference
            for query, reference in (pair, pair[::-1]):
                times = (query.start, query.end, reference.start, reference.end, number)
                sides.setdefault((query.video, reference.video), []).append(times)
        return {films: _FilmPair(np.array(times)) for films, times in sides.items()}


class _FilmPair:
    """Hold the judgements of one pair of films, in order of their start in the first film.

    Parameters
    ----------
    sides : ndarray, shape (n, 5)
        Start and end in the first film, start and end in the second, number of the judgement.
    """

    def __init__(self, sides: NDArray[np.float64]) -> None:
        self._sides = sides[np.argsort(sides[:, 0], kind="stable")]
        self._starts = self._sides[:, 0].tolist()

    def similar(self, query: Segment, reference: Segment) -> Iterator[int]:
        """Yield the numbers of the judgements of similar stretches, the latest first."""
        _, start, end = query
        # A stretch that shares half of the longer one starts no further away than this.
        slack = (end - start) * (1 - MIN_SHARED_PART) / MIN_SHARED_PART + _ROUNDING_S
        first = bisect_left(self._starts, start - slack)
        sides = self._sides[first : bisect_right(self._starts, start + slack)]
        similar = _share_enough(sides[:, 0], sides[:, 1], query)
        similar &= _share_enough(sides[:, 2], sides[:, 3], reference)
        yield from np.sort(sides[similar, 4]).astype(np.int64)[::-1].tolist()


def _share_enough(
    starts: NDArray[np.float64], ends: NDArray[np.float64], segment: Segment
) -> NDArray[np.bool_]:
    """Return whether each stretch has enough in common with a segment, shape (n,)."""
    _, start, end = segment
    shared = np.minimum(ends, end) - np.maximum(starts, start)
    longer = np.maximum(ends - starts, end - start)
    enough: NDArray[np.bool_] = shared >= MIN_SHARED_PART * longer - _ROUNDING_S
    return enough


def _id(judgement: Judgement) -> int:
    return judgement.id
