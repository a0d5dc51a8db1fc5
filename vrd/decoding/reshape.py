"""Give each part of a film whose pictures change their size its own proportions.

ffmpeg brings all pictures of a run to one size. So a film is decoded once more for each further
size, and the stills of the parts of that size are taken from there.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from vrd.decoding.frame_log import FrameLog, Shape
from vrd.decoding.stills_run import StillsRun, other_shapes


def reshape_stills(
    run: StillsRun,
    folder: Path,
    log: FrameLog,
    times: dict[str, float],
    place: Callable[[Path, FrameLog], object],
) -> None:
    """Replace the stills of parts whose pictures are not shaped like the first of the run.

    Parameters
    ----------
    run
        What wrote the stills.
    folder
        The stills.
    log
        What ffmpeg said about the frames.
    times
        The second that each still shows, by its name.
    place
        Called with a folder of new stills and their log; it gives them the names of the others.
    """
    for shape in other_shapes(log):
        names = [name for name, time in times.items() if log.shape_at(time) == shape]
        if names:
            _replace(run, folder, shape, (log.sought, names), place)


def _replace(
    run: StillsRun,
    folder: Path,
    shape: Shape,
    wanted: tuple[float, list[str]],
    place: Callable[[Path, FrameLog], object],
) -> None:
    sought, names = wanted
    again = folder / "again"
    again.mkdir()
    try:
        place(again, run.decode(again, sought=sought, shape=shape).log)
        for name in names:
            if (again / name).is_file():
                (again / name).replace(folder / name)
    finally:
        shutil.rmtree(again, ignore_errors=True)


def shapes_remark(log: FrameLog) -> str:
    """Say that the pictures of a film change their size, and when; empty where they do not.

    Examples
    --------
    >>> shapes_remark(FrameLog())
    ''
    """
    if len(log.shapes) < 2:
        return ""
    changes = [f"{time:.1f} s" for time, _ in log.shapes[1:4]]
    more = f" and {len(log.shapes) - 4} more times" if len(log.shapes) > 4 else ""
    sizes = list(dict.fromkeys(_size(shape) for _, shape in log.shapes))
    said = f" ({', '.join(sizes[:4])})" if len(sizes) > 1 else ""
    return (
        f"the size or proportions of the picture change at {', '.join(changes)}{more}{said}; "
        "each part keeps its own proportions"
    )


def _size(shape: Shape) -> str:
    return f"{shape.width} x {shape.height}"
