"""Judgements: what reviewers said of pairs of stretches of film, and finding it again.

Conventions: times are seconds, half-open ``[start, end)``. A judgement belongs to stretches of
two films and not to a row or a setting, so it outlives other thresholds, networks and runs.
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
# Share of the longer of two stretches that they must have in common to count as the same.
ENOUGH = 0.5
_ROUNDING = 1e-6
_LIKE_A_NUMBER = re.compile(r"\d+(e\d+)?")


def match_id(query: Segment, reference: Segment) -> str:
    """A short name for a pair of stretches: 12 hexadecimal digits.

    It depends on the names of the films and the times to the millisecond, and not on which of
    the two is called the query. It never looks like a number, as ``1234567890e1`` would: a
    spreadsheet program rewrites those.
    """
    # In JSON, file names that are no Unicode do no harm.
    digest = hashlib.sha256(json.dumps(_sides(query, reference)).encode()).hexdigest()
    while _LIKE_A_NUMBER.fullmatch(digest[:12]):
        digest = hashlib.sha256(digest.encode()).hexdigest()
    return digest[:12]


def _sides(*segments: Segment) -> tuple[tuple[str, int, int], ...]:
    """Stretches in milliseconds, in an order of their own."""
    return tuple(
        sorted((film, round(start * 1000), round(end * 1000)) for film, start, end in segments)
    )


@dataclass(frozen=True)
class Judgement:
    """What one reviewer said of one pair of stretches.

    Attributes
    ----------
    id
        Its place in the log.
    time
        When, in UTC, as ISO 8601.
    reviewer
        Who.
    verdict
        One of `VERDICTS`; ``"same scene"`` is another take of it. Empty for a note only.
    note
        In the reviewer's own words.
    query, reference
        The two stretches.
    settings
        How they were found.
    undoes
        The earlier entry that this one takes back, else None.
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
    def sides(self) -> tuple[tuple[str, int, int], ...]:
        """Its two stretches in milliseconds, whichever of them is called the query."""
        return _sides(self.query, self.reference)

    @property
    def match_id(self) -> str:
        """The short name of its pair of stretches."""
        return match_id(self.query, self.reference)


class Judgements:
    """What holds now: of each reviewer and pair of stretches the latest.

    Parameters
    ----------
    judgements
        In any order; a later one (by ``id``) takes the place of an earlier one of the same
        reviewer on the same stretches.
    """

    def __init__(self, judgements: Iterable[Judgement] = ()) -> None:
        latest = {(one.reviewer, one.sides): one for one in sorted(judgements, key=_number)}
        self._all = sorted(latest.values(), key=_number)

    def __iter__(self) -> Iterator[Judgement]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def __repr__(self) -> str:
        who = ", ".join(self.reviewers) or "nobody"
        return f"<Judgements: {len(self):,} by {who}>"

    @cached_property
    def reviewers(self) -> list[str]:
        """Everybody who judged something, by name."""
        return sorted({one.reviewer for one in self._all})

    def of(
        self, query: Segment, reference: Segment, reviewer: str | None = None
    ) -> Judgement | None:
        """The latest judgement of these stretches, or where there is none, of nearly these.

        Nearly the same are stretches that, on both sides, share at least half of the longer of
        the two with those given. Which side is called the query does not matter.

        Parameters
        ----------
        query, reference
            What is asked for.
        reviewer
            Whose judgement; by default, anybody's.

        Returns
        -------
        Judgement or None
            None where nobody has judged it. The verdict is empty where there is only a note.
        """
        # Of several sequences that overlap, each keeps what was said of it.
        exact = self._exact.get((reviewer, _sides(query, reference)))
        if exact is not None:
            return exact
        pair = self._pairs.get((query[0], reference[0]))
        if pair is None:
            return None
        near = (self._all[number] for number in pair.near(query, reference))
        return next((one for one in near if reviewer in (None, one.reviewer)), None)

    @cached_property
    def _exact(self) -> dict[tuple[str | None, object], Judgement]:
        """The latest of each reviewer, and of anybody (None), by its stretches."""
        return {(who, one.sides): one for one in self._all for who in (one.reviewer, None)}

    @cached_property
    def _pairs(self) -> dict[tuple[str, str], _Pair]:
        """What was judged of each ordered pair of films, seen from both sides."""
        found: dict[tuple[str, str], list[tuple[float, ...]]] = {}
        for number, one in enumerate(self._all):
            for query, reference in ((one.query, one.reference), (one.reference, one.query)):
                sides = (query.start, query.end, reference.start, reference.end, number)
                found.setdefault((query.video, reference.video), []).append(sides)
        return {films: _Pair(np.array(sides)) for films, sides in found.items()}


class _Pair:
    """The judgements of one pair of films, in order of their start in the first.

    Parameters
    ----------
    sides : ndarray, shape (n, 5)
        Start and end in the first film, start and end in the second, number of the judgement.
    """

    def __init__(self, sides: NDArray[np.float64]) -> None:
        self._sides = sides[np.argsort(sides[:, 0], kind="stable")]
        self._starts = self._sides[:, 0].tolist()

    def near(self, query: Segment, reference: Segment) -> Iterator[int]:
        """Numbers of the judgements of nearly these stretches, the latest first."""
        _, start, end = query
        # What shares half of the longer one starts no further off than this.
        slack = (end - start) * (1 - ENOUGH) / ENOUGH + _ROUNDING
        first = bisect_left(self._starts, start - slack)
        sides = self._sides[first : bisect_right(self._starts, start + slack)]
        good = _shares_enough(sides[:, 0], sides[:, 1], query)
        good &= _shares_enough(sides[:, 2], sides[:, 3], reference)
        yield from np.sort(sides[good, 4]).astype(np.int64)[::-1].tolist()


def _shares_enough(
    starts: NDArray[np.float64], ends: NDArray[np.float64], segment: Segment
) -> NDArray[np.bool_]:
    _, start, end = segment
    shared = np.minimum(ends, end) - np.maximum(starts, start)
    good: NDArray[np.bool_] = shared >= ENOUGH * np.maximum(ends - starts, end - start) - _ROUNDING
    return good


def _number(judgement: Judgement) -> int:
    return judgement.id
