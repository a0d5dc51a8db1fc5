"""Read the contrast of the stills of a track, which the database keeps like fingerprints."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from vrd.core.timelines import Timeline
from vrd.errors import DamagedArtefactError, MissingStageError
from vrd.fingerprinters.contrast import Contrast
from vrd.pipeline.fingerprint_frames import (
    drop_damaged,
    fingerprint_frames,
    read_fingerprints,
)
from vrd.readers.stills import StillsReader
from vrd.storage.database import Database


def read_contrast(
    database: Database, ids: Mapping[str, int], timeline: Timeline, *, read_only: bool
) -> NDArray[np.float32]:
    """Return the contrast of every row, 0 to 0.5, shape (n,); measure it if it is not there yet.

    Parameters
    ----------
    database
        Where it is kept.
    ids
        The id in the database of the timeline of every film, by name of the film.
    timeline
        The rows, which are stills.
    read_only
        Measure nothing.

    Raises
    ------
    MissingStageError
        If it is not there, and may not be measured.
    DamagedArtefactError
        If it is damaged, and may not be measured again.
    """
    contrast = Contrast()
    spec = contrast.spec
    try:
        return read_fingerprints(database, ids, timeline, spec).read()[:, 0]
    except MissingStageError as error:
        if read_only:
            raise MissingStageError(
                "The contrast of the frames has not been measured yet, and the project was opened "
                "for reading only. Open it without read_only=True, or search with min_contrast=0."
            ) from error
    except DamagedArtefactError:
        if read_only:
            raise
    drop_damaged(database, spec)
    reader = StillsReader(timeline, spec.input_size, fit=spec.scale.fit)
    fingerprint_frames(reader, contrast, database, ids, title="Contrast")
    return read_fingerprints(database, ids, timeline, spec).read()[:, 0]
