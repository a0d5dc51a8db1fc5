"""Declare the options of a search for sequences; each is named like the setting that it gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from typer import Option

from vrd.cli.options import number, number_or_auto

_SEQUENCES = "Which sequences are found (what is not given stays as it was last time)"
_PUBLISHED = "Published way of searching (with --no-align)"


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
    in_regions: Annotated[
        bool | None,
        Option(
            "--in-regions/--not-in-regions",
            help="Find films shown in a part of another film's picture, if the run compared them "
            "(vrd run --regions). At first: yes if it did.",
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
