"""Options that commands share, and how their values are read."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any, Literal


def add_network_options(parser: argparse.ArgumentParser) -> None:
    """Options of what makes the fingerprints."""
    add = parser.add_argument_group("fingerprints").add_argument
    add(
        "--network",
        metavar="NAME",
        help="see: vrd networks (default: vrdnet, made for copies)",
    )
    add("--layer", metavar="NAME", help="layer to stop at (default: the network's own)")
    add("--weights", metavar="FILE", help="weights of your own, or 'random'")


def add_run_options(parser: argparse.ArgumentParser) -> None:
    """Options of the stages."""
    add = parser.add_argument_group("stages").add_argument
    add("--fps", type=positive, metavar="N", help="frames per second of film (default: 1)")
    add("--longest-side", type=count, metavar="PX", help="of stills (default: 640)")
    add("--extension", action="append", metavar=".EXT", help="further film extension; repeatable")
    add("--neighbours", type=count, metavar="K", help="neighbours of each frame (default: 250)")
    add(
        "--leave-out-own-film",
        action=argparse.BooleanOptionalAction,
        help="before the nearest are chosen (default; the published way is --no-...)",
    )
    add("--device", choices=["auto", "cpu", "gpu"], default="auto", help="for the search")
    add("--memory", type=positive, default=4.0, metavar="GIB", help="for the search")
    add("--workers", type=count, metavar="N", help="films read at once")
    add("--retry-failed", action="store_true", help="try unreadable films again")
    add("--forget-removed", action="store_true", help="delete what films now gone had given")
    add("--force", action="store_true", help="make everything again")
    add("--plan", action="store_true", help="tell what would be done, and stop")


def add_finder_options(parser: argparse.ArgumentParser) -> None:
    """Options of how sequences are found."""
    group = parser.add_argument_group("sequences", "What is not given stays as it was last time.")
    add = group.add_argument
    add("--max-distance", type=limit, metavar="D", help="squared L2, or 'auto' (at first)")
    add("--shortest", type=count, metavar="N", help="shortest sequence, in frames (at first: 5)")
    add("--allow-skip", type=count_or_none, metavar="N", help="frames missing (at first: 2)")
    add("--max-skipped-share", type=share, metavar="X", help="share missing, 0 to 1 (at first: 1)")
    add(
        "--align",
        action=argparse.BooleanOptionalAction,
        help="weigh evidence along lines of any speed (at first: with vrdnet)",
    )
    add("--min-score", type=limit, metavar="S", help="least evidence, or 'auto' (at first)")
    add(
        "--normalize",
        action=argparse.BooleanOptionalAction,
        help="measure distances against the archive (at first: with vrdnet)",
    )
    add(
        "--min-contrast",
        type=share,
        metavar="X",
        help="leave out frames with less, 0 for none (at first: 0.02 with vrdnet, else 0)",
    )
    add(
        "--refine",
        action=argparse.BooleanOptionalAction,
        help="ends to a fraction of a second (at first: with vrdnet)",
    )
    add(
        "--confirm",
        action=argparse.BooleanOptionalAction,
        help="look again where next to nothing moves (at first: with vrdnet)",
    )
    add("--combine", action=argparse.BooleanOptionalAction, help="merge overlapping (at first)")


def add_share_option(parser: argparse.ArgumentParser) -> None:
    """What may leave this machine beside names, times and judgements."""
    parser.add_argument(
        "--share",
        choices=["nothing", "thumbs"],
        help="thumbs: put small stills of the films into the file (default: nothing)",
    )


def add_export_options(parser: argparse.ArgumentParser) -> None:
    """Where to, in which format, and what may leave with it."""
    add = parser.add_argument
    kinds = ".csv .xlsx .json .vrd.json .iiif.json .jsonld .otio .eaf .vtt"
    add("out", type=Path, metavar="OUT", help=f"its ending chooses: {kinds}; a folder: --format")
    add("--format", metavar="NAME", help="a folder: eaf, vtt (a file per film), or ro-crate")
    add("--film", metavar="NAME", help="the one film that an .eaf or .vtt file is about")
    add_share_option(parser)
    add("--base-url", metavar="URL", help="where the films can be reached on the web")
    add("--paths", action="store_true", help="name films with the folders they lie in")
    add("--replace", action="store_true", help="write over an .eaf file, or into a folder")


def asked_for_stills() -> Literal["nothing", "thumbs"]:
    """What the user wants to have in a file that may be passed on; nothing if nobody is there."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return "nothing"
    try:
        said = input("Put stills of the films into the report? Who has it sees them. [y/N] ")
    except EOFError:
        return "nothing"
    return "thumbs" if said.strip().lower() in ("y", "yes") else "nothing"


def positive(text: str) -> float:
    """A number above 0."""
    value = float(text)
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return value


def count(text: str) -> int:
    """A whole number of at least 1."""
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is below 1")
    return value


def count_or_none(text: str) -> int:
    """A whole number of at least 0."""
    return 0 if text == "0" else count(text)


def share(text: str) -> float:
    """A number from 0 to 1."""
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not from 0 to 1")
    return value


def limit(text: str) -> float | str:
    """A number above 0, or ``auto``."""
    return "auto" if text == "auto" else positive(text)


def export_options(options: argparse.Namespace) -> dict[str, Any]:
    """The options of exports that were given."""
    names = ("format", "film", "share", "base_url", "paths", "replace")
    return {name: value for name in names if (value := getattr(options, name))}


def finder_changes(options: argparse.Namespace) -> dict[str, Any]:
    """The settings of the finder that were given."""
    given = {
        "max_distance": options.max_distance,
        "shortest_sequence": options.shortest,
        "allow_skip": options.allow_skip,
        "combine_overlap": options.combine,
        "align": options.align,
        "min_score": options.min_score,
        "normalize": options.normalize,
        "min_contrast": options.min_contrast,
        "refine": options.refine,
        "confirm": options.confirm,
        "max_skipped_share": options.max_skipped_share,
    }
    changes = {name: value for name, value in given.items() if value is not None}
    return {name: None if value == "auto" else value for name, value in changes.items()}
