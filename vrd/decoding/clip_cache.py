"""Keep clips that were cut once, in a folder that may be deleted at any time.

The name of a clip is a digest of the film (path, size, time of change), the span and the settings,
so a film that was replaced never shows an old clip. A clip is written whole or not at all and is
never changed, so that two processes may share the folder: where both cut the same clip, the second
replaces it with an equal one. When the folder exceeds its size limit, the clips that were used
longest ago are deleted first.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import threading
import time
import weakref
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from vrd.decoding.clips import ClipSettings, cut_clip
from vrd.decoding.failures import shown
from vrd.decoding.ffmpeg import Tools, find_tools
from vrd.decoding.image import is_photograph
from vrd.decoding.numbered_pictures import is_scan, numbered_pictures
from vrd.decoding.probe import Probe
from vrd.decoding.scan import probe_scan, scan_rate
from vrd.decoding.seek import probe_for_seeking
from vrd.errors import VideoError
from vrd.storage.files import storage_errors
from vrd.storage.temporary_folders import lasting_temporary_folder

#: Megabytes that the clips of a project take at most.
MAX_MEGABYTES = 1000
#: A saved notebook holds several clips, so they are small.
SMALL_CLIPS = ClipSettings(lines=216, quality=30, frame_rate=15.0, sound=False)
#: A clip that is unfinished after this time was abandoned.
_MAX_CUT_S = 3600
# Raise this number whenever `vrd.decoding.clips` makes other clips with the same settings.
_VERSION = 2


class ClipCache:
    """Give clips of films, and cut each when it is first needed.

    Parameters
    ----------
    folder
        The folder of the clips; it is made when the first clip is cut.
    settings
        How clips look.
    max_megabytes
        The size limit of the folder.
    tools
        From `vrd.decoding.ffmpeg.find_tools`; by default, they are found when they are needed.

    Attributes
    ----------
    scans : dict of Path to float
        Seconds of each film scan, which tell its frames per second.
    """

    def __init__(
        self,
        folder: Path,
        settings: ClipSettings | None = None,
        *,
        max_megabytes: float = MAX_MEGABYTES,
        tools: Tools | None = None,
    ) -> None:
        self.folder = folder
        self.settings = settings or ClipSettings()
        self.max_bytes = int(max_megabytes * 1e6)
        self.scans: dict[Path, float] = {}
        self._tools = tools
        self._probes: dict[str, Probe] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()
        self._shares: ClipCache | None = None

    def smaller(self) -> ClipCache:
        """Return a cache of smaller clips without sound in the same folder, for saved notebooks."""
        small = ClipCache(self.folder, SMALL_CLIPS, tools=self._tools)
        small.max_bytes, small.scans = self.max_bytes, self.scans
        # A temporary folder is deleted when neither of the two caches is used any more.
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
        """Return the clip ``[start, end)`` of a film, and its frames per second.

        Parameters
        ----------
        film
            The file.
        start, end
            Seconds from the start of the film, rounded to thousandths.
        cancelled
            A function that is called ten times a second; cutting stops when it returns True.

        Returns
        -------
        bytes, float
            An MP4 file, and its constant frame rate.

        Raises
        ------
        VideoError
            If the film is missing, has no picture there, or ffmpeg was stopped.
        StorageError
            If the clip cannot be written.
        """
        start, end = round(start, 3), round(end, 3)
        stamp = f"{_stamp(film)} {self.scans.get(film, '')}".rstrip()
        path = self.folder / f"{self._digest(stamp, start, end)}.mp4"
        with self._lock(path.name):
            probed = self._probe(stamp, film)
            content = _read(path) or self._cut(film, path, (start, end), probed, cancelled)
        return content, self.settings.rate(probed)

    def _digest(self, stamp: str, start: float, end: float) -> str:
        made_of = [_VERSION, stamp, start, end, asdict(self.settings)]
        return hashlib.sha256(json.dumps(made_of).encode()).hexdigest()[:32]

    def _lock(self, name: str) -> threading.Lock:
        """Return the lock of a clip, so that two threads that want the same clip cut it once."""
        with self._guard:
            return self._locks.setdefault(name, threading.Lock())

    def _probe(self, stamp: str, film: Path) -> Probe:
        if stamp not in self._probes:
            tools = self._find_tools()
            if is_scan(film):
                probed = probe_scan(film, scan_rate(film, self.scans.get(film)), tools)
            elif is_photograph(film):
                # It is shown as long as a clip wants it.
                probed = Probe(("image",), None, 0.0, False, False, "", video_stream=0)
            else:
                probed = probe_for_seeking(film, tools)
            self._probes[stamp] = probed
        return self._probes[stamp]

    def _find_tools(self) -> Tools:
        self._tools = self._tools or find_tools()
        return self._tools

    def _cut(
        self,
        film: Path,
        path: Path,
        span: tuple[float, float],
        probed: Probe,
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
                    probed=probed,
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
        """Delete the clips that were used longest ago until the folder is within its limit."""
        _delete_abandoned(self.folder)
        clips = [(status.st_mtime, status.st_size, path) for path, status in _clips(self.folder)]
        total = sum(size for _, size, _ in clips)
        for _, size, path in sorted(clips):
            if total <= self.max_bytes:
                return
            if path != newest:
                path.unlink(missing_ok=True)
                total -= size


def temporary_clips() -> ClipCache:
    """Return a cache in a temporary folder, which is deleted with the cache or when Python ends.

    A project that is opened for reading only uses it, so that its own folder is not changed.
    """
    clips = ClipCache(lasting_temporary_folder("clips-"))
    weakref.finalize(clips, shutil.rmtree, clips.folder, ignore_errors=True)
    return clips


def _stamp(film: Path) -> str:
    """Return a text that changes when a film is replaced by another film or changed."""
    try:
        # A film scan is told by its last picture, and the number of pictures.
        pictures = list(numbered_pictures(film).values()) if is_scan(film) else [film]
        status = pictures[-1].stat()
    except OSError as error:
        raise VideoError(
            f"{shown(film)} is not at {os.fsencode(film.parent).decode('utf-8', 'replace')} any "
            "more, so it cannot be played. Put it back, or judge by the thumbnails."
        ) from error
    # The name of a file need not be valid Unicode.
    name = os.fsencode(film.absolute()).hex()
    count = "" if pictures == [film] else f" {len(pictures)}"
    return f"{name} {status.st_size} {status.st_mtime_ns}{count}"


def _read(path: Path) -> bytes | None:
    """Return a clip that was cut before, and note its use as its time of change."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    with contextlib.suppress(OSError):  # The folder may belong to somebody else.
        os.utime(path)
    return content


def _delete_abandoned(folder: Path) -> None:
    """Delete clips that were unfinished when their process was killed."""
    for path in folder.glob(".*.part"):
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > _MAX_CUT_S:
                path.unlink()


def _clips(folder: Path) -> list[tuple[Path, os.stat_result]]:
    """Return the clips with size and time; another process may delete some meanwhile."""
    clips = []
    for path in folder.glob("*.mp4"):
        try:
            clips.append((path, path.stat()))
        except OSError:
            continue
    return clips
