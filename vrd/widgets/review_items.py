"""Hold the sequences of a review: their numbers, thumbnails, and which clips are played.

An *item* is a position in the list of sequences; a *row* is one of the timeline.
"""

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
from vrd.core.sequence_table import sequence_table
from vrd.core.sequences import AlignedSequence, Sequence, paired_rows, sequence_distances
from vrd.core.text import clean
from vrd.core.thumbnails import picture_bytes
from vrd.core.timelines import Timeline
from vrd.widgets.answers import Film
from vrd.widgets.names import SEQUENCE_COLUMNS
from vrd.widgets.review_clips import FilmStretch

#: Longer sequences are played in parts, in seconds of the longer side.
PART_S = 60.0
#: Seconds shown before and after a sequence, so that its ends can be judged.
MARGIN_S = 1.0
#: Shortest clip, in seconds, unless the sequence itself is shorter.
_MIN_CLIP_S = 0.5
#: Largest width and height of a thumbnail, in pixels.
_MAX_STILL_PX = (192, 144)
_TIMES = ["query_start", "query_end", "ref_start", "ref_end"]


class PairOfClips(NamedTuple):
    """Describe which stretches of two films are shown in step.

    ``ratio`` is seconds of the second film per second of the first; ``start`` and ``end`` are
    where the sequence lies, in seconds from the start of the first clip.
    """

    spans: tuple[Segment, Segment]
    ratio: float
    start: float
    end: float


