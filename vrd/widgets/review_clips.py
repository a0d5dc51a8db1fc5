"""Cutting the clips that the review asks for, beside the kernel's own work."""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from vrd.errors import VRDError
from vrd.widgets.messages import said_of

#: Seconds that the end of Python waits for what is being cut to be given up.
_PATIENCE = 3.0

Film = tuple[Path, float, float]
Answer = Callable[[str, dict[str, Any], list[bytes]], None]
_Cut = tuple[bytes, float]


class Clips(Protocol):
    """Where clips come from: `vrd.decoding.clip_cache.ClipCache`, or anything like it."""

    def clip(
        self, film: Path, start: float, end: float, *, cancelled: Callable[[], bool] = ...
    ) -> tuple[bytes, float]:
        """The MP4 of ``[start, end)`` seconds, and its frames per second."""


class ClipDesk:
    """Answers requests for pairs of clips, the latest only.

    Parameters
    ----------
    clips
        Where they come from.
    """

    def __init__(self, clips: Clips) -> None:
        self._clips = clips
        self._wanted, self._ahead = _Errand(), _Errand()
        self._closed = False

    def ask(self, films: tuple[Film, Film], answer: Answer, details: dict[str, Any]) -> None:
        """Cut two clips, then call ``answer`` from a thread; earlier requests are dropped."""
        self.drop()
        if not self._closed:
            self._wanted = _Errand()
            self._wanted.begin(self._answer, films, self._wanted, answer, details)

    def look_ahead(self, films: tuple[Film, Film]) -> None:
        """Cut two clips that will be wanted next, one after the other."""
        self._ahead.drop()
        if not self._closed:
            self._ahead = _Errand()
            self._ahead.begin(self._quietly, films, self._ahead)

    def drop(self) -> None:
        """Give up what is being cut."""
        self._wanted.drop()
        self._ahead.drop()

    def close(self) -> None:
        """Give everything up."""
        self._closed = True
        self.drop()

    def _answer(
        self, films: tuple[Film, Film], errand: _Errand, answer: Answer, details: dict[str, Any]
    ) -> None:
        cut: dict[int, _Cut | Exception] = {}

        def cut_one(side: int) -> None:
            try:
                cut[side] = self._clips.clip(*films[side], cancelled=errand.is_dropped)
            except Exception as error:  # told below, in the page
                cut[side] = error

        second = errand.begin(cut_one, 1)
        cut_one(0)
        second.join()
        if errand.is_dropped():
            return
        both = [cut[0], cut[1]]
        for one in both:
            if isinstance(one, Exception):
                answer("no clips", {**details, "message": said_of(one)}, [])
                return
        clips = [one for one in both if not isinstance(one, Exception)]
        answer("clips", {**details, "rate": clips[0][1]}, [clip for clip, _ in clips])

    def _quietly(self, films: tuple[Film, Film], errand: _Errand) -> None:
        for film in films:
            if errand.is_dropped():
                return
            try:
                self._clips.clip(*film, cancelled=errand.is_dropped)
            except (VRDError, OSError, ValueError):
                return  # told when it is asked for


class _Errand:
    """Work in threads of its own that can be given up.

    Python ends without waiting for the work, other than for a pool of `concurrent.futures`: a
    kernel that is being shut down would be killed meanwhile, and leave unfinished clips behind.
    """

    def __init__(self) -> None:
        self._dropped = threading.Event()
        self._threads: list[threading.Thread] = []
        weakref.finalize(self, _give_up, self._dropped, self._threads)

    def begin(self, work: Callable[..., None], *given: Any) -> threading.Thread:
        """Do something in a thread."""
        thread = threading.Thread(target=work, args=given, name="vrd-clips", daemon=True)
        self._threads.append(thread)
        thread.start()
        return thread

    def is_dropped(self) -> bool:
        """Whether nobody waits for it any more."""
        return self._dropped.is_set()

    def drop(self) -> None:
        """Give it up; what is being cut ends within a moment."""
        self._dropped.set()


def _give_up(dropped: threading.Event, threads: list[threading.Thread]) -> None:
    dropped.set()
    until = time.monotonic() + _PATIENCE
    for thread in threads:
        if thread is not threading.current_thread():
            thread.join(max(0.0, until - time.monotonic()))
