"""Stage: look again at candidates in which next to nothing moves, and keep what moves alike.

Footage of a beach or of a speaker before a wall is little evidence at one frame a second, as one
picture of it may look like another by chance. Both films are decoded again at a higher rate there,
and their movement compared (`vrd.matching.motion`). The same is done with the reference running
backward: what moves alike then tells how often chance would.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vrd.core.fingerprints import Fingerprints
from vrd.core.protocols import Fingerprinter
from vrd.core.sequences import AlignedSequence
from vrd.core.timelines import Timeline
from vrd.matching.dense_samples import DenseSampler, StretchSampler
from vrd.matching.motion import REACH, Movement, compare_movement
from vrd.matching.rescans import rescan_each

#: Movement goes together when it stands out so much from other lags, and is so much of it all.
LEAST_SURENESS, LEAST_CORRELATION = 5.5, 0.1
#: Pictures whose background (see `vrd.matching.normalization`) is nearer than this share of the
#: limit are in several films: logos, countdowns, test cards.
RARE = 0.1
#: Seconds of a candidate that are looked at, in its middle.
LONGEST = 20.0
#: Speeds looked for besides that of the candidate.
SPEEDS = (1.0, 24 / 25, 25 / 24)


class Compared(NamedTuple):
    """The movement of the two films of a candidate, forward and with the reference backward."""

    forward: Movement
    backward: Movement


def confirm_sequences(
    candidates: Sequence[AlignedSequence],
    frames: Timeline,
    sample: StretchSampler,
    fingerprinter: Fingerprinter,
    *,
    fingerprints: Fingerprints,
    rate: float = 5.0,
    workers: int | None = None,
    progress: bool = True,
    done: Callable[[int, Compared], object],
) -> None:
    """Compare the movement of the two films of candidates.

    Parameters
    ----------
    candidates
        What `vrd.matching.alignment` names so.
    frames
        The timeline they belong to.
    sample
        Gives the pictures of a stretch of a film, as the fingerprinter wants them.
    fingerprinter
        What made the fingerprints of the rows.
    fingerprints
        Those of the rows.
    rate
        Samples per second of film.
    workers
        Candidates looked at at once; by default two.
    progress
        Show a progress bar.
    done
        Told the number of each candidate and what was seen. Not told of those whose films cannot
        be read, of which a warning tells.
    """
    stop = threading.Event()
    look = DenseSampler(sample, fingerprinter, fingerprints, frames, rate, np.inf, stop.is_set)
    rescan_each(
        candidates,
        lambda one: _compared(one, frames, look),
        done,
        stop=stop,
        lost="stay unconfirmed",
        workers=workers,
        progress="Movement" if progress else None,
    )


def worth_looking(
    candidates: Sequence[AlignedSequence],
    background: NDArray[np.float32] | None,
    max_distance: float,
) -> list[AlignedSequence]:
    """The candidates whose pictures are not, much alike, in other films as well.

    ``background`` (n,) is as `vrd.matching.normalization.background_distances` gives it, or None.
    """
    if background is None:
        return list(candidates)
    return [
        one
        for one in candidates
        if min(np.median(background[row : row + one.duration]) for row in one[:2])
        >= RARE * max_distance
    ]


def confirmed(
    candidates: Sequence[AlignedSequence], compared: Sequence[Compared | None], frames: Timeline
) -> list[AlignedSequence]:
    """The candidates that move alike, on the line on which they do so, and how sure that is."""
    both = [(one, seen) for one, seen in zip(candidates, compared, strict=True) if seen]
    kept = [(one, seen.forward) for one, seen in both if _shared(seen.forward)]
    decoys = sum(_shared(seen.backward) for _, seen in both)
    confidence = 1 - min(1.0, decoys / max(1, len(kept)))
    return [_on_line(one, movement, confidence, frames) for one, movement in kept]


def _on_line(
    one: AlignedSequence, movement: Movement, confidence: float, frames: Timeline
) -> AlignedSequence:
    """The candidate on the line of its movement, as far as that lies in the reference."""
    end = frames.videos[int(frames.video[one.reference])].duration
    speed, lag = movement.speed, movement.lag
    start, stop = max(one.query_span[0], -lag / speed), min(one.query_span[1], (end - lag) / speed)
    return one.altered(
        query_span=(start, stop),
        reference_span=(speed * start + lag, speed * stop + lag),
        speed=speed,
        confidence=confidence,
        confirmed=True,
    )


def _shared(movement: Movement) -> bool:
    return movement.shared(LEAST_SURENESS, LEAST_CORRELATION)


def _compared(one: AlignedSequence, frames: Timeline, look: DenseSampler) -> Compared:
    videos = [frames.videos[int(frames.video[row])] for row in one[:2]]
    (start, end), (low, high) = one.query_span, one.reference_span
    middle = (start + end) / 2
    start, end = max(start, middle - LONGEST / 2), min(end, middle + LONGEST / 2)
    beside = (low + high) / 2
    half = (end - start) / 2 * max(*SPEEDS, one.speed) + REACH + 2 / look.rate
    query = look(videos[0], (start, end), one.mirrored)
    times, vectors = look(videos[1], (beside - half, beside + half), False)
    speeds, scale = {*SPEEDS, one.speed}, look.fingerprinter.spec.scale
    forward = compare_movement(query, (times, vectors), (middle, beside), speeds, scale)
    if not len(times):
        return Compared(forward, forward)
    turn = float(times[0] + times[-1])
    backward = compare_movement(
        query,
        (turn - times[::-1], vectors[::-1]),
        (middle, turn - beside),
        speeds,
        scale,
    )
    return Compared(forward, backward)
