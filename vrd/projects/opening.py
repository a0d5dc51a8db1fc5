"""Open a project that is already there, with the settings it was made with."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

from vrd.errors import ReadOnlyError
from vrd.projects.combined import CombinedProject
from vrd.projects.onnx_networks import described, onnx_of
from vrd.projects.open_track import network_name, open_track
from vrd.projects.project import VRDProject
from vrd.projects.resources import Resources
from vrd.projects.settings import ProjectSettings
from vrd.storage.locking import ProjectLock


def open_project(
    folder: str | Path, *, read_only: bool = False, reset_search: bool = False, **changes: Any
) -> VRDProject | CombinedProject:
    """Open a project that is already there, with the settings it was made with.

    Parameters
    ----------
    folder
        The folder of the project.
    read_only
        Look at the results only.
    reset_search
        Put the kept settings of the search back to those of a new project, for good.
    **changes
        Arguments of `VRDProject` that differ this time.

    Raises
    ------
    ProjectError
        If the folder is no project.
    UnknownNameError
        If there is no such argument.
    """
    folder = Path(folder).resolve()
    if reset_search:
        _reset_search(folder, read_only=read_only)
    settings = ProjectSettings.read(folder)
    if settings.reference:
        return _open_combined(folder, settings, read_only=read_only)
    return open_collection(folder, settings, read_only=read_only, **changes)


def _reset_search(folder: Path, *, read_only: bool) -> None:
    """Write the settings of a search as a new project has them, whatever is there."""
    if read_only:
        raise ReadOnlyError(
            f"Settings of {folder} cannot be reset while it is opened for reading only. Open the "
            "project without read_only=True."
        )
    lock = ProjectLock(folder)
    try:
        ProjectSettings.read(folder, without="finder").write(folder)
    finally:
        lock.release()


def open_collection(
    folder: Path, settings: ProjectSettings, *, read_only: bool = False, **changes: Any
) -> VRDProject:
    """Open or make a project of one collection, with settings handed over whole.

    Parameters
    ----------
    folder
        The folder of the project, which gives it its name.
    settings
        Its settings.
    read_only
        Look at the results only.
    **changes
        Arguments of `VRDProject` that differ this time.

    Raises
    ------
    UnknownNameError
        If there is no such argument.
    """
    limits = {field.name for field in fields(Resources)} & changes.keys()
    resources = Resources(**{name: changes.pop(name) for name in limits})
    network = described(changes.get("network"), folder)
    if network is not None:
        changes["network"] = network_name(network)
    settings = settings.changed(**changes)
    if network is not None:
        settings.onnx = onnx_of(network)
    settings.name = folder.name
    track = open_track(folder, settings, network=network, resources=resources, read_only=read_only)
    return VRDProject.holding(track)


def _open_combined(folder: Path, settings: ProjectSettings, *, read_only: bool) -> CombinedProject:
    # Kept relative to the combination, so that a folder of projects can be moved.
    reference, query = (
        open_collection(path, ProjectSettings.read(path), read_only=True)
        for path in settings.joined(folder)
    )
    return CombinedProject(folder, settings, reference, query, read_only=read_only)
