"""Read the contrast of the stills of a track, which the database keeps like fingerprints."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vrd.errors import MissingStageError
from vrd.fingerprinters.contrast import Contrast
from vrd.pipeline.fingerprint_frames import fingerprint_frames, read_fingerprints
from vrd.readers.stills import StillsReader

if TYPE_CHECKING:
    from vrd.projects.track import Track


def read_contrast(track: Track) -> NDArray[np.float32]:
    """Return the contrast of every row, 0 to 0.5, shape (n,); measure it if it is not there yet.

    Parameters
    ----------
    track
        The track of pictures.

    Raises
    ------
    MissingStageError
        If it is not there, and the project is open for reading only.
    """
    contrast, ids, timeline = Contrast(), track.timeline_ids(), track.timeline
    spec = contrast.spec
    try:
        stored = read_fingerprints(track.database, ids, timeline, spec)
    except MissingStageError:
        if track.folder.read_only:
            raise
        reader = StillsReader(timeline, spec.input_size, fit=spec.scale.fit)
        fingerprint_frames(reader, contrast, track.database, ids, title="Contrast")
        stored = read_fingerprints(track.database, ids, timeline, spec)
    return stored.read()[:, 0]
