"""Tell where a project stands: which stages are done, and which films could not be read."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from vrd.core.passed_over import passed_over_text
from vrd.core.timelines import Timeline
from vrd.errors import VRDError
from vrd.storage.files import read_json

if TYPE_CHECKING:
    from vrd.projects.folder import ProjectFolder
    from vrd.projects.track import Track
    from vrd.views.html import Page

Made = TypeVar("Made")
#: Name of a stage, whether it is done for the present films, and a detail.
Stage = tuple[str, bool, str]

STAGES = ("Stills", "Fingerprints", "Index", "Neighbours")
ROWS = "Rows"


def stages_of(track: Track) -> list[Stage]:
    """Return every stage of a track, as it is for the present films."""
    timeline = if_made(lambda: track.timeline)
    names = (STAGES[0] if track.source is None else ROWS, *STAGES[1:])
    if timeline is None:
        return [(name, False, "") for name in names]
    details = (_stills(track, timeline), _fingerprints(track, timeline), _index(track, timeline))
    return [
        (name, *detail) for name, detail in zip(names, (*details, _neighbours(track)), strict=True)
    ]


def if_made(get: Callable[[], Made]) -> Made | None:
    """Return what a stage has made, and None where it has not."""
    try:
        return get()
    except VRDError:
        return None


def _stills(track: Track, timeline: Timeline) -> tuple[bool, str]:
    present = [video for video in track.database.videos(track.name) if video.present]
    waiting = any(video.status == "interrupted" for video in present)
    failed = f", {len(timeline.failures)} not fully read" if timeline.failures else ""
    passed_over = passed_over_text(timeline.passed_over)
    detail = f"{len(timeline.videos):,} films, {len(timeline):,} frames{failed}"
    return not waiting, detail + (f"; {passed_over}" if passed_over else "")


def _fingerprints(track: Track, timeline: Timeline) -> tuple[bool, str]:
    spec, ids = track.known_spec, track.timeline_ids()
    wanted = {ids[video.name] for video in timeline.videos if video.rows}
    if spec is None:
        return not wanted, f"0 of {len(wanted):,} films"
    done = len(wanted & track.database.fingerprints.timelines(spec))
    missing = track.database.fingerprints.missing(spec)
    lost = sum(len(rows) for number, rows in missing.items() if number in wanted)
    without = f", {lost:,} frames without" if lost else ""
    network = f"{spec.network} {spec.layer}".rstrip()
    return done == len(wanted), f"{done:,} of {len(wanted):,} films, {network}{without}"


def _index(track: Track, timeline: Timeline) -> tuple[bool, str]:
    exists = track.known_spec is not None and _index_holds(track.results_folder, timeline)
    return exists, "ready" if exists else "made when needed"


def _index_holds(folder: Path, timeline: Timeline) -> bool:
    manifest = folder / "faiss_index.json"
    return manifest.is_file() and read_json(manifest).get("frames") == timeline.digest


def _neighbours(track: Track) -> tuple[bool, str]:
    if track.known_spec is None:
        return False, ""
    neighbours = if_made(lambda: track.neighbours)
    return neighbours is not None, f"{neighbours.k} for each frame" if neighbours else ""


def status_page(folder: ProjectFolder, stages: list[Stage]) -> Page:
    """Return the stages of a project as a table to show."""
    from vrd.views.tables import stages_table

    return stages_table(stages, caption=f"{folder.settings.name}, in {_short(folder.path)}")


def status_text(folder: ProjectFolder, stages: Callable[[], list[Stage]]) -> str:
    """Return where a project stands as text, or that it was closed."""
    if folder.closed:
        return f"<{folder.settings.name}, closed: open it again to use it>"
    return repr(status_page(folder, stages()))


def status_html(folder: ProjectFolder, stages: Callable[[], list[Stage]]) -> str | None:
    """Return where a project stands as HTML; None, which makes Jupyter show text, if closed."""
    return None if folder.closed else status_page(folder, stages())._repr_html_()


def _short(folder: Path) -> str:
    """Return a folder as a notebook may show it: from the working folder, or from home."""
    for find, sign in ((Path.cwd, ""), (Path.home, "~/")):
        # A working folder may be gone, and not every user has a home.
        with contextlib.suppress(OSError, RuntimeError):
            base = find()
            if folder.is_relative_to(base):
                return f"{sign}{folder.relative_to(base).as_posix()}"
    return str(folder)


def show_failures(timeline: Timeline) -> None:
    """Show the films that could not be read, or only in part, and why; nothing if none."""
    from IPython.display import display

    from vrd.views.tables import failures_table

    if timeline.failures:
        display(failures_table(timeline.failures))  # type: ignore[no-untyped-call]
