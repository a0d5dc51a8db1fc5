"""Render the films of a plan with ffmpeg: each piece separately, then all pieces joined.

All pieces have the same coding and whole numbers of frames, so that joining them neither loses a
frame nor encodes them again.
"""

from __future__ import annotations

import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tqdm.auto import tqdm

from vrd.decoding.ffmpeg import find_tools
from vrd.decoding.run_program import run
from vrd.errors import VideoError
from vrd.planting.piece_command import piece_command
from vrd.storage.temporary_folders import folder_beside

#: A run of ffmpeg is stopped after this time.
TIMEOUT_S = 1800.0
#: Characters of ffmpeg's messages that an error quotes.
_MAX_QUOTED = 800


def render_plan(
    plan: dict[str, Any], originals: Path, out: Path, *, workers: int = 2, progress: bool = True
) -> Path:
    """Render the films that are missing, and return the folder of films.

    Parameters
    ----------
    plan
        From `make_plan`.
    originals
        The folder of original films.
    out
        The folder for ``plan.json`` and the folder ``films``. Films are kept if the same plan
        made them before.
    workers
        Films that are rendered at once.
    progress
        Whether a progress bar is shown.

    Raises
    ------
    VideoError
        If ffmpeg cannot make a film.
    """
    folder, plan_file = out / "films", out / "plan.json"
    folder.mkdir(parents=True, exist_ok=True)
    old = json.loads(plan_file.read_text("utf-8")) if plan_file.is_file() else {"films": []}
    same = {film["name"]: film for film in old["films"] if old.get("version") == plan["version"]}
    planned = {film["name"]: film for film in plan["films"]}
    for path in folder.iterdir():
        if path.name not in planned or same.get(path.name) != planned[path.name]:
            path.unlink()
    # The old films are gone: a run that is interrupted must not take them for new ones.
    plan_file.write_text(json.dumps(plan, indent=1), "utf-8")
    missing = [film for film in plan["films"] if not (folder / film["name"]).is_file()]
    with (
        tqdm(total=len(missing), desc="Rendering films", unit="film", disable=not progress) as bar,
        ThreadPoolExecutor(workers) as pool,
    ):
        for _ in pool.map(lambda film: _render(film, plan, originals, folder), missing):
            bar.update()
    return folder


def _render(film: dict[str, Any], plan: dict[str, Any], originals: Path, folder: Path) -> None:
    sizes = {planned["original"]: planned["size"] for planned in plan["films"]}
    with folder_beside(folder.parent, "rendering-") as work:
        names = []
        for number, piece in enumerate(film["pieces"]):
            name = f"{number:04d}.mkv"
            for command in piece_command(piece, film["size"], sizes, originals, work, name):
                _ffmpeg(command, film["name"])
            names.append(name)
        listed = work / "pieces.txt"
        listed.write_text("".join(f"file '{name}'\n" for name in names), "utf-8")
        joined = work / "joined.mp4"
        join = ["-f", "concat", "-i", str(listed), "-c", "copy", "-movflags", "+faststart"]
        _ffmpeg([*join, str(joined)], film["name"])
        shutil.move(joined, folder / f".{film['name']}")
        os.replace(folder / f".{film['name']}", folder / film["name"])


def _ffmpeg(arguments: list[str], film: str) -> None:
    program = [str(find_tools().ffmpeg), "-v", "error", "-nostdin", "-y"]
    outcome = run([*program, *arguments], timeout=TIMEOUT_S)
    if outcome.code or outcome.stopped:
        messages = outcome.errors.strip()[-_MAX_QUOTED:]
        raise VideoError(
            f"{film} could not be rendered: {messages}. Leave out the films that it is made of, "
            "or update ffmpeg."
        )
