"""Fingerprints of films between and beside their rows, by looking at the films again.

Times are seconds from the start of the film, ascending; spans are half-open.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from vrd.core.fingerprints import Fingerprints
from vrd.core.protocols import Fingerprinter
from vrd.core.segments import Span, merge_spans
from vrd.core.timelines import Timeline, Video
from vrd.errors import VideoError

Numbers = NDArray[np.float64]


class StretchSampler(Protocol):
    """Gives times (b,) and pictures (b, height, width, 3) of a stretch of a film."""

    def __call__(
        self, video: Video, start: float, end: float, rate: float, cancelled: Callable[[], bool]
    ) -> tuple[Numbers, NDArray[np.uint8]]:
        """Pictures of ``[start, end)`` seconds, `rate` per second.

        Raises
        ------
        VideoError
            If the film cannot be read.
        """
        ...


class UnreadableError(VideoError):
    """A film that cannot be read again."""

    def __init__(self, video: str, error: VideoError) -> None:
        super().__init__(str(error))
        self.video = video


@dataclass
class DenseSampler:
    """How films are looked at: by whom, how often a second, and up to which distance."""

    sample: StretchSampler
    fingerprinter: Fingerprinter
    fingerprints: Fingerprints
    frames: Timeline
    rate: float
    limit: float
    cancelled: Callable[[], bool]
    lock: Any = field(default_factory=threading.Lock)

    def __call__(
        self, video: Video, span: Span, mirrored: bool
    ) -> tuple[Numbers, NDArray[np.float32]]:
        """Times and fingerprints of a stretch; none where it lies outside of the film."""
        start = max(0, np.floor(span[0] * self.rate) / self.rate)
        # The sound may go on where there is no more picture.
        last = min(video.duration, self._seen_until(video))
        end = min(np.ceil(span[1] * self.rate) / self.rate, last)
        if end - start < 0.5 / self.rate:
            return np.empty(0), np.empty((0, self.fingerprinter.spec.dimensions), np.float32)
        try:
            times, pictures = self.sample(video, start, end, self.rate, self.cancelled)
        except VideoError as error:
            raise UnreadableError(video.name, error) from error
        if mirrored:
            pictures = np.ascontiguousarray(pictures[:, :, ::-1])
        # Networks are not all safe to be called by two threads.
        with self.lock:
            return times, self.fingerprinter(pictures)

    def _seen_until(self, video: Video) -> float:
        """Return the end of the last row and half a row more, in seconds."""
        frames = self.frames
        row = int(frames.first[frames.get_position_from_video_name(video.name) + 1]) - 1
        return float(frames.start[row] + 1.5 * frames.row_seconds[row])


@dataclass
class DenseSamples:
    """What has been seen of one film so far."""

    video: Video
    look: DenseSampler
    mirrored: bool = False
    times: Numbers = field(default_factory=lambda: np.empty(0))
    vectors: NDArray[np.float32] | None = None

    def add(self, *spans: Span) -> None:
        """Look at further stretches; what overlaps is looked at once."""
        for span in merge_spans(spans):
            times, vectors = self.look(self.video, span, self.mirrored)
            fresh = ~np.isin(np.rint(times * 1e4), np.rint(self.times * 1e4))
            every = np.concatenate([self.times, times[fresh]])
            known = vectors[:0] if self.vectors is None else self.vectors
            order = np.argsort(every)
            self.times = every[order]
            self.vectors = np.concatenate([known, vectors[fresh]])[order]

    @property
    def seen(self) -> tuple[Numbers, NDArray[np.float32]]:
        """Times (n,) and fingerprints (n, d), in order of time."""
        assert self.vectors is not None
        return self.times, self.vectors


def row_samples(
    row: int, spans: list[Span], frames: Timeline, look: DenseSampler
) -> tuple[Numbers, NDArray[np.float32]]:
    """Times and fingerprints of the rows of some stretches of a row's film."""
    parts = [frames.rows_between(int(frames.video[row]), low, high) for low, high in spans]
    with look.lock:
        vectors = np.concatenate([look.fingerprints.read(one.start, one.stop) for one in parts])
    rows = np.concatenate([np.arange(one.start, one.stop) for one in parts])
    return frames.middle[rows], vectors
