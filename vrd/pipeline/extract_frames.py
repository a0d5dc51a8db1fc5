"""Make the stills of films, one per row.

Row ``k`` of a film covers ``[k / fps, (k + 1) / fps)`` seconds from its start, and its still,
``00000k.jpg``, shows the middle of that time. A folder of stills exists only when it is complete.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from vrd.core.timecodes import StartTimecode
from vrd.decoding.borders import Borders, borders_of
from vrd.decoding.failures import shown
from vrd.decoding.ffmpeg import Tools, find_tools
from vrd.decoding.film import DecodedFilm, decode_film
from vrd.decoding.image import decode_picture
from vrd.decoding.numbered_pictures import is_scan
from vrd.decoding.scan import decode_scan
from vrd.decoding.still_command import StillSettings
from vrd.decoding.still_rows import Gap
from vrd.errors import StorageError, VideoError
from vrd.pipeline.find_films import IMAGE_EXTENSIONS
from vrd.pipeline.unchanged_films import sha256_of

#: How stills are made unless somebody says otherwise; ffmpeg chooses its threads.
USUAL_STILLS = StillSettings(threads=0)


@dataclass(frozen=True)
class Extraction:
    """Describe the stills of one film.

    Attributes
    ----------
    rows
        Number of rows: of stills, and of empty rows where the film has no picture.
    duration
        Seconds that can be played.
    note
        What could not be read, in plain words; empty for a film without damage.
    borders
        Dead borders ``(top, bottom, left, right)`` as fractions of height and width.
    remark
        What is odd about the film, though all of it was read.
    gaps
        First row, and the row after the last one, of each stretch without picture.
    timecode
        Timecode at which the film starts, where it states one.
    sha256
        Digest of all bytes of the film; empty where it is not known.
    """

    rows: int
    duration: float
    note: str
    borders: Borders
    remark: str = ""
    gaps: tuple[Gap, ...] = ()
    timecode: StartTimecode | None = None
    sha256: str = field(default="", compare=False)


def extract_stills(
    film: Path,
    folder: Path,
    settings: StillSettings = USUAL_STILLS,
    *,
    timeout: float | None = None,
    tools: Tools | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Extraction:
    """Write the stills of one film, or of one still image, into `folder`.

    Parameters
    ----------
    film
        The file, or the path of a film scan.
    folder
        It is made when all stills are done, and replaced if it exists. Until then the stills are
        in a hidden folder beside it.
    settings
        How the stills are made.
    timeout
        Seconds after which ffmpeg is stopped; by default ten minutes and ten times the film.
    tools
        From `find_tools`; found when not given.
    cancelled
        A function that is asked ten times a second whether to give up.

    Raises
    ------
    VideoError
        If the film gives no still; it says the cause and the cure. It is a `DecoderKilledError`
        if the decoder was ended from outside.
    StorageError
        If the disk is full or `folder` cannot be written.
    """
    unfinished = _partial_folder(film, folder)
    try:
        if is_scan(film):
            scan = decode_scan(
                film,
                unfinished,
                settings,
                timeout=timeout,
                tools=tools or find_tools(),
                cancelled=cancelled,
            )
            decoded = DecodedFilm(*scan, timecode=None)
        elif film.suffix.lower() in IMAGE_EXTENSIONS:
            size, quality = settings.longest_side, settings.quality
            decode_picture(film, unfinished, longest_side=size, quality=quality)
            decoded = DecodedFilm(1, 1 / settings.fps, "", None)
        else:
            decoded = decode_film(
                film,
                unfinished,
                settings,
                timeout=timeout,
                tools=tools or find_tools(),
                cancelled=cancelled,
            )
        borders = borders_of(sorted(unfinished.glob("*.jpg")))
        with _writing(film):
            shutil.rmtree(folder, ignore_errors=True)
            unfinished.rename(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    # The system still has the file at hand, so this takes a small part of the time of decoding.
    return Extraction(
        decoded.rows,
        decoded.length,
        decoded.note,
        borders,
        timecode=decoded.timecode,
        remark=decoded.remark,
        gaps=decoded.gaps,
        sha256=sha256_of(film, cancelled),
    )


def _partial_folder(film: Path, folder: Path) -> Path:
    # The digest keeps the name short: the name of the folder itself may be as long as is allowed.
    stem = f".part-{hashlib.sha256(os.fsencode(folder.name)).hexdigest()[:12]}-"
    unfinished = folder.with_name(stem + uuid.uuid4().hex[:8])
    with _writing(film):
        folder.parent.mkdir(parents=True, exist_ok=True)
        for left in folder.parent.glob(stem + "*"):
            shutil.rmtree(left, ignore_errors=True)
        unfinished.mkdir()
    return unfinished


@contextlib.contextmanager
def _writing(film: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(
            f"The stills of {shown(film)} could not be written: {error.strerror or error}. "
            "Make room on the disk of the project, or check its permissions."
        ) from error


def extract_many(
    jobs: Iterable[tuple[Path, Path]],
    settings: StillSettings = USUAL_STILLS,
    *,
    workers: int | None = None,
    tools: Tools | None = None,
) -> Iterator[tuple[Path, Extraction | VideoError]]:
    """Extract several films at once, and yield each as it is done.

    Parameters
    ----------
    jobs
        Pairs of film and folder.
    settings
        How the stills are made; the processors are divided among the films, whatever
        ``settings.threads`` says.
    workers
        Films at once; by default one per processor.
    tools
        From `find_tools`; found when not given.

    Yields
    ------
    tuple
        The film, and its extraction or the error that says why there is none.

    Raises
    ------
    StorageError
        If the disk is full. This, an interrupt or closing the iterator stops every decoder.
    """
    available = processors()
    workers = workers or available
    stop = threading.Event()
    extract = partial(
        extract_stills,
        settings=replace(settings, threads=max(1, available // workers)),
        tools=tools or find_tools(),
        cancelled=stop.is_set,
    )
    waiting = iter(jobs)
    running: dict[Future[Extraction], Path] = {}
    with ThreadPoolExecutor(workers, thread_name_prefix="vrd-stills") as pool:
        try:
            while True:
                while len(running) < workers and (job := next(waiting, None)) is not None:
                    task = pool.submit(extract, *job)
                    running[task] = job[0]
                if not running:
                    return
                for task in wait(running, return_when=FIRST_COMPLETED).done:
                    yield running.pop(task), _result(task)
        finally:
            stop.set()


def _result(task: Future[Extraction]) -> Extraction | VideoError:
    try:
        return task.result()
    except VideoError as error:
        return error


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
