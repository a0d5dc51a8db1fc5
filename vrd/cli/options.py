"""Declare the options that commands share; each is named like the setting or argument it gives."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from typer import Argument, Option

_NETWORK = "Fingerprints"
_STAGES = "How films are read and searched"
_MACHINE = "This computer"
_AGAIN = "What is done again"
_SEQUENCES = "Which sequences are found (what is not given stays as it was last time)"
_PUBLISHED = "Published way of searching (with --no-align)"
_PRIVACY = "What goes into the file"


class Device(StrEnum):
    """Choose the device that neighbours are searched on."""

    auto = "auto"
    cpu = "cpu"
    gpu = "gpu"


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
class NetworkOptions:
    """Choose what makes the fingerprints."""

    network: Annotated[
        str | None,
        Option(
            metavar="NAME",
            help="What makes the fingerprints of frames; 'vrd networks' lists the names. "
            "A new project uses vrdnet, which is made for copies.",
            rich_help_panel=_NETWORK,
        ),
    ] = None
    stop_at_layer: Annotated[
        str | None,
        Option(
            "--layer",
            metavar="NAME",
            help="Layer of the network whose output is the fingerprint, if not its usual one; "
            "'vrd networks NAME' lists them.",
            rich_help_panel=_NETWORK,
        ),
    ] = None
    weights: Annotated[
        str | None,
        Option(
            metavar="FILE",
            help="A file with weights of your own for the network, or 'random'.",
            rich_help_panel=_NETWORK,
        ),
    ] = None


@dataclass(frozen=True)
class StageOptions:
    """Set how films are read and searched."""

    fps: Annotated[
        Any,
        Option(
            parser=positive,
            metavar="N",
            help="Frames looked at per second of film. At first: 1.",
            rich_help_panel=_STAGES,
        ),
    ] = None
    longest_side: Annotated[
        int | None,
        Option(
            min=1,
            metavar="PIXELS",
            help="Longest side of the stills that are kept, in pixels. At first: 640.",
            rich_help_panel=_STAGES,
        ),
    ] = None
    additional_video_extensions: Annotated[
        list[str] | None,
        Option(
            "--extension",
            metavar=".EXT",
            help="A further ending of file names to take for films; may be given repeatedly.",
            rich_help_panel=_STAGES,
        ),
    ] = None
    neighbours_considered: Annotated[
        int | None,
        Option(
            "--neighbours",
            min=1,
            metavar="K",
            help="Number of most similar frames that are kept for each frame. At first: 250.",
            rich_help_panel=_STAGES,
        ),
    ] = None
    leave_out_own_video: Annotated[
        bool | None,
        Option(
            "--leave-out-own-film/--no-leave-out-own-film",
            help="Search each frame in other films only. At first: yes. The published way "
            "searches its own film, too.",
            rich_help_panel=_STAGES,
        ),
    ] = None


@dataclass(frozen=True)
class MachineOptions:
    """Limit how much of the computer may be used."""

    device: Annotated[
        Device | None,
        Option(help="Where frames are searched; by default on a GPU if there is one.",
               rich_help_panel=_MACHINE, show_choices=True),
    ] = None  # fmt: skip
    memory_gib: Annotated[
        Any,
        Option(
            "--memory",
            parser=positive,
            metavar="GIB",
            help="Most memory that the search takes, in GiB. By default: 4.",
            rich_help_panel=_MACHINE,
        ),
    ] = None
    workers: Annotated[
        int | None,
        Option(
            min=1,
            metavar="N",
            help="Number of films read at once. By default: one per processor.",
            rich_help_panel=_MACHINE,
        ),
    ] = None


@dataclass(frozen=True)
class AgainOptions:
    """Choose what a run does besides searching new and changed films."""

    plan: Annotated[
        bool,
        Option(
            "--plan",
            help="Tell how many films there are, and the time and disk they will take; then stop.",
            rich_help_panel=_AGAIN,
        ),
    ] = False
    retry_failed: Annotated[
        bool,
        Option(
            "--retry-failed",
            help="Try films again that could not be read.",
            rich_help_panel=_AGAIN,
        ),
    ] = False
    force: Annotated[
        bool,
        Option("--force", help="Make everything again.", rich_help_panel=_AGAIN),
    ] = False
    forget_removed: Annotated[
        bool,
        Option(
            "--forget-removed",
            help="Delete the stills and fingerprints of films that are no longer in their folder.",
            rich_help_panel=_AGAIN,
        ),
    ] = False


@dataclass(frozen=True)
class FinderOptions:
    """Set which sequences are found; each field is a setting that `FinderSettings` checks."""

    min_score: Annotated[
        Any,
        Option(
            parser=number_or_auto,
            metavar="SECONDS",
            help="Evidence that a sequence needs, in seconds of perfect match; higher finds "
            "fewer. 'auto': as little as chance allows, 1.5 at least.",
            rich_help_panel=_SEQUENCES,
        ),
    ] = None
    max_distance: Annotated[
        Any,
        Option(
            parser=number_or_auto,
            metavar="D",
            help="Largest distance between two frames that match (squared L2 distance of their "
            "fingerprints); lower finds fewer. 'auto': proposed from the data.",
            rich_help_panel=_SEQUENCES,
        ),
    ] = None
    min_contrast: Annotated[
        Any,
        Option(
            parser=number,
            metavar="X",
            help="Leave out frames with less contrast, such as black ones; 0 leaves out none. "
            "At first: 0.02 with vrdnet, else 0.",
            rich_help_panel=_SEQUENCES,
        ),
    ] = None
    align: Annotated[
        bool | None,
        Option(
            "--align/--no-align",
            help="Weigh the evidence of matches in step, at speeds from 0.8 to 1.25; if not, count "
            "frames, as published. At first: yes with vrdnet.",
            rich_help_panel=_SEQUENCES,
        ),
    ] = None
    normalize: Annotated[
        bool | None,
        Option(
            "--normalize/--no-normalize",
            help="Measure distances against the background: those to films that share nothing. "
            "At first: yes with vrdnet.",
            rich_help_panel=_SEQUENCES,
        ),
    ] = None
    refine: Annotated[
        bool | None,
        Option(
            "--refine/--no-refine",
            help="Read the films again for exact ends, to a fraction of a second. At first: yes "
            "with vrdnet.",
            rich_help_panel=_SEQUENCES,
        ),
    ] = None
    confirm: Annotated[
        bool | None,
        Option(
            "--confirm/--no-confirm",
            help="Where hardly anything moves, read the films again and compare the motion. At "
            "first: yes with vrdnet.",
            rich_help_panel=_SEQUENCES,
        ),
    ] = None
    shortest_sequence: Annotated[
        int | None,
        Option(
            "--shortest",
            metavar="FRAMES",
            help="Shortest sequence, in frames; at 1 frame per second these are seconds. At "
            "first: 5.",
            rich_help_panel=_PUBLISHED,
        ),
    ] = None
    allow_skip: Annotated[
        int | None,
        Option(
            metavar="FRAMES",
            help="Frames in a row that may lack a match within a sequence. At first: 2.",
            rich_help_panel=_PUBLISHED,
        ),
    ] = None
    max_skipped_share: Annotated[
        Any,
        Option(
            parser=number,
            metavar="X",
            help="Largest share of frames without a match in a sequence, from 0 to 1. At first: 1.",
            rich_help_panel=_PUBLISHED,
        ),
    ] = None
    combine_overlap: Annotated[
        bool | None,
        Option(
            "--combine/--no-combine",
            help="Merge sequences that overlap. At first: yes.",
            rich_help_panel=_PUBLISHED,
        ),
    ] = None


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
