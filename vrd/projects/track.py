"""What the stages of a project have made, read from its folder when it is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vrd.core.fingerprints import Fingerprints, FingerprintSpec
from vrd.core.neighbours import Neighbours
from vrd.core.protocols import Fingerprinter, Index
from vrd.core.scale import Scale
from vrd.core.timelines import Timeline
from vrd.errors import MissingStageError, VRDError
from vrd.fingerprinters.choose import choose_fingerprinter
from vrd.fingerprinters.contrast import Contrast
from vrd.fingerprinters.networks import NeuralNetworks, read_spec
from vrd.indexes.flat import make_index
from vrd.pipeline.estimate import plan_run
from vrd.pipeline.extract_frames import find_films
from vrd.pipeline.fingerprint_frames import fingerprint_frames, read_fingerprints
from vrd.pipeline.search_neighbours import load_neighbours
from vrd.pipeline.update_stills import read_timeline
from vrd.projects.overviews import ProjectOverviews
from vrd.projects.settings import ProjectSettings, checked_count
from vrd.readers.stills import StillsReader
from vrd.storage.database import Database
from vrd.storage.files import read_json


class ProjectArtefacts(ProjectOverviews):
    """The database, the timeline, the fingerprints and the neighbours of one collection.

    Parameters
    ----------
    folder, settings, read_only
        As for `ProjectOverviews`.
    network
        What makes the fingerprints; see `vrd.fingerprinters.choose`.
    """

    device: str = "auto"
    memory_gib: float = 4.0

    def __init__(
        self, folder: Path, settings: ProjectSettings, network: Any, *, read_only: bool
    ) -> None:
        super().__init__(folder, settings, read_only=read_only)
        self.network = network
        if isinstance(network, Fingerprinter):
            settings.spec = network.spec.to_dict()
        elif not isinstance(network, str | NeuralNetworks):
            # Two models of one name may differ in everything else.
            settings.spec = None
        self._spec = read_spec(settings.spec) if settings.spec else None
        self._fingerprinter: Fingerprinter | None = None
        self._frames: Timeline | None = None
        self._index: Index | None = None

    @property
    def video_path(self) -> str:
        """The folder of films."""
        return self.settings.video_path

    @property
    def neighbours_considered(self) -> int:
        """Neighbours kept of each row; takes effect at the next `initialize_neighbours`."""
        return self.settings.neighbours_considered

    @neighbours_considered.setter
    def neighbours_considered(self, k: int) -> None:
        self._must_write()
        self.settings.neighbours_considered = checked_count("neighbours_considered", k)
        self._neighbours = None

    @property
    def database(self) -> Database:
        """The database file."""
        self._must_be_open()
        if self._database is None:
            if self.read_only and not (self.folder / "database_file").is_file():
                raise MissingStageError(
                    f"No stage has been run in {self.folder}. Call initialize_frame_extractor() "
                    "first."
                )
            self._database = self._open_database()
        return self._database

    @property
    def frames(self) -> Timeline:
        """The timeline of all films.

        Raises
        ------
        MissingStageError
            If no film has been read.
        """
        if self._frames is None:
            frames = read_timeline(
                self.database, Path(self.settings.video_path), self.folder / "frames"
            )
            if not len(frames):
                raise MissingStageError(
                    "No film has been read yet. Call initialize_frame_extractor() first."
                )
            self._frames = frames
        return self._frames

    @property
    def fingerprinter(self) -> Fingerprinter:
        """What makes the fingerprints; its weights are loaded when it is first asked for."""
        if self._fingerprinter is None:
            self._fingerprinter = choose_fingerprinter(
                self.network, self.settings.layer, self.settings.weights
            )
            self._spec = self._fingerprinter.spec
        return self._fingerprinter

    @property
    def spec(self) -> FingerprintSpec:
        """Description of the fingerprints, without loading the network where it is known."""
        return self._spec or self.fingerprinter.spec

    @property
    def scale(self) -> Scale:
        """Return how the distances of the fingerprints are read."""
        return self.spec.scale

    @property
    def fingerprints(self) -> Fingerprints:
        """The stored fingerprints of all rows."""
        return read_fingerprints(self.database, self._ids(), self.frames, self.spec)

    @property
    def contrast(self) -> NDArray[np.float32]:
        """Contrast of every row, measured when it is first asked for, if it is not there yet.

        A row without a still has none, 0.

        Raises
        ------
        MissingStageError
            If it is not there, and the project is open for reading only.
        """
        contrast, ids = Contrast(), self._ids()
        try:
            stored = read_fingerprints(self.database, ids, self.frames, contrast.spec)
        except MissingStageError:
            if self.read_only:
                raise
            spec = contrast.spec
            reader = StillsReader(self.frames, spec.input_size, fit=spec.scale.fit)
            fingerprint_frames(reader, contrast, self.database, ids, title="Contrast")
            stored = read_fingerprints(self.database, ids, self.frames, contrast.spec)
        return stored.read()[:, 0]

    @property
    def faiss_index(self) -> Index | None:
        """The index, once `initialize_faiss_index` has been called."""
        return self._index

    @property
    def neighbours(self) -> Neighbours:
        """What the search answered.

        Raises
        ------
        MissingStageError
            If the search has not been run to its end.
        StaleArtefactError
            If films, fingerprints or settings have changed since.
        """
        if self._neighbours is None:
            self._neighbours = load_neighbours(
                self._results_folder / "neighbour_batch", self.frames, self._search_wanted()
            )
        return self._neighbours

    def _make_index(self, dimensions: int) -> Index:
        return make_index(dimensions, device=self.device)

    @property
    def _memory_bytes(self) -> int:
        return int(self.memory_gib * 2**30)

    def _search_wanted(self) -> dict[str, Any]:
        return {
            "k": self.settings.neighbours_considered,
            "own_video_left_out": self.settings.leave_out_own_video,
            "spec": self.spec.digest,
        }

    @property
    def _results_folder(self) -> Path:
        return self.folder / self.spec.key

    def _ids(self) -> dict[str, int]:
        return {
            record.path: record.timeline
            for record in self.database.videos()
            if record.timeline is not None
        }

    # -- where the project stands --------------------------------------------------------------

    def stages(self) -> list[tuple[str, bool, str]]:
        """Every stage: its name, whether it is done for the present films, and a detail."""
        frames = self._if_made(lambda: self.frames)
        if frames is None:
            return [(name, False, "") for name in STAGES]
        known = self._spec is not None
        neighbours = self._if_made(lambda: self.neighbours) if known else None
        ids = self._ids()
        wanted = {ids[video.name] for video in frames.videos if video.rows}
        done = len(wanted & self.database.fingerprinted(self.spec)) if known else 0
        here = [one for one in self.database.videos() if one.present]
        waiting = sum(one.status == "interrupted" for one in here)
        failed = f", {len(frames.failures)} not fully read" if frames.failures else ""
        index = known and self._index_holds(frames)
        of = f"{done:,} of {len(wanted):,} films" + self._network_words(known)
        return [
            (
                STAGES[0],
                not waiting,
                f"{len(frames.videos):,} films, {len(frames):,} frames{failed}",
            ),
            (STAGES[1], done == len(wanted), of),
            (STAGES[2], index, "faiss_index" if index else "made when needed"),
            (STAGES[3], neighbours is not None, f"{neighbours.k} a frame" if neighbours else ""),
        ]

    def _index_holds(self, frames: Timeline) -> bool:
        manifest = self._results_folder / "faiss_index.json"
        return manifest.is_file() and read_json(manifest).get("frames") == frames.digest

    def _network_words(self, known: bool) -> str:
        if not known:
            return ""
        lost = sum(map(len, self.database.missing_fingerprints(self.spec).values()))
        without = f", {lost:,} frames without" if lost else ""
        return f", {self.spec.network} {self.spec.layer}".rstrip() + without

    @staticmethod
    def _if_made(get: Any) -> Any:
        try:
            return get()
        except VRDError:
            return None

    def plan(self) -> dict[str, object]:
        """What a run will take: films, hours, frames, disk and time."""
        films = Path(self.settings.video_path)
        return plan_run(
            find_films(films, self.settings.additional_video_extensions),
            self.folder,
            self.fingerprinter,
            done=sum(one.present and one.status == "ok" for one in self.database.videos()),
            fps=self.settings.fps,
            neighbours=self.settings.neighbours_considered,
        )


STAGES = ("Stills", "Fingerprints", "Index", "Neighbours")
