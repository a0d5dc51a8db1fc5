"""Cut the clips that a review asks for, beside the kernel's own work."""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from vrd.errors import VRDError

#: Seconds that the end of Python waits for the cutting to be given up.
_MAX_WAIT_S = 3.0

#: A film, and the stretch to be cut from it in seconds.
FilmStretch = tuple[Path, float, float]
#: The MP4 of both films, and frames per second of the first; or what went wrong.
PairOfMp4 = tuple[list[bytes], float]
Answer = Callable[[PairOfMp4 | Exception], None]
_Cut = tuple[bytes, float]


class ClipSource(Protocol):
    """Cut clips, as `vrd.decoding.clip_cache.ClipCache` does."""

    def clip(
        self, film: Path, start: float, end: float, *, cancelled: Callable[[], bool] = ...
    ) -> tuple[bytes, float]:
        """Return the MP4 of ``[start, end)`` seconds, and its frames per second."""


class ClipDesk:
    """Answer requests for pairs of clips, the latest only.

    Parameters
    ----------
    clips
        Where clips come from.
    """

    def __init__(self, clips: ClipSource) -> None:
        self._clips = clips
        self._wanted, self._ahead = _Errand(), _Errand()
        self._closed = False

    def ask(self, films: tuple[FilmStretch, FilmStretch], answer: Answer) -> None:
        """Cut two clips, then call ``answer`` from a thread; earlier requests are dropped."""
        self.drop()
        if not self._closed:
            self._wanted = _Errand()
            self._wanted.begin(self._answer, films, self._wanted, answer)

    def look_ahead(self, films: tuple[FilmStretch, FilmStretch]) -> None:
        """Cut two clips that will probably be wanted next, one after the other."""
        self._ahead.drop()
        if not self._closed:
            self._ahead = _Errand()
            self._ahead.begin(self._quietly, films, self._ahead)

    def drop(self) -> None:
        """Give up what is being cut."""
        self._wanted.drop()
        self._ahead.drop()

    def close(self) -> None:
        """Stop all work, and cut no further clip."""
        self._closed = True
        self.drop()

    def _answer(
        self, films: tuple[FilmStretch, FilmStretch], errand: _Errand, answer: Answer
    ) -> None:
        cut: dict[int, _Cut | Exception] = {}

        def cut_side(side: int) -> None:
            try:
                cut[side] = self._clips.clip(*films[side], cancelled=errand.is_dropped)
            except Exception as error:  # shown in the page
                cut[side] = error

        second = errand.begin(cut_side, 1)
        cut_side(0)
        second.join()
        if not errand.is_dropped():
            answer(_joined(cut[0], cut[1]))

    def _quietly(self, films: tuple[FilmStretch, FilmStretch], errand: _Errand) -> None:
        for film in films:
            if errand.is_dropped():
                return
            try:
                self._clips.clip(*film, cancelled=errand.is_dropped)
            except (VRDError, OSError, ValueError):
                return  # shown when the clip is asked for


def _joined(first: _Cut | Exception, second: _Cut | Exception) -> PairOfMp4 | Exception:
    """Return both clips, or the first error."""
    if isinstance(first, Exception):
        return first
    if isinstance(second, Exception):
        return second
    return [first[0], second[0]], first[1]


class _Errand:
    """Run work in threads of its own that can be given up.

    Python ends without waiting for the work, unlike with a pool of `concurrent.futures`: a kernel
    that is being shut down would be killed meanwhile, and leave unfinished clips behind.
    """

    def __init__(self) -> None:
        self._dropped = threading.Event()
        self._threads: list[threading.Thread] = []
        weakref.finalize(self, _give_up, self._dropped, self._threads)

    def begin(self, work: Callable[..., None], *arguments: Any) -> threading.Thread:
        """Call a function in a thread."""
        thread = threading.Thread(target=work, args=arguments, name="vrd-clips", daemon=True)
        self._threads.append(thread)
        thread.start()
        return thread

    def is_dropped(self) -> bool:
        """Return whether nobody waits for it any more."""
        return self._dropped.is_set()

    def drop(self) -> None:
        """Give it up; the cutting ends within a moment."""
        self._dropped.set()


def _give_up(dropped: threading.Event, threads: list[threading.Thread]) -> None:
    dropped.set()
    until = time.monotonic() + _MAX_WAIT_S
    for thread in threads:
        if thread is not threading.current_thread():
            thread.join(max(0.0, until - time.monotonic()))
