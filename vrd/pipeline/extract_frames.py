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
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from vrd.decoding.borders import Borders, borders_of
from vrd.decoding.failures import shown
from vrd.decoding.ffmpeg import Tools, find_tools
from vrd.decoding.film import decode_film
from vrd.decoding.image import decode_picture
from vrd.decoding.still_command import StillSettings
from vrd.errors import StorageError, VideoError


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


VIDEO_EXTENSIONS = _words(
    """.264 .265 .3g2 .3gp .3gp2 .3gpp .amv .asf .av1 .avc .avi .bik .cdxl .dif .divx .dv .evo .f4v
    .flc .fli .flv .gif .gxf .h261 .h263 .h264 .h265 .hevc .ismv .ivf .m1v .m2p .m2t .m2ts .m2v
    .m4v .mj2 .mjpeg .mjpg .mk3d .mkv .mod .mov .movie .mp2v .mp4 .mp4v .mpe .mpeg .mpeg4 .mpg
    .mpv .mpv2 .mts .mtv .mxf .nsv .nut .nuv .obu .ogg .ogm .ogv .ogx .ps .pva .qt .rec .rm .rmvb
    .roq .smk .swf .thp .tod .trp .ts .vc1 .viv .vob .vp8 .vp9 .vro .webm .wm .wmv .wtv .xvid
    .y4m"""
)
IMAGE_EXTENSIONS = _words(
    """.apng .avif .bmp .dib .j2k .jfif .jp2 .jpe .jpeg .jpg .jpx .pbm .pcx .pgm .png .pnm .ppm
    .sgi .tga .tif .tiff .webp"""
)


@dataclass(frozen=True)
class Extraction:
    """Describe the stills of one film.

    Attributes
    ----------
    rows
        Number of stills.
    duration
        Seconds, as the film states it.
    width, height
        Size of the stills in pixels.
    note
        What could not be read, in plain words; empty for a film without damage.
    borders
        Dead borders ``(top, bottom, left, right)`` as fractions of height and width.
    """

    rows: int
    duration: float
    width: int
    height: int
    note: str
    borders: Borders


def find_films(folder: Path, additional_extensions: Iterable[str] = ()) -> list[Path]:
    """Find the films and still images in a folder and all folders below, sorted by path.

    Parameters
    ----------
    folder
        The folder. Hidden files and folders and projects of VRD are passed over; links are
        followed once.
    additional_extensions
        Further extensions, with or without dot, in any case.

    Returns
    -------
    list of Path
        The films, and also folders that may not be opened, so that extracting them records why.

    Raises
    ------
    VideoError
        If there is no such folder.
    """
    if not folder.is_dir():
        raise VideoError(f"There is no folder {folder}. Check its name.")
    more = {"." + name.strip().lower().lstrip(".") for name in additional_extensions}
    wanted = VIDEO_EXTENSIONS | IMAGE_EXTENSIONS | (more - {"."})
    films: list[Path] = []
    seen: set[tuple[int, int]] = set()

    def closed(error: OSError) -> None:
        films.append(Path(error.filename))

    for top, below, names in os.walk(folder, onerror=closed, followlinks=True):
        status = os.stat(top)
        if (status.st_dev, status.st_ino) in seen:
            below.clear()
            continue
        seen.add((status.st_dev, status.st_ino))
        if {"project.json", "database_file"} <= set(names):
            # A project lies among the films: its stills are no films.
            below.clear()
            continue
        below[:] = sorted(name for name in below if not name.startswith("."))
        visible = (name for name in names if not name.startswith("."))
        films += [Path(top, name) for name in visible if Path(name).suffix.lower() in wanted]
    return sorted(films)


def extract_stills(
    film: Path,
    folder: Path,
    *,
    fps: float = 1.0,
    longest_side: int = 640,
    quality: int = 3,
    timeout: float | None = None,
    tools: Tools | None = None,
    threads: int = 0,
    cancelled: Callable[[], bool] = lambda: False,
) -> Extraction:
    """Write the stills of one film, or of one still image, into `folder`.

    Parameters
    ----------
    film
        The file.
    folder
        It is made when all stills are done, and replaced if it exists. Until then the stills are
        in a hidden folder beside it.
    fps
        Rows per second.
    longest_side
        Pixels of the longer side of a still; smaller films are not enlarged.
    quality
        JPEG quality on ffmpeg's scale, 2 (best) to 31.
    timeout
        Seconds after which ffmpeg is stopped; by default ten minutes and ten times the film.
    tools
        From `find_tools`; found when not given.
    threads
        Threads of the decoder; 0 lets ffmpeg choose.
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
    partial = _partial_folder(film, folder)
    try:
        if film.suffix.lower() in IMAGE_EXTENSIONS:
            decode_picture(film, partial, longest_side=longest_side, quality=quality)
            rows, length, note = 1, 1 / fps, ""
        else:
            rows, length, note = decode_film(
                film,
                partial,
                StillSettings(fps, longest_side, quality, threads),
                timeout=timeout,
                tools=tools or find_tools(),
                cancelled=cancelled,
            )
        stills = [partial / f"{row:06d}.jpg" for row in range(rows)]
        with Image.open(stills[0]) as first:
            width, height = first.size
        borders = borders_of(stills)
        with _writing(film):
            shutil.rmtree(folder, ignore_errors=True)
            partial.rename(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return Extraction(rows, length, width, height, note, borders)


def _partial_folder(film: Path, folder: Path) -> Path:
    # The digest keeps the name short: the name of the folder itself may be as long as is allowed.
    stem = f".part-{hashlib.sha256(os.fsencode(folder.name)).hexdigest()[:12]}-"
    partial = folder.with_name(stem + uuid.uuid4().hex[:8])
    with _writing(film):
        folder.parent.mkdir(parents=True, exist_ok=True)
        for left in folder.parent.glob(stem + "*"):
            shutil.rmtree(left, ignore_errors=True)
        partial.mkdir()
    return partial


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
    *,
    workers: int | None = None,
    tools: Tools | None = None,
    **settings: Any,
) -> Iterator[tuple[Path, Extraction | VideoError]]:
    """Extract several films at once, and yield each as it is done.

    Parameters
    ----------
    jobs
        Pairs of film and folder.
    workers
        Films at once; by default one per processor.
    tools
        From `find_tools`; found when not given.
    settings
        As for `extract_stills`.

    Yields
    ------
    tuple
        The film, and its extraction or the error that says why there is none.

    Raises
    ------
    StorageError
        If the disk is full. This, an interrupt or closing the iterator stops every decoder.
    """
    processors = _processors()
    workers = workers or processors
    stop = threading.Event()
    common = {"tools": tools or find_tools(), "threads": max(1, processors // workers), **settings}
    waiting = iter(jobs)
    running: dict[Future[Extraction], Path] = {}
    with ThreadPoolExecutor(workers, thread_name_prefix="vrd-stills") as pool:
        try:
            while True:
                while len(running) < workers and (job := next(waiting, None)) is not None:
                    task = pool.submit(extract_stills, *job, cancelled=stop.is_set, **common)
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


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
