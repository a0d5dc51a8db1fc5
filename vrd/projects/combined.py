"""Two projects searched against one another, from the fingerprints that they have."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vrd.core.fingerprints import Fingerprints
from vrd.core.neighbours import Neighbours
from vrd.core.protocols import Fingerprinter
from vrd.core.scale import Scale
from vrd.core.timelines import Timeline
from vrd.errors import ProjectError, StaleArtefactError, VRDError
from vrd.pipeline.search_neighbours import clear_neighbours, load_neighbours, search_neighbours
from vrd.projects.join_timelines import join_timelines
from vrd.projects.overviews import ProjectOverviews
from vrd.projects.settings import ProjectSettings, project_folder
from vrd.projects.track import ProjectArtefacts
from vrd.storage.database import Database
from vrd.storage.run_log import run_log, timed


class CombinedProject(ProjectOverviews):
    """The films of a query project, searched in those of a reference project.

    Its rows are those of the query project, then those of the reference project; only rows of
    the query project have neighbours, and all of these are rows of the reference project.

    Parameters
    ----------
    folder, settings, read_only
        As for `ProjectOverviews`.
    reference, query
        The two projects.

    Raises
    ------
    ProjectError
        If their fingerprints were made differently, or their rows are not equally long.
    """

    def __init__(
        self,
        folder: Path,
        settings: ProjectSettings,
        reference: ProjectArtefacts,
        query: ProjectArtefacts,
        *,
        read_only: bool = False,
    ) -> None:
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
        super().__init__(folder, settings, read_only=read_only)
        self.reference, self.query = reference, query
        self._parts: tuple[Timeline, Timeline] | None = None

    @property
    def frames(self) -> Timeline:
        """The rows of the query project, then those of the reference project.

        Films that both projects have under one name are told apart by the project's name.
        """
        one, two = self.query.frames, self.reference.frames
        if (one, two) != self._parts:
            # Either has changed: what was read for the old rows no longer holds.
            self._parts, self._neighbours = (one, two), None
            self._timeline = join_timelines(one, two, (self.query.name, self.reference.name))
        return self._timeline

    @property
    def database(self) -> Database | None:
        """The database of what is said of its matches; films and fingerprints are in the parts'.

        None where there is none yet and the project is open for reading only.
        """
        self._must_be_open()
        there = (self.folder / "database_file").is_file()
        if self._database is None and (there or not self.read_only):
            self._database = self._open_database()
        return self._database

    @property
    def query_rows(self) -> range:
        """Rows of the query project."""
        return range(len(self.query.frames))

    @property
    def reference_rows(self) -> range:
        """Rows of the reference project."""
        return range(len(self.query.frames), len(self.frames))

    @property
    def fingerprints(self) -> Fingerprints:
        """The stored fingerprints of both projects, in row order."""
        one, two = self.query.fingerprints, self.reference.fingerprints
        border = len(one)

        def read(start: int, stop: int) -> NDArray[np.float32]:
            parts = [
                one.read(min(start, border), min(stop, border)),
                two.read(max(start - border, 0), max(stop - border, 0)),
            ]
            return np.concatenate(parts)

        missing = [*one.missing.tolist(), *(two.missing + border).tolist()]
        return Fingerprints(read, (len(self.frames), one.shape[1]), one.spec, missing)

    @property
    def contrast(self) -> NDArray[np.float32]:
        """Contrast of every row of both projects, in row order."""
        return np.concatenate([self.query.contrast, self.reference.contrast])

    @property
    def scale(self) -> Scale:
        """Return how the distances of the fingerprints are read."""
        return self.query.scale

    @property
    def fingerprinter(self) -> Fingerprinter:
        """What made the fingerprints of both projects."""
        return self.query.fingerprinter

    @property
    def _results_folder(self) -> Path:
        return self.folder / self.query.spec.key

    @property
    def _batches(self) -> Path:
        return self._results_folder / "neighbour_batch"

    @property
    def neighbours(self) -> Neighbours:
        """What the search answered; see `vrd.vrd_project.VRDProject.neighbours` for errors."""
        frames = self.frames
        if self._neighbours is None:
            self._neighbours = load_neighbours(
                self._batches,
                frames,
                {"k": self.settings.neighbours_considered, "spec": self.query.spec.digest},
            )
        return self._neighbours

    def initialize_neighbours(self, force_recreate: bool = False) -> None:
        """Search every row of the query project in the reference project.

        Parameters
        ----------
        force_recreate
            Search again, as films, fingerprints or settings have changed.
        """
        self._must_write()
        if force_recreate:
            clear_neighbours(self._batches)
        with run_log(self.folder), timed("Stage neighbours"):
            self._neighbours = search_neighbours(
                self.fingerprints,
                self.frames,
                self._batches,
                k=self.settings.neighbours_considered,
                make_index=self.reference._make_index,
                leave_out_own_video=False,
                query_rows=self.query_rows,
                reference_rows=self.reference_rows,
                memory_bytes=self.reference._memory_bytes,
            )

    def stages(self) -> list[tuple[str, bool, str]]:
        """The search, and whether it is done for the present films of both projects."""
        try:
            k = self.neighbours.k
        except VRDError:
            return [("Neighbours", False, "")]
        sizes = f"{len(self.query_rows):,} frames in {len(self.reference_rows):,}"
        return [("Neighbours", True, f"{sizes}, {k} a frame")]


def _combined_settings(
    reference: ProjectArtefacts, query: ProjectArtefacts, folder: Path
) -> ProjectSettings:
    """Settings of the combination of two projects in ``folder``.

    Raises
    ------
    ProjectError
        If the folder already holds another project.
    """
    settings = ProjectSettings(
        name=folder.name,
        network=query.settings.network,
        layer=query.settings.layer,
        weights=query.settings.weights,
        fps=query.settings.fps,
        neighbours_considered=query.settings.neighbours_considered,
        spec=query.spec.to_dict(),
        reference=os.path.relpath(reference.folder.resolve(), folder.resolve()),
        query=os.path.relpath(query.folder.resolve(), folder.resolve()),
    )
    if (folder / "project.json").is_file():
        old = ProjectSettings.read(folder)
        if (old.reference, old.query) != (settings.reference, settings.query):
            raise ProjectError(
                f"{folder} already holds another project. Choose another name for the "
                "combination of these two."
            )
        settings.finder = old.finder
    return settings


def combine_projects(
    reference_project: ProjectArtefacts,
    query_project: ProjectArtefacts,
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
