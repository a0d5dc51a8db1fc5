"""Find the films and still images of a folder."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from vrd.errors import VideoError


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
        if "database_file" in names and ("project.json" in names or "frames" in below):
            # A project lies among the films, perhaps without its settings: stills are no films.
            below.clear()
            continue
        below[:] = sorted(name for name in below if not name.startswith("."))
        visible = (name for name in names if not name.startswith("."))
        films += [Path(top, name) for name in visible if Path(name).suffix.lower() in wanted]
    return sorted(films)
