"""The report of a project: its results and settings gathered into one HTML file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

from vrd.core.redaction import cut_folders
from vrd.errors import ProjectError, UnknownNameError
from vrd.matching.thresholds import count_runs
from vrd.projects.findings import LEAST_SCORE, MOST_CHANCE, ProjectResults
from vrd.storage.provenance import software_versions
from vrd.views import report

Share = Literal["nothing", "thumbs"]


def write_report(
    project: ProjectResults,
    path: Path,
    *,
    show_limit: int = 200,
    share: Share = "nothing",
    planted: Any = None,
) -> None:
    """Find sequences with the project's settings, and write them as one HTML file.

    Parameters
    ----------
    project
        A project that has been searched.
    path
        The file; replaced when it is there.
    show_limit
        Sequences shown with pictures.
    share
        ``"thumbs"`` puts stills of the films into the file; ``"nothing"`` none.
    planted
        A table of planted reuse and how much of it was found, for demos.
    """
    if share not in ("nothing", "thumbs"):
        raise UnknownNameError("share= of reports", share, ("nothing", "thumbs"))
    if path.suffix.lower() not in (".html", ".htm"):
        raise ProjectError(f"A report is an HTML file: {path} must end in .html")
    if not path.absolute().parent.is_dir():
        raise ProjectError(f"There is no folder {path.absolute().parent} to write the report to.")
    finder, found = project.find()
    html = report.report(
        found,
        project.neighbours,
        report.Run(
            f"Reuse found in {project.name}",
            _settings(project, finder.max_distance),
            stages=project.stages(),
            failures=project.frames.failures,
            funnel=finder.funnel,
            max_distance=finder.max_distance,
            chance=finder.chance or count_runs(project.neighbours),
            planted=planted,
        ),
        show_limit=show_limit,
        thumbnails=share == "thumbs",
    )
    report.write_report(path, html)


def _settings(project: ProjectResults, max_distance: float) -> Mapping[str, object]:
    finder = project.finder_settings()
    software = {"Software": _listed(f"{k} {v}" for k, v in software_versions().items())}
    filters = {
        "Distances measured against the archive": finder.normalize,
        "Least contrast of a frame": finder.min_contrast or "none",
    }
    if finder.align:
        own = {
            "Distance at which a match says nothing": f"{max_distance:g}",
            "Least evidence (seconds of perfect match)": finder.min_score
            or f"{LEAST_SCORE:g} or more, so that chance makes {100 * MOST_CHANCE:g}% or less",
            "Speeds": "0.8 to 1.25",
        }
        return _settings_of_all(project) | own | filters | software
    proposed = " (proposed from the data)" if finder.max_distance is None else ""
    own = {
        "Largest distance": f"{max_distance:g}{proposed}",
        "Shortest sequence (frames)": finder.shortest_sequence,
        "Frames in a row that may be missing": finder.allow_skip,
        "Largest share of frames missing": finder.max_skipped_share,
        "Overlapping sequences merged": finder.combine_overlap,
    }
    return _settings_of_all(project) | own | filters | software


def _settings_of_all(project: ProjectResults) -> dict[str, object]:
    settings = project.settings
    return {
        "Films": cut_folders(settings.video_path)
        or f"{cut_folders(settings.query)} in {cut_folders(settings.reference)}",
        "Fingerprints": f"{settings.network} {settings.layer}".strip(),
        "Frames per second": settings.fps,
        "Neighbours considered": settings.neighbours_considered,
        "Own film left out before the search": settings.leave_out_own_video,
    }


def _listed(parts: Iterable[str]) -> str:
    return ", ".join(parts)
