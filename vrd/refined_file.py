"""The file that remembers refined ends, so that films are not looked at again for every report.

It is derived and may be deleted: ``refined.json`` beside the neighbours. It says what made it
(fingerprints, timeline, rate, method); made by anything else, it is begun anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from vrd.errors import ProjectError
from vrd.files import read_json, write_json
from vrd.frames import Frames
from vrd.refine_sequences import as_aligned
from vrd.sequences import AlignedSequence

#: Changes whenever `vrd.refine_sequences` would find other ends.
METHOD = 1
#: After so many new ends the file is written; it keeps the latest `MOST`.
EVERY, MOST = 100, 100_000

Refine = Callable[
    [list[AlignedSequence], Callable[[int, AlignedSequence | None], object]], list[AlignedSequence]
]


def refine_new_ones(
    sequences: Iterable[tuple[int, int, int]],
    frames: Frames,
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
        Refines sequences, and tells of each what came of it: `vrd.refine_sequences`.
    limit
        The ``max_distance`` they are refined with.
    write
        Whether new ends are written to the file.

    Returns
    -------
    list of AlignedSequence
        All of them, in order.
    """
    made_by = {"method": METHOD, **made_by}
    result = [as_aligned(one, frames) for one in sequences]
    ends = _read(path, made_by)
    keys = [_key(one, limit) for one in result]
    waiting = [number for number, key in enumerate(keys) if key not in ends]
    for number, key in enumerate(keys):
        if ends.get(key):
            result[number] = _with_ends(result[number], ends[key])
    fresh = 0

    def done(number: int, refined: AlignedSequence | None) -> None:
        nonlocal fresh
        ends[keys[waiting[number]]] = _ends(refined) if refined else []
        fresh += 1
        if write and fresh % EVERY == 0:
            _write(path, made_by, ends)

    if waiting:
        try:
            refined = refine([result[number] for number in waiting], done)
        finally:
            if write and fresh % EVERY:
                _write(path, made_by, ends)
        for number, one in zip(waiting, refined, strict=True):
            result[number] = one
    return result


def _key(one: AlignedSequence, limit: float) -> str:
    numbers = (*one, *one.query_span, *one.reference_span, one.speed, limit)
    return " ".join(f"{value:.9g}" for value in numbers) + (" mirrored" if one.mirrored else "")


def _ends(one: AlignedSequence) -> list[float]:
    return [round(value, 6) for value in (*one.query_span, *one.reference_span, one.speed)]


def _with_ends(one: AlignedSequence, ends: list[float]) -> AlignedSequence:
    start, end, low, high, speed = ends
    return AlignedSequence.make(
        (one.query, one.reference, one.duration),
        (start, end),
        (low, high),
        speed=speed,
        confidence=one.confidence,
        score=one.score,
        mirrored=one.mirrored,
    )


def _read(path: Path, made_by: Mapping[str, Any]) -> dict[str, list[float]]:
    if not path.is_file():
        return {}
    try:
        stored = read_json(path)
        ends = {str(key): [float(v) for v in values] for key, values in stored["ends"].items()}
    except (ProjectError, KeyError, TypeError, ValueError, AttributeError):
        return {}  # derived: what is damaged is made again
    whole = all(len(values) in (0, 5) for values in ends.values())
    return ends if stored.get("made_by") == made_by and whole else {}


def _write(path: Path, made_by: Mapping[str, Any], ends: dict[str, list[float]]) -> None:
    latest = dict(list(ends.items())[-MOST:])
    write_json(path, {"made_by": made_by, "ends": latest})
