"""Refine only the sequences whose ends a project does not remember."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from vrd.core.sequences import AlignedSequence
from vrd.core.timelines import Timeline
from vrd.matching.refine import as_aligned
from vrd.matching.rescan_cache import Values, key_of, look_at_new_ones

#: Changes whenever `vrd.matching.refine` would find other ends.
METHOD = 2

Refine = Callable[[list[AlignedSequence], Callable[[int, AlignedSequence | None], object]], object]


def refine_new_ones(
    sequences: Iterable[tuple[int, int, int]],
    frames: Timeline,
    path: Path,
    made_by: Mapping[str, Any],
    refine: Refine,
    *,
    limit: float,
    write: bool,
) -> list[AlignedSequence]:
    """Refine the sequences whose ends the file does not remember.

    Parameters
    ----------
    sequences
        Triples of rows, or aligned sequences.
    frames
        The timeline they belong to.
    path
        The file.
    made_by
        What the ends depend on besides the sequence and the limit.
    refine
        Refines sequences, and tells of each what came of it: `vrd.matching.refine`.
    limit
        The ``max_distance`` they are refined with.
    write
        Whether new ends are written to the file.

    Returns
    -------
    list of AlignedSequence
        All of them, in order.
    """
    result = [as_aligned(one, frames) for one in sequences]
    keys = [key_of(one, limit) for one in result]

    def look(waiting: list[int], done: Callable[[int, Values], None]) -> None:
        refine(
            [result[number] for number in waiting],
            lambda place, refined: done(waiting[place], _ends(refined) if refined else []),
        )

    ends = look_at_new_ones(keys, path, {"method": METHOD, **made_by}, look, write=write)
    return [
        _with_ends(one, ends[key]) if len(ends.get(key, ())) == 5 else one
        for one, key in zip(result, keys, strict=True)
    ]


def _ends(one: AlignedSequence) -> Values:
    return [*one.query_span, *one.reference_span, one.speed]


def _with_ends(one: AlignedSequence, ends: Values) -> AlignedSequence:
    start, end, low, high, speed = ends
    return one.altered(query_span=(start, end), reference_span=(low, high), speed=speed)
