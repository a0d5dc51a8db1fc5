"""Run the stages that make a track in their order, and log each in the database."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

from vrd.core.neighbours import Neighbours
from vrd.core.timelines import Timeline
from vrd.errors import StaleArtefactError, VideoError
from vrd.pipeline.build_index import forget_index, load_or_build_index
from vrd.pipeline.fingerprint_frames import drop_damaged
from vrd.pipeline.neighbour_batches import clear_neighbours
from vrd.pipeline.read_timeline import PICTURE
from vrd.pipeline.search_neighbours import search_neighbours
from vrd.pipeline.search_settings import SearchSettings
from vrd.pipeline.update_timeline import update_timeline
from vrd.projects.mending import fingerprint_all, update_stills_of
from vrd.projects.more_neighbours import more_neighbours
from vrd.projects.run_records import logged
from vrd.projects.search import settled
from vrd.projects.track import Track
from vrd.storage.run_log import run_log


def make_stills(track: Track, *, force: bool = False, retry_failed: bool = False) -> Timeline:
    """Make the stills of films that are new or have changed.

    Parameters
    ----------
    track
        The track they are for.
    force
        Make all stills again.
    retry_failed
        Try films again that could not be read, though they have not changed.

    Raises
    ------
    VideoError
        If no film can be read at all.
    """
    track.folder.check_writable()
    with logged(track, "stills") as outcome:
        passed_over = update_stills_of(track, force=force, retry_failed=retry_failed)
        timeline = _read_again(track, outcome)
        outcome["passed over"] = passed_over
    track.folder.save(
        "video_path", "further_video_paths", "fps", "longest_side", "additional_video_extensions"
    )
    track.folder.save("scan_fps", "numbered_pictures")
    return _not_empty(timeline, track)


def make_rows(track: Track, *, force: bool = False, retry_failed: bool = False) -> Timeline:
    """Make the rows of films that are new or have changed: for pictures, their stills.

    Parameters
    ----------
    track
        The track they are for.
    force
        Make all rows again.
    retry_failed
        Try films again that could not be read, though they have not changed.

    Raises
    ------
    VideoError
        If no film can be read at all.
    """
    if track.source is None:
        return make_stills(track, force=force, retry_failed=retry_failed)
    track.folder.check_writable()
    with logged(track, "rows") as outcome:
        update_timeline(
            track.database,
            track.films_folder,
            track.name,
            track.source,
            force=force,
            retry_failed=retry_failed,
        )
        timeline = _read_again(track, outcome)
    return _not_empty(timeline, track)


def _read_again(track: Track, outcome: dict[str, Any]) -> Timeline:
    """Return the timeline as it is now, and write its size into the outcome of the stage."""
    track.forget(timeline=True)
    timeline = track.stored_timeline()
    outcome |= {"films": len(timeline.videos), "rows": len(timeline)}
    outcome["not fully read"] = len(timeline.failures)
    return timeline


def _not_empty(timeline: Timeline, track: Track) -> Timeline:
    """Raise VideoError if no film could be read."""
    if not len(timeline):
        causes = "; ".join(failure.cause for failure in timeline.failures[:3])
        raise VideoError(
            f"None of the {len(timeline.failures)} films in {track.films_folder} can be read: "
            f"{causes}"
        )
    return timeline


def make_fingerprints(track: Track, *, force: bool = False) -> None:
    """Fingerprint the rows of films that have no fingerprints of this network yet.

    Parameters
    ----------
    track
        The track they are for.
    force
        Make the fingerprints of this network again for all films.
    """
    track.folder.check_writable()
    _ = track.timeline  # that no film was read is said before a network is loaded
    fingerprinter = track.fingerprinter
    if force:
        track.database.fingerprints.forget(fingerprinter.spec, track.name)
        # What was made from them would not be recognised as old: the spec is the same.
        forget_index(track.results_folder)
        clear_neighbours(track.batches_folder)
    with logged(track, "fingerprints") as outcome:
        drop_damaged(track.database, fingerprinter.spec)
        missing = fingerprint_all(track)
        outcome |= {"rows": len(track.timeline), "rows without fingerprint": missing}
    if missing:
        # The stage itself has not failed, even where warnings are made errors.
        with run_log(track.folder.path, track.films_folder):
            warnings.warn(_without_fingerprint(track, missing), stacklevel=3)
    if settled(track).min_contrast:
        _ = track.contrast  # now, not when the first sequences are asked for
    if track.name == PICTURE:
        track.folder.settings.spec = fingerprinter.spec.to_dict()
        track.folder.save("network", "layer", "weights", "onnx", "weights_stamp", "spec", "finder")
    track.forget()


def _without_fingerprint(track: Track, count: int) -> str:
    """Return what to do about rows that could not be read."""
    rows, repair = "stills", "initialize_frame_extractor(force_recreate=True) makes all stills"
    if track.name != PICTURE:
        rows = "rows"
        repair = f"make_track(project.tracks[{track.name!r}], force=True) makes all rows"
    return (
        f"{count} {rows} could not be read; their frames have no fingerprint and can match "
        f"nothing. {repair} again."
    )


def make_index(track: Track, *, force: bool = False) -> None:
    """Index the fingerprints, or read the index that is already there.

    An archive that does not fit into memory gets no index file: the search goes through it block
    by block.

    Parameters
    ----------
    track
        The track it is for.
    force
        Build it again, as films or fingerprints have changed.

    Raises
    ------
    StaleArtefactError
        If the index at hand was built from other fingerprints, and not ``force``.
    """
    track.folder.check_writable()
    fingerprints = track.fingerprints
    with logged(track, "index") as outcome:
        track.index = load_or_build_index(
            fingerprints,
            track.timeline,
            track.results_folder,
            make_index=track.resources.make_index,
            memory_bytes=track.resources.memory_bytes,
            force=force,
        )
        outcome |= {"rows": len(fingerprints), "in memory": track.index is not None}


def make_neighbours(track: Track, *, force: bool = False) -> None:
    """Search the nearest neighbours of every row, or go on where a run was cut off.

    Parameters
    ----------
    track
        The track they are for.
    force
        Search again, as films, fingerprints or settings have changed.

    Raises
    ------
    StaleArtefactError
        If the neighbours at hand answer another question, and not ``force``.
    """
    track.folder.check_writable()
    settings = track.folder.settings
    neighbours = _searched(track, force=force)
    while (count := more_neighbours(track, neighbours)) is not None:
        settings.neighbours_considered = count
        neighbours = _searched(track, force=True)
    track.folder.save("neighbours_considered", "leave_out_own_video")


def _searched(track: Track, *, force: bool) -> Neighbours:
    settings = track.folder.settings
    if force:
        clear_neighbours(track.batches_folder)
    with logged(track, "neighbours") as outcome:
        neighbours = search_neighbours(
            track.fingerprints,
            track.timeline,
            track.batches_folder,
            SearchSettings(
                k=settings.neighbours_considered,
                leave_out_own_video=settings.leave_out_own_video,
                memory_bytes=track.resources.memory_bytes,
            ),
            make_index=track.resources.make_index,
            index=track.index,
        )
        track.put_neighbours(neighbours)
        outcome |= {"rows": len(track.timeline), "k": neighbours.k}
    return neighbours


def make_track(track: Track, *, force: bool = False, retry_failed: bool = False) -> None:
    """Run all stages of a track, one after another; only what is new or has changed is made.

    Parameters
    ----------
    track
        The track.
    force
        Make everything again.
    retry_failed
        Try films again that could not be read.
    """
    make_rows(track, force=force, retry_failed=retry_failed)
    make_fingerprints(track, force=force)
    make_anyway(lambda again: make_index(track, force=again), force)
    make_anyway(lambda again: make_neighbours(track, force=again), force)


def make_anyway(stage: Callable[[bool], object], force: bool) -> None:
    """Run a stage, and where what it made before is out of date, run it again."""
    try:
        stage(force)
    except StaleArtefactError:
        stage(True)
