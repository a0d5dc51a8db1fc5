"""Search two projects against one another, from the fingerprints they have."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from vrd.core.fingerprints import Fingerprints
from vrd.core.neighbours import Neighbours
from vrd.core.protocols import Fingerprinter
from vrd.core.timelines import Timeline
from vrd.errors import ProjectError, StaleArtefactError
from vrd.projects import old_calls
from vrd.projects.annotating import Annotations
from vrd.projects.charts import show_most_reused_files
from vrd.projects.combined_track import CombinedTrack, search_combined
from vrd.projects.exploring import Exploring
from vrd.projects.exporting import Exporting
from vrd.projects.folder import ProjectFolder, project_folder
from vrd.projects.overviews import Overviews
from vrd.projects.project import VRDProject
from vrd.projects.published import published
from vrd.projects.querying import Find, Repeats
from vrd.projects.reporting import Reporting
from vrd.projects.reviewing import Reviewing
from vrd.projects.settings import ProjectSettings, is_project
from vrd.projects.status import Stage, show_failures, status_html, status_text
from vrd.projects.where_reused import WhereReused
from vrd.storage.database import Database


class CombinedProject:
    """Hold the films of a query project, searched in those of a reference project.

    Its rows are those of the query project, then those of the reference project; only rows of
    the query project have neighbours, and all of these are rows of the reference project. What
    can be own of it is what can be own of a `VRDProject`.

    Parameters
    ----------
    folder
        The folder of the combination.
    settings
        Its settings.
    reference, query
        The two projects.
    read_only
        Look at the results only.

    Raises
    ------
    ProjectError
        If their fingerprints were made differently, or their rows are not equally long.
    """

    def __init__(
        self,
        folder: Path,
        settings: ProjectSettings,
        reference: VRDProject,
        query: VRDProject,
        *,
        read_only: bool = False,
    ) -> None:
        self.reference, self.query = reference, query
        pictures = reference.tracks["picture"], query.tracks["picture"]
        check_alike(reference, query)
        self._folder = ProjectFolder(folder, settings, read_only=read_only)
        self._track = CombinedTrack(self._folder, *pictures)
        self.tracks = {"picture": self._track}
        self.find = find = Find(self.tracks)
        self.repeats, self.where_reused = Repeats(self.tracks), WhereReused(find)
        self.review, self.explore = Reviewing(find), Exploring(find)
        self.export, self.report, self.overview = Exporting(find), Reporting(find), Overviews(find)
        self.annotations = Annotations(find)

    name: str = published("_folder.settings.name", "Return the name of the project.")
    folder: Path = published("_folder.path", "Return the folder of the project.")
    settings: ProjectSettings = published("_folder.settings", "Return the settings.")
    read_only: bool = published("_folder.read_only", "Return whether nothing may be written.")
    database: Database | None = published("_folder.database", "Return the database of its logs.")
    frames: Timeline = published("_track.timeline")
    frame_extractor: Timeline = published("_track.timeline")
    fingerprinter: Fingerprinter = published("_track.fingerprinter")
    fingerprints: Fingerprints = published("_track.fingerprints")
    contrast: NDArray[np.float32] = published("_track.contrast")
    neighbours: Neighbours = published("_track.neighbours")
    query_rows: range = published("_track.query_rows", "Return the rows of the query project.")
    reference_rows: range = published("_track.reference_rows", "Return those of the reference.")

    def close(self) -> None:
        """Close the database, and let other processes write; the project is unusable then."""
        self._folder.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return status_text(self._folder, self.stages)

    def _repr_html_(self) -> str | None:
        return status_html(self._folder, self.stages)

    def stages(self) -> list[Stage]:
        """Return the search, and whether it is done for the present films of both projects."""
        return self._track.stages()

    def initialize_neighbours(self, force_recreate: bool = False) -> None:
        """Search every row of the query project in the reference project.

        Parameters
        ----------
        force_recreate
            Search again, as films, fingerprints or settings have changed.
        """
        search_combined(self._track, force=force_recreate)

    def show_failures(self) -> None:
        """Show the films that could not be read, or only in part, and why; nothing if none."""
        show_failures(self.frames)

    show_most_reused_files = show_most_reused_files

    # -- older names -------------------------------------------------------------------------

    judgements = old_calls.judgements
    exclusions = old_calls.exclusions
    propose_exclusion = old_calls.propose_exclusion
    read_edits = old_calls.read_edits
    review_table = old_calls.review_table
    refine = old_calls.refine
    finder_settings = old_calls.finder_settings


def check_alike(reference: VRDProject, query: VRDProject) -> None:
    """Check that two projects can be compared.

    Raises
    ------
    ProjectError
        If their fingerprints were made differently, or their rows are not equally long.
    """
    if reference.spec != query.spec:
        raise ProjectError(
            f"{reference.name} has fingerprints of {reference.spec.key} and {query.name} of "
            f"{query.spec.key}; only equal ones can be compared. Fingerprint both with the "
            "same network, layer and weights."
        )
    if reference.frames.fps != query.frames.fps:
        raise ProjectError(
            f"{reference.name} has {reference.frames.mean_fps:g} frames per second and "
            f"{query.name} {query.frames.mean_fps:g}; sequences need the same of both."
        )


def combine_projects(
    reference_project: VRDProject,
    query_project: VRDProject,
    name: str = "combined_project",
    *,
    force_recreate: bool = False,
) -> CombinedProject:
    """Search the films of one project in those of another, from the fingerprints they have.

    Parameters
    ----------
    reference_project
        Where to search.
    query_project
        What to search for.
    name
        Name of the combination, which becomes a project beside the query project.
    force_recreate
        Search again, as films or fingerprints of either have changed.

    Raises
    ------
    ProjectError
        If their fingerprints were made differently, or another project has that name.
    StaleArtefactError
        If either project has changed since, and not ``force_recreate``.
    """
    for project in (reference_project, query_project):
        if isinstance(project, (str, os.PathLike)):
            raise TypeError(f"{project!r} is no project: give open_project({str(project)!r})")
    folder = project_folder(query_project.folder.parent, name)
    settings = _combined_settings(reference_project, query_project, folder)
    combined = CombinedProject(folder, settings, reference_project, query_project)
    try:
        combined.initialize_neighbours(force_recreate)
    except StaleArtefactError as error:
        combined.close()
        raise StaleArtefactError(
            f"The films, fingerprints or settings of {reference_project.name} or "
            f"{query_project.name} have changed since {name!r} was made. Call "
            f"combine_projects(..., name={name!r}, force_recreate=True)."
        ) from error
    return combined


def _combined_settings(reference: VRDProject, query: VRDProject, folder: Path) -> ProjectSettings:
    """Return the settings of the combination of two projects in a folder.

    Raises
    ------
    ProjectError
        If the folder already holds another project.
    """
    own = query.settings
    settings = ProjectSettings(
        name=folder.name,
        network=own.network,
        layer=own.layer,
        weights=own.weights,
        fps=own.fps,
        neighbours_considered=own.neighbours_considered,
        spec=query.spec.to_dict(),
        reference=_way_to(reference.folder, folder),
        query=_way_to(query.folder, folder),
    )
    if is_project(folder):
        old = ProjectSettings.read(folder)
        if old.joined(folder) != settings.joined(folder):
            raise ProjectError(
                f"{folder} already holds another project. Choose another name for the "
                "combination of these two."
            )
        settings.finder = old.finder
    return settings


def _way_to(project: Path, folder: Path) -> str:
    """Return the way from a folder to a project, with separators that hold on every system."""
    return Path(os.path.relpath(project.resolve(), folder.resolve())).as_posix()
