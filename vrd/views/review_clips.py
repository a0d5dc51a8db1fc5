"""Cutting the clips that the review asks for, beside the kernel's own work."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

from vrd.errors import VRDError

#: Clips of a pair are cut side by side; one more looks ahead.
_WORKERS = 3

Film = tuple[Path, float, float]
Answer = Callable[[str, dict[str, Any], list[bytes]], None]


class Clips(Protocol):
    """Where clips come from: `vrd.clip_cache.ClipCache`, or anything like it."""

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
        self._pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="vrd-clips")
        self._dropped = threading.Event()
        self._ahead = threading.Event()

    def ask(self, films: tuple[Film, Film], answer: Answer, details: dict[str, Any]) -> None:
        """Cut two clips, then call ``answer`` from a thread; earlier requests are dropped."""
        self.drop()
        dropped = self._dropped = threading.Event()
        futures = [self._cut(film, dropped) for film in films]
        self._pool.submit(self._finish, futures, dropped, answer, details)

    def look_ahead(self, films: tuple[Film, Film]) -> None:
        """Cut two clips that will be wanted next, one after the other."""
        self._ahead.set()
        dropped = self._ahead = threading.Event()
        self._pool.submit(self._quietly, films, dropped)

    def drop(self) -> None:
        """Give up what is being cut."""
        self._dropped.set()
        self._ahead.set()

    def close(self) -> None:
        """Give everything up."""
        self.drop()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _cut(self, film: Film, dropped: threading.Event) -> Future[tuple[bytes, float]]:
        return self._pool.submit(self._clips.clip, *film, cancelled=dropped.is_set)

    def _finish(
        self,
        futures: list[Future[tuple[bytes, float]]],
        dropped: threading.Event,
        answer: Answer,
        details: dict[str, Any],
    ) -> None:
        try:
            cut = [one.result() for one in futures]
        except (VRDError, OSError, ValueError) as error:
            if not dropped.is_set():
                answer("no clips", {**details, "message": str(error)}, [])
            return
        if not dropped.is_set():
            answer("clips", {**details, "rate": cut[0][1]}, [clip for clip, _ in cut])

    def _quietly(self, films: tuple[Film, Film], dropped: threading.Event) -> None:
        for film in films:
            if dropped.is_set():
                return
            try:
                self._clips.clip(*film, cancelled=dropped.is_set)
            except (VRDError, OSError, ValueError):
                return  # told when it is asked for
