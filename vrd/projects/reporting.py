"""Define ``found.report(...)``: findings, settings and stages in one HTML file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from vrd.core.redaction import cut_folders
from vrd.core.text import number, percent
from vrd.errors import ProjectError, UnknownNameError
from vrd.matching.thresholds import count_runs
from vrd.projects.proposed_limit import proposed_limit
from vrd.projects.search import LEAST_SCORE, MOST_CHANCE
from vrd.projects.settings import ProjectSettings
from vrd.storage.files import check_length
from vrd.storage.provenance import software_versions
from vrd.views import report

if TYPE_CHECKING:
    from vrd.projects.findings import Findings
    from vrd.projects.sources import Source

Share = Literal["nothing", "thumbs"]
_CAREFUL = "a careful limit, as no distance separates reuse from chance in these films"


class Reporting:
    """Write findings as one HTML file.

    Parameters
    ----------
    source
        The findings, or what gives those of the last search.
    """

    def __init__(self, source: Source) -> None:
        self._source = source

    def __call__(
        self,
        path: str | Path,
        *,
        show_limit: int = 200,
        share: Share = "nothing",
        planted: Any = None,
    ) -> Path:
        """Write sequences, settings and stages as one HTML file.

        Parameters
        ----------
        path
            The file; replaced when it is there.
        show_limit
            Sequences shown with pictures.
        share
            ``"thumbs"`` puts stills of the films into the file; ``"nothing"`` none.
        planted
            A table of planted reuse and how much of it was found, for demos.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        ProjectError
            If the file is no HTML file, or its folder is not there.
        UnknownNameError
            If ``share`` is something else.
        """
        path = Path(path)
        check_target(path, share)
        findings = self._source.latest()
        html = report.report(
            findings.sequences,
            findings.finder.neigh,
            described_run(findings, planted),
            show_limit=show_limit,
            thumbnails=share == "thumbs",
        )
        return report.write_report(path, html)


def check_target(path: Path, share: str) -> None:
    """Check, before anything is searched, that a report can be written to a file."""
    if share not in ("nothing", "thumbs"):
        raise UnknownNameError("share= of reports", share, ("nothing", "thumbs"))
    if path.suffix.lower() not in (".html", ".htm"):
        raise ProjectError(f"A report is an HTML file: {path} must end in .html")
    check_length(path)
    if not path.absolute().parent.is_dir():
        raise ProjectError(f"There is no folder {path.absolute().parent} to write the report to.")


def described_run(findings: Findings, planted: Any = None) -> report.Run:
    """Return what the report says of the run that made findings."""
    track, finder = findings.track, findings.finder
    return report.Run(
        f"Reuse found in {track.folder.settings.name}",
        described_settings(findings),
        stages=track.stages(),
        failures=track.timeline.failures,
        funnel=finder.funnel,
        max_distance=findings.max_distance,
        chance=finder.decoys or count_runs(track.neighbours),
        planted=planted,
    )


def described_settings(findings: Findings) -> Mapping[str, object]:
    """Return the settings of findings in words."""
    described = _project(findings.track.folder.settings)
    described |= _evidence(findings) if findings.settings.align else _runs(findings)
    software = ", ".join(f"{name} {version}" for name, version in software_versions().items())
    contrast = findings.settings.min_contrast
    return described | {
        "Distances compared with those to the rest of the archive": findings.settings.normalize,
        "Contrast of a frame": f"at least {contrast:g}" if contrast else "any",
        "Software": software,
    }


def _project(settings: ProjectSettings) -> dict[str, object]:
    return {
        "Films": " and ".join(cut_folders(str(path)) for path in _film_paths(settings))
        or f"{cut_folders(settings.query)} in {cut_folders(settings.reference)}",
        "Fingerprints": f"{settings.network} {settings.layer}".strip(),
        "Frames per second": settings.fps,
        "Neighbours of each frame considered": settings.neighbours_considered,
        "Matches within one film left out before the search": settings.leave_out_own_video,
    }


def _film_paths(settings: ProjectSettings) -> list[str]:
    """Return the folders of films of a project; none for one that joins two others."""
    further = settings.further_video_paths.values()
    return [settings.video_path, *further] if settings.video_path else []


def _evidence(findings: Findings) -> dict[str, object]:
    proposed = (
        f"at least {LEAST_SCORE:g} s, and enough that at most {percent(MOST_CHANCE)} of the "
        "sequences are expected to be chance"
    )
    least = findings.settings.min_score
    return {
        "Distance of frames that match": f"at most {findings.max_distance:g}",
        "Evidence of a sequence": f"at least {number(least, 1)} s" if least else proposed,
        "Speeds compared": "0.8 to 1.25 times",
    }


def _runs(findings: Findings) -> dict[str, object]:
    settings = findings.settings
    proposed = ""
    if settings.max_distance is None:
        separates = proposed_limit(findings.track).separates
        proposed = " (proposed from the data)" if separates else f" ({_CAREFUL})"
    return {
        "Distance of frames that match": f"at most {findings.max_distance:g}{proposed}",
        "Length of a sequence": f"at least {settings.shortest_sequence} frames",
        "Frames in a row without a match": f"at most {settings.allow_skip}",
        "Share of frames without a match": f"at most {percent(settings.max_skipped_share)}",
        "Overlapping sequences merged": settings.combine_overlap,
    }
