"""Make timelines and neighbours by hand, with reuse planted where a test wants it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from vrd.core.neighbours import Neighbours
from vrd.core.sequences import AlignedSequence
from vrd.core.timelines import Timeline, Video


def timeline(*rows: int, fps: float = 1.0, folder: Path = Path("nowhere")) -> Timeline:
    """Return the timeline of films ``a.mp4``, ``b.mp4`` ... of so many rows each."""
    names = [f"{chr(ord('a') + number)}.mp4" for number in range(len(rows))]
    return Timeline.uniform(
        [
            Video(name, folder / name, folder / f"stills-{name}", count, count / fps, digest=name)
            for name, count in zip(names, rows, strict=True)
        ],
        fps=fps,
    )


def neighbours_of(
    frames: Timeline, matches: Iterable[tuple[int, int, float]], *, k: int | None = None
) -> Neighbours:
    """Return neighbours that hold exactly these matches, seen from both rows."""
    lists: list[list[tuple[float, int]]] = [[] for _ in range(len(frames))]
    for query, reference, distance in matches:
        lists[query].append((distance, reference))
        lists[reference].append((distance, query))
    width = k or max([1, *(len(nearest) for nearest in lists)])
    indices = np.full((len(frames), width), -1, np.int32)
    distances = np.full((len(frames), width), np.inf, np.float32)
    for row, nearest in enumerate(lists):
        for rank, (distance, neighbour) in enumerate(sorted(nearest)[:width]):
            indices[row, rank], distances[row, rank] = neighbour, distance
    return Neighbours(indices, distances, frames)


def diagonal(
    query: int, reference: int, duration: int, distance: float = 1.0, without: Iterable[int] = ()
) -> list[tuple[int, int, float]]:
    """Return matches along one lag; ``without`` are steps left out."""
    holes = set(without)
    return [
        (query + step, reference + step, distance) for step in range(duration) if step not in holes
    ]


def fast_sequence() -> tuple[AlignedSequence, Timeline]:
    """Return ten seconds of film b at 1.25 times the speed in film a, and their timeline.

    It is in film a from second 2.4, row 2, and in film b from second 5.
    """
    rows = AlignedSequence.make(
        (2, 25, 10), (2.4, 10.4), (5.0, 15.0), speed=1.25, confidence=0.97, score=6.5
    )
    return rows, timeline(20, 30)


SIDES = ["query_id", "query_start", "query_end", "ref_id", "ref_start", "ref_end"]


def table_of(*lines: tuple[str, float, float, str, float, float]) -> pd.DataFrame:
    """Return a table of sequences: film, start and end of the query, then of the reference."""
    return pd.DataFrame(list(lines), columns=SIDES)
