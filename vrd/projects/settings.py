"""Declare the settings of a project, each once, as ``project.json`` keeps them."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from vrd import __version__
from vrd.core.film_folders import FilmFolders
from vrd.core.notices import notices
from vrd.decoding.numbered_pictures import SCAN_FPS
from vrd.errors import ProjectError, UnknownNameError
from vrd.fingerprinters.onnx_network import OnnxNetwork
from vrd.matching.settings import Count, FinderSettings, Number
from vrd.pipeline.find_scans import NumberedPictures
from vrd.projects.film_paths import film_paths, further_paths
from vrd.projects.lost_files import SETTINGS_NAME as FILE_NAME
from vrd.projects.lost_files import settings_of_last_run
from vrd.storage.files import read_json, write_json

_NOTICES = notices(__name__)
#: Arguments of `VRDProject` that have another name among the settings.
_ARGUMENTS = {"stop_at_layer": "layer"}
#: Settings that nobody gives: VRD keeps them.
_KEPT_BY_VRD = (
    *("name", "onnx", "weights_stamp", "spec", "reference", "query", "finder"),
    "further_video_paths",
)


class ProjectSettings(BaseModel):
    """Hold everything that a project must be told to be opened again.

    Attributes
    ----------
    onnx
        The ONNX model that ``network`` names, if it is one, and how pictures are prepared for it.
    spec
        Description of the fingerprints last made with ``network``, ``layer`` and ``weights``.
    video_path, further_video_paths
        The folder of films, and further ones by the names that go before their films.
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
    further_video_paths: dict[str, str] = Field(default_factory=dict)
    network: str = ""
    layer: str = ""
    weights: str = ""
    onnx: OnnxNetwork | None = None
    fps: Number = Field(
        default=1.0, gt=0, allow_inf_nan=False, description="a number above 0 (frames per second)"
    )
    longest_side: Count = Field(
        default=640, ge=1, description="a whole number of at least 1 (pixels)"
    )
    additional_video_extensions: list[str] = Field(
        default_factory=list, description="a list of file name extensions such as ['.xyz']"
    )
    scan_fps: Number = Field(
        default=SCAN_FPS,
        gt=0,
        allow_inf_nan=False,
        description="a number above 0 (frames per second of film scans)",
    )
    numbered_pictures: NumberedPictures = Field(
        default="auto", description="'auto', 'film' or 'pictures'"
    )
    neighbours_considered: Count = Field(
        default=250, ge=1, description="a whole number of at least 1"
    )
    leave_out_own_video: bool = Field(default=True, description="True or False")
    regions: bool = Field(default=False, description="True or False")
    weights_stamp: str = ""
    spec: dict[str, Any] | None = None
    reference: str = ""
    query: str = ""
    finder: FinderSettings = Field(default_factory=FinderSettings)

    @field_validator("finder", "onnx", mode="before")
    @classmethod
    def _without_settings_of_other_versions(cls, values: Any, field: ValidationInfo) -> Any:
        if not isinstance(values, dict):
            return values
        kind = OnnxNetwork if field.field_name == "onnx" else FinderSettings
        known = kind.model_fields
        return {name: value for name, value in values.items() if name in known}

    @field_validator("numbered_pictures", mode="before")
    @classmethod
    def _told_unless_said(cls, kind: Any) -> str:
        return "auto" if kind is None else str(kind)

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
            values = {"layer": "", "weights": "", "onnx": None} | values
        if values.get("video_path"):
            values |= film_paths(values["video_path"], self.further_video_paths)
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
        if self.further_video_paths:
            # Folders keep their names, and so do the films in them.
            paths = [self.video_path, *self.further_video_paths.values()]
            self.further_video_paths = further_paths(paths, old.further_video_paths)
        self._tell_of_folders_left_out(old)
        if old.reference:
            raise ProjectError(
                f"{folder} combines two projects. Open it with open_project({str(folder)!r})."
            )
        same = old.made_by() == self.made_by()
        self.spec = old.spec if same else None
        if same and self.onnx is not None and old.onnx is not None:
            self.onnx = self.onnx.knowing(old.onnx)
        # A limit means nothing to other fingerprints.
        self.finder = old.finder if same else old.finder.changed(max_distance=None)
        return self

    def _tell_of_folders_left_out(self, old: ProjectSettings) -> None:
        """Say which folders of films a project had that are not named this time."""
        paths, before = ({path for _, path in it.film_folders} for it in (self, old))
        if paths < before and old.video_path:
            left = " and ".join(sorted(str(path) for path in before - paths))
            _NOTICES.info(
                "%s",
                f"The project also had the films of {left}. With the next run they leave it; what "
                "was made of them is kept. To have them in it, name all folders: "
                "--films A --films B, or in Python video_path=['A', 'B'].",
            )

    def made_by(self) -> tuple[str, ...]:
        """Return the settings on which the fingerprints depend."""
        model = "" if self.onnx is None else json.dumps(self.onnx.said)
        return self.network, self.layer, self.weights, self.weights_stamp, model

    def described(self) -> dict[str, Any]:
        """Return the settings as logs and exports tell them."""
        unused = {name for name in ("further_video_paths", "onnx") if not getattr(self, name)}
        return self.model_dump(exclude=unused)

    @property
    def film_folders(self) -> FilmFolders:
        """Return where the films are."""
        further = {name: Path(path) for name, path in self.further_video_paths.items()}
        return FilmFolders(Path(self.video_path), further)

    def joined(self, folder: Path) -> list[Path]:
        """Return the folders of the two projects that a project in this folder joins, if any."""
        parts = [part for part in (self.reference, self.query) if part]
        # A combination that was made on Windows has its separators.
        return [(folder / part.replace("\\", "/")).resolve() for part in parts]

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
    def read(cls, folder: Path, *, without: str = "") -> Self:
        """Read ``project.json``; what it holds beyond the settings of this version is passed over.

        Where it is gone, the settings are those of the last run.

        Parameters
        ----------
        folder
            The folder of the project.
        without
            A setting that gets its default, whatever the file says.

        Raises
        ------
        ProjectError
            If the folder is no project, or the file is damaged.
        """
        path = folder / FILE_NAME
        values = read_json(path) if has_settings(folder) else settings_of_last_run(folder)
        if values is None:
            raise ProjectError(
                f"{folder} is not a project of VRD: it has no project.json. A project is made by "
                "VRDProject(...)."
            )
        values.pop(without, None)
        with setting_errors(path):
            return cls(**values)


def has_settings(folder: Path) -> bool:
    """Return whether a folder has a ``project.json``, which every project should have."""
    return (folder / FILE_NAME).is_file()


def is_project(folder: Path) -> bool:
    """Return whether a folder holds a project, of one collection or of two."""
    return has_settings(folder) or settings_of_last_run(folder) is not None


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
        cure = "delete it"
        if error.errors()[0]["loc"][:1] == ("finder",):
            cure = (
                "put the settings of the search back to those of a new project with "
                f"open_project({str(path.parent)!r}, reset_search=True)"
            )
        raise ProjectError(f"{path} is damaged ({problem}). Restore it, or {cure}.") from error


def _plain(error: ValidationError) -> str:
    """Say in one sentence what is wrong with the first setting that cannot be used."""
    first = error.errors()[0]
    name = str(first["loc"][0])
    if isinstance(cause := first.get("ctx", {}).get("error"), ProjectError):
        return str(cause).rstrip(".")
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
