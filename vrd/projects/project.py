"""Open one collection of films, from its folder to what is found in it: `VRDProject`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from vrd.core.fingerprints import Fingerprints, FingerprintSpec
from vrd.core.neighbours import Neighbours
from vrd.core.protocols import Fingerprinter, Index, RowSource
from vrd.core.timelines import Timeline
from vrd.decoding.numbered_pictures import SCAN_FPS
from vrd.fingerprinters.networks import NeuralNetworks
from vrd.pipeline.find_scans import NumberedPictures
from vrd.projects import old_calls
from vrd.projects.annotating import Annotations
from vrd.projects.charts import show_most_reused_files
from vrd.projects.exploring import Exploring
from vrd.projects.exporting import Exporting
from vrd.projects.film_paths import FilmPaths, film_paths
from vrd.projects.folder import project_folder
from vrd.projects.onnx_networks import described, onnx_of
from vrd.projects.open_track import network_name, open_track
from vrd.projects.overviews import Overviews
from vrd.projects.published import published
from vrd.projects.querying import Find, Repeats
from vrd.projects.regions import make_regions
from vrd.projects.reporting import Reporting
from vrd.projects.resources import Resources
from vrd.projects.reviewing import Reviewing
from vrd.projects.run_records import logged_run
from vrd.projects.settings import ProjectSettings
from vrd.projects.stages import (
    make_anyway,
    make_fingerprints,
    make_index,
    make_neighbours,
    make_stills,
)
from vrd.projects.status import Stage, show_failures, status_html, status_text
from vrd.projects.track import Track
from vrd.projects.upkeep import forget_removed_films, plan_stages
from vrd.projects.where_reused import WhereReused
from vrd.storage.database import Database
from vrd.storage.run_log import timed


class VRDProject:
    """Hold a collection of films and what has been found in it.

    Parameters
    ----------
    name
        Name of the project; it becomes a folder below ``project_base_path``.
    project_base_path
        Where projects are kept.
    video_path
        The folder of films, or a list of several; subfolders are looked into. Never written to.
        Films of further folders have the name of their folder before their own.
    network
        A network of `NeuralNetworks` or its name, a Keras model, an ONNX model
        (`vrd.fingerprinters.onnx_network.OnnxNetwork`), or any object that obeys
        `vrd.core.protocols.Fingerprinter`.
    additional_video_extensions
        Further file name extensions to take for films, such as ``['.xyz']``.
    neighbours_considered
        Neighbours kept of each row.
    override_network_default_layer
        Number of the layer to stop at, as published. Numbers change between versions of Keras:
        prefer ``stop_at_layer``.
    stop_at_layer
        Name of the layer whose output is the fingerprint; None for the network's default.
    weights
        None for the network's published weights, a path to others, or ``'random'``.
    fps
        Rows per second of film.
    longest_side
        Longest side of the stills, in pixels.
    scan_fps
        Frames per second of film scans, which are numbered pictures, one for each frame.
    numbered_pictures
        ``'film'`` takes numbered pictures for the frames of a film, ``'pictures'`` for single
        photographs; ``'auto'`` looks at them, see `vrd.pipeline.find_scans`.
    leave_out_own_video
        Leave a row's own film out before its nearest neighbours are chosen. False is the
        published behaviour, in which long still shots push matches in other films out.
    regions
        Compare the corners and the centre of every picture with whole pictures, too. This finds
        films that are shown small within another, and cropped ones, but fingerprints take six times
        as long.
    device
        ``'auto'``, ``'cpu'`` or ``'gpu'``: where neighbours are searched.
    memory_gib
        Most memory that the search takes, in GiB.
    workers
        Films read at once; None for one per processor.
    read_only
        Look at the results only; another process may be writing the project.

    Attributes
    ----------
    tracks : dict of str to Track
        What was made of the films: ``project.tracks["picture"]``.
    find : Find
        ``found = project.find(...)`` finds sequences.
    repeats : Repeats
        ``project.repeats("film.mp4")`` finds what one film shows more than once.
    where_reused : WhereReused
        ``project.where_reused("film.mp4", 60, 90)``, also of a picture from outside.
    explore : Exploring
        ``project.explore()`` moves the limits.
    review, export, overview, report
        What can be done with the findings of the last search; see
        `vrd.projects.findings.Findings`.
    annotations : Annotations
        What reviewers said, for good.
    """

    def __init__(
        self,
        name: str,
        project_base_path: str | Path = "./vrd_projects/",
        video_path: FilmPaths = "./media/",
        network: Any = NeuralNetworks.efficientnetb4,
        additional_video_extensions: Sequence[str] | None = None,
        neighbours_considered: int = 250,
        override_network_default_layer: int = -1,
        stop_at_layer: str | None = None,
        *,
        weights: str | Path | None = None,
        fps: float = 1.0,
        longest_side: int = 640,
        scan_fps: float = SCAN_FPS,
        numbered_pictures: NumberedPictures = "auto",
        leave_out_own_video: bool = True,
        regions: bool = False,
        device: str = "auto",
        memory_gib: float = 4.0,
        workers: int | None = None,
        read_only: bool = False,
    ) -> None:
        number = override_network_default_layer
        folder = project_folder(Path(project_base_path).expanduser(), name)
        network = described(network, folder)
        settings = ProjectSettings.made(
            name=name,
            **film_paths(video_path),
            network=network_name(network),
            layer=stop_at_layer or (str(number) if number >= 0 else ""),
            weights=str(weights or ""),
            onnx=onnx_of(network),
            fps=fps,
            longest_side=longest_side,
            scan_fps=scan_fps,
            numbered_pictures=numbered_pictures,
            additional_video_extensions=list(additional_video_extensions or ()),
            neighbours_considered=neighbours_considered,
            leave_out_own_video=leave_out_own_video,
            regions=regions,
        )
        resources = Resources(device, memory_gib, workers)
        self._hold(
            open_track(folder, settings, network=network, resources=resources, read_only=read_only)
        )

    @classmethod
    def holding(cls, track: Track) -> Self:
        """Return the project that an opened track belongs to; see `open_project`."""
        project = cls.__new__(cls)
        project._hold(track)
        return project

    def _hold(self, track: Track) -> None:
        self._track, self._folder = track, track.folder
        self.tracks = {track.name: track}
        self.find = find = Find(self.tracks)
        self.repeats, self.where_reused = Repeats(self.tracks), WhereReused(find)
        self.review, self.explore = Reviewing(find), Exploring(find)
        self.export, self.report, self.overview = Exporting(find), Reporting(find), Overviews(find)
        self.annotations = Annotations(find)

    # -- the folder and the track of pictures, under their published names ---------------------

    name: str = published("_folder.settings.name", "Return the name of the project.")
    folder: Path = published("_folder.path", "Return the folder of the project.")
    settings: ProjectSettings = published("_folder.settings", "Return the settings.")
    read_only: bool = published("_folder.read_only", "Return whether nothing may be written.")
    video_path: str = published("_folder.settings.video_path", "Return the first folder of films.")
    network: Any = published("_track.network", "Return what makes the fingerprints, as given.")
    database: Database = published("_track.database")
    frames: Timeline = published("_track.timeline")
    frame_extractor: Timeline = published("_track.timeline")
    fingerprinter: Fingerprinter = published("_track.fingerprinter")
    spec: FingerprintSpec = published("_track.spec")
    fingerprints: Fingerprints = published("_track.fingerprints")
    contrast: NDArray[np.float32] = published("_track.contrast")
    faiss_index: Index | None = published("_track.index", "Return the index, once it was made.")
    neighbours: Neighbours = published("_track.neighbours")

    @property
    def neighbours_considered(self) -> int:
        """Return the neighbours kept of each row; a change takes effect with the next search."""
        return self.settings.neighbours_considered

    @neighbours_considered.setter
    def neighbours_considered(self, k: int) -> None:
        self._track.consider_neighbours(k)

    def close(self) -> None:
        """Close the database, and let other processes write the project; do not use it then."""
        self._folder.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return status_text(self._folder, self.stages)

    def _repr_html_(self) -> str | None:
        return status_html(self._folder, self.stages)

    # -- the stages --------------------------------------------------------------------------

    def stages(self) -> list[Stage]:
        """Return every stage: its name, whether it is done, and a detail."""
        return self._track.stages()

    def add_track(self, name: str, source: RowSource, fingerprinter: Any) -> Track:
        """Add a track of other rows than the stills, such as windows of sound.

        Its stages are run by `vrd.projects.stages.make_track`; then
        ``project.find(track=name)`` searches it. What was made is kept in the project, but the
        track must be added again when the project is opened again.

        Parameters
        ----------
        name
            Name of the track, such as ``"sound"``.
        source
            What makes the rows and reads them.
        fingerprinter
            What makes the fingerprints.
        """
        track = Track(
            self._folder, fingerprinter, name=name, source=source, resources=self._track.resources
        )
        self.tracks[name] = track
        return track

    def plan(self) -> dict[str, object]:
        """Return what a run will take: films, hours, frames, disk and time."""
        return plan_stages(self._track)

    def initialize_frame_extractor(
        self, force_recreate: bool = False, *, retry_failed: bool = False
    ) -> None:
        """Make the stills of new and changed films; see `vrd.projects.stages.make_stills`."""
        make_stills(self._track, force=force_recreate, retry_failed=retry_failed)
        self.show_failures()

    def populate_fingerprint_database(self, force_recreate: bool = False) -> None:
        """Fingerprint the films that need it; see `vrd.projects.stages.make_fingerprints`."""
        make_fingerprints(self._track, force=force_recreate)

    def initialize_faiss_index(self, force_recreate: bool = False) -> None:
        """Index the fingerprints, or read the index; see `vrd.projects.stages.make_index`."""
        make_index(self._track, force=force_recreate)

    def initialize_neighbours(self, force_recreate: bool = False) -> None:
        """Search the neighbours of every row; see `vrd.projects.stages.make_neighbours`."""
        make_neighbours(self._track, force=force_recreate)

    def forget_removed_films(self) -> list[str]:
        """Delete for good what was made of films that are no longer there, and name them.

        Until then it is kept, for films that come back and disks that are not mounted.
        """
        return forget_removed_films(self._track)

    def run(self, *, force: bool = False, retry_failed: bool = False) -> None:
        """Run every stage, one after another; only what is new or has changed is made.

        Parameters
        ----------
        force
            Make everything again.
        retry_failed
            Try films again that could not be read.
        """
        self._folder.check_writable()
        with logged_run(self._track), timed("Run"):
            # Asked for first: weights that are missing show now, not after hours of decoding.
            _ = self.fingerprinter
            self.initialize_frame_extractor(force, retry_failed=retry_failed)
            self.populate_fingerprint_database(force)
            make_anyway(self.initialize_faiss_index, force)
            make_anyway(self.initialize_neighbours, force)
            if self.settings.regions:
                make_anyway(lambda again: make_regions(self._track, force=again), force)

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
