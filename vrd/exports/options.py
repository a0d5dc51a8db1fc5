"""What an export is given: the sequences, the films, where it goes, and what may leave with it."""

from __future__ import annotations

import importlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from vrd.core.timelines import Timeline, Video
from vrd.errors import MissingExtraError, ProjectError, UnknownNameError
from vrd.exports.review_rows import ReviewRow, review_rows

if TYPE_CHECKING:
    import pandas as pd

_WORDS = {
    "media": ("relative", "name"),
    "share": ("nothing", "thumbs"),
    "payload": ("text", "json"),
}


@dataclass(frozen=True)
class ExportOptions:
    """What the formats can be asked for; each uses what it needs.

    Nothing that tells of this machine leaves unasked: no absolute path, no picture.

    Attributes
    ----------
    base_url
        Where the films can be reached, ``https://...``; else they go by their percent-encoded
        file names.
    paths
        Write absolute paths.
    media
        How programs that open the films find them (ELAN, OpenTimelineIO): ``"relative"`` to the
        export, or by ``"name"`` alone.
    share
        ``"thumbs"`` puts two pictures of each sequence into .xlsx; ``"nothing"`` none.
    film
        The one film that an .eaf or .vtt file is about, or a folder of them.
    title
        Title of manifests, timelines and crates.
    payload
        Of WebVTT cues: ``"text"`` to read, or ``"json"`` for programs.
    rate
        Frames per second of an OpenTimelineIO timeline; times are rounded to it there.
    replace
        Write over a folder with files in it, over an .eaf file, which people edit by hand, or
        over borders that somebody moved in a spreadsheet.
    settings, versions
        Of the run and of its software, for a crate.
    checksums
        SHA-256 of whole films by name, where known.
    """

    base_url: str = ""
    paths: bool = False
    media: str = "relative"
    share: str = "nothing"
    film: str = ""
    title: str = "Reuse found by the Video Reuse Detector"
    payload: str = "text"
    rate: float = 25.0
    replace: bool = False
    settings: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    checksums: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def checked(cls, given: Mapping[str, Any]) -> ExportOptions:
        """Options by name.

        Raises
        ------
        UnknownNameError
            If there is no such option, or no such word for it.
        ProjectError
            If a value cannot be used.
        """
        for name in given:
            if name not in (known := [one.name for one in fields(cls)]):
                raise UnknownNameError("option of exports", name, known)
        options = cls(**given)
        for name, words in _WORDS.items():
            if getattr(options, name) not in words:
                raise UnknownNameError(f"{name}= of exports", getattr(options, name), words)
        if not 0 < options.rate < float("inf"):
            raise ProjectError(f"rate is {options.rate}; it must be above 0 frames per second.")
        checked_base(options.base_url)
        return options


@dataclass(frozen=True)
class Export:
    """What a writer of a format gets.

    Attributes
    ----------
    table
        As `vrd.exports.review_rows.with_review` makes it.
    target
        The file or folder that it will be; it is written under a temporary name.
    folder
        Whether it will be a folder.
    """

    table: pd.DataFrame
    target: Path
    options: ExportOptions
    frames: Timeline | None = None
    folder: bool = False

    @cached_property
    def rows(self) -> list[ReviewRow]:
        """The sequences."""
        return review_rows(self.table)

    @property
    def timeline(self) -> Timeline:
        """The films, for formats that cannot do without.

        Raises
        ------
        ProjectError
            If they were not given.
        """
        if self.frames is None:
            raise ProjectError(
                f"{self.target} cannot be written without the films: give frames=project.frames."
            )
        return self.frames

    @cached_property
    def _videos(self) -> dict[str, Video]:
        return {one.name: one for one in self.frames.videos} if self.frames else {}

    def video(self, name: str) -> Video | None:
        """What is known of a film."""
        return self._videos.get(name)

    @property
    def film_names(self) -> list[str]:
        """The films of the collection; without frames, those of the sequences."""
        if self.frames is not None:
            return self.frames.video_list
        sides = [side.video for row in self.rows for side in (row.query, row.reference)]
        return list(dict.fromkeys(sides))

    @property
    def chosen_films(self) -> list[str]:
        """The films that a folder has files for: the one asked for, else all."""
        return [self.one_film()] if self.options.film else self.film_names

    def one_film(self) -> str:
        """The film that a file of one film is about.

        Raises
        ------
        ProjectError
            If it was not said which.
        UnknownNameError
            If there is no such film.
        """
        names, wanted = self.film_names, self.options.film
        if not wanted and len(names) == 1:
            return names[0]
        kind = self.target.suffix.lower()
        if not wanted:
            raise ProjectError(
                f"{self.target} holds what is known of one film, and there are {len(names):,}: "
                f"name it with film=..., or have a folder with a file for each, as in "
                f"export({self.target.stem!r}, format={kind[1:]!r})."
            )
        if self.frames is not None:
            return names[self.frames.get_position_from_video_name(wanted)]
        if wanted not in names:
            raise UnknownNameError("film", wanted, names)
        return wanted


def optional(module: str, package: str) -> Any:
    """A module of the extra ``exports``.

    Raises
    ------
    MissingExtraError
        If it is not installed.
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        raise MissingExtraError(package, "exports") from error


def checked_base(base_url: str) -> None:
    """Refuse an address that films cannot be reached under.

    Raises
    ------
    ProjectError
        If it is not empty and not of the web.
    """
    try:
        parts = urlsplit(base_url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        good, parts = False, urlsplit("")
    odd = re.search(r'[^!-~]|["<>\\^`{|}]', base_url) or parts.query or parts.fragment
    if base_url and (odd or not good):
        raise ProjectError(
            f"base_url is {base_url!r}. It must be an address such as https://example.org/films, "
            "without spaces, ? or #."
        )
