"""The settings of a project, as ``project.json`` keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from numbers import Real
from pathlib import Path
from typing import Any

from vrd import __version__
from vrd.errors import ProjectError
from vrd.files import read_json, write_json

#: Networks made for copies, and the squared L2 distance at which their matches say nothing more:
#: one limit serves all collections.
COPY_LIMITS = {"vrdnet": 0.8}
_NUMBERS = {"max_distance", "shortest_sequence", "allow_skip", "max_skipped_share", "min_score",
            "min_contrast"}  # fmt: skip


@dataclass
class FinderSettings:
    """How sequences are found when no other settings are given.

    ``max_distance`` and ``min_score`` None: proposed from the data. None elsewhere: as suits the
    network. Where ``align`` is true, ``min_score`` takes the place of the settings between.
    """

    max_distance: float | None = None
    shortest_sequence: int = 5
    allow_skip: int = 2
    combine_overlap: bool = True
    max_skipped_share: float = 1.0
    align: bool | None = None
    min_score: float | None = None
    normalize: bool | None = None
    min_contrast: float | None = None
    refine: bool | None = None
    confirm: bool | None = None

    def suiting(self, network: str) -> FinderSettings:
        """These settings, with what is left open decided for a network.

        Networks made for copies have their evidence weighed, their distances normalized and
        frames without contrast left out; the others are searched in the published way.
        """
        made_for_copies = network in COPY_LIMITS
        align = made_for_copies if self.align is None else self.align
        limit = COPY_LIMITS.get(network) if align else None
        return replace(
            self,
            max_distance=limit if self.max_distance is None else self.max_distance,
            align=align,
            refine=made_for_copies and align if self.refine is None else self.refine,
            confirm=made_for_copies and align if self.confirm is None else self.confirm,
            normalize=made_for_copies if self.normalize is None else self.normalize,
            min_contrast=(0.02 if made_for_copies else 0.0)
            if self.min_contrast is None
            else self.min_contrast,
        )


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
        write_json(folder / "project.json", {"vrd": __version__, **asdict(self)})

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
                self.finder = replace(old.finder, max_distance=None)
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
                "VRDProject(...) in a notebook, or by: vrd run FOLDER --project DIR"
            )
        values = read_json(path)
        known = {one.name for one in fields(cls)}
        try:
            finder = FinderSettings(**values.get("finder", {}))
            return cls(**{k: v for k, v in values.items() if k in known} | {"finder": finder})
        except TypeError as error:
            raise ProjectError(f"{path} is damaged ({error}). Restore it, or delete it.") from error


def check_numbers(changes: Mapping[str, Any]) -> None:
    """Refuse settings of sequences that must be numbers and are not.

    Raises
    ------
    ProjectError
        If one is something else, such as text.
    """
    for name in _NUMBERS & changes.keys():
        value = changes[name]
        if value is not None and (isinstance(value, bool) or not isinstance(value, Real)):
            raise ProjectError(f"{name} is {value!r}; it must be a number, without quotes.")


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
