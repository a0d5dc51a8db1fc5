"""Read a stretch of a film at a higher rate, as pictures like those of the stills reader.

Times are those of the middles of rows, in seconds from the start of the film; pictures are uint8
RGB, shape (b, height, width, 3), trimmed and fitted as `vrd.readers.stills` does it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vrd.core.scale import Fit
from vrd.core.timelines import Video
from vrd.decoding.failures import shown
from vrd.decoding.ffmpeg import Tools, find_tools
from vrd.decoding.numbered_pictures import is_scan
from vrd.decoding.probe import Probe
from vrd.decoding.scan import decode_scan_stretch
from vrd.decoding.seek import probe_for_seeking
from vrd.decoding.still_command import StillSettings
from vrd.decoding.stretch import QUALITY, decode_stretch
from vrd.errors import VideoError
from vrd.readers.stills import read_picture
from vrd.storage.temporary_folders import temporary_folder


class FilmStretchReader:
    """Read the pictures of any stretch of a film; several threads may use it at once.

    Parameters
    ----------
    input_size
        Height and width of the pictures given, in pixels.
    fit
        How a picture comes to that size; see `vrd.readers.stills.StillsReader`.
    tools
        From `vrd.decoding.ffmpeg.find_tools`; found when not given.
    """

    def __init__(
        self, input_size: tuple[int, int], *, fit: Fit = "pad", tools: Tools | None = None
    ) -> None:
        self.input_size, self.fit, self.tools = input_size, fit, tools or find_tools()
        self._probes: dict[Path, Probe] = {}
        self._lock = threading.Lock()

    def __call__(
        self,
        video: Video,
        start: float,
        end: float,
        rate: float,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
        """Return times (b,) and pictures (b, height, width, 3) of ``[start, end)`` of a film.

        Raises
        ------
        VideoError
            If the film is gone, or nothing of the stretch can be read.
        """
        # Twice the size wanted stays sharp when it is brought down, also without dead borders.
        top, bottom, left, right = video.borders
        inside = max(0.2, 1 - max(top + bottom, left + right))
        settings = StillSettings(rate, round(2 * max(self.input_size) / inside), QUALITY)
        with temporary_folder("stretch-") as folder:
            stills = self._decode(video, folder, (start, end), settings, cancelled)
            pictures = [self._read(still, video) for still in stills]
        rows = np.array([int(still.stem) for still in stills], np.float64)
        times = np.float64(start) + (rows + 0.5) / rate
        # What ffmpeg fills up beyond the end of the film is no picture of it.
        count = max(1, int(np.searchsorted(times, video.duration)))
        return times[:count], np.stack(pictures[:count])

    def _decode(
        self,
        video: Video,
        folder: Path,
        stretch: tuple[float, float],
        settings: StillSettings,
        cancelled: Callable[[], bool],
    ) -> list[Path]:
        if is_scan(video.path):
            return decode_scan_stretch(
                video.path, folder, stretch, video.duration, settings, self.tools, cancelled
            )
        return decode_stretch(
            video.path,
            folder,
            *stretch,
            settings,
            probed=self._probe(video.path),
            tools=self.tools,
            cancelled=cancelled,
        )

    def _probe(self, film: Path) -> Probe:
        with self._lock:
            probed = self._probes.get(film)
        if probed is None:
            probed = probe_for_seeking(film, self.tools)
            with self._lock:
                self._probes[film] = probed
        return probed

    def _read(self, still: Path, video: Video) -> NDArray[np.uint8]:
        try:
            return read_picture(still, self.input_size, self.fit, video.borders)
        except OSError as error:
            raise VideoError(
                f"{shown(video.path)}: a picture of it cannot be read ({error}). Make room in the "
                "folder for temporary files."
            ) from error
