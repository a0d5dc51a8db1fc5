"""Join the tracks of two projects; only the first is searched for in the second."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vrd.core.fingerprints import Fingerprints, FingerprintSpec
from vrd.core.neighbours import Neighbours
from vrd.core.protocols import Fingerprinter, StretchReader
from vrd.core.timelines import Timeline
from vrd.pipeline.load_neighbours import load_neighbours
from vrd.pipeline.neighbour_batches import clear_neighbours
from vrd.pipeline.search_neighbours import search_neighbours
from vrd.pipeline.search_settings import SearchSettings
from vrd.projects.folder import ProjectFolder
from vrd.projects.joined_timelines import join_fingerprints, join_timelines
from vrd.projects.resources import Resources
from vrd.projects.status import Stage, if_made
from vrd.projects.track import Track
from vrd.storage.run_log import run_log, timed


class CombinedTrack:
    """Hold the rows of a query track, then those of a reference track.

    Parameters
    ----------
    folder
        The open folder of the combination.
    reference, query
        The two tracks.
    """

    def __init__(self, folder: ProjectFolder, reference: Track, query: Track) -> None:
        self.folder, self.reference, self.query = folder, reference, query
        self.name = query.name
        self.resources: Resources = reference.resources
        self._parts: tuple[Timeline, Timeline] | None = None
        self._neighbours: Neighbours | None = None

    @property
    def timeline(self) -> Timeline:
        """Return the rows of the query track, then those of the reference track.

        Films that both projects have under one name are told apart by the project's name.
        """
        parts = self.query.timeline, self.reference.timeline
        if parts != self._parts:
            # Either has changed: what was read for the old rows no longer holds.
            self._parts, self._neighbours = parts, None
            names = self.query.folder.settings.name, self.reference.folder.settings.name
            self._timeline = join_timelines(*parts, names)
        return self._timeline

    @property
    def query_rows(self) -> range:
        """Return the rows of the query track."""
        return range(len(self.query.timeline))

    @property
    def reference_rows(self) -> range:
        """Return the rows of the reference track."""
        return range(len(self.query.timeline), len(self.timeline))

    @property
    def spec(self) -> FingerprintSpec:
        """Return the description of the fingerprints of both."""
        return self.query.spec

    def stretch_reader(self) -> StretchReader:
        """Return the reader of stretches at a higher rate, for closer looks."""
        return self.query.stretch_reader()

    @property
    def fingerprinter(self) -> Fingerprinter:
        """Return what made the fingerprints of both."""
        return self.query.fingerprinter

    @property
    def fingerprints(self) -> Fingerprints:
        """Return the stored fingerprints of both, in row order."""
        return join_fingerprints(self.query.fingerprints, self.reference.fingerprints)

    @property
    def contrast(self) -> NDArray[np.float32]:
        """Return the contrast of every row of both, in row order."""
        return np.concatenate([self.query.contrast, self.reference.contrast])

    @property
    def results_folder(self) -> Path:
        """Return where results derived from these fingerprints are kept."""
        return self.folder.path / self.spec.key

    @property
    def batches_folder(self) -> Path:
        """Return where the batches of neighbours are kept."""
        return self.results_folder / "neighbour_batch"

    @property
    def neighbours(self) -> Neighbours:
        """Return what the search answered; see `vrd.projects.track.Track.neighbours` for errors."""
        timeline = self.timeline
        if self._neighbours is None:
            k = self.folder.settings.neighbours_considered
            wanted = {"k": k, "spec": self.spec.digest}
            self._neighbours = load_neighbours(self.batches_folder, timeline, wanted)
        return self._neighbours

    def put_neighbours(self, neighbours: Neighbours) -> None:
        """Hold the neighbours that a search has just found."""
        self._neighbours = neighbours

    def stages(self) -> list[Stage]:
        """Return the search, and whether it is done for the present films of both."""
        neighbours = if_made(lambda: self.neighbours)
        if neighbours is None:
            return [("Neighbours", False, "")]
        sizes = f"{len(self.query_rows):,} frames in {len(self.reference_rows):,}"
        return [("Neighbours", True, f"{sizes}, {neighbours.k} for each frame")]


def search_combined(track: CombinedTrack, *, force: bool = False) -> None:
    """Search every row of the query track in the reference track.

    Parameters
    ----------
    track
        Both tracks.
    force
        Search again, as films, fingerprints or settings have changed.

    Raises
    ------
    StaleArtefactError
        If the neighbours at hand answer another question, and not ``force``.
    """
    track.folder.check_writable()
    if force:
        clear_neighbours(track.batches_folder)
    with run_log(track.folder.path), timed("Stage neighbours"):
        neighbours = search_neighbours(
            track.fingerprints,
            track.timeline,
            track.batches_folder,
            SearchSettings(
                k=track.folder.settings.neighbours_considered,
                leave_out_own_video=False,
                query_rows=track.query_rows,
                reference_rows=track.reference_rows,
                memory_bytes=track.resources.memory_bytes,
            ),
            make_index=track.resources.make_index,
        )
    track.put_neighbours(neighbours)
