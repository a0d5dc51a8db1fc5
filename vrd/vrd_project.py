"""`VRDProject`: one collection of films, from its folder to its neighbours.

The facade holds paths and the order of the stages; the work is in the stages.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from vrd.core.protocols import Fingerprinter
from vrd.errors import ProjectError, StaleArtefactError, VideoError
from vrd.fingerprinters.networks import NeuralNetworks, get_network
from vrd.pipeline.build_index import forget_index, load_or_build_index
from vrd.pipeline.fingerprint_frames import fingerprint_frames
from vrd.pipeline.search_neighbours import clear_neighbours, search_neighbours
from vrd.pipeline.update_stills import (
    StillsSettings,
    drop_unused_stills,
    read_timeline,
    update_stills,
)
from vrd.projects.combined import CombinedProject, combine_projects
from vrd.projects.overviews import ProjectOverviews
from vrd.projects.settings import ProjectSettings, checked_count, project_folder, weights_stamp
from vrd.projects.track import ProjectArtefacts
from vrd.readers.stills import StillsReader
from vrd.storage.provenance import software_versions
from vrd.storage.run_log import listed, run_log, timed

__all__ = ["CombinedProject", "VRDProject", "combine_projects", "open_project"]


class VRDProject(ProjectArtefacts):
    """A collection of films and what has been found in it.

    Parameters
    ----------
    name
        Name of the project; it becomes a folder below ``project_base_path``.
    project_base_path
        Where projects are kept.
    video_path
        The folder of films; subfolders are looked into. Never written to.
    network
        A network of `NeuralNetworks` or its name, a Keras model, or any object that obeys
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
    leave_out_own_video
        Leave a row's own film out before its nearest neighbours are chosen. False is the
        published behaviour, in which long still shots push matches in other films out.
    device
        ``'auto'``, ``'cpu'`` or ``'gpu'``: where neighbours are searched.
    memory_gib
        Most memory that the search takes, in GiB.
    workers
        Films read at once; None for one per processor.
    read_only
        Look at the results only; another process may be writing the project.
    """

    def __init__(
        self,
        name: str,
        project_base_path: str | Path = "./vrd_projects/",
        video_path: str | Path = "./media/",
        network: Any = NeuralNetworks.efficientnetb4,
        additional_video_extensions: Sequence[str] | None = None,
        neighbours_considered: int = 250,
        override_network_default_layer: int = -1,
        stop_at_layer: str | None = None,
        *,
        weights: str | Path | None = None,
        fps: float = 1.0,
        longest_side: int = 640,
        leave_out_own_video: bool = True,
        device: str = "auto",
        memory_gib: float = 4.0,
        workers: int | None = None,
        read_only: bool = False,
    ) -> None:
        if not 0 < fps < float("inf"):
            raise ProjectError(f"fps is {fps}; it must be above 0 frames per second")
        folder = project_folder(Path(project_base_path).expanduser(), name)
        video_path = Path(video_path).expanduser()
        if not read_only:
            _check_places(folder, video_path)
            _check_network(folder, network)
        settings = ProjectSettings(
            name=name,
            video_path=str(Path(video_path).absolute()),
            network=_network_name(network),
            layer=stop_at_layer or _layer_number(override_network_default_layer),
            weights=str(weights or ""),
            weights_stamp=weights_stamp(str(weights or "")),
            fps=float(fps),
            longest_side=checked_count("longest_side", longest_side),
            additional_video_extensions=list(additional_video_extensions or ()),
            neighbours_considered=checked_count("neighbours_considered", neighbours_considered),
            leave_out_own_video=leave_out_own_video,
        ).carrying_over(folder)
        super().__init__(folder, settings, network, read_only=read_only)
        self.device, self.memory_gib, self.workers = device, memory_gib, workers

    # -- the stages --------------------------------------------------------------------------

    def initialize_frame_extractor(
        self, force_recreate: bool = False, *, retry_failed: bool = False
    ) -> None:
        """Stage 1: make the stills of films that are new or have changed.

        Parameters
        ----------
        force_recreate
            Make all stills again.
        retry_failed
            Try films again that could not be read, though they have not changed.

        Raises
        ------
        VideoError
            If no film can be read at all.
        """
        self._must_write()
        settings = StillsSettings(self.settings.fps, self.settings.longest_side)
        films, stills = Path(self.settings.video_path), self.folder / "frames"
        with self._logged("stills") as outcome:
            update_stills(
                self.database,
                films,
                stills,
                settings,
                additional_extensions=self.settings.additional_video_extensions,
                force=force_recreate,
                retry_failed=retry_failed,
                workers=self.workers,
            )
            self._frames = self._index = self._neighbours = None
            frames = read_timeline(self.database, films, stills)
            outcome |= {"films": len(frames.videos), "rows": len(frames)}
            outcome["not fully read"] = len(frames.failures)
        saved = ("video_path", "fps", "longest_side", "additional_video_extensions")
        self.settings.save(self.folder, *saved)
        if not len(frames):
            causes = "; ".join(failure.cause for failure in frames.failures[:3])
            raise VideoError(
                f"None of the {len(frames.failures)} films in {films} can be read: {causes}"
            )
        self.show_failures()

    def populate_fingerprint_database(self, force_recreate: bool = False) -> None:
        """Stage 2: fingerprint the rows of films that have no fingerprints of this network yet.

        Parameters
        ----------
        force_recreate
            Make the fingerprints of this network again for all films.
        """
        self._must_write()
        frames, fingerprinter = self.frames, self.fingerprinter
        if force_recreate:
            self.database.forget_fingerprints(fingerprinter.spec)
            # What was made from them would not be recognised as old: the spec is the same.
            forget_index(self._results_folder)
            clear_neighbours(self._results_folder / "neighbour_batch")
        spec = fingerprinter.spec
        reader = StillsReader(frames, spec.input_size, fit=spec.scale.fit)
        with self._logged("fingerprints") as outcome:
            missing = fingerprint_frames(reader, fingerprinter, self.database, self._ids())
            outcome |= {"rows": len(frames), "rows without fingerprint": missing}
        if missing:
            warnings.warn(
                f"{missing} stills could not be read; their frames have no fingerprint and can "
                "match nothing. initialize_frame_extractor(force_recreate=True) makes all stills "
                "again.",
                stacklevel=2,
            )
        if self.finder_settings().min_contrast:
            _ = self.contrast  # now, not when the first sequences are asked for
        self.settings.spec = fingerprinter.spec.to_dict()
        made_by = ("network", "layer", "weights", "weights_stamp", "spec", "finder")
        self.settings.save(self.folder, *made_by)
        self._index = self._neighbours = None

    def initialize_faiss_index(self, force_recreate: bool = False) -> None:
        """Stage 3: index the fingerprints, or read the index that is already there.

        An archive that does not fit into ``memory_gib`` gets no index file: the search goes
        through it block by block.

        Parameters
        ----------
        force_recreate
            Build it again, as films or fingerprints have changed.

        Raises
        ------
        StaleArtefactError
            If the index at hand was built from other fingerprints, and not ``force_recreate``.
        """
        self._must_write()
        fingerprints = self.fingerprints
        with self._logged("index") as outcome:
            self._index = load_or_build_index(
                fingerprints,
                self.frames,
                self._results_folder,
                make_index=self._make_index,
                memory_bytes=self._memory_bytes,
                force=force_recreate,
            )
            outcome |= {"rows": len(fingerprints), "in memory": self._index is not None}

    def initialize_neighbours(self, force_recreate: bool = False) -> None:
        """Stage 4: search the nearest neighbours of every row, or go on where a run was cut off.

        Parameters
        ----------
        force_recreate
            Search again, as films, fingerprints or settings have changed.

        Raises
        ------
        StaleArtefactError
            If the neighbours at hand answer another question, and not ``force_recreate``.
        """
        self._must_write()
        folder = self._results_folder / "neighbour_batch"
        if force_recreate:
            clear_neighbours(folder)
        with self._logged("neighbours") as outcome:
            self._neighbours = search_neighbours(
                self.fingerprints,
                self.frames,
                folder,
                k=self.settings.neighbours_considered,
                make_index=self._make_index,
                index=self._index,
                leave_out_own_video=self.settings.leave_out_own_video,
                memory_bytes=self._memory_bytes,
            )
            outcome |= {"rows": len(self.frames), "k": self._neighbours.k}
        self.settings.save(self.folder, "neighbours_considered", "leave_out_own_video")

    def forget_removed_films(self) -> list[str]:
        """Delete for good what was made of films that are no longer in their folder.

        Until then it is kept, for films that come back and disks that are not mounted.

        Returns
        -------
        list of str
            Names of the films forgotten.
        """
        self._must_write()
        gone = [one.path for one in self.database.videos() if not one.present]
        self.database.forget_videos(gone)
        drop_unused_stills(self.database, self.folder / "frames")
        return gone

    def run(self, *, force: bool = False, retry_failed: bool = False) -> None:
        """Every stage, one after another; only what is new or has changed is made.

        Parameters
        ----------
        force
            Make everything again.
        retry_failed
            Try films again that could not be read.
        """
        self._must_write()
        with self._run_log(), timed("Run"):
            # Asked for first: weights that are missing show now, not after hours of decoding.
            _ = self.fingerprinter
            self.initialize_frame_extractor(force, retry_failed=retry_failed)
            self.populate_fingerprint_database(force)
            for stage in (self.initialize_faiss_index, self.initialize_neighbours):
                try:
                    stage(force)
                except StaleArtefactError:
                    # Whoever asks for all stages asks for this one, too.
                    stage(True)

    @contextmanager
    def _logged(self, stage: str) -> Iterator[dict[str, Any]]:
        """Log a stage in the database and in ``run.log``; yield a dict for its outcome."""
        run = self.database.run(stage, self.settings.model_dump(), software_versions())
        with self._run_log(), timed(f"Stage {stage}") as logged, run as outcome:
            yield outcome
            logged |= outcome

    def _run_log(self) -> AbstractContextManager[None]:
        settings = {
            name: value for name, value in self.settings.model_dump().items() if name != "spec"
        }
        about = {"Settings": listed(settings), "Versions": listed(software_versions())}
        return run_log(self.folder, self.settings.video_path, about)


def _check_places(folder: Path, films: Path) -> None:
    """Nothing is made in the folder of films, nor for films that are not there."""
    if folder.resolve() == films.resolve():
        raise ProjectError(
            f"{folder} is the folder of films. Keep the project elsewhere: films are never "
            "written to."
        )
    if not folder.exists() and not films.is_dir():
        what = "is a file: give the folder it lies in" if films.is_file() else "is not there"
        raise ProjectError(
            f"There is no folder {films} ({what}). Give the folder of films as video_path=...; "
            "nothing was made."
        )


def _check_network(folder: Path, network: Any) -> None:
    """No new project is made for a network that does not exist.

    One that is there may have fingerprints of a fingerprinter of somebody's own.
    """
    if isinstance(network, str) and not (folder / "project.json").is_file():
        get_network(network)


def _network_name(network: Any) -> str:
    if isinstance(network, Fingerprinter):
        return network.spec.network
    return str(getattr(network, "name", network))


def _layer_number(number: int) -> str:
    return str(number) if number >= 0 else ""


def open_project(
    folder: str | Path, *, read_only: bool = False, **changes: Any
) -> ProjectOverviews:
    """Open a project that is already there, with the settings it was made with.

    Parameters
    ----------
    folder
        The folder of the project.
    read_only
        Look at the results only.
    **changes
        Arguments of `VRDProject` that differ this time.

    Raises
    ------
    ProjectError
        If the folder is no project.
    """
    folder = Path(folder).resolve()
    settings = ProjectSettings.read(folder)
    if settings.reference:
        # Kept relative to the combination, so that a folder of projects can be moved.
        reference = open_project(folder / settings.reference, read_only=True)
        query = open_project(folder / settings.query, read_only=True)
        assert isinstance(reference, VRDProject)
        assert isinstance(query, VRDProject)
        return CombinedProject(folder, settings, reference, query, read_only=read_only)
    known: dict[str, Any] = {
        "name": folder.name,
        "project_base_path": folder.parent,
        "video_path": settings.video_path,
        "network": settings.network,
        "additional_video_extensions": settings.additional_video_extensions,
        "neighbours_considered": settings.neighbours_considered,
        "stop_at_layer": settings.layer or None,
        "weights": settings.weights or None,
        "fps": settings.fps,
        "longest_side": settings.longest_side,
        "leave_out_own_video": settings.leave_out_own_video,
        "read_only": read_only,
    }
    return VRDProject(**known | changes)
