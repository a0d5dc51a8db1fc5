"""Declare the options of a run; each is named like the argument of `VRDProject` that it gives."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from typer import Option

from vrd.cli.options import positive

_NETWORK = "Fingerprints"
_STAGES = "How films are read and searched"
_MACHINE = "This computer"
_AGAIN = "What is done again"


class Device(StrEnum):
    """Choose the device that neighbours are searched on."""

    auto = "auto"
    cpu = "cpu"
    gpu = "gpu"


class Numbered(StrEnum):
    """Choose what numbered pictures are."""

    auto = "auto"
    film = "film"
    pictures = "pictures"


@dataclass(frozen=True)
class NetworkOptions:
    """Choose what makes the fingerprints."""

    network: Annotated[
        str | None,
        Option(
            metavar="NAME",
            help="What makes the fingerprints of frames; 'vrd networks' lists the names. "
            "A new project uses vrdnet, which is made for copies. Or the file of an ONNX model.",
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
    scan_fps: Annotated[
        Any,
        Option(
            parser=positive,
            metavar="N",
            help="Frames per second of film scans: numbered pictures, one for each frame. At "
            "first: 24.",
            rich_help_panel=_STAGES,
        ),
    ] = None
    numbered_pictures: Annotated[
        Numbered | None,
        Option(
            help="What numbered pictures are: frames of a film, or single pictures. At first, "
            "VRD looks at them.",
            rich_help_panel=_STAGES,
            show_choices=True,
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
    regions: Annotated[
        bool | None,
        Option(
            "--regions/--no-regions",
            help="Compare the corners and the centre of every picture with whole pictures, too, to "
            "find films shown small within another, and cropped ones. Fingerprints take six times "
            "as long. At first: no.",
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
