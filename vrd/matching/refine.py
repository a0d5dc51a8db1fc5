"""Stage: find the ends of sequences to a fraction of a second, by a closer look at the films.

Sequences of rows a second long know their ends to about a second. Around both ends the two films
are decoded again at a higher rate and fingerprinted as the rows were; the line that explains most
of these samples gives speed and lag, and where its evidence stops are the ends
(`vrd.matching.fit_line`). Where the closer look tells little, the coarse ends are kept.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

import numpy as np

from vrd.core.fingerprints import Fingerprints
from vrd.core.protocols import Fingerprinter
from vrd.core.segments import Span, intersect_spans, merge_spans
from vrd.core.sequences import AlignedSequence, segments
from vrd.core.timelines import Timeline, Video
from vrd.matching.dense_samples import (
    DenseSampler,
    DenseSamples,
    StretchSampler,
    row_samples,
)
from vrd.matching.fit_line import DistanceGrid, Ends, TimeMap, find_ends, fit_line
from vrd.matching.rescans import rescan_each

#: Seconds looked at outside and inside of the coarse ends, and by which a look is widened.
OUTSIDE, INSIDE, FURTHER = 1.6, 1.6, 4.0
WIDENINGS = 3
#: Seconds by which the line of the rows, and that of the samples, may miss the one before.
FAR, NEAR = 6.0, 1.0
#: Seconds of rows that are looked at inside of either end.
ROWS = 60.0
#: Least evidence in seconds of perfect match, and least share of samples that match.
LEAST_EVIDENCE, LEAST_SHARE = 0.5, 0.5
#: Least share of the coarse sequence that must remain.
LEAST_KEPT = 1 / 3

#: Another one makes that what was found, and is remembered, by an earlier way is found anew.
REVISION = 2


def refine_sequences(
    sequences: Iterable[tuple[int, int, int]],
    frames: Timeline,
    sample: StretchSampler,
    fingerprinter: Fingerprinter,
    *,
    fingerprints: Fingerprints,
    max_distance: float,
    rate: float = 5.0,
    workers: int | None = None,
    progress: bool = True,
    done: Callable[[int, AlignedSequence | None], object] = lambda number, refined: None,
) -> list[AlignedSequence]:
    """Give sequences their ends and speed to a fraction of a second.

    Parameters
    ----------
    sequences
        Triples of rows, or what `vrd.matching.alignment` gave.
    frames
        The timeline they belong to.
    sample
        Gives the pictures of a stretch of a film, as the fingerprinter wants them.
    fingerprinter
        What made the fingerprints of the rows.
    fingerprints
        Those of the rows.
    max_distance
        Squared L2 distance at which a match says nothing any more.
    rate
        Samples per second of film.
    workers
        Sequences refined at once; by default two.
    progress
        Show a progress bar.
    done
        Told the number of each sequence that was looked at, and what came of it: None where its
        ends stay as they were. Not told of sequences whose films could not be read.

    Returns
    -------
    list of AlignedSequence
        In the same order, with the same rows, score and confidence. Where films cannot be read,
        of which a warning tells, or too little is seen, ends and speed are as they were.

    Raises
    ------
    ValueError
        If a setting makes no sense.
    """
    if not (max_distance > 0 and 0 < rate <= 100):
        raise ValueError(
            f"max_distance {max_distance} must be above 0, and rate {rate} from 0 to 100 a second"
        )
    result = [as_aligned(one, frames) for one in sequences]
    stop = threading.Event()
    look = DenseSampler(
        sample, fingerprinter, fingerprints, frames, rate, max_distance, stop.is_set
    )

    def looked_at(number: int, refined: AlignedSequence | None) -> None:
        done(number, refined)
        result[number] = refined or result[number]

    rescan_each(
        result,
        lambda one: _refined(one, frames, look),
        looked_at,
        stop=stop,
        lost="keep the ends they were found with, to a row",
        workers=workers,
        progress="Ends" if progress else None,
    )
    return result


def as_aligned(sequence: tuple[int, int, int], frames: Timeline) -> AlignedSequence:
    """A sequence with the ends that its rows have, unless it knows better."""
    if isinstance(sequence, AlignedSequence):
        return sequence
    query, reference, duration = (int(value) for value in sequence)
    one, two = segments(sequence, frames)
    return AlignedSequence.make(
        (query, reference, duration), (one.start, one.end), (two.start, two.end)
    )


def _refined(
    coarse: AlignedSequence, frames: Timeline, look: DenseSampler
) -> AlignedSequence | None:
    """The sequence with better ends; None where the closer look tells too little."""
    one, two = (frames.videos[int(frames.video[row])] for row in coarse[:2])
    if min(one.rows, two.rows) < 2:
        return None  # a still image has no ends to look for
    line, span = _line_of_rows(coarse, frames, look)
    query, reference = DenseSamples(one, look, coarse.mirrored), DenseSamples(two, look)
    further = [(span[0] - OUTSIDE, span[0] + INSIDE), (span[1] - INSIDE, span[1] + OUTSIDE)]
    margin = NEAR + 0.2
    for widening in range(WIDENINGS + 1):
        query.add(*further)
        around = [(line.at(low) - margin, line.at(high) + margin) for low, high in further]
        reference.add(*around)
        if min(len(query.times), len(reference.times)) < 2:
            return None
        fine = DistanceGrid.make(query.seen, reference.seen, 1 / look.rate)
        if not (widening or coarse.confirmed):
            line = fit_line(fine, line, span, look.limit, reach=NEAR, step=0.1)
        margin = 0.5
        ends = find_ends(fine, line, span, INSIDE, look.limit)
        further = _further(query, line, ends, two)
        if not further:
            break
    return _accepted(coarse, fine, line, ends, look, (one.duration, two.duration))


def _line_of_rows(
    coarse: AlignedSequence, frames: Timeline, look: DenseSampler
) -> tuple[TimeMap, Span]:
    """The line and its ends in the query, by the fingerprints of the rows."""
    (first, last), (low, high) = coarse.query_span, coarse.reference_span
    speed = coarse.speed
    line = TimeMap(speed, (low + high) / 2 - speed * (first + last) / 2)
    if coarse.mirrored:
        return line, coarse.query_span
    reach = float(np.clip(0.15 * (last - first), 1.5, FAR))
    begin, over = first - 2, last + 2
    # Of a short sequence all of it, and no more: beyond it, another one may be near the line.
    query = merge_spans([(begin, min(first + ROWS, over)), (max(last - ROWS, begin), over)])
    reference = merge_spans([(line.at(a) - reach, line.at(b) + reach) for a, b in query])
    one = row_samples(coarse.query, query, frames, look)
    two = row_samples(coarse.reference, reference, frames, look)
    if min(len(one[0]), len(two[0])) < 2:
        return line, coarse.query_span
    rows = DistanceGrid.make(one, two, 1 / frames.mean_fps)
    if not coarse.confirmed:
        line = fit_line(rows, line, coarse.query_span, look.limit, reach=reach, step=reach / 12)
    ends = find_ends(rows, line, coarse.query_span, ROWS / 2, look.limit)
    start, end = ends.start, ends.end
    return line, (first if start is None else start, last if end is None else end)


def _further(query: DenseSamples, line: TimeMap, ends: Ends, reference: Video) -> list[Span]:
    """Where to look further, as the line goes on to the edge of what has been seen."""
    first, last = float(query.times[0]), float(query.times[-1])
    spacing = 1 / query.look.rate
    result = []
    if ends.open_start and first > spacing and line.at(first) > spacing:
        result.append((first - FURTHER, first))
    room = query.video.duration - last, reference.duration - line.at(last)
    if ends.open_end and min(room) > spacing:
        result.append((last, last + FURTHER))
    return result


def _accepted(
    coarse: AlignedSequence,
    fine: DistanceGrid,
    line: TimeMap,
    ends: Ends,
    look: DenseSampler,
    durations: tuple[float, float],
) -> AlignedSequence | None:
    if ends.start is None or ends.end is None:
        return None
    distances = fine.along(np.array([line.speed]), np.array([line.lag]))[0]
    inside = (fine.query > ends.start) & (fine.query < ends.end)
    near = distances[inside] < look.limit
    evidence = np.maximum(1 - distances[inside] / look.limit, 0).sum() / look.rate
    if evidence < LEAST_EVIDENCE or near.mean() < LEAST_SHARE:
        return None
    first, last = coarse.query_span
    kept = intersect_spans((ends.start, ends.end), coarse.query_span)
    if kept[1] - kept[0] < LEAST_KEPT * (last - first):
        return None
    start, end = _within(ends, line, durations, 1 / look.rate)
    low, high = float(line.at(start)), float(line.at(end))
    return coarse.altered(
        query_span=(start, end),
        reference_span=(max(low, 0.0), min(high, durations[1])),
        speed=line.speed,
    )


def _within(ends: Ends, line: TimeMap, durations: tuple[float, float], spacing: float) -> Span:
    """Ends that lie in both films; one less than a sample from the end of a film is at it."""
    assert ends.start is not None
    assert ends.end is not None
    start = max(ends.start, 0.0, -line.lag / line.speed)
    end = min(ends.end, durations[0], (durations[1] - line.lag) / line.speed)
    start = 0.0 if start < spacing else start
    end = durations[0] if durations[0] - end < spacing else end
    return start, end
