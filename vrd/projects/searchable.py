"""Describe what parts of a project need of a track, of one collection or of two."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from vrd.core.fingerprints import Fingerprints, FingerprintSpec
from vrd.core.neighbours import Neighbours
from vrd.core.protocols import Fingerprinter, StretchReader
from vrd.core.timelines import Timeline
from vrd.projects.folder import ProjectFolder
from vrd.projects.resources import Resources
from vrd.projects.status import Stage


class SearchableTrack(Protocol):
    """Describe what a search needs of a track, whether of one collection or of two."""

    name: str
    folder: ProjectFolder
    resources: Resources

    @property
    def timeline(self) -> Timeline: ...
    @property
    def spec(self) -> FingerprintSpec: ...
    @property
    def fingerprinter(self) -> Fingerprinter: ...
    @property
    def fingerprints(self) -> Fingerprints: ...
    @property
    def contrast(self) -> NDArray[np.float32]: ...
    @property
    def neighbours(self) -> Neighbours: ...
    @property
    def results_folder(self) -> Path: ...
    def stretch_reader(self) -> StretchReader: ...
    def stages(self) -> list[Stage]: ...
