"""Tell what a run will take, and delete what a project no longer needs."""

from __future__ import annotations

from vrd.core.regions import REGIONS
from vrd.pipeline.estimate import plan_run
from vrd.pipeline.known_films import films_by_name
from vrd.pipeline.update_stills import drop_unused_stills
from vrd.projects.mending import extraction_settings
from vrd.projects.track import Track


def forget_removed_films(track: Track) -> list[str]:
    """Delete for good what was made of films that are no longer in their folder.

    Returns
    -------
    list of str
        Names of the films forgotten.
    """
    track.folder.check_writable()
    gone = [video.path for video in track.database.videos() if not video.present]
    track.database.forget_videos(gone)
    drop_unused_stills(track.database, track.stills_folder)
    return gone


def plan_stages(track: Track) -> dict[str, object]:
    """Return what a run will take: films, hours, frames, disk and time."""
    settings = track.folder.settings
    read = [video for video in track.database.videos() if video.present and video.status == "ok"]
    films, passed_over = films_by_name(track.films_folder, extraction_settings(track))
    return plan_run(
        list(films.values()),
        track.folder.path,
        track.fingerprinter,
        done=len(read),
        fps=settings.fps,
        neighbours=settings.neighbours_considered,
        regions=len(REGIONS) if settings.regions else 0,
        passed_over=passed_over,
        scan_fps=settings.scan_fps,
    )
