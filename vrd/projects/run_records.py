"""Record runs, in the database of a project and in its ``run.log``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from vrd.pipeline.read_timeline import PICTURE
from vrd.projects.track import Track
from vrd.storage.provenance import software_versions
from vrd.storage.run_log import listed, run_log, timed


def logged_run(track: Track) -> AbstractContextManager[None]:
    """Write what happens to ``run.log`` in the folder of the project; see `run_log`."""
    settings = {**track.folder.settings.described(), "spec": None}
    about = {"Settings": listed(settings), "Versions": listed(software_versions())}
    return run_log(track.folder.path, track.films_folder, about)


@contextmanager
def logged(track: Track, stage: str) -> Iterator[dict[str, Any]]:
    """Log a stage in the database and in ``run.log``; yield a dict for its outcome."""
    settings = track.folder.settings.described()
    if track.name != PICTURE:
        stage = f"{stage} of {track.name}"
    run = track.database.runs.record(stage, settings, software_versions())
    with logged_run(track), timed(f"Stage {stage}") as logged, run as outcome:
        yield outcome
        logged |= outcome
