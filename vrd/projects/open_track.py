"""Open the track of pictures of a project, unless it would do harm or cannot work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from vrd.core.protocols import Fingerprinter
from vrd.errors import ProjectError
from vrd.fingerprinters.networks import get_network
from vrd.fingerprinters.onnx_network import OnnxNetwork
from vrd.pipeline.find_films import films_folder_exists
from vrd.projects.folder import ProjectFolder
from vrd.projects.resources import Resources
from vrd.projects.settings import ProjectSettings, is_project
from vrd.projects.track import Track


def open_track(
    folder: Path,
    settings: ProjectSettings,
    *,
    network: Any = None,
    resources: Resources | None = None,
    read_only: bool = False,
) -> Track:
    """Open the folder of a project of one collection, and its track of pictures.

    Parameters
    ----------
    folder
        The folder of the project.
    settings
        Its settings; what the project remembers of earlier runs is added.
    network
        What makes the fingerprints; by default, what the settings name.
    resources
        How much of the machine may be taken.
    read_only
        Take no lock and write nothing.

    Raises
    ------
    ProjectError
        If the project would lie in the folder of films, or these are not there.
    ProjectLockedError
        If another process is writing the project.
    UnknownNameError
        If there is no such network.
    """
    network = settings.network if network is None else network
    if not read_only:
        for _, films in settings.film_folders:
            _check_places(folder, films)
        _check_network(folder, network)
    opened = ProjectFolder(folder, settings.carrying_over(folder), read_only=read_only)
    if isinstance(network, str | OnnxNetwork) and settings.onnx is not None:
        network = settings.onnx.found_again(folder)
    return Track(opened, network, resources=resources)


def _check_network(folder: Path, network: Any) -> None:
    """Check that no new project is made for a network that does not exist.

    One that is there may have fingerprints of a fingerprinter of somebody's own.

    Raises
    ------
    UnknownNameError
        If there is no such network.
    """
    if isinstance(network, str) and not is_project(folder):
        get_network(network)


def network_name(network: Any) -> str:
    """Return the name of what makes fingerprints, as the settings keep it."""
    if isinstance(network, Fingerprinter):
        return network.spec.network
    return str(getattr(network, "name", network))


def _check_places(folder: Path, films: Path) -> None:
    """Check that nothing is made in the folder of films, nor for films that are not there.

    Raises
    ------
    ProjectError
        If it would be.
    """
    if folder.resolve() == films.resolve():
        raise ProjectError(
            f"{folder} is the folder of films. Keep the project elsewhere: films are never "
            "written to."
        )
    if not folder.exists() and not films_folder_exists(films):
        if films.is_file():
            raise ProjectError(
                f"{films} is a file. Give its folder as video_path=...; nothing was made."
            )
        raise ProjectError(
            f"There is no folder {films}. Give the folder of films as video_path=...; nothing was "
            "made."
        )
