"""Hold what an export is given: the sequences, the films, where it goes, what may leave with it."""

from __future__ import annotations

import importlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from vrd.core.segments import Segment
from vrd.core.timecodes import StartTimecode, told_timecode
from vrd.core.timelines import Timeline, Video
from vrd.errors import MissingExtraError, ProjectError, UnknownNameError, VRDError
from vrd.exports.review_rows import ReviewRow, review_rows, segment_text

if TYPE_CHECKING:
    import pandas as pd

_YES_NO = "True or False"
_TEXTS = "texts by name"


def _web_address(text: str) -> str:
    """Refuse an address that no film can be reached under; no address at all is allowed."""
    parts = urlsplit(text)
    odd = re.search(r'[^!-~]|["<>\\^`{|}]', text) or parts.query or parts.fragment
    if text and (odd or parts.scheme not in ("http", "https") or not parts.hostname):
        raise ValueError("it is no address of the web")
    return text


class ExportOptions(BaseModel):
    """Hold what formats can be asked for; each format uses the options that it needs.

    Nothing that tells of this machine leaves unasked: no absolute path, no picture.

    Attributes
    ----------
    base_url
        Address below which the films can be reached, ``https://...``; without it, films go by
        their percent-encoded file names.
    paths
        Write absolute paths.
    media
        How programs that open the films find them (ELAN, OpenTimelineIO): ``"relative"`` to the
        export, or by ``"name"`` alone.
    share
        ``"thumbs"`` puts two pictures of each sequence into .xlsx and .ods; ``"nothing"`` none.
    film
        The one film that an .eaf or .vtt file, or a folder of them, is about.
    apostrophes
        Put an apostrophe before texts of .csv, also within a crate, that a spreadsheet program
        would take for a formula (`vrd.core.guarded_text`). Without, every text stands exactly as
        it is. Texts of .xlsx and .ods are marked as texts, and need none.
    title
        Title of manifests, timelines and crates.
    payload
        Content of WebVTT cues: ``"text"`` to read, or ``"json"`` for programs.
    rate
        Frames per second of an OpenTimelineIO timeline; times are rounded to it there. A film
        with a timecode is counted at its own rate.
    replace
        Write over a folder with files in it, over an .eaf file, which people edit by hand, or
        over starts and ends that somebody moved in a spreadsheet.
    settings, versions
        Settings of the run and versions of its software, for a crate.
    checksums
        SHA-256 of whole films by name, where it is known.

    Raises
    ------
    UnknownNameError
        If there is no such option, or no such word for it.
    ProjectError
        If a value cannot be used.

    Examples
    --------
    >>> ExportOptions(rate=0)
    Traceback (most recent call last):
    vrd.errors.ProjectError: rate is 0; it must be a number of frames per second above 0.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: Annotated[str, AfterValidator(_web_address)] = Field(
        "",
        description="an address such as https://example.org/films, without spaces, ? or #",
    )
    paths: bool = Field(False, description=_YES_NO)
    media: Literal["relative", "name"] = "relative"
    share: Literal["nothing", "thumbs"] = "nothing"
    apostrophes: bool = Field(True, description=_YES_NO)
    film: str = Field("", description="the name of a film")
    title: str = Field("Reuse found by the Video Reuse Detector", description="a text")
    payload: Literal["text", "json"] = "text"
    rate: float = Field(
        25.0, gt=0, allow_inf_nan=False, description="a number of frames per second above 0"
    )
    replace: bool = Field(False, description=_YES_NO)
    settings: Mapping[str, Any] = Field({}, description="values by name")
    versions: Mapping[str, str] = Field({}, description=_TEXTS)
    checksums: Mapping[str, str] = Field({}, description=_TEXTS)

    def __init__(self, **options: Any) -> None:
        try:
            super().__init__(**options)
        except ValidationError as error:
            raise _in_words(error) from None


def _in_words(error: ValidationError) -> VRDError:
    """Return an error that says what is wrong with the first option that cannot be used."""
    first = error.errors()[0]
    name, value = str(first["loc"][0]), first["input"]
    fields = ExportOptions.model_fields
    if name not in fields:
        return UnknownNameError("option of exports", name, list(fields))
    if first["type"] == "literal_error":
        return UnknownNameError(f"{name}= of exports", value, get_args(fields[name].annotation))
    return ProjectError(f"{name} is {value!r}; it must be {fields[name].description}.")


@dataclass(frozen=True)
class Export:
    """Hold what a writer of a format is given.

    Attributes
    ----------
    table
        As `vrd.exports.review_rows.with_review` makes it.
    target
        The file or folder that the export becomes; it is written under a temporary name.
    options
        What was asked for.
    frames
        The films, where they were given.
    folder
        Whether the target is a folder.
    """

    table: pd.DataFrame
    target: Path
    options: ExportOptions
    frames: Timeline | None = None
    folder: bool = False

    @cached_property
    def rows(self) -> list[ReviewRow]:
        """Return the sequences with the judgements of reviewers."""
        return review_rows(self.table)

    @property
    def timeline(self) -> Timeline:
        """Return the films, for formats that cannot do without.

        Raises
        ------
        ProjectError
            If the films were not given.
        """
        if self.frames is None:
            raise ProjectError(
                f"{self.target} cannot be written without the films: give frames=project.frames."
            )
        return self.frames

    @cached_property
    def _videos(self) -> dict[str, Video]:
        return {} if self.frames is None else {video.name: video for video in self.frames.videos}

    def video(self, name: str) -> Video | None:
        """Return what is known of a film; None without films."""
        return self._videos.get(name)

    def timecode(self, name: str) -> StartTimecode | None:
        """Return the timecode at which a film starts; None where it tells no more than seconds."""
        return told_timecode(self.video(name))

    def place(self, segment: Segment) -> str:
        """Return a stretch in words: film, clock times, and timecodes where the film has them."""
        text, timecode = segment_text(segment), self.timecode(segment.video)
        return text if timecode is None else f"{text} ({timecode.span_text(*segment[1:])})"

    @property
    def film_names(self) -> list[str]:
        """Return the names of all films; without frames, of the films in the sequences."""
        if self.frames is not None:
            return self.frames.video_list
        sides = [side.video for row in self.rows for side in (row.query, row.reference)]
        return list(dict.fromkeys(sides))

    @property
    def chosen_films(self) -> list[str]:
        """Return the films that a folder has files for: the film asked for, else all."""
        return [self.one_film()] if self.options.film else self.film_names

    def one_film(self) -> str:
        """Return the film that a file of one film is about.

        Raises
        ------
        ProjectError
            If there are several, and none was asked for.
        UnknownNameError
            If there is no such film.
        """
        names, wanted = self.film_names, self.options.film
        if not wanted and len(names) == 1:
            return names[0]
        kind = self.target.suffix.lower()
        if not wanted:
            raise ProjectError(
                f"{self.target} can be about one film only, and there are {len(names):,}: name "
                f"the film with film=..., or ask for a folder with a file for each, as in "
                f"export({self.target.stem!r}, format={kind[1:]!r})."
            )
        if self.frames is not None:
            return names[self.frames.get_position_from_video_name(wanted)]
        if wanted not in names:
            raise UnknownNameError("film", wanted, names)
        return wanted


def optional(module: str, package: str) -> Any:
    """Import a module of the extra ``exports``.

    Raises
    ------
    MissingExtraError
        If it is not installed.
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        raise MissingExtraError(package, "exports") from error
