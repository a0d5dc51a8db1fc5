"""Look again at candidates in which little moves, and keep those that move alike; a stage.

Footage of a beach or of a speaker before a wall is little evidence at one frame a second, as one
picture of it may look like another by chance. Both films are read again at a higher rate there,
and their motion is compared (`vrd.matching.motion`). The same is done with the reference running
backward: what moves alike then tells how often chance would.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from vrd.core.segments import intersect_spans
from vrd.core.sequences import AlignedSequence
from vrd.core.timelines import Timeline
from vrd.matching.dense_samples import DenseSampler
from vrd.matching.motion import REACH_S, Motion, compare_motion
from vrd.matching.normalization import Background
from vrd.matching.rescans import rescan_each

#: Changes whenever this stage would see something else: remembered results are then made anew.
VERSION = 2

#: Motion goes together when it stands out so much from other lags, and is so much of it all. Of 93
#: candidates of planted reuse, none passed with the reference running backward.
MIN_PROMINENCES_AND_CORRELATIONS = ((5.5, 0.1), (4.5, 0.3))
#: Pictures whose background (see `vrd.matching.normalization`) is nearer than this share of the
#: limit are in several films: logos, countdowns, test cards.
MIN_BACKGROUND_SHARE = 0.1
#: Seconds of a candidate that are looked at, in its middle.
MAX_COMPARED_S = 20.0
#: Speeds looked for besides that of the candidate.
SPEEDS = (1.0, 24 / 25, 25 / 24)


class MotionComparison(NamedTuple):
    """Hold the motion of the two films of a candidate, and with the reference backward."""

    forward: Motion
    backward: Motion


def compare_candidates(
    candidates: Sequence[AlignedSequence],
    sampler: DenseSampler,
    *,
    workers: int | None = None,
    progress: bool = True,
    done: Callable[[int, MotionComparison], object],
) -> None:
    """Compare the motion of the two films of candidates.

    Parameters
    ----------
    candidates
        As `vrd.matching.alignment` gives them.
    sampler
        Reads the films again, and knows their rows.
    workers
        Candidates compared at once; by default two.
    progress
        Show a progress bar.
    done
        Called with the item of each candidate and what was seen. Not called for those whose films
        cannot be read, of which a warning tells.
    """
    rescan_each(
        candidates,
        lambda candidate: _compared(candidate, sampler),
        done,
        stop=sampler.stop,
        lost="stay unconfirmed",
        workers=workers,
        progress="Comparing motion" if progress else None,
    )


def worth_comparing(
    candidates: Sequence[AlignedSequence],
    background: Background | None,
    max_distance: float,
) -> list[AlignedSequence]:
    """Return the candidates whose pictures hardly resemble films that share nothing with them.

    Without a background, all are worth it.
    """
    if background is None:
        return list(candidates)
    return [
        candidate
        for candidate in candidates
        if min(
            np.median(background.distance[row : row + candidate.duration]) for row in candidate[:2]
        )
        >= MIN_BACKGROUND_SHARE * max_distance
    ]


def confirmed_sequences(
    candidates: Sequence[AlignedSequence],
    comparisons: Sequence[MotionComparison | None],
    timeline: Timeline,
) -> list[AlignedSequence]:
    """Return the candidates whose films move alike, each on the line of its motion.

    Their evidence, which counts every picture fully, is worth less by the share that chance makes,
    as backward motion tells it.
    """
    seen = [
        (candidate, comparison)
        for candidate, comparison in zip(candidates, comparisons, strict=True)
        if comparison
    ]
    kept = [
        (candidate, comparison.forward)
        for candidate, comparison in seen
        if _shared(comparison.forward)
    ]
    decoys = sum(_shared(comparison.backward) for _, comparison in seen)
    worth = 1 - min(1.0, decoys / max(1, len(kept)))
    return [_on_line(candidate, motion, worth, timeline) for candidate, motion in kept]


def _on_line(
    candidate: AlignedSequence, motion: Motion, worth: float, timeline: Timeline
) -> AlignedSequence:
    """Return the candidate on the line of its motion, cut where the reference ends."""
    duration = timeline.videos[int(timeline.video[candidate.reference])].duration
    speed, lag = motion.speed, motion.lag
    in_reference = (-lag / speed, (duration - lag) / speed)
    start, end = intersect_spans(candidate.query_span, in_reference)
    return candidate.altered(
        query_span=(start, end),
        reference_span=(speed * start + lag, speed * end + lag),
        speed=speed,
        score=worth * candidate.score,
        confirmed=True,
    )


def _shared(motion: Motion) -> bool:
    return any(motion.shared(*least) for least in MIN_PROMINENCES_AND_CORRELATIONS)


def _compared(candidate: AlignedSequence, sampler: DenseSampler) -> MotionComparison:
    timeline = sampler.timeline
    videos = [timeline.videos[int(timeline.video[row])] for row in candidate[:2]]
    (start, end), (low, high) = candidate.query_span, candidate.reference_span
    middle, reference_middle = (start + end) / 2, (low + high) / 2
    start, end = max(start, middle - MAX_COMPARED_S / 2), min(end, middle + MAX_COMPARED_S / 2)
    speeds = {*SPEEDS, candidate.speed}
    half = (end - start) / 2 * max(speeds) + REACH_S + 2 / sampler.rate
    query = sampler.sample(videos[0], (start, end), mirrored=candidate.mirrored)
    span = (reference_middle - half, reference_middle + half)
    times, vectors = sampler.sample(videos[1], span)
    scale = sampler.fingerprinter.spec.scale
    middles = (middle, reference_middle)
    forward = compare_motion(query, (times, vectors), middles, speeds, scale)
    if not len(times):
        return MotionComparison(forward, forward)
    turn = float(times[0] + times[-1])
    backward_series = (turn - times[::-1], vectors[::-1])
    middles = (middle, turn - reference_middle)
    backward = compare_motion(query, backward_series, middles, speeds, scale)
    return MotionComparison(forward, backward)
