"""Fingerprint films between and beside their rows, by reading the films again.

Times are seconds from the start of the film, ascending; spans are half-open.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vrd.core.fingerprints import Fingerprints
from vrd.core.protocols import Fingerprinter, StretchReader
from vrd.core.segments import Span, merge_spans
from vrd.core.timelines import Timeline, Video
from vrd.errors import VideoError

Numbers = NDArray[np.float64]
#: Times (n,), ascending, and fingerprints (n, d).
Series = tuple[Numbers, NDArray[np.float32]]


class UnreadableError(VideoError):
    """Report that a film cannot be read again."""

    def __init__(self, video: str, error: VideoError) -> None:
        super().__init__(str(error))
        self.video = video


@dataclass
class DenseSampler:
    """Read films again, several times a second, and fingerprint what is read.

    Attributes
    ----------
    reader
        Reads the pictures of a stretch of a film.
    fingerprinter
        What made the fingerprints of the rows.
    fingerprints
        Those of the rows.
    timeline
        The timeline they belong to.
    rate
        Samples per second of film.
    stop
        Set when reading is to end early.

    Raises
    ------
    ValueError
        If the rate makes no sense.
    """

    reader: StretchReader
    fingerprinter: Fingerprinter
    fingerprints: Fingerprints
    timeline: Timeline
    rate: float = 5.0
    stop: threading.Event = field(default_factory=threading.Event)
    lock: Any = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        if not 0 < self.rate <= 100:
            raise ValueError(f"rate is {self.rate}; it must be above 0 and at most 100 a second")

    @property
    def coding_noise(self) -> float:
        """Return the distance that coding alone may make; see `vrd.core.scale.Scale`."""
        return self.fingerprinter.spec.scale.coding_noise

    def sample(self, video: Video, span: Span, *, mirrored: bool = False) -> Series:
        """Return times and fingerprints of a stretch; none where it lies outside of the film.

        Raises
        ------
        UnreadableError
            If the film cannot be read again.
        """
        start = max(0, np.floor(span[0] * self.rate) / self.rate)
        # The sound may go on where there is no more picture.
        last = min(video.duration, self._seen_until(video))
        end = min(np.ceil(span[1] * self.rate) / self.rate, last)
        if end - start < 0.5 / self.rate:
            return np.empty(0), np.empty((0, self.fingerprinter.spec.dimensions), np.float32)
        try:
            times, pictures = self.reader(video, start, end, self.rate, self.stop.is_set)
        except VideoError as error:
            raise UnreadableError(video.name, error) from error
        if mirrored:
            pictures = np.ascontiguousarray(pictures[:, :, ::-1])
        # Not every network may be called by two threads at once.
        with self.lock:
            return times, self.fingerprinter(pictures)

    def _seen_until(self, video: Video) -> float:
        """Return the end of the last row and half a row more, in seconds."""
        timeline = self.timeline
        row = int(timeline.first[timeline.get_position_from_video_name(video.name) + 1]) - 1
        return float(timeline.start[row] + 1.5 * timeline.row_seconds[row])

    def read_rows(self, row: int, spans: list[Span]) -> Series:
        """Return middles and fingerprints of the rows in some stretches of a row's film."""
        position = int(self.timeline.video[row])
        ranges = [self.timeline.rows_between(position, low, high) for low, high in spans]
        with self.lock:
            vectors = [self.fingerprints.read(rows.start, rows.stop) for rows in ranges]
        rows = np.concatenate([np.arange(rows.start, rows.stop) for rows in ranges])
        return self.timeline.middle[rows], np.concatenate(vectors)


class DenseSamples:
    """Hold the samples of one film, and add more where they are needed.

    Parameters
    ----------
    video
        The film.
    sampler
        Reads it.
    mirrored
        Whether its pictures are mirrored before they are fingerprinted.

    Attributes
    ----------
    times : ndarray, shape (n,)
        Ascending.
    vectors : ndarray, shape (n, d)
        The fingerprints.
    """

    def __init__(self, video: Video, sampler: DenseSampler, *, mirrored: bool = False) -> None:
        self.video, self.sampler, self.mirrored = video, sampler, mirrored
        self.times: Numbers = np.empty(0)
        dimensions = sampler.fingerprinter.spec.dimensions
        self.vectors: NDArray[np.float32] = np.empty((0, dimensions), np.float32)

    def add(self, *spans: Span) -> None:
        """Sample further stretches; where they overlap, the film is read once."""
        for span in merge_spans(spans):
            times, vectors = self.sampler.sample(self.video, span, mirrored=self.mirrored)
            fresh = ~np.isin(np.rint(times * 1e4), np.rint(self.times * 1e4))
            all_times = np.concatenate([self.times, times[fresh]])
            order = np.argsort(all_times)
            self.times = all_times[order]
            self.vectors = np.concatenate([self.vectors, vectors[fresh]])[order]

    @property
    def series(self) -> Series:
        """Return times (n,) and fingerprints (n, d), in order of time."""
        return self.times, self.vectors
