"""Hold a track: one reader and one fingerprinter, and what they made of a project's films.

The rows of the track of pictures are the stills of the films. Any other track has a source of rows
(`vrd.core.protocols.RowSource`): windows of sound, shots, keyframes. All tracks go through the same
stages, see `vrd.projects.stages`.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vrd.core.film_folders import FilmFolders
from vrd.core.fingerprints import Fingerprints, FingerprintSpec
from vrd.core.neighbours import Neighbours
from vrd.core.protocols import Fingerprinter, Index, Reader, RowSource, StretchReader
from vrd.core.timelines import Timeline
from vrd.errors import MissingStageError, ProjectError
from vrd.fingerprinters.choose import choose_fingerprinter
from vrd.fingerprinters.networks import NeuralNetworks, read_spec
from vrd.fingerprinters.onnx_model import OnnxModel
from vrd.fingerprinters.onnx_network import OnnxNetwork
from vrd.pipeline.fingerprint_frames import read_fingerprints
from vrd.pipeline.load_neighbours import load_neighbours
from vrd.pipeline.read_timeline import PICTURE, read_timeline
from vrd.projects.contrast import read_contrast
from vrd.projects.folder import ProjectFolder
from vrd.projects.onnx_networks import give_scale
from vrd.projects.resources import Resources
from vrd.projects.settings import setting_errors
from vrd.projects.status import Stage, stages_of
from vrd.readers.stills import StillsReader
from vrd.readers.stretches import FilmStretchReader
from vrd.storage.database import Database


class Track:
    """Hold a fingerprinter and what was made with it, each read when it is first asked for.

    Parameters
    ----------
    folder
        The open folder of the project.
    network
        What makes the fingerprints; see `vrd.fingerprinters.choose`.
    name
        Name of the track, such as ``"picture"``.
    source
        What makes the rows and reads them; None for the stills.
    resources
        How much of the machine may be taken.
    """

    def __init__(
        self,
        folder: ProjectFolder,
        network: Any,
        *,
        name: str = PICTURE,
        source: RowSource | None = None,
        resources: Resources | None = None,
    ) -> None:
        if (source is None) != (name == PICTURE):
            raise ValueError(f"the track {name!r} needs a source of rows, unless it is {PICTURE!r}")
        self.folder, self.network, self.name, self.source = folder, network, name, source
        self.resources = resources or Resources()
        self._spec = self._known_at_first()
        self._fingerprinter: Fingerprinter | None = None
        self._timeline: Timeline | None = None
        self._neighbours: Neighbours | None = None
        #: The index, once that stage has been called; None also where it does not fit into memory.
        self.index: Index | None = None

    def _known_at_first(self) -> FingerprintSpec | None:
        """Return the description of the fingerprints, if it is known without loading a network."""
        if self.name != PICTURE:
            return self.network.spec if isinstance(self.network, Fingerprinter) else None
        settings = self.folder.settings
        if isinstance(self.network, Fingerprinter):
            settings.spec = self.network.spec.to_dict()
        elif not isinstance(self.network, str | NeuralNetworks | OnnxNetwork):
            # Two models of one name may differ in everything else.
            settings.spec = None
        spec = read_spec(settings.spec) if settings.spec else None
        if spec and isinstance(self.network, OnnxNetwork) and self.network.scale:
            return replace(spec, scale=self.network.full_scale)
        return spec

    @property
    def films_folder(self) -> FilmFolders:
        """Return the folder of films, or several."""
        return self.folder.settings.film_folders

    @property
    def stills_folder(self) -> Path:
        """Return the folder of the stills."""
        return self.folder.path / "frames"

    @property
    def results_folder(self) -> Path:
        """Return where results derived from these fingerprints are kept."""
        track = "" if self.name == PICTURE else f"{self.name}-"
        return self.folder.path / f"{track}{self.spec.key}"

    @property
    def batches_folder(self) -> Path:
        """Return where the batches of neighbours are kept."""
        return self.results_folder / "neighbour_batch"

    @property
    def database(self) -> Database:
        """Return the database of the project.

        Raises
        ------
        MissingStageError
            If there is none yet, and the project is open for reading only.
        """
        database = self.folder.database
        if database is None:
            raise MissingStageError(
                f"No stage has been run in {self.folder.path}. Call initialize_frame_extractor() "
                "first."
            )
        return database

    def timeline_ids(self) -> dict[str, int]:
        """Return the id in the database of the timeline of every film, by name of the film."""
        return {
            video.path: video.timeline
            for video in self.database.videos(self.name)
            if video.timeline is not None
        }

    @property
    def timeline(self) -> Timeline:
        """Return the timeline of all films.

        Raises
        ------
        MissingStageError
            If no film has been read.
        """
        if self._timeline is None:
            timeline = self.stored_timeline()
            if not len(timeline):
                call = "initialize_frame_extractor()"
                if self.name != PICTURE:
                    call = f"make_track(project.tracks[{self.name!r}])"
                raise MissingStageError(f"No film has been read yet. Call {call} first.")
            self._timeline = timeline
        return self._timeline

    def stored_timeline(self) -> Timeline:
        """Return the timeline as the database has it now; it may have no rows."""
        return read_timeline(self.database, self.films_folder, self.stills_folder, self.name)

    def reader(self) -> Reader:
        """Return what reads the rows as the fingerprinter wants them."""
        spec = self.fingerprinter.spec
        if self.source is not None:
            return self.source.reader(self.timeline, spec)
        return StillsReader(self.timeline, spec.input_size, fit=spec.scale.fit)

    def stretch_reader(self) -> StretchReader:
        """Return the reader of stretches at a higher rate, for closer looks.

        Raises
        ------
        ProjectError
            If the rows of this track are no stills, which cannot be looked at again.
        """
        if self.source is not None:
            raise ProjectError(
                f"Only pictures can be looked at again, not the rows of the track {self.name!r}. "
                "Search with refine=False and confirm=False."
            )
        spec = self.fingerprinter.spec
        return FilmStretchReader(spec.input_size, fit=spec.scale.fit)

    @property
    def fingerprinter(self) -> Fingerprinter:
        """Return what makes the fingerprints; its weights are loaded when it is first asked for."""
        if self._fingerprinter is None:
            settings = self.folder.settings
            self._fingerprinter = choose_fingerprinter(
                self.network, settings.layer, settings.weights
            )
            if isinstance(self._fingerprinter, OnnxModel) and self.name == PICTURE:
                give_scale(self._fingerprinter)
                settings.onnx = self._fingerprinter.network
            self._spec = self._fingerprinter.spec
        return self._fingerprinter

    def __repr__(self) -> str:
        spec = self.known_spec
        made_by = f"{spec.network} {spec.layer}".rstrip() if spec else "not fingerprinted yet"
        return f"<Track {self.name!r} of {self.folder.settings.name}: {made_by}>"

    @property
    def known_spec(self) -> FingerprintSpec | None:
        """Return the description of the fingerprints; None where only the network can tell."""
        return self._spec

    @property
    def spec(self) -> FingerprintSpec:
        """Return the description of the fingerprints; the network is loaded only if it must be."""
        return self._spec or self.fingerprinter.spec

    @property
    def fingerprints(self) -> Fingerprints:
        """Return the stored fingerprints of all rows."""
        return read_fingerprints(self.database, self.timeline_ids(), self.timeline, self.spec)

    @property
    def contrast(self) -> NDArray[np.float32]:
        """Return the contrast of every row, 0 to 0.5, shape (n,); 0 for a row without a still.

        It is measured when it is first asked for, if it is not there yet.

        Raises
        ------
        MissingStageError
            If it is not there, and the project is open for reading only.
        """
        read_only = self.folder.read_only
        return read_contrast(self.database, self.timeline_ids(), self.timeline, read_only=read_only)

    def search_wanted(self) -> dict[str, Any]:
        """Return the description that stored neighbours must have to be used."""
        settings = self.folder.settings
        return {
            "k": settings.neighbours_considered,
            "own_video_left_out": settings.leave_out_own_video,
            "spec": self.spec.digest,
        }

    @property
    def neighbours(self) -> Neighbours:
        """Return what the search answered.

        Raises
        ------
        MissingStageError
            If the search has not been run to its end.
        StaleArtefactError
            If films, fingerprints or settings have changed since.
        """
        if self._neighbours is None:
            self._neighbours = load_neighbours(
                self.batches_folder, self.timeline, self.search_wanted()
            )
        return self._neighbours

    def consider_neighbours(self, k: int) -> None:
        """Keep so many neighbours of each row from the next search on."""
        self.folder.check_writable()
        with setting_errors():
            self.folder.settings.neighbours_considered = k
        self._neighbours = None

    def put_neighbours(self, neighbours: Neighbours) -> None:
        """Hold the neighbours that a search has just found."""
        self._neighbours = neighbours

    def forget(self, *, timeline: bool = False) -> None:
        """Forget the index and the neighbours that were read, and the timeline if it changed."""
        self.index = self._neighbours = None
        if timeline:
            self._timeline = None

    def stages(self) -> list[Stage]:
        """Return every stage: its name, whether it is done for the present films, and a detail."""
        return stages_of(self)
