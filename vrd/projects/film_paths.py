"""Name the folders of films of a project, as its settings keep them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from vrd.errors import ProjectError

#: One folder of films, or several.
FilmPaths = str | Path | Sequence[str | Path]


def film_paths(films: FilmPaths, known: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return the settings ``video_path`` and ``further_video_paths`` for folders of films.

    Parameters
    ----------
    films
        The folder, or a list of folders.
    known
        Further folders by the names that they have in the project already.

    Raises
    ------
    ProjectError
        If there is no folder in the list, or one folder lies in another.
    """
    given = [films] if isinstance(films, str | Path) else list(films)
    if not given:
        raise ProjectError("video_path names no folder of films: give at least one.")
    paths = [absolute_path(path) for path in given]
    return {"video_path": paths[0], "further_video_paths": further_paths(paths, known or {})}


def further_paths(paths: Sequence[str], known: Mapping[str, str]) -> dict[str, str]:
    """Return all folders but the first by the names that go before their films.

    Parameters
    ----------
    paths
        Absolute paths of all folders.
    known
        Further folders by the names that they have in the project already.

    Raises
    ------
    ProjectError
        If one folder lies in another.
    """
    _check_apart(paths)
    names = {path: name for name, path in known.items()}
    further: dict[str, str] = {}
    for path in paths[1:]:
        taken = further.keys() | (known.keys() - {names.get(path)})
        further[names.get(path) or _free_name(Path(path), Path(paths[0]), taken)] = path
    return further


def _free_name(folder: Path, first: Path, taken: Any) -> str:
    """Return the name of a folder, numbered where another folder or film has it."""
    name, number = folder.name or "films", 2
    while name in taken or (first / name).exists():
        name, number = f"{folder.name or 'films'} {number}", number + 1
    return name


def _check_apart(paths: Sequence[str]) -> None:
    """Raise ProjectError if one folder is or lies in another: its films would be read twice."""
    for number, path in enumerate(paths):
        for earlier in paths[:number]:
            inner, outer = sorted((Path(path), Path(earlier)), key=lambda p: -len(p.parts))
            if inner.is_relative_to(outer):
                raise ProjectError(
                    f"{inner} is or lies in {outer}, and subfolders are looked into anyway. Name "
                    f"{outer} only."
                )


def absolute_path(films: str | Path) -> str:
    """Return the folder of films as settings keep it, so that it holds in any working folder."""
    return str(Path(films).expanduser().absolute())
