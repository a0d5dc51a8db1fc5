"""Join a clip from outside with the films of a track, so that it can be searched in them."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vrd.core.fingerprints import Fingerprints, FingerprintSpec
from vrd.core.neighbours import Neighbours
from vrd.core.protocols import Fingerprinter, StretchReader
from vrd.core.timelines import Timeline
from vrd.errors import StaleArtefactError
from vrd.fingerprinters.contrast import Contrast
from vrd.pipeline.search_neighbours import search_neighbours
from vrd.pipeline.search_settings import SearchSettings
from vrd.projects.folder import ProjectFolder
from vrd.projects.joined_timelines import join_fingerprints, join_timelines
from vrd.projects.searchable import SearchableTrack
from vrd.projects.status import Stage
from vrd.readers.stills import StillsReader


class ClipTrack:
    """Hold the rows of a clip, then those of a track; only the clip is searched for in it.

    Nothing is written into the project: neighbours go into a folder of their own.

    Parameters
    ----------
    track
        Where the clip is searched.
    clip
        The rows of the clip; its name is none of the films'.
    folder
        The folder of the project, open for reading only.
    work
        An empty folder for what is made.

    Raises
    ------
    StaleArtefactError
        If another fingerprinter made the fingerprints of the track.
    """

    def __init__(
        self, track: SearchableTrack, clip: Timeline, folder: ProjectFolder, work: Path
    ) -> None:
        self.name, self.folder, self.resources = track.name, folder, track.resources
        self._track, self._clip, self.results_folder = track, clip, work
        self.spec: FingerprintSpec = track.spec
        self.fingerprinter: Fingerprinter = track.fingerprinter
        if self.fingerprinter.spec.digest != track.fingerprints.spec.digest:
            raise StaleArtefactError(
                f"The films were fingerprinted with {track.fingerprints.spec.key}; a clip "
                f"fingerprinted with {self.fingerprinter.spec.key} cannot be compared. Call "
                "populate_fingerprint_database() to fingerprint the films with it."
            )
        names = "clip", track.folder.settings.name
        self.timeline: Timeline = join_timelines(clip, track.timeline, names)

    @cached_property
    def fingerprints(self) -> Fingerprints:
        """Return the fingerprints of the clip, then those of the films."""
        return join_fingerprints(self._of_clip(self.fingerprinter), self._track.fingerprints)

    @cached_property
    def contrast(self) -> NDArray[np.float32]:
        """Return the contrast of every row of the clip, then of those of the films."""
        own = self._of_clip(Contrast()).read()[:, 0]
        return np.concatenate([own, self._track.contrast])

    def _of_clip(self, fingerprinter: Fingerprinter) -> Fingerprints:
        """Return fingerprints of the clip, rounded as those of the films are."""
        spec, count = fingerprinter.spec, len(self._clip)
        reader = StillsReader(self._clip, spec.input_size, fit=spec.scale.fit)
        matrix, missing = np.zeros((count, spec.dimensions), np.float16), np.ones(count, bool)
        for rows, batch in reader.batches(np.zeros(count, bool)):
            matrix[rows], missing[rows] = fingerprinter(batch), False
        shape = count, spec.dimensions
        rows_without = np.flatnonzero(missing).tolist()
        return Fingerprints(lambda start, stop: matrix[start:stop], shape, spec, rows_without)

    @cached_property
    def neighbours(self) -> Neighbours:
        """Return the rows of films that are nearest to every row of the clip."""
        count = len(self._clip)
        settings = SearchSettings(
            k=self.folder.settings.neighbours_considered,
            leave_out_own_video=False,
            query_rows=range(count),
            reference_rows=range(count, len(self.timeline)),
            memory_bytes=self.resources.memory_bytes,
        )
        return search_neighbours(
            self.fingerprints,
            self.timeline,
            self.results_folder,
            settings,
            make_index=self.resources.make_index,
            progress=False,
        )

    def stretch_reader(self) -> StretchReader:
        """Return the reader of stretches at a higher rate, for closer looks."""
        return self._track.stretch_reader()

    def stages(self) -> list[Stage]:
        """Return the stages of the track that the clip is searched in."""
        return self._track.stages()
