"""Make the demo films once, and write beside them which stretches they share."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tqdm.auto import tqdm

from vrd.demo_films.assemble import pictures, soundtrack
from vrd.demo_films.coding import encode
from vrd.demo_films.recipe import FILMS, VERSION, Film, Plant
from vrd.demo_films.timeline import Planted, shared_stretches
from vrd.errors import ProjectError
from vrd.storage.files import read_json, replacing, storage_errors, write_json

TRUTH = "truth.json"
MANIFEST = "recipe.json"


def make_demo_films(
    folder: Path, *, seed: int = 0, progress: bool = True, films: Sequence[Film] = FILMS
) -> Path:
    """Make short films with sound that share footage, and ``truth.json`` beside them.

    Nothing is done when the same films are complete already. A film gets its name only when it is
    complete, and the note that all films are there (``recipe.json``) is written last.

    Parameters
    ----------
    folder
        The folder of the films; it is made if it is missing. Other files in it are not touched.
    seed
        The seed of textures, grain and music. One seed gives the same films every time.
    progress
        Whether a progress bar is shown.
    films
        The films to make; the sources of a film must be among them.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    StorageError
        If the disk is full or cannot be written.
    VideoError
        If there is no ffmpeg, or it cannot write a film.
    """
    recipe = {"version": VERSION, "seed": seed, "films": _digest(films)}
    before = _manifest(folder)
    if _complete(folder, before, recipe):
        return folder
    with storage_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MANIFEST).unlink(missing_ok=True)
        for name in set(_sizes(before)) - {film.name for film in films}:
            # These are films of an older recipe, whose truth is gone.
            (folder / name).unlink(missing_ok=True)
    _make_all(folder, films, seed, progress)
    _write_truth(folder, shared_stretches(films))
    sizes = {film.name: (folder / film.name).stat().st_size for film in films}
    write_json(folder / MANIFEST, {"recipe": recipe, "sizes": sizes})
    return folder


def read_truth(folder: Path) -> list[Planted]:
    """Read which stretches the films of a folder share.

    Raises
    ------
    ProjectError
        If there is no file of the truth, or it is damaged.
    """
    try:
        truth: list[Planted] = json.loads((folder / TRUTH).read_text("utf-8"))
    except FileNotFoundError as error:
        raise ProjectError(f"The folder {folder} has no {TRUTH}: make the films first.") from error
    except ValueError as error:
        raise ProjectError(
            f"{folder / TRUTH} is damaged ({error}): delete it and make the films again."
        ) from error
    return truth


def _make_all(folder: Path, films: Sequence[Film], seed: int, progress: bool) -> None:
    """Make the sources first and then the films that take stretches from them, two at a time."""
    sources = {film.name: film for film in films}
    hosts = [film for film in films if any(isinstance(part, Plant) for part in film.content)]
    first = [film for film in films if film not in hosts]
    sounds = {film.name: soundtrack(film, {}, seed) for film in first}

    def make(film: Film) -> None:
        sound = sounds.get(film.name)
        sound = soundtrack(film, sounds, seed) if sound is None else sound
        with replacing(folder / film.name) as temporary:
            shown = pictures(film, sources, folder, seed)
            encode(temporary, shown, sound, (film.width, film.height), film.fps)

    with (
        tqdm(total=len(films), desc="Demo films", unit="film", disable=not progress) as bar,
        ThreadPoolExecutor(2) as workers,
    ):
        for group in (first, hosts):
            for _ in workers.map(make, group):
                bar.update()


def _digest(films: Sequence[Film]) -> str:
    return hashlib.sha256(repr(tuple(films)).encode()).hexdigest()[:16]


def _manifest(folder: Path) -> dict[str, object]:
    try:
        return read_json(folder / MANIFEST)
    except (FileNotFoundError, ProjectError):
        return {}


def _sizes(manifest: dict[str, object]) -> dict[str, int]:
    sizes = manifest.get("sizes")
    return sizes if isinstance(sizes, dict) else {}


def _complete(folder: Path, manifest: dict[str, object], recipe: dict[str, object]) -> bool:
    sizes = _sizes(manifest)
    if manifest.get("recipe") != recipe or not (folder / TRUTH).is_file():
        return False
    files = {folder / name: size for name, size in sizes.items()}
    return all(path.is_file() and path.stat().st_size == size for path, size in files.items())


def _write_truth(folder: Path, truth: list[Planted]) -> None:
    with replacing(folder / TRUTH) as temporary:
        temporary.write_text(json.dumps(truth, indent=1), "utf-8")
