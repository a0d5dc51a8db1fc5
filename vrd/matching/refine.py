"""Find the ends of sequences to a fraction of a second, by a closer look at films; a stage.

Sequences of rows a second long know their ends to about a second. Around both ends the two films
are read again at a higher rate and fingerprinted as the rows were; the line that explains most
of these samples gives speed and lag, and where its evidence stops are the ends
(`vrd.matching.fit_line`). Where the closer look tells little, the coarse ends are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from vrd.core.segments import Span, intersect_spans, merge_spans
from vrd.core.sequences import AlignedSequence, segments
from vrd.core.timelines import Timeline, Video
from vrd.matching.dense_samples import DenseSampler, DenseSamples
from vrd.matching.distance_grid import DistanceGrid, TimeMap
from vrd.matching.fit_line import Ends, find_ends, fit_line
from vrd.matching.rescans import rescan_each

#: Changes whenever this stage would find other ends: remembered ones are then found anew.
VERSION = 3

#: Seconds looked at outside and inside of the coarse ends, and by which a look is widened.
OUTSIDE_S, INSIDE_S, WIDENING_S = 1.6, 1.6, 4.0
MAX_WIDENINGS = 3
#: Seconds by which the line of the rows may miss the coarse one, and that of the samples the
#: line of the rows.
COARSE_REACH_S, FINE_REACH_S = 6.0, 1.0
#: Seconds of rows that are read inside of either end.
MAX_ROWS_S = 60.0
#: Least evidence in seconds of perfect match, and least share of samples that match.
MIN_EVIDENCE_S, MIN_MATCHED_SHARE = 0.5, 0.5
#: Least share of the coarse sequence that must remain.
MIN_KEPT_SHARE = 1 / 3


def refine_sequences(
    sequences: Iterable[tuple[int, int, int]],
    sampler: DenseSampler,
    *,
    max_distance: float,
    workers: int | None = None,
    progress: bool = True,
    done: Callable[[int, AlignedSequence | None], object] = lambda item, refined: None,
) -> list[AlignedSequence]:
    """Give sequences their ends and speed to a fraction of a second.

    Parameters
    ----------
    sequences
        Triples of rows, or what `vrd.matching.alignment` gave.
    sampler
        Reads the films again, and knows their rows.
    max_distance
        Squared L2 distance at which a match says nothing any more.
    workers
        Sequences refined at once; by default two.
    progress
        Show a progress bar.
    done
        Called with the item of each sequence that was looked at, and the refined sequence; None
        where its ends stay as they were. Not called for sequences whose films cannot be read.

    Returns
    -------
    list of AlignedSequence
        In the same order, with the same rows, score and confidence. Where films cannot be read,
        of which a warning tells, or too little is seen, ends and speed are as they were.

    Raises
    ------
    ValueError
        If ``max_distance`` makes no sense.
    """
    if not max_distance > 0:
        raise ValueError(f"max_distance is {max_distance}; it must be above 0")
    result = [as_aligned(sequence, sampler.timeline) for sequence in sequences]

    def keep(item: int, refined: AlignedSequence | None) -> None:
        done(item, refined)
        result[item] = refined or result[item]

    rescan_each(
        result,
        lambda sequence: _refined(sequence, sampler, max_distance),
        keep,
        stop=sampler.stop,
        lost="keep the ends they were found with, to a row",
        workers=workers,
        progress="Finding exact ends" if progress else None,
    )
    return result


def as_aligned(sequence: tuple[int, int, int], timeline: Timeline) -> AlignedSequence:
    """Return a sequence with the ends of its rows, unless it has more exact ends already."""
    if isinstance(sequence, AlignedSequence):
        return sequence
    query, reference, duration = (int(value) for value in sequence)
    stretches = segments(sequence, timeline)
    return AlignedSequence.make((query, reference, duration), stretches[0][1:], stretches[1][1:])


def _refined(
    coarse: AlignedSequence, sampler: DenseSampler, limit: float
) -> AlignedSequence | None:
    """Return the sequence with better ends; None where the closer look tells too little."""
    timeline = sampler.timeline
    videos = [timeline.videos[int(timeline.video[row])] for row in coarse[:2]]
    if min(video.rows for video in videos) < 2:
        return None  # a still image has no ends to look for
    if coarse.query_region or coarse.reference_region:
        return None  # whole pictures would be compared, which differ
    line, span = _line_of_rows(coarse, sampler, limit)
    query = DenseSamples(videos[0], sampler, mirrored=coarse.mirrored)
    reference = DenseSamples(videos[1], sampler)
    further = [(span[0] - OUTSIDE_S, span[0] + INSIDE_S), (span[1] - INSIDE_S, span[1] + OUTSIDE_S)]
    margin = FINE_REACH_S + 0.2
    for widening in range(MAX_WIDENINGS + 1):
        query.add(*further)
        around = [(line.at(low) - margin, line.at(high) + margin) for low, high in further]
        reference.add(*around)
        if min(len(query.times), len(reference.times)) < 2:
            return None
        grid = DistanceGrid.make(query.series, reference.series, 1 / sampler.rate)
        if not (widening or coarse.confirmed):
            options = {"reach": FINE_REACH_S, "step": 0.1, "coding_noise": sampler.coding_noise}
            line = fit_line(grid, line, span, limit, **options)
        margin = 0.5
        ends = find_ends(grid, line, span, INSIDE_S, limit)
        further = _further(query, line, ends, videos[1])
        if not further:
            break
    durations = (videos[0].duration, videos[1].duration)
    return _accepted(coarse, grid, line, ends, limit, durations)


def _line_of_rows(
    coarse: AlignedSequence, sampler: DenseSampler, limit: float
) -> tuple[TimeMap, Span]:
    """Return the line and its ends in the query, by the fingerprints of the rows."""
    (first, last), (low, high) = coarse.query_span, coarse.reference_span
    speed = coarse.speed
    line = TimeMap(speed, (low + high) / 2 - speed * (first + last) / 2)
    if coarse.mirrored:
        return line, coarse.query_span
    reach = float(np.clip(0.15 * (last - first), 1.5, COARSE_REACH_S))
    begin, over = first - 2, last + 2
    # Of a short sequence all of it, and no more: beyond it, another one may be near the line.
    spans = [(begin, min(first + MAX_ROWS_S, over)), (max(last - MAX_ROWS_S, begin), over)]
    query_spans = merge_spans(spans)
    reference_spans = merge_spans(
        (line.at(start) - reach, line.at(end) + reach) for start, end in query_spans
    )
    query = sampler.read_rows(coarse.query, query_spans)
    reference = sampler.read_rows(coarse.reference, reference_spans)
    if min(len(query[0]), len(reference[0])) < 2:
        return line, coarse.query_span
    grid = DistanceGrid.make(query, reference, 1 / sampler.timeline.mean_fps)
    if not coarse.confirmed:
        options = {"reach": reach, "step": reach / 12, "coding_noise": sampler.coding_noise}
        line = fit_line(grid, line, coarse.query_span, limit, **options)
    ends = find_ends(grid, line, coarse.query_span, MAX_ROWS_S / 2, limit)
    start, end = ends.start, ends.end
    return line, (first if start is None else start, last if end is None else end)


def _further(query: DenseSamples, line: TimeMap, ends: Ends, reference: Video) -> list[Span]:
    """Return the spans to look at next, where the line goes on to the edge of what was seen."""
    first, last = float(query.times[0]), float(query.times[-1])
    spacing = 1 / query.sampler.rate
    spans = []
    if ends.open_start and first > spacing and line.at(first) > spacing:
        spans.append((first - WIDENING_S, first))
    room = query.video.duration - last, reference.duration - line.at(last)
    if ends.open_end and min(room) > spacing:
        spans.append((last, last + WIDENING_S))
    return spans


def _accepted(
    coarse: AlignedSequence,
    grid: DistanceGrid,
    line: TimeMap,
    ends: Ends,
    limit: float,
    durations: tuple[float, float],
) -> AlignedSequence | None:
    """Return the sequence with these ends; None where they leave too little of it."""
    if ends.start is None or ends.end is None:
        return None
    distances = grid.along(np.array([line.speed]), np.array([line.lag]))[0]
    inside = (grid.query > ends.start) & (grid.query < ends.end)
    near = distances[inside] < limit
    evidence = np.maximum(1 - distances[inside] / limit, 0).sum() * grid.spacing
    if evidence < MIN_EVIDENCE_S or near.mean() < MIN_MATCHED_SHARE:
        return None
    first, last = coarse.query_span
    kept = intersect_spans((ends.start, ends.end), coarse.query_span)
    if kept[1] - kept[0] < MIN_KEPT_SHARE * (last - first):
        return None
    start, end = _within((ends.start, ends.end), line, durations, grid.spacing)
    low, high = float(line.at(start)), float(line.at(end))
    return coarse.altered(
        query_span=(start, end),
        reference_span=(max(low, 0.0), min(high, durations[1])),
        speed=line.speed,
    )


def _within(ends: Span, line: TimeMap, durations: tuple[float, float], spacing: float) -> Span:
    """Return ends that lie in both films; one within a sample of the end of a film is at it."""
    start = max(ends[0], 0.0, -line.lag / line.speed)
    end = min(ends[1], durations[0], (durations[1] - line.lag) / line.speed)
    start = 0.0 if start < spacing else start
    end = durations[0] if durations[0] - end < spacing else end
    return start, end
