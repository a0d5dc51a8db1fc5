"""Choose which stretches of two films are played in step: those of a sequence, with margins.

A long sequence is played in parts.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from vrd.core.sequences import AlignedSequence
from vrd.widgets.review_clips import FilmStretch
from vrd.widgets.review_items import ReviewItems

#: Longer sequences are played in parts, in seconds of the longer side.
PART_S = 60.0
#: Seconds shown before and after a sequence, so that its ends can be judged.
MARGIN_S = 1.0
#: Shortest clip, in seconds, unless the sequence itself is shorter.
_MIN_CLIP_S = 0.5


class ClipPair(NamedTuple):
    """Describe which stretches of two films are shown in step.

    ``ratio`` is seconds of the second film per second of the first; ``start`` and ``end`` are
    where the sequence lies, in seconds from the start of the first clip.
    """

    films: tuple[FilmStretch, FilmStretch]
    ratio: float
    start: float
    end: float


def count_parts(items: ReviewItems, item: int) -> int:
    """Return in how many parts a sequence is played."""
    longer = max(side.duration for side in items.segments(item))
    return max(1, math.ceil(longer / PART_S - 1e-6))


def clip_pair(items: ReviewItems, item: int, part: int = 0) -> ClipPair:
    """Return the stretches that are played of a sequence, or of a part of a long one."""
    query, reference = items.segments(item)
    ratio = _ratio(items, item)
    longer = max(query.duration, reference.duration / ratio)
    step = PART_S / max(1.0, ratio)
    begin = min(part * step, max(0.0, longer - _MIN_CLIP_S))
    length = min(step, longer - begin)
    start, ref_start = query.start + begin, reference.start + begin * ratio
    first, second = (items.frames.videos[film] for film in items.films[item].tolist())
    before = max(0.0, min(MARGIN_S, start, ref_start / ratio))
    left = min(first.duration - start, (second.duration - ref_start) / ratio)
    shown = max(min(length + MARGIN_S, left), min(length, _MIN_CLIP_S))
    return ClipPair(
        (
            (first.path, start - before, start + shown),
            (second.path, ref_start - before * ratio, ref_start + shown * ratio),
        ),
        ratio,
        before,
        before + min(length, shown),
    )


def _ratio(items: ReviewItems, item: int) -> float:
    """Return seconds of the second film per second of the first."""
    query, reference = items.segments(item)
    if isinstance(items.sequences[item], AlignedSequence) and query.end > query.start:
        return reference.duration / query.duration or 1.0
    return 1.0
