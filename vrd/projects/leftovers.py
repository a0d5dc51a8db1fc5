"""Delete what killed runs have left half-made, when a project is opened for writing."""

from __future__ import annotations

import contextlib
from pathlib import Path

from vrd.projects.lost_files import SETTINGS_NAME
from vrd.storage.files import sweep_unfinished
from vrd.storage.temporary_folders import sweep

# Files that only the process with the lock of the project writes: an export may be going on in
# another process, which only reads the project.
_RESULTS = r"faiss_index|faiss_index\.json"
_BATCHES = r"manifest\.json|\d{10}-\d{10}\.npz"


def sweep_leftovers(folder: Path) -> None:
    """Delete unfinished files of a project, and temporary folders of killed processes.

    Unfinished stills are deleted by `vrd.pipeline.update_stills`.

    Parameters
    ----------
    folder
        The folder of a project whose lock this process holds.
    """
    sweep()
    # A folder that may not be looked into is no reason not to go on.
    with contextlib.suppress(OSError):
        sweep_unfinished(folder, SETTINGS_NAME.replace(".", r"\."))
        for results in folder.iterdir():
            if results.is_dir() and results.name != "frames":
                sweep_unfinished(results, _RESULTS)
                sweep_unfinished(results / "neighbour_batch", _BATCHES)
