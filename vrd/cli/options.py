"""Declare what commands share: the project, the options of exports, and how values are read."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import typer
from typer import Argument, Option

_PRIVACY = "What goes into the file"


class Shared(StrEnum):
    """Choose what of the films goes into a file that may be passed on."""

    nothing = "nothing"
    thumbs = "thumbs"


def positive(text: str) -> float:
    """Read a number above 0."""
    value = number(text)
    if not 0 < value < float("inf"):
        raise typer.BadParameter(f"{text} is not above 0.")
    return value


def number_or_auto(text: str) -> float | str:
    """Read a number, or ``auto``."""
    return "auto" if text == "auto" else number(text)


def number(text: str) -> float:
    """Read a number."""
    try:
        return float(text)
    except ValueError:
        raise typer.BadParameter(f"{text} is not a number.") from None


#: The first argument of every command that is about a project; optional only where earlier
#: versions took the project as an option.
ProjectArgument = Annotated[
    Path | None,
    Argument(metavar="PROJECT", help="The folder of the project.", show_default=False),
]
Project = Annotated[Path, Argument(metavar="PROJECT", help="The folder of the project.")]
#: Earlier versions took the project as an option in some commands.
EarlierProject = Annotated[Path | None, Option("--project", hidden=True)]
NoBrowser = Annotated[bool, Option("--no-browser", help="Print the address only; open no browser.")]


@dataclass(frozen=True)
class ExportOptions:
    """Choose the format of an export, and what of the films goes into it."""

    format: Annotated[
        str | None,
        Option(
            metavar="NAME",
            help="Write into a folder: eaf or vtt (one file per film), or ro-crate.",
        ),
    ] = None
    film: Annotated[
        str | None,
        Option(metavar="NAME", help="The film that one .eaf or .vtt file is about."),
    ] = None
    replace: Annotated[
        bool,
        Option("--replace", help="Write over an .eaf file that is there, or into a folder."),
    ] = False
    share: Annotated[
        Shared | None,
        Option(
            help="thumbs: put small stills of the films into the file. By default: nothing.",
            rich_help_panel=_PRIVACY,
        ),
    ] = None
    apostrophes: Annotated[
        bool,
        Option(
            "--apostrophes/--no-apostrophes",
            help="In .csv, put an apostrophe before texts that a spreadsheet program would take "
            "for a formula; VRD takes it away again when it reads the file.",
        ),
    ] = True
    base_url: Annotated[
        str | None,
        Option(
            metavar="URL",
            help="Where the films are on the web, for links to them.",
            rich_help_panel=_PRIVACY,
        ),
    ] = None
    paths: Annotated[
        bool,
        Option(
            "--paths",
            help="Name films with the folders they lie in on this computer.",
            rich_help_panel=_PRIVACY,
        ),
    ] = False


def ask_for_stills() -> Literal["nothing", "thumbs"]:
    """Ask the user whether stills go into a file that may be passed on; no if nobody is there."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return "nothing"
    try:
        answer = input(
            "Put small stills of the films into the report? Everybody who gets it sees them. [y/N] "
        )
    except EOFError:
        return "nothing"
    return "thumbs" if answer.strip().lower() in ("y", "yes") else "nothing"
