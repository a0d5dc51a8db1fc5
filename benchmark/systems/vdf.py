"""Apply the rule of VideoDuplicateFinder (0x90d) for a clip inside a longer film.

Of two films each row's nearest of the other within a limit counts; if at least 4 of them lie
within 30 seconds of their median lag, the clip is there. It gives one stretch for two films, from
the first of these rows to the last. Here on PDQ hashes where they can be had, else on ``dct``.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmark.systems.collection import Collection, Skipped, Tried, predictions, thresholds
from benchmark.systems.vpdq import LIMITS, pdq_matches, pdq_of_stills
from vrd.core.matches import Matches, matches_within
from vrd.core.timelines import Timeline

LEAST, WITHIN = 4, 30.0  # matches, seconds


def tries(collection: Collection) -> Iterator[Tried]:
    """Try the rule at a range of limits."""
    with collection.opened("dct") as project:
        frames = project.frames
        try:
            bits, usable = pdq_of_stills(frames, collection.project)
            limits = [float(limit) for limit in LIMITS]
            matches = pdq_matches(bits, usable, frames, max(LIMITS))
        except Skipped:
            limits = thresholds(project.neighbours)
            matches = matches_within(project.neighbours, max(limits))
        for limit in limits:
            yield Tried(limit, by_median_lag(matches.keep(matches.distance <= limit), frames))


def by_median_lag(matches: Matches, frames: Timeline) -> pd.DataFrame:
    """Return at most one stretch of each pair of films; its score is the number of matches."""
    film, reference_film = frames.video[matches.query], frames.video[matches.reference]
    lines: list[tuple[object, ...]] = []
    pair = film.astype(np.int64) * len(frames.videos) + reference_film
    for number in np.unique(pair[film != reference_film]).tolist():
        first, second = divmod(number, len(frames.videos))
        mine = _nearest(matches.keep(pair == number))
        query = mine.query - frames.first[first]
        reference = mine.reference - frames.first[second]
        lag = (reference - query) / frames.mean_fps
        near = np.abs(lag - np.median(lag)) <= WITHIN
        if near.sum() >= LEAST:
            times = [*_span(query[near], frames), *_span(reference[near], frames)]
            names = (frames.videos[first].name, frames.videos[second].name)
            lines.append((*names, *times, float(near.sum())))
    return predictions(lines)


def _nearest(matches: Matches) -> Matches:
    """Return only the nearest match of each query row."""
    order = np.lexsort((matches.distance, matches.query))
    first = np.unique(matches.query[order], return_index=True)[1]
    kept = order[first]
    return Matches(matches.query[kept], matches.reference[kept], matches.distance[kept])


def _span(rows: NDArray[np.int64], frames: Timeline) -> tuple[float, float]:
    return float(rows.min() / frames.mean_fps), float((rows.max() + 1) / frames.mean_fps)
