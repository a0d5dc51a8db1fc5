"""From a plan to films, by ffmpeg: each piece by itself, then all of a film joined as they are.

Pieces have the same coding and whole numbers of frames, so that joining neither loses a frame nor
encodes again.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmark.planting.graph import piece_command
from vrd.decoding.ffmpeg import find_tools
from vrd.decoding.run_program import run
from vrd.errors import VideoError

TIMEOUT = 1800.0


def render_plan(plan: dict[str, Any], originals: Path, out: Path, *, workers: int = 2) -> Path:
    """Render what is missing, and give the folder of films.

    Parameters
    ----------
    plan
        From `make_plan`.
    originals
        The folder of original films.
    out
        Gets ``plan.json`` and the folder ``films``; films that an equal plan made are kept.
    workers
        Films rendered at once.

    Raises
    ------
    VideoError
        If ffmpeg cannot make one.
    """
    folder, noted = out / "films", out / "plan.json"
    folder.mkdir(parents=True, exist_ok=True)
    old = json.loads(noted.read_text("utf-8")) if noted.is_file() else {"films": []}
    same = {film["name"]: film for film in old["films"] if old.get("version") == plan["version"]}
    wanted = {film["name"]: film for film in plan["films"]}
    for path in folder.iterdir():
        if path.name not in wanted or same.get(path.name) != wanted[path.name]:
            path.unlink()
    # Only now: a run that is cut off before must not take old films for new.
    noted.write_text(json.dumps(plan, indent=1), "utf-8")
    missing = [film for film in plan["films"] if not (folder / film["name"]).is_file()]
    with ThreadPoolExecutor(workers) as pool:
        for film in pool.map(lambda film: _render(film, plan, originals, folder), missing):
            print(f"rendered {film}", flush=True)
    return folder


def _render(film: dict[str, Any], plan: dict[str, Any], originals: Path, folder: Path) -> str:
    sizes = {one["original"]: one["size"] for one in plan["films"]}
    with tempfile.TemporaryDirectory(prefix="rendering", dir=folder.parent) as temporary:
        work, names = Path(temporary), []
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
    return str(film["name"])


def _ffmpeg(arguments: list[str], film: str) -> None:
    program = [str(find_tools().ffmpeg), "-v", "error", "-nostdin", "-y"]
    outcome = run([*program, *arguments], timeout=TIMEOUT)
    if outcome.code or outcome.stopped:
        raise VideoError(f"{film} could not be rendered: {outcome.errors.strip()[-800:]}")
