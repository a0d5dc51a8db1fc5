"""Hold where the films of a project lie, in one folder or several, and ask where they are now."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

_WINDOWS = re.compile(r"[A-Za-z]:[\\/]|\\\\")


@dataclass(frozen=True)
class FilmFolders:
    """Hold the folders of films of a project.

    A film of the first folder is called by its path below it. A film of a further folder has the
    name of that folder before it, so that films of one name are told apart.

    Attributes
    ----------
    first
        The first folder.
    further
        Further folders by the names that go before their films.

    Examples
    --------
    >>> folders = FilmFolders(Path("newsreels"), {"tv": Path("/mnt/tv")})
    >>> (folders / "a.mp4").as_posix(), (folders / "tv/a.mp4").as_posix()
    ('newsreels/a.mp4', '/mnt/tv/a.mp4')
    """

    first: Path
    further: Mapping[str, Path] = field(default_factory=dict)

    @classmethod
    def of(cls, films: Path | FilmFolders) -> FilmFolders:
        """Return folders of films, also for one that is given as a path."""
        return films if isinstance(films, FilmFolders) else cls(films)

    def __truediv__(self, name: str) -> Path:
        """Return where the film of a name lies."""
        start, _, rest = name.partition("/")
        return self.further[start] / rest if rest and start in self.further else self.first / name

    def __iter__(self) -> Iterator[tuple[str, Path]]:
        """Give what goes before the names of films of each folder, and the folder."""
        yield "", self.first
        for name, folder in self.further.items():
            yield f"{name}/", folder

    def __str__(self) -> str:
        return " and ".join(str(folder) for _, folder in self)


def where_are_films(folder: Path) -> str:
    r"""Return the message about a folder of films that is not there, which asks where they are now.

    Examples
    --------
    >>> print(where_are_films(Path("/mnt/disk/films")))  # doctest: +ELLIPSIS
    There is no folder /mnt/disk/films. Is its disk mounted? Where are the films now? ...
    """
    return (
        f"There is no folder {folder}. {_why_missing(str(folder))} Where are the films now? "
        "Open the project with their folder, open_project(..., video_path='...'), and call run() "
        "once, which keeps it: films that have not changed are not read again."
    )


def _why_missing(folder: str) -> str:
    """Guess why a folder is not there: it may belong to a computer of another kind."""
    if _WINDOWS.match(folder) and os.name != "nt":
        return "This is a path of Windows: the project was made on another computer."
    if os.name == "nt" and re.match(r"[\\/][^\\/]", folder):
        return "This is a path of macOS or Linux: the project was made on another computer."
    return "Is its disk mounted?"
