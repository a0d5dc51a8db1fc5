"""Know an ONNX model again that a project was made with, wherever its file is now."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np

from vrd.core.notices import notices
from vrd.errors import ProjectError
from vrd.fingerprinters.onnx_model import OnnxModel
from vrd.fingerprinters.onnx_network import OnnxNetwork
from vrd.fingerprinters.propose_scale import propose_scale
from vrd.projects.settings import ProjectSettings, is_project
from vrd.readers.stills import read_picture

_NOTICES = notices(__name__)


def is_onnx_path(network: Any) -> bool:
    """Return whether a network is given as the path of an ONNX model."""
    return isinstance(network, str | Path) and str(network).lower().endswith(".onnx")


def described(network: Any, folder: Path) -> Any:
    """Return a network; if it is the path of an ONNX model, return the description of the model.

    Parameters
    ----------
    network
        What makes the fingerprints, as it was given.
    folder
        The folder of the project, which may know the model.

    Raises
    ------
    ProjectError
        If the project does not know how pictures are prepared for the model.
    """
    if not is_onnx_path(network):
        return network
    if (known := known_model(folder, str(network))) is not None:
        return known
    raise ProjectError(
        f"The model {network} does not say how pictures are prepared for it. Give "
        f"network=OnnxNetwork({str(network)!r}, mean='imagenet', std='imagenet') (from "
        "vrd.fingerprinters.onnx_network), with the numbers that its makers name."
    )


def known_model(folder: Path, path: str) -> OnnxNetwork | None:
    """Return what a project knows of a model of the same file name, which may have been moved.

    Parameters
    ----------
    folder
        The folder of the project.
    path
        The file, or the name by which the project knows the model.
    """
    known = ProjectSettings.read(folder).onnx if is_project(folder) else None
    if known is None:
        return None
    if path == known.name and not Path(path).is_file():
        return known
    moved = known.changed(path=path)
    return moved if moved.file_name == known.file_name else None


def give_scale(model: OnnxModel) -> None:
    """Propose a scale for a model of which none is known, and say what it rests on."""
    if model.network.scale is not None:
        return
    spec = model.spec
    with as_file(files("vrd.demo_films").joinpath("stills")) as folder:
        stills = sorted(folder.glob("*.jpg"))
        pictures = [read_picture(path, spec.input_size, spec.scale.fit) for path in stills]
    trial = propose_scale(model, np.stack(pictures))
    model.read_with(trial.scale)
    _NOTICES.info(trial.in_words(spec.network))


def onnx_of(network: Any) -> OnnxNetwork | None:
    """Return the description of a network that is an ONNX model; None for all others."""
    if isinstance(network, OnnxModel):
        return network.network
    return network if isinstance(network, OnnxNetwork) else None
