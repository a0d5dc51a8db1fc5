"""The settings of a project, as ``project.json`` keeps them."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from vrd import __version__
from vrd.errors import ProjectError
from vrd.matching.settings import FinderSettings
from vrd.storage.files import read_json, write_json


@dataclass
class ProjectSettings:
    """Everything a project must be told to be opened again.

    ``spec`` describes the fingerprints last made with ``network``, ``layer`` and ``weights``.
    ``reference`` and ``query`` are the folders of the projects that a combined one joins.
    """

    name: str
    video_path: str = ""
    network: str = ""
    layer: str = ""
    weights: str = ""
    fps: float = 1.0
    longest_side: int = 640
    additional_video_extensions: list[str] = field(default_factory=list)
    neighbours_considered: int = 250
    leave_out_own_video: bool = True
    weights_stamp: str = ""
    spec: dict[str, Any] | None = None
    reference: str = ""
    query: str = ""
    finder: FinderSettings = field(default_factory=FinderSettings)

    def write(self, folder: Path) -> None:
        """Write ``project.json``, whole or not at all."""
        write_json(folder / "project.json", {"vrd": __version__, **self.model_dump()})

    def model_dump(self) -> dict[str, Any]:
        """Return plain values, ready for JSON."""
        return {**vars(self), "finder": self.finder.model_dump()}

    def carrying_over(self, folder: Path) -> ProjectSettings:
        """These settings, with what a project already in ``folder`` remembers of earlier runs.

        Raises
        ------
        ProjectError
            If the folder holds a combination of two projects.
        """
        if (folder / "project.json").is_file():
            old = ProjectSettings.read(folder)
            if old.reference:
                raise ProjectError(
                    f"{folder} combines two projects. Open it with open_project({str(folder)!r})."
                )
            self.finder = old.finder
            if old.made_by() == self.made_by():
                self.spec = old.spec
            else:
                # A limit means nothing to other fingerprints.
                self.finder = old.finder.changed(max_distance=None)
        return self

    def made_by(self) -> tuple[str, ...]:
        """What the fingerprints depend on, as far as the settings tell."""
        return self.network, self.layer, self.weights, self.weights_stamp

    def save(self, folder: Path, *names: str) -> None:
        """Write only these settings: those that a stage has just made true."""
        kept = ProjectSettings.read(folder)
        for name in names:
            setattr(kept, name, getattr(self, name))
        kept.write(folder)

    @classmethod
    def read(cls, folder: Path) -> ProjectSettings:
        """Read ``project.json``.

        Raises
        ------
        ProjectError
            If the folder is no project, or the file is damaged.
        """
        path = folder / "project.json"
        if not path.is_file():
            raise ProjectError(
                f"{folder} is not a project of VRD: it has no project.json. A project is made by "
                "VRDProject(...)."
            )
        values = read_json(path)
        known = {one.name for one in fields(cls)}
        try:
            finder = FinderSettings(**values.get("finder", {}))
            return cls(**{k: v for k, v in values.items() if k in known} | {"finder": finder})
        except (TypeError, ProjectError) as error:
            raise ProjectError(f"{path} is damaged ({error}). Restore it, or delete it.") from error


def checked_count(name: str, value: int) -> int:
    """A whole number of at least 1.

    Raises
    ------
    ProjectError
        If it is not.
    """
    if int(value) != value or value < 1:
        raise ProjectError(f"{name} is {value}; it must be a whole number of at least 1")
    return int(value)


def weights_stamp(weights: str) -> str:
    """Size and time of change of a weights file, which tell that it was replaced."""
    try:
        seen = Path(weights).stat() if weights else None
    except OSError:
        return ""
    return f"{seen.st_size}-{seen.st_mtime_ns}" if seen else ""


def project_folder(base: str | Path, name: str) -> Path:
    """The folder of a project.

    Raises
    ------
    ProjectError
        If the name cannot be the name of a folder.
    """
    if name in ("", ".", "..") or any(mark in name for mark in '/\\\0:*?"<>|'):
        raise ProjectError(
            f"{name!r} cannot be the name of a project: it becomes a folder, so it may not be "
            'empty nor hold any of / \\ : * ? " < > |'
        )
    return Path(base) / name
