"""Tell where a project stands: which stages are done, and which films could not be read."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from vrd.core.fingerprints import FingerprintSpec
from vrd.core.passed_over import passed_over_text
from vrd.core.timelines import Timeline
from vrd.errors import VRDError
from vrd.pipeline.neighbour_batches import count_batches
from vrd.pipeline.read_timeline import PICTURE
from vrd.storage.files import read_json
from vrd.storage.records import VideoRecord

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
    names = (STAGES[0] if track.source is None else ROWS, *STAGES[1:])
    present = [film for film in if_made(lambda: _films(track)) or [] if film.present]
    timeline = if_made(lambda: track.timeline)
    if timeline is None:
        first, *others = names
        return [(first, False, _not_read(present)), *((name, False, "") for name in others)]
    details = (
        _stills(present, timeline),
        _fingerprints(track, present, timeline),
        _index(track, timeline),
        _neighbours(track),
    )
    return [(name, *detail) for name, detail in zip(names, details, strict=True)]


def _films(track: Track) -> list[VideoRecord]:
    return track.database.videos(track.name)


def if_made(get: Callable[[], Made]) -> Made | None:
    """Return what a stage has made, and None where it has not."""
    try:
        return get()
    except VRDError:
        return None


def _not_read(present: list[VideoRecord]) -> str:
    """Return what to say of the films while there are no rows yet, or what is wrong with them."""
    if damaged := [film.path for film in present if film.damage]:
        return f"the next run reads again what is damaged: {', '.join(damaged)}"
    return f"0 of {len(present):,} films" if present else ""


def _stills(present: list[VideoRecord], timeline: Timeline) -> tuple[bool, str]:
    waiting = sum(film.status == "interrupted" for film in present)
    of_all = f" of {len(present):,}" if waiting else ""
    failures = len(timeline.failures) - waiting
    failed = f", {failures:,} not fully read" if failures else ""
    films = f"{len(timeline.videos):,}{of_all} films"
    passed_over = passed_over_text(timeline.passed_over)
    detail = f"{films}, {len(timeline):,} frames{failed}"
    return not waiting, detail + (f"; {passed_over}" if passed_over else "")


def _fingerprints(track: Track, present: list[VideoRecord], timeline: Timeline) -> tuple[bool, str]:
    waiting = sum(film.status == "interrupted" for film in present)
    ids = track.timeline_ids()
    wanted = {ids[video.name] for video in timeline.videos if video.rows}
    spec = track.known_spec or _begun_with(track)
    if spec is None:
        return not wanted, f"0 of {len(wanted) + waiting:,} films"
    done = len(wanted & track.database.fingerprints.timelines(spec))
    missing = if_made(lambda: track.database.fingerprints.missing(spec)) or {}
    lost = sum(len(rows) for number, rows in missing.items() if number in wanted)
    without = f", {lost:,} frames without" if lost else ""
    network = f"{spec.network} {spec.layer}".rstrip()
    films = f"{done:,} of {len(wanted) + waiting:,} films"
    return done == len(wanted), f"{films}, {network}{without}"


def _begun_with(track: Track) -> FingerprintSpec | None:
    """Return the description of the fingerprints that a first run is making just now."""
    settings = track.folder.settings
    begun = [
        spec
        for spec in track.database.fingerprints.specs()
        if spec.network == settings.network and settings.layer in ("", spec.layer)
    ]
    return begun[-1] if begun and track.name == PICTURE else None


def _index(track: Track, timeline: Timeline) -> tuple[bool, str]:
    exists = track.known_spec is not None and _index_holds(track.results_folder, timeline)
    return exists, "ready" if exists else "made when needed"


def _index_holds(folder: Path, timeline: Timeline) -> bool:
    manifest = folder / "faiss_index.json"
    described = if_made(lambda: read_json(manifest)) if manifest.is_file() else None
    return described is not None and described.get("frames") == timeline.digest


def _neighbours(track: Track) -> tuple[bool, str]:
    if track.known_spec is None:
        return False, ""
    neighbours = if_made(lambda: track.neighbours)
    if neighbours is not None:
        return True, f"{neighbours.k} for each frame"
    done, batches = count_batches(track.batches_folder)
    return False, f"{done:,} of {batches:,} batches" if done < batches else ""


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
    """Show films that could not be read, or only in part, and why, and what is odd about others."""
    from IPython.display import display

    from vrd.views.tables import failures_table, remarks_table

    if timeline.failures:
        display(failures_table(timeline.failures))  # type: ignore[no-untyped-call]
    if timeline.remarks:
        display(remarks_table(timeline.remarks))  # type: ignore[no-untyped-call]
