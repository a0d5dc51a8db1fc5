"""Find the films and still images of a folder."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from vrd.core.passed_over import HIDDEN, OTHER_KIND, WITHOUT_ENDING
from vrd.decoding.discs import is_of_disc, titles_of_disc
from vrd.decoding.image import IMAGE_EXTENSIONS as IMAGE_EXTENSIONS
from vrd.decoding.image import is_photograph as is_photograph
from vrd.errors import VideoError
from vrd.pipeline.find_scans import NumberedPictures, find_scans


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


VIDEO_EXTENSIONS = _words(
    """.264 .265 .3g2 .3gp .3gp2 .3gpp .amv .asf .av1 .avc .avi .bik .cdxl .dif .divx .dpx .dv .evo
    .exr .f4v .flc .fli .flv .gif .gxf .h261 .h263 .h264 .h265 .hevc .ismv .ivf .m1v .m2p .m2t
    .m2ts .m2v .m4v .mj2 .mjpeg .mjpg .mk3d .mkv .mod .mov .movie .mp2v .mp4 .mp4v .mpe .mpeg
    .mpeg4 .mpg .mpv .mpv2 .mts .mtv .mxf .nsv .nut .nuv .obu .ogg .ogm .ogv .ogx .ps .pva .qt
    .rec .rm .rmvb .roq .smk .swf .thp .tod .trp .ts .vc1 .viv .vob .vp8 .vp9 .vro .webm .wm
    .wmv .wtv .xvid .y4m"""
)


@dataclass(frozen=True)
class FolderOfFilms:
    """Hold what a folder contains.

    Attributes
    ----------
    films
        The films and still images, sorted by path. The path of a film scan stands for all its
        pictures, see `vrd.decoding.numbered_pictures`, and the folder of a disc for its film, see
        `vrd.decoding.discs`. Folders that may not be opened are there, too, so that extracting
        them records why.
    passed_over
        The number of files of each kind that are no films; see `vrd.core.passed_over`.
    """

    films: list[Path]
    passed_over: dict[str, int]


def find_films(folder: Path, additional_extensions: Iterable[str] = ()) -> list[Path]:
    """Return the films of `look_into`."""
    return look_into(folder, additional_extensions).films


def look_into(
    folder: Path,
    additional_extensions: Iterable[str] = (),
    numbered_pictures: NumberedPictures = "auto",
) -> FolderOfFilms:
    """Find the films and still images in a folder and all folders below, and count the rest.

    Parameters
    ----------
    folder
        The folder. Hidden files and folders and projects of VRD are passed over; links are
        followed once.
    additional_extensions
        Further extensions, with or without dot, in any case.
    numbered_pictures
        Whether numbered pictures are frames of a film; see `vrd.pipeline.find_scans`.

    Returns
    -------
    FolderOfFilms
        The films, and the number of files passed over.

    Raises
    ------
    VideoError
        If there is no such folder, or it may not be opened.
    """
    if not films_folder_exists(folder):
        raise VideoError(f"There is no folder {folder}. Check its name.")
    more = {"." + name.strip().lower().lstrip(".") for name in additional_extensions}
    wanted = VIDEO_EXTENSIONS | IMAGE_EXTENSIONS | (more - {"."})
    films: list[Path] = []
    passed_over: Counter[str] = Counter()
    seen: set[tuple[int, int]] = set()

    def closed(error: OSError) -> None:
        if Path(error.filename) == folder:
            raise VideoError(_closed(folder, error)) from error
        films.append(Path(error.filename))

    for top, below, names in os.walk(folder, onerror=closed, followlinks=True):
        status = os.stat(top)
        if (status.st_dev, status.st_ino) in seen:
            below.clear()
            continue
        seen.add((status.st_dev, status.st_ino))
        if "database_file" in names and ("project.json" in names or "frames" in below):
            # A project lies among the films, perhaps without its settings: stills are no films.
            below.clear()
            continue
        passed_over.update(HIDDEN for name in below if name.startswith("."))
        below[:] = sorted(name for name in below if not name.startswith("."))
        if Path(top) == folder and titles_of_disc(folder, names):
            raise VideoError(
                f"{folder} belongs to a disc. Give the folder above it as the folder of films."
            )
        here = _films_among(Path(top), names, numbered_pictures)
        films += here.films
        for name in here.others:
            if not name.startswith(".") and Path(name).suffix.lower() in wanted:
                films.append(Path(top, name))
            else:
                passed_over[_kind(name)] += 1
    return FolderOfFilms(sorted(films), dict(passed_over))


class _Films(NamedTuple):
    """Hold films of which each is several files of one folder, and the names of other files."""

    films: list[Path]
    others: set[str]


def _films_among(folder: Path, names: list[str], numbered_pictures: NumberedPictures) -> _Films:
    """Return the film of a disc and the film scans in a folder."""
    films, others = [], set(names)
    if titles_of_disc(folder, names):
        films.append(folder)
        # Menus and tables of contents belong to the disc.
        others = {name for name in names if not is_of_disc(name)}
    visible = [name for name in others if not name.startswith(".")]
    for scan, frames in find_scans(folder, visible, numbered_pictures).items():
        films.append(folder / scan)
        others -= set(frames)
    return _Films(films, others)


def _kind(name: str) -> str:
    """Return the kind of a file: its ending, or what there is to say in place of one."""
    if name.startswith("."):
        return HIDDEN
    ending = Path(name).suffix.lower()
    if not ending:
        return WITHOUT_ENDING
    # What follows the last dot of "Interview 12.3. last version" is no ending.
    return ending if re.fullmatch(r"\.\w{1,12}", ending) else OTHER_KIND


def films_folder_exists(folder: Path) -> bool:
    """Return whether there is a folder of films; an error says that it may not be opened."""
    try:
        return folder.is_dir()
    except OSError as error:
        raise VideoError(_closed(folder, error)) from error


def _closed(folder: Path, error: OSError) -> str:
    """Say why the folder of films cannot be opened."""
    if isinstance(error, PermissionError):
        return (
            f"You have no permission to open the folder of films {folder}. Nothing was changed: "
            "change its permissions, or ask its owner."
        )
    return (
        f"The folder of films {folder} cannot be opened ({error.strerror}). Nothing was changed: "
        "check the disk or the network share."
    )
