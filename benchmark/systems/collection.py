"""Define what a system is given, and what it gives back.

A system is a function from a `Collection` to tries: a threshold and what was found with it. Where
it gives several, the one that suits the truth best is taken, which no user could do: peers are
given that advantage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vrd.core.matches import Matches
from vrd.core.neighbours import Neighbours
from vrd.core.segments import Segment
from vrd.core.sequence_table import sequence_table
from vrd.core.timelines import Timeline
from vrd.matching.finder import SequenceFinder
from vrd.matching.runs import find_sequences
from vrd.matching.settings import FinderSettings
from vrd.vrd_project import VRDProject

COLUMNS = ["query", "ref", "query_start", "query_end", "ref_start", "ref_end", "score"]
STEPS = 16  # thresholds that are tried


class Tried(NamedTuple):
    """Hold what was found with one threshold: columns `COLUMNS`, times in seconds.

    A system that tells how sure it is adds ``confidence``, from 0 to 1.
    """

    threshold: float
    found: pd.DataFrame


class Skipped(Exception):
    """Say that a system cannot run here; the message says why."""


@dataclass(frozen=True)
class Collection:
    """Hold the films, and a folder for one project that all systems share: stills are made once."""

    films: Path
    project: Path
    network: str = "vrdnet"

    @contextmanager
    def opened(self, network: Any, **options: Any) -> Iterator[VRDProject]:
        """Give the project, run with a network, and with the settings of a new one."""
        where = (self.project.name, self.project.parent, self.films, network)
        with VRDProject(*where, **options) as project:
            project.run()
            project.settings.finder = FinderSettings()
            yield project


System = Callable[[Collection], Iterator[Tried]]


def found_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of a prediction, and the confidence, of a table of sequences."""
    columns = [*COLUMNS, "confidence"]
    return table.rename(columns={"query_id": "query", "ref_id": "ref"})[columns]


def line_of(query: Segment, reference: Segment, score: float) -> tuple[object, ...]:
    """Return a pair of stretches as a line in the order of `COLUMNS`."""
    return (query.video, reference.video, *query[1:], *reference[1:], score)


def predictions(lines: list[tuple[object, ...]]) -> pd.DataFrame:
    """Return a table of lines in the order of `COLUMNS`."""
    return pd.DataFrame(lines, columns=COLUMNS)


def thresholds(neighbours: Neighbours, steps: int = STEPS) -> list[float]:
    """Return limits of squared L2 between hardly any match and far too many."""
    between = _nearest_elsewhere(neighbours)
    shares = np.geomspace(0.01, 0.9, steps)
    return [float(limit) for limit in np.unique(np.quantile(between, shares))]


def _nearest_elsewhere(neighbours: Neighbours) -> NDArray[np.float32]:
    """Return the distance of each row to the nearest of another film."""
    film = neighbours.frames.video
    indices, distances = neighbours.indices, neighbours.distances
    elsewhere = (indices >= 0) & (film[np.maximum(indices, 0)] != film[:, None])
    nearest: NDArray[np.float32] = np.where(elsewhere, distances, np.inf).min(axis=1)
    return nearest[np.isfinite(nearest)]


def runs(neighbours: Neighbours, limit: float) -> pd.DataFrame:
    """Return diagonal runs as published: 5 rows, 2 skipped, overlapping ones merged."""
    finder = SequenceFinder(neighbours, max_distance=limit, quiet=True)
    finder.filter_matches_from_same_video()
    sequences = finder.find_sequences(5, 2, combine_overlap=True)
    return found_table(sequence_table(sequences, neighbours, max_distance=limit))


def runs_of_matches(matches: Matches, frames: Timeline) -> pd.DataFrame:
    """Return the same of matches that no search answered; the score is the length in seconds."""
    sequences = find_sequences(
        matches, frames, shortest_sequence=5, allow_skip=2, combine_overlap=True
    )
    return predictions(
        [
            line_of(
                frames.segment(query, rows), frames.segment(reference, rows), rows / frames.mean_fps
            )
            for query, reference, rows in sequences
        ]
    )