class ReviewItems:
    """Hold the sequences of a review.

    Parameters
    ----------
    sequences
        Triples of rows.
    neighbours
        The neighbours they were found in.
    max_distance
        The limit they were found with (squared L2).
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
            sequence if isinstance(sequence, Sequence) else Sequence(*map(int, sequence))
            for sequence in sequences
        ]
        self.table = sequence_table(self.sequences, neighbours, max_distance=max_distance)
        rows = np.array([sequence[:2] for sequence in self.sequences], np.int64).reshape(-1, 2)
        #: Positions of both films of every item, shape (n, 2).
        self.films = self.frames.video[rows]
        self._times = self.table[_TIMES].to_numpy(np.float64)

    def __len__(self) -> int:
        return len(self.sequences)

    def segments(self, item: int) -> tuple[Segment, Segment]:
        """Return both stretches of a sequence."""
        query, reference = (self.frames.videos[film].name for film in self.films[item].tolist())
        start, end, ref_start, ref_end = self._times[item].tolist()
        return Segment(query, start, end), Segment(reference, ref_start, ref_end)

    def overlapping(self, item: int) -> list[int]:
        """Return the items of the same two films that share time on both sides, with this one."""
        start, end, ref_start, ref_end = self._times[item].tolist()
        starts, ends, ref_starts, ref_ends = self._times.T
        share = (self.films == self.films[item]).all(axis=1)
        share &= (starts < end) & (start < ends)
        share &= (ref_starts < ref_end) & (ref_start < ref_ends)
        share[item] = True
        items: list[int] = np.flatnonzero(share).tolist()
        return items

    def packed(self) -> bytes:
        """Return the numbers of `SEQUENCE_COLUMNS` as float64, one column after another."""
        table = self.table
        columns = {
            "query_film": self.films[:, 0],
            "reference_film": self.films[:, 1],
            "query_start": table["query_start"],
            "query_end": table["query_end"],
            "reference_start": table["ref_start"],
            "reference_end": table["ref_end"],
            "distance": table["mean_distance"],
            # Frames, as whoever looks at the thumbnails counts them.
            "matched": (table["matched"] * self.frames.mean_fps).round(),
            "rows": table["rows"],
            "score": table["score"],
            "speed": table["speed"],
            "confidence": table["confidence"],
            "mirrored": [
                isinstance(sequence, AlignedSequence) and sequence.mirrored
                for sequence in self.sequences
            ],
        }
        return b"".join(np.asarray(columns[name], "<f8").tobytes() for name in SEQUENCE_COLUMNS)

    def described_films(self, root: Path | None, base: str | None) -> list[Film]:
        """Return name and path of every film, and links where a server shows them.

        Parameters
        ----------
        root, base
            The folder that the notebook's server shows, and its address there; None for no links.
        """
        return [
            Film(
                name=clean(video.name),
                path=clean(video.path.absolute()),
                link=_link(video.path, root, base),
            )
            for video in self.frames.videos
        ]

    def stills(
        self, item: int, max_pairs: int
    ) -> tuple[list[tuple[float, float, float | None]], list[bytes]]:
        """Return evenly spread pairs of frames of a sequence.

        Parameters
        ----------
        item
            The sequence.
        max_pairs
            How many pairs are returned at most.

        Returns
        -------
        list of tuple
            Seconds in both films, and the distance, which is None where a pair does not match.
        list of bytes
            The pictures, two per pair; empty where a still is missing.
        """
        sequence = self.sequences[item]
        distances = sequence_distances(sequence, self.neighbours, self.max_distance)
        paired = paired_rows(sequence, self.frames)
        count = min(max_pairs, sequence.duration)
        shown = np.unique(np.linspace(0, sequence.duration - 1, count).round())
        pairs: list[tuple[float, float, float | None]] = []
        pictures = []
        for position in shown.astype(int).tolist():
            rows = [int(side[position]) for side in paired]
            query_time, reference_time = (float(self.frames.start[row]) for row in rows)
            distance = float(distances[position])
            pairs.append(
                (query_time, reference_time, distance if math.isfinite(distance) else None)
            )
            pictures += [small_still(self.frames.still(row)) for row in rows]
        return pairs, pictures

    def parts(self, item: int) -> int:
        """Return in how many parts a sequence is played."""
        longer = max(side.duration for side in self.segments(item))
        return max(1, math.ceil(longer / PART_S - 1e-6))

    def clips(self, item: int, part: int = 0) -> PairOfClips:
        """Return the stretches that are played of a sequence, or of a part of a long one."""
        query, reference = self.segments(item)
        ratio = self._ratio(item)
        longer = max(query.duration, reference.duration / ratio)
        step = PART_S / max(1.0, ratio)
        begin = min(part * step, max(0.0, longer - _MIN_CLIP_S))
        length = min(step, longer - begin)
        start, ref_start = query.start + begin, reference.start + begin * ratio
        films = self.films[item].tolist()
        query_length, ref_length = (self.frames.videos[film].duration for film in films)
        before = max(0.0, min(MARGIN_S, start, ref_start / ratio))
        left = min(query_length - start, (ref_length - ref_start) / ratio)
        shown = max(min(length + MARGIN_S, left), min(length, _MIN_CLIP_S))
        return PairOfClips(
            (
                Segment(query.video, start - before, start + shown),
                Segment(reference.video, ref_start - before * ratio, ref_start + shown * ratio),
            ),
            ratio,
            before,
            before + min(length, shown),
        )

    def film_stretches(self, item: int, pair: PairOfClips) -> tuple[FilmStretch, FilmStretch]:
        """Return the files of a sequence, and the stretches to be cut from them."""
        query, reference = (self.frames.videos[film].path for film in self.films[item].tolist())
        first, second = pair.spans
        return (query, first.start, first.end), (reference, second.start, second.end)

    def _ratio(self, item: int) -> float:
        """Return seconds of the second film per second of the first."""
        query, reference = self.segments(item)
        if isinstance(self.sequences[item], AlignedSequence) and query.end > query.start:
            return reference.duration / query.duration or 1.0
        return 1.0


def small_still(path: Path) -> bytes:
    """Return a still as a small JPEG; empty where it is missing or damaged."""
    try:
        return _small(path, path.stat().st_mtime_ns)
    except (OSError, ValueError, SyntaxError):
        return b""


@lru_cache(maxsize=2048)  # overlapping sequences show the same stills
def _small(path: Path, modified: int) -> bytes:
    """Return a small still, kept until its file changes."""
    return picture_bytes(path, _MAX_STILL_PX)


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
