"""Declare the options that say how pictures are prepared for an ONNX model."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer import Option

from vrd.cli.option_groups import given
from vrd.cli.options import positive

if TYPE_CHECKING:
    from vrd.fingerprinters.onnx_network import OnnxNetwork

_MODEL = "A model of your own (--network FILE.onnx)"


class Channels(StrEnum):
    """Choose the order of the colours that a model takes."""

    rgb = "rgb"
    bgr = "bgr"


class Layout(StrEnum):
    """Choose whether colours come before height and width, or after them."""

    nchw = "nchw"
    nhwc = "nhwc"


class FitOption(StrEnum):
    """Choose how a picture comes to the size that a model takes."""

    pad = "pad"
    crop = "crop"
    stretch = "stretch"


class Pool(StrEnum):
    """Choose how an output with several vectors for a picture becomes one."""

    mean = "mean"
    first = "first"


@dataclass(frozen=True)
class OnnxOptions:
    """Say how pictures are prepared for an ONNX model, and what is taken of it."""

    mean: Annotated[
        str | None,
        Option(
            metavar="R,G,B",
            help="Numbers that are subtracted from pixels, as the makers of the model name them; "
            "'imagenet' for the usual ones, with SSCD and DINO, too.",
            rich_help_panel=_MODEL,
        ),
    ] = None
    std: Annotated[
        str | None,
        Option(
            metavar="R,G,B",
            help="Numbers that pixels are divided by afterwards, or 'imagenet'.",
            rich_help_panel=_MODEL,
        ),
    ] = None
    divisor: Annotated[
        Any,
        Option(
            parser=positive,
            metavar="N",
            help="What pixels (0 to 255) are divided by before. At first: 255.",
            rich_help_panel=_MODEL,
        ),
    ] = None
    channels: Annotated[
        Channels | None,
        Option(help="Order of the colours. At first: rgb.", rich_help_panel=_MODEL),
    ] = None
    layout: Annotated[
        Layout | None,
        Option(
            help="Whether colours come before height and width (nchw), if the model does not tell.",
            rich_help_panel=_MODEL,
        ),
    ] = None
    input_size: Annotated[
        str | None,
        Option(
            metavar="PIXELS",
            help="Size of the pictures, such as 224 or 224x336 (height, width), if the model "
            "takes any.",
            rich_help_panel=_MODEL,
        ),
    ] = None
    fit: Annotated[
        FitOption | None,
        Option(help="How pictures come to that size. At first: pad.", rich_help_panel=_MODEL),
    ] = None
    output: Annotated[
        str | None,
        Option(
            metavar="NAME",
            help="Output of the model that is the fingerprint, if it has several; "
            "'vrd networks FILE.onnx' lists them.",
            rich_help_panel=_MODEL,
        ),
    ] = None
    pool: Annotated[
        Pool | None,
        Option(
            help="How several vectors for a picture become one: their mean, or the first.",
            rich_help_panel=_MODEL,
        ),
    ] = None
    unit_length: Annotated[
        bool | None,
        Option(
            "--unit-length/--no-unit-length",
            help="Scale fingerprints to length 1. At first: yes.",
            rich_help_panel=_MODEL,
        ),
    ] = None
    copy_limit: Annotated[
        Any,
        Option(
            parser=positive,
            metavar="D",
            help="Distance (squared L2) up to which two pictures may be copies, for a model that "
            "was made for copies. By default, a limit is proposed.",
            rich_help_panel=_MODEL,
        ),
    ] = None
    name: Annotated[
        str | None,
        Option(
            metavar="NAME",
            help="What its fingerprints are called; by default, the name of the file.",
            rich_help_panel=_MODEL,
        ),
    ] = None
    batch_size: Annotated[
        int | None,
        Option(
            min=1,
            metavar="N",
            help="Pictures that go through the model at once. At first: 8.",
            rich_help_panel=_MODEL,
        ),
    ] = None
    model_memory_gib: Annotated[
        Any,
        Option(
            "--model-memory",
            parser=positive,
            metavar="GIB",
            help="Most memory that the model may take, in GiB. At first: 8.",
            rich_help_panel=_MODEL,
        ),
    ] = None


def onnx_network(folder: Path, network: str | None, options: OnnxOptions) -> OnnxNetwork | None:
    """Return the ONNX model that options describe; None if they describe none.

    Parameters
    ----------
    folder
        The folder of the project. What is not said stays as the project remembers it.
    network
        What was said with ``--network``.
    options
        What was said of the model.

    Raises
    ------
    typer.BadParameter
        If something is said of a model, but there is none.
    ProjectError
        If something is missing or cannot be used.
    """
    from vrd.core.scale import Scale
    from vrd.fingerprinters.onnx_network import OnnxNetwork
    from vrd.projects.onnx_networks import is_onnx_path, known_model
    from vrd.projects.settings import ProjectSettings, is_project

    said: dict[str, Any] = {
        key: str(value) if isinstance(value, StrEnum) else value
        for key, value in given(options).items()
    }
    if limit := said.pop("copy_limit", None):
        said["scale"] = Scale.for_copies(limit)
    if network is None:
        known = ProjectSettings.read(folder).onnx if is_project(folder) and said else None
    elif is_onnx_path(network):
        known = known_model(folder, network)
        if known is None:
            return OnnxNetwork(network, **said)
    else:
        known = None
    if known is None and said:
        option = "--" + next(iter(said)).replace("_", "-").replace("scale", "copy-limit")
        raise typer.BadParameter(
            f"{option} is about a model of your own: name its file with --network FILE.onnx."
        )
    if known and said.get("name", known.name) != known.name:
        # Under another name, another file may lie where the one that is known was.
        said |= {"sha256": "", "producer": ""}
    return known.changed(**said) if known else None
