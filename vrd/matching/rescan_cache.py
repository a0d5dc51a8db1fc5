"""Remember closer looks in a project, so that films are not read twice for one answer.

What was seen is kept in the table ``rescans`` of the project's database, in batches while the
looks go on: a run that is killed loses at most the last batch. It is derived and may be deleted.
A result carries the description of what made it; results of another description are deleted when
new ones of the same kind are written.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from vrd.core.sequences import AlignedSequence
from vrd.core.timelines import Timeline
from vrd.matching import confirm, refine
from vrd.matching.confirm import MotionComparison, compare_candidates
from vrd.matching.dense_samples import DenseSampler
from vrd.matching.motion import Motion
from vrd.matching.refine import as_aligned, refine_sequences
from vrd.storage.database import Database

#: New results after which a batch of them is written.
BATCH_SIZE = 20

Values = list[float]


class RescanCache:
    """Keep the results of closer looks of one kind.

    Parameters
    ----------
    database
        The database of the project; None where there is none yet.
    kind
        What the looks are for, and at which fingerprints: ``"ends of vrdnet-1a2b"``.
    made_by
        What the results depend on besides the sequence; values that JSON can hold.
    writable
        Whether new results are written.
    """

    def __init__(
        self, database: Database | None, kind: str, made_by: Mapping[str, Any], *, writable: bool
    ) -> None:
        self._database, self.kind = database, kind
        self._made_by, self._writable = dict(made_by), writable
        self._batch: dict[str, Values] = {}

    def described(self, **more: Any) -> RescanCache:
        """Return the same cache for results that depend on more."""
        return RescanCache(self._database, self.kind, self._made_by | more, writable=self._writable)

    @property
    def _description(self) -> str:
        return json.dumps(self._made_by, sort_keys=True)

    def rescan(
        self, keys: Sequence[str], look: Callable[[list[int], Callable[[int, Values], None]], None]
    ) -> dict[str, Values]:
        """Return the results of all keys, and look only at what is not remembered.

        Parameters
        ----------
        keys
            What is looked at, named as `key_of` does it.
        look
            Called with the positions of the keys to look at, and with a function to hand over
            the values of each position.

        Returns
        -------
        dict
            The values of every key; keys for which nothing was handed over are absent.
        """
        known = self._read()
        waiting = [position for position, key in enumerate(keys) if key not in known]

        def done(position: int, values: Values) -> None:
            known[keys[position]] = self._batch[keys[position]] = [
                round(value, 6) for value in values
            ]
            if len(self._batch) >= BATCH_SIZE:
                self._write()

        if waiting:
            try:
                look(waiting, done)
            finally:
                self._write()
        return {key: known[key] for key in keys if key in known}

    def _read(self) -> dict[str, Values]:
        if self._database is None:
            return {}
        return self._database.rescans.read(self.kind, self._description)

    def _write(self) -> None:
        batch, self._batch = self._batch, {}
        if batch and self._writable and self._database is not None:
            self._database.rescans.forget(self.kind, made_by_others_than=self._description)
            self._database.rescans.write(self.kind, self._description, batch)


def key_of(sequence: AlignedSequence, *settings: float) -> str:
    """Name a sequence by rows, ends and speed, and by what it is looked at with.

    Examples
    --------
    >>> key_of(AlignedSequence.make((3, 90, 5), (3.0, 8.0), (1.5, 6.5)), 0.8)
    '3 90 5 3 8 1.5 6.5 1 0.8'
    """
    spans = (*sequence.query_span, *sequence.reference_span)
    numbers = (*sequence, *spans, sequence.speed, *settings)
    words = [name for name in ("mirrored", "confirmed") if getattr(sequence, name)]
    return " ".join([*(f"{value:.9g}" for value in numbers), *words])


def refine_remembered(
    sequences: Iterable[tuple[int, int, int]],
    timeline: Timeline,
    cache: RescanCache,
    make_sampler: Callable[[], DenseSampler],
    *,
    max_distance: float,
    workers: int | None = None,
) -> list[AlignedSequence]:
    """Give sequences their exact ends, and look only at those whose ends are not remembered.

    Parameters
    ----------
    sequences
        Triples of rows, or aligned sequences.
    timeline
        The timeline they belong to.
    cache
        Remembers the ends.
    make_sampler
        Makes what reads the films again; called only where films must be read.
    max_distance
        Squared L2 distance at which a match says nothing any more.
    workers
        Sequences refined at once.

    Returns
    -------
    list of AlignedSequence
        All of them, in order; see `vrd.matching.refine.refine_sequences`.
    """
    aligned = [as_aligned(sequence, timeline) for sequence in sequences]
    keys = [key_of(sequence, max_distance) for sequence in aligned]

    def look(waiting: list[int], done: Callable[[int, Values], None]) -> None:
        refine_sequences(
            [aligned[position] for position in waiting],
            make_sampler(),
            max_distance=max_distance,
            workers=workers,
            done=lambda item, refined: done(waiting[item], _ends(refined) if refined else []),
        )

    known = cache.described(version=refine.VERSION).rescan(keys, look)
    return [
        _with_ends(sequence, known.get(key, []))
        for sequence, key in zip(aligned, keys, strict=True)
    ]


def _ends(sequence: AlignedSequence) -> Values:
    return [*sequence.query_span, *sequence.reference_span, sequence.speed]


def _with_ends(sequence: AlignedSequence, ends: Values) -> AlignedSequence:
    if len(ends) != 5:
        return sequence
    start, end, low, high, speed = ends
    return sequence.altered(query_span=(start, end), reference_span=(low, high), speed=speed)


def compare_remembered(
    candidates: Sequence[AlignedSequence],
    cache: RescanCache,
    make_sampler: Callable[[], DenseSampler],
    *,
    workers: int | None = None,
) -> list[MotionComparison | None]:
    """Compare the motion of candidates, and look only at those that are not remembered.

    Parameters
    ----------
    candidates
        As `vrd.matching.alignment` gives them.
    cache
        Remembers their motion.
    make_sampler
        Makes what reads the films again; called only where films must be read.
    workers
        Candidates compared at once.

    Returns
    -------
    list of MotionComparison
        In the same order; None where the films could not be read.
    """
    keys = [key_of(candidate) for candidate in candidates]

    def look(waiting: list[int], done: Callable[[int, Values], None]) -> None:
        compare_candidates(
            [candidates[position] for position in waiting],
            make_sampler(),
            workers=workers,
            done=lambda item, comparison: done(waiting[item], _values(comparison)),
        )

    known = cache.described(version=confirm.VERSION).rescan(keys, look)
    return [_comparison(known.get(key, [])) for key in keys]


def _values(comparison: MotionComparison) -> Values:
    # Where nothing was seen there is no motion in common; JSON knows only numbers.
    both = [*comparison.forward, *comparison.backward]
    return [float(value) for value in np.nan_to_num(both)]


def _comparison(values: Values) -> MotionComparison | None:
    if len(values) != 8:
        return None
    return MotionComparison(Motion(*values[:4]), Motion(*values[4:]))
