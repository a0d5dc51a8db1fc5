"""Clips that were cut once are kept, in a folder that may be deleted at any time.

A clip's name is a digest of the film (path, size, time of change), the span and the settings, so a
replaced film never shows an old clip. Clips are written whole or not at all, and never changed:
two processes may share the folder; where both cut the same clip, the second replaces it by its
equal. Beyond the size limit those used longest ago go first.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
import threading
import time
import weakref
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from vrd.decoding.clips import ClipSettings, cut_clip
from vrd.decoding.failures import shown
from vrd.decoding.ffmpeg import Tools, find_tools
from vrd.decoding.probe import Probe
from vrd.decoding.stretch import probe_picture
from vrd.errors import VideoError
from vrd.storage.files import storage_errors

#: Megabytes that the clips of a project take at most.
MOST_MEGABYTES = 1000
#: Clips that a saved notebook holds: small, as it holds several.
SMALL = ClipSettings(lines=216, quality=30, frame_rate=15.0, sound=False)
# Seconds after which nobody writes an unfinished clip any more.
_LONGEST_CUT = 3600
# Raised whenever `vrd.decoding.clips` makes other clips of the same settings.
_METHOD = 1


class ClipCache:
    """Clips of films, cut when first asked for.

    Parameters
    ----------
    folder
        Where clips are kept; made when the first is cut.
    settings
        How clips look.
    most_megabytes
        Size limit of the folder.
    tools
        From `vrd.decoding.ffmpeg.find_tools`; found when not given.
    """

    def __init__(
        self,
        folder: Path,
        settings: ClipSettings | None = None,
        *,
        most_megabytes: float = MOST_MEGABYTES,
        tools: Tools | None = None,
    ) -> None:
        self.folder = folder
        self.settings = settings or ClipSettings()
        self.most_bytes = int(most_megabytes * 1e6)
        self._tools = tools
        self._probes: dict[str, Probe] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()
        self._shares: ClipCache | None = None

    def smaller(self) -> ClipCache:
        """Smaller clips, in the same folder, without sound; for saved notebooks."""
        small = ClipCache(self.folder, SMALL, tools=self._tools)
        small.most_bytes = self.most_bytes
        # A folder that passes does so when neither is used any more.
        small._shares = self
        return small

    def clip(
        self,
        film: Path,
        start: float,
        end: float,
        *,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> tuple[bytes, float]:
        """The clip ``[start, end)`` of a film, and its frames per second.

        Parameters
        ----------
        film
            The file.
        start, end
            Seconds from the start of the film; counted in thousandths.
        cancelled
            Asked ten times a second whether to give up.

        Returns
        -------
        bytes, float
            An MP4 file, and its constant frame rate.

        Raises
        ------
        VideoError
            If the film is gone, gives no picture there, or ffmpeg was stopped.
        StorageError
            If the clip cannot be written.
        """
        start, end = round(start, 3), round(end, 3)
        stamp = _stamp(film)
        path = self.folder / f"{self._digest(stamp, start, end)}.mp4"
        with self._lock(path.name):
            found = self._probe(stamp, film)
            content = _read(path) or self._cut(film, path, (start, end), found, cancelled)
        return content, self.settings.rate(found)

    def _digest(self, stamp: str, start: float, end: float) -> str:
        made_of = [_METHOD, stamp, start, end, asdict(self.settings)]
        return hashlib.sha256(json.dumps(made_of).encode()).hexdigest()[:32]

    def _lock(self, name: str) -> threading.Lock:
        """One lock per clip: two threads that want the same cut it once."""
        with self._guard:
            return self._locks.setdefault(name, threading.Lock())

    def _probe(self, stamp: str, film: Path) -> Probe:
        if stamp not in self._probes:
            self._probes[stamp] = probe_picture(film, self._find_tools())
        return self._probes[stamp]

    def _find_tools(self) -> Tools:
        self._tools = self._tools or find_tools()
        return self._tools

    def _cut(
        self,
        film: Path,
        path: Path,
        span: tuple[float, float],
        found: Probe,
        cancelled: Callable[[], bool],
    ) -> bytes:
        unique = f".{path.stem}.{os.getpid()}.{threading.get_ident()}.part"
        temporary = path.with_name(unique)
        try:
            with storage_errors(path):
                self.folder.mkdir(parents=True, exist_ok=True)
                cut_clip(
                    film,
                    temporary,
                    *span,
                    found=found,
                    tools=self._find_tools(),
                    settings=self.settings,
                    cancelled=cancelled,
                )
                content = temporary.read_bytes()
                temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
        self._make_room(path)
        return content

    def _make_room(self, newest: Path) -> None:
        """Drop the clips used longest ago until the folder is within its limit."""
        _drop_left_over(self.folder)
        clips = [(seen.st_mtime, seen.st_size, one) for one, seen in _listed(self.folder)]
        size = sum(one[1] for one in clips)
        for _, bytes_, path in sorted(clips):
            if size <= self.most_bytes:
                return
            if path != newest:
                path.unlink(missing_ok=True)
                size -= bytes_


def passing_clips() -> ClipCache:
    """Clips in a folder of their own, which goes when they are let go, or Python ends.

    For a project that is opened for reading only: its own folder is left as it is.
    """
    clips = ClipCache(Path(tempfile.mkdtemp(prefix="vrd-clips-")))
    weakref.finalize(clips, shutil.rmtree, clips.folder, ignore_errors=True)
    return clips


def _stamp(film: Path) -> str:
    """What tells a film from another one, or from what it was before."""
    try:
        seen = film.stat()
    except OSError as error:
        raise VideoError(
            f"{shown(film)} is not at {os.fsencode(film.parent).decode('utf-8', 'replace')} any "
            "more, so it cannot be played. Bring it back, or judge by the thumbnails."
        ) from error
    # Names of files need not be valid Unicode.
    return f"{os.fsencode(film.absolute()).hex()} {seen.st_size} {seen.st_mtime_ns}"


def _read(path: Path) -> bytes | None:
    """A clip that is there already; its time of change is its last use."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    with contextlib.suppress(OSError):  # a folder of somebody else's
        os.utime(path)
    return content


def _drop_left_over(folder: Path) -> None:
    """Delete what kernels that were killed had half cut."""
    for path in folder.glob(".*.part"):
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > _LONGEST_CUT:
                path.unlink()


def _listed(folder: Path) -> list[tuple[Path, os.stat_result]]:
    """Clips and what is known of them; another process may delete some meanwhile."""
    found = []
    for path in folder.glob("*.mp4"):
        try:
            found.append((path, path.stat()))
        except OSError:
            continue
    return found
