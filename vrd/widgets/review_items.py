"""Hold the sequences of a review, with their numbers and thumbnails.

An *item* is a position in the list of sequences; a *row* is one of the timeline.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from vrd.analysis.shared_groups import with_groups
from vrd.core.neighbours import Neighbours
from vrd.core.segments import Segment
from vrd.core.sequence_table import sequence_table
from vrd.core.sequences import AlignedSequence, as_sequence, paired_rows, sequence_distances
from vrd.core.spread import spread
from vrd.core.text import clean
from vrd.core.timelines import Timeline
from vrd.decoding.numbered_pictures import is_scan
from vrd.widgets.answers import Film
from vrd.widgets.names import REGION_NAMES, SEQUENCE_COLUMNS
from vrd.widgets.served_folder import ServedFolder
from vrd.widgets.small_stills import small_still

_TIMES = ["query_start", "query_end", "ref_start", "ref_end"]


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
        self.sequences = [as_sequence(sequence) for sequence in sequences]
        table = sequence_table(self.sequences, neighbours, max_distance=max_distance)
        self.table = with_groups(table)
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
            "footage": table["footage"],
            "films": table["films"],
            "query_region": list(map(REGION_NAMES.index, table["query_region"])),
            "reference_region": list(map(REGION_NAMES.index, table["ref_region"])),
        }
        return b"".join(np.asarray(columns[name], "<f8").tobytes() for name in SEQUENCE_COLUMNS)

    def described_films(self, served: ServedFolder | None) -> list[Film]:
        """Return name and path of every film, with links to those that a server shows."""
        return [
            Film(
                name=clean(video.name),
                path=clean(video.path.absolute()),
                link="" if served is None or is_scan(video.path) else served.link(video.path),
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
        pairs: list[tuple[float, float, float | None]] = []
        pictures = []
        for position in spread(sequence.duration, max_pairs).tolist():
            rows = [int(side[position]) for side in paired]
            query_time, reference_time = (float(self.frames.start[row]) for row in rows)
            distance = float(distances[position])
            pairs.append(
                (query_time, reference_time, distance if math.isfinite(distance) else None)
            )
            pictures += [small_still(self.frames.still(row)) for row in rows]
        return pairs, pictures
