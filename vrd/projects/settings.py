"""Declare the settings of a project, each once, as ``project.json`` keeps them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from vrd import __version__
from vrd.errors import ProjectError, UnknownNameError
from vrd.matching.settings import FinderSettings
from vrd.storage.files import read_json, write_json

#: The file in which a project keeps its settings; a folder without it is no project.
FILE_NAME = "project.json"
#: Arguments of `VRDProject` that have another name among the settings.
_ARGUMENTS = {"stop_at_layer": "layer"}
#: Settings that nobody gives: VRD keeps them.
_KEPT_BY_VRD = ("name", "weights_stamp", "spec", "reference", "query", "finder")


class ProjectSettings(BaseModel):
    """Hold everything that a project must be told to be opened again.

    Attributes
    ----------
    spec
        Description of the fingerprints last made with ``network``, ``layer`` and ``weights``.
    weights_stamp
        Size and time of change of the file of weights.
    reference, query
        Folders of the projects that a combined one joins, relative to its own.
    finder
        How sequences are found when no other settings are given.
    """

    model_config = ConfigDict(extra="ignore", validate_assignment=True)

    name: str
    video_path: str = ""
    network: str = ""
    layer: str = ""
    weights: str = ""
    fps: float = Field(
        default=1.0, gt=0, allow_inf_nan=False, description="a number above 0 (frames per second)"
    )
    longest_side: int = Field(
        default=640, ge=1, description="a whole number of at least 1 (pixels)"
    )
    additional_video_extensions: list[str] = Field(
        default_factory=list, description="a list of file name extensions such as ['.xyz']"
    )
    neighbours_considered: int = Field(
        default=250, ge=1, description="a whole number of at least 1"
    )
    leave_out_own_video: bool = Field(default=True, description="True or False")
    regions: bool = Field(default=False, description="True or False")
    weights_stamp: str = ""
    spec: dict[str, Any] | None = None
    reference: str = ""
    query: str = ""
    finder: FinderSettings = Field(default_factory=FinderSettings)

    @field_validator("finder", mode="before")
    @classmethod
    def _without_settings_of_other_versions(cls, finder: Any) -> Any:
        if not isinstance(finder, dict):
            return finder
        known = FinderSettings.model_fields
        return {name: value for name, value in finder.items() if name in known}

    @classmethod
    def made(cls, **values: Any) -> Self:
        """Return settings; the error names the first one that cannot be used.

        Raises
        ------
        ProjectError
            If a setting is out of its range.
        """
        with setting_errors():
            return cls(**values)

    def changed(self, **changes: Any) -> Self:
        """Return a copy with changes; another network comes with its own layer and weights.

        Parameters
        ----------
        **changes
            Arguments of `vrd.vrd_project.VRDProject` that are settings; None stands for its
            default where an argument allows None.

        Raises
        ------
        UnknownNameError
            If there is no such argument.
        ProjectError
            If a setting is out of its range.
        """
        known = [name for name in type(self).model_fields if name not in (*_KEPT_BY_VRD, "layer")]
        for name in changes:
            if name not in (*known, *_ARGUMENTS):
                raise UnknownNameError("argument", name, [*known, *_ARGUMENTS])
        values = {_ARGUMENTS.get(name, name): value for name, value in changes.items()}
        if values.get("network", self.network) != self.network:
            values = {"layer": "", "weights": ""} | values
        if values.get("video_path"):
            values["video_path"] = absolute_path(values["video_path"])
        for name in {"layer", "weights", "video_path"} & values.keys():
            values[name] = str(values[name] or "")
        return type(self).made(**dict(self) | values)

    def carrying_over(self, folder: Path) -> Self:
        """Take over what the project in ``folder``, if there is one, remembers of earlier runs.

        Raises
        ------
        ProjectError
            If the folder holds a combination of two projects.
        """
        self.weights_stamp = weights_stamp(self.weights)
        if not is_project(folder):
            return self
        old = ProjectSettings.read(folder)
        if old.reference:
            raise ProjectError(
                f"{folder} combines two projects. Open it with open_project({str(folder)!r})."
            )
        same = old.made_by() == self.made_by()
        self.spec = old.spec if same else None
        # A limit means nothing to other fingerprints.
        self.finder = old.finder if same else old.finder.changed(max_distance=None)
        return self

    def made_by(self) -> tuple[str, ...]:
        """Return the settings on which the fingerprints depend."""
        return self.network, self.layer, self.weights, self.weights_stamp

    def write(self, folder: Path) -> None:
        """Write ``project.json``, whole or not at all."""
        write_json(folder / FILE_NAME, {"vrd": __version__, **self.model_dump()})

    def save(self, folder: Path, *names: str) -> None:
        """Write the named settings, and leave the others in the file as they are."""
        kept = ProjectSettings.read(folder)
        for name in names:
            setattr(kept, name, getattr(self, name))
        kept.write(folder)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read ``project.json``; what it holds beyond the settings of this version is passed over.

        Raises
        ------
        ProjectError
            If the folder is no project, or the file is damaged.
        """
        if not is_project(folder):
            raise ProjectError(
                f"{folder} is not a project of VRD: it has no project.json. A project is made by "
                "VRDProject(...)."
            )
        path = folder / FILE_NAME
        values = read_json(path)
        with setting_errors(path):
            return cls(**values)


def is_project(folder: Path) -> bool:
    """Return whether a folder holds a project, of one collection or of two."""
    return (folder / FILE_NAME).is_file()


def absolute_path(films: str | Path) -> str:
    """Return the folder of films as settings keep it, so that it holds in any working folder."""
    return str(Path(films).expanduser().absolute())


@contextlib.contextmanager
def setting_errors(path: Path | None = None) -> Iterator[None]:
    """Turn an error of pydantic into one that names the setting, its range and its file.

    Raises
    ------
    ProjectError
        In place of the error of pydantic.
    """
    try:
        yield
    except ValidationError as error:
        problem = _plain(error)
        if path is None:
            raise ProjectError(problem) from error
        raise ProjectError(f"{path} is damaged ({problem}). Restore it, or delete it.") from error


def _plain(error: ValidationError) -> str:
    """Say in one sentence what is wrong with the first setting that cannot be used."""
    first = error.errors()[0]
    name = str(first["loc"][0])
    field = ProjectSettings.model_fields.get(name)
    if first["type"] == "missing":
        return f"{name} is missing"
    if field is None or field.description is None or len(first["loc"]) > 1:
        name = ".".join(map(str, first["loc"]))
        return f"{name} is {first['input']!r}: {first['msg'].lower()}"
    return f"{name} is {first['input']!r}; it must be {field.description}"


def weights_stamp(weights: str) -> str:
    """Return size and time of change of a file of weights, which tell that it was replaced."""
    try:
        status = Path(weights).stat() if weights else None
    except OSError:
        return ""
    return f"{status.st_size}-{status.st_mtime_ns}" if status else ""
