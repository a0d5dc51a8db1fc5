"""What the review needs to know of its sequences: numbers, thumbnails, and which clips to play."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import numpy as np

from vrd.core.neighbours import Neighbours
from vrd.core.segments import Segment
from vrd.core.sequences import (
    AlignedSequence,
    Sequence,
    paired_rows,
    sequence_distances,
    sequence_table,
)
from vrd.core.text import clean
from vrd.core.thumbnails import picture_bytes
from vrd.core.timelines import Timeline
from vrd.widgets.review_clips import Film

#: Longer sequences are played in parts, in seconds of the longer side.
PART = 60.0
#: Seconds shown before and after a sequence, so that its ends can be judged.
AROUND = 1.0
BOX = (192, 144)
_COLUMNS = [
    *("query_start", "query_end", "ref_start", "ref_end", "mean_distance"),
    *("matched", "rows", "score", "speed", "confidence"),
]


class PairOfClips(NamedTuple):
    """Which stretches of two films are shown in step.

    ``ratio`` is seconds of the second film per second of the first; ``start`` and ``end`` are
    where the sequence lies, in seconds from the start of the first clip.
    """

    spans: tuple[Segment, Segment]
    ratio: float
    start: float
    end: float


class ReviewRows:
    """The sequences of a review, as numbers.

    Parameters
    ----------
    sequences
        Triples of rows.
    neighbours
        The neighbours they were found in.
    max_distance
        The limit they were found with.
    """

    def __init__(
        self,
        sequences: Iterable[tuple[int, int, int]],
        neighbours: Neighbours,
        max_distance: float = np.inf,
    ) -> None:
        self.neighbours, self.max_distance = neighbours, max_distance
        self.frames: Timeline = neighbours.frames
        self.sequences = [
            one if isinstance(one, Sequence) else Sequence(*map(int, one)) for one in sequences
        ]
        self.table = sequence_table(self.sequences, neighbours, max_distance=max_distance)
        rows = np.array([one[:2] for one in self.sequences], np.int64).reshape(-1, 2)
        self.films = self.frames.video[rows]
        self._spans = self.table[_COLUMNS[:4]].to_numpy(np.float64)

    def __len__(self) -> int:
        return len(self.sequences)

    def segments(self, row: int) -> tuple[Segment, Segment]:
        """Both stretches of a sequence."""
        videos = [self.frames.videos[film].name for film in self.films[row].tolist()]
        start, end, low, high = self._spans[row].tolist()
        return Segment(videos[0], start, end), Segment(videos[1], low, high)

    def overlapping(self, row: int) -> list[int]:
        """Sequences of the same two films that share time on both sides, itself included."""
        one, two = self.films[row].tolist()
        first, last, low, high = self._spans[row].tolist()
        starts, ends, lows, highs = self._spans.T
        same = (self.films[:, 0] == one) & (self.films[:, 1] == two)
        same &= (starts < last) & (first < ends) & (lows < high) & (low < highs)
        same[row] = True
        found: list[int] = np.flatnonzero(same).tolist()
        return found

    def packed(self) -> bytes:
        """Thirteen columns of float64, one after another, as the browser reads them."""
        numbers = self.table[_COLUMNS].to_numpy(np.float64)
        mirrored = [isinstance(one, AlignedSequence) and one.mirrored for one in self.sequences]
        columns = [self.films.astype(np.float64), numbers[:, :5]]
        # Frames, as they are counted by who looks at the thumbnails.
        columns.append(np.round(numbers[:, 5:6] * self.frames.mean_fps))
        columns += [numbers[:, 6:], np.array(mirrored, np.float64).reshape(-1, 1)]
        return np.ascontiguousarray(np.concatenate(columns, axis=1).T).tobytes()

    def told_films(self, root: Path | None, base: str | None) -> list[dict[str, str]]:
        """Name, path and, for films below ``root`` where ``base`` is given, a link."""
        return [
            {
                "name": clean(video.name),
                "path": clean(video.path.absolute()),
                "link": _link(video.path, root, base),
            }
            for video in self.frames.videos
        ]

    def stills(
        self, row: int, most: int
    ) -> tuple[list[tuple[float, float, float | None]], list[bytes]]:
        """Times and distance of evenly spread pairs of rows, and their pictures, two per pair.

        The distance is None where a pair does not match; a picture is empty where it is missing.
        """
        one = self.sequences[row]
        distances = sequence_distances(one, self.neighbours, self.max_distance)
        paired = paired_rows(one, self.frames)
        shown = np.unique(np.linspace(0, one.duration - 1, min(most, one.duration)).round())
        pairs: list[tuple[float, float, float | None]] = []
        pictures = []
        for at in shown.astype(int).tolist():
            rows = [int(side[at]) for side in paired]
            times = [float(self.frames.start[i]) for i in rows]
            distance = float(distances[at]) if np.isfinite(distances[at]) else None
            pairs.append((times[0], times[1], distance))
            pictures += [small_still(self.frames.still(i)) for i in rows]
        return pairs, pictures

    def parts(self, row: int) -> int:
        """In how many parts a sequence is played."""
        one, two = self.segments(row)
        longer = max(one.end - one.start, two.end - two.start)
        return max(1, math.ceil(longer / PART - 1e-6))

    def _ratio(self, row: int) -> float:
        """Seconds of the second film per second of the first."""
        one, two = self.segments(row)
        if isinstance(self.sequences[row], AlignedSequence) and one.end > one.start:
            return (two.end - two.start) / (one.end - one.start) or 1.0
        return 1.0

    def pair_of_films(self, row: int, pair: PairOfClips) -> tuple[Film, Film]:
        """The files of a sequence, and the stretches to be cut from them."""
        one, two = (self.frames.videos[film].path for film in self.films[row].tolist())
        first, second = pair.spans
        return (one, first.start, first.end), (two, second.start, second.end)

    def clips(self, row: int, part: int = 0) -> PairOfClips:
        """The stretches to be played of a sequence, or of a part of a long one."""
        one, two = self.segments(row)
        ratio = self._ratio(row)
        longer = max(one.end - one.start, (two.end - two.start) / ratio)
        step = PART / max(1.0, ratio)
        begin = min(part * step, max(0.0, longer - 0.5))
        length = min(step, longer - begin)
        start, low = one.start + begin, two.start + begin * ratio
        room = [self.frames.videos[film].duration for film in self.films[row].tolist()]
        before = max(0.0, min(AROUND, start, low / ratio))
        left = min(room[0] - start, (room[1] - low) / ratio)
        whole = max(min(length + AROUND, left), min(length, 0.5))
        return PairOfClips(
            (
                Segment(one.video, start - before, start + whole),
                Segment(two.video, low - before * ratio, low + whole * ratio),
            ),
            ratio,
            before,
            before + min(length, whole),
        )


def small_still(path: Path) -> bytes:
    """A still as a small JPEG; empty where it is missing or damaged."""
    try:
        return _small(path, path.stat().st_mtime_ns)
    except (OSError, ValueError, SyntaxError):
        return b""


@lru_cache(maxsize=2048)  # overlapping sequences show the same stills
def _small(path: Path, made: int) -> bytes:
    """The same, remembered until the still is made anew."""
    return picture_bytes(path, BOX)


def _link(path: Path, root: Path | None, base: str | None) -> str:
    if root is None or base is None:
        return ""
    try:
        below = path.resolve().relative_to(root.resolve())
    except ValueError:
        return ""
    # Jupyter serves nothing that is hidden.
    if any(part.startswith(".") for part in below.parts):
        return ""
    return f"{base.rstrip('/')}/{quote(below.as_posix())}"
