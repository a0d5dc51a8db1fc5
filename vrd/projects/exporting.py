"""Define ``found.export(...)``, which writes findings for other programs."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vrd.exports.keep_edits import check_nothing_lost
from vrd.exports.tables import export
from vrd.projects.logs import judgement_log
from vrd.projects.old_calls import chosen
from vrd.storage.files import check_length
from vrd.storage.provenance import software_versions

if TYPE_CHECKING:
    from vrd.projects.findings import Findings
    from vrd.projects.sources import Source


class Exporting:
    """Write findings for other programs.

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
        sequences: Iterable[tuple[int, int, int]] | None = None,
        *,
        max_distance: float | None = None,
        format: str = "",
        **options: Any,
    ) -> Path:
        """Write sequences and their judgements; the ending of the name chooses the format.

        Parameters
        ----------
        path
            The file; one that is there is replaced, unless it holds what somebody typed into it
            and the project does not hold yet, or cannot: borders that were moved go only with
            ``replace=True``. See `vrd.exports.tables.export` for the formats.
        format
            The format where the ending does not say it: ``"eaf"`` or ``"vtt"``, a folder with a
            file for each film, or ``"ro-crate"``, the whole run.
        **options
            ``share="thumbs"`` for pictures, ``film=...`` for one film, and the others of
            `vrd.exports.options.ExportOptions`.
        sequences, max_distance
            An older way of saying what to write: ``found.select(sequences).export(path)`` does it.

        Returns
        -------
        Path
            The file or folder.

        Raises
        ------
        ProjectError
            If the file holds what the project does not, or cannot be written.
        """
        findings = chosen(self._source, "export(path)", sequences, max_distance)
        return write_findings(findings, Path(path), format=format, **options)

    def elan(self, folder: str | Path, **options: Any) -> Path:
        """Write a folder with a file of ELAN for each film."""
        return self(folder, format="eaf", **options)

    def webvtt(self, folder: str | Path, **options: Any) -> Path:
        """Write a folder with a file of WebVTT for each film, for players on web pages."""
        return self(folder, format="vtt", **options)

    def crate(self, folder: str | Path, **options: Any) -> Path:
        """Write an RO-Crate of the whole run, for archives of research data."""
        return self(folder, format="ro-crate", **options)


def write_findings(findings: Findings, path: Path, *, format: str = "", **options: Any) -> Path:
    """Write findings to a file or folder, unless something would be lost that is there.

    Parameters
    ----------
    findings
        The findings.
    path, format, options
        As for `Exporting`.
    """
    check_length(path)
    track = findings.track
    table, timeline, settings = findings.table(), track.timeline, track.folder.settings
    judgements, replace = judgement_log(track).current(), bool(options.get("replace"))
    check_nothing_lost(path, table, judgements, films=timeline.video_list, replace=replace)
    # The limit as it was used: the project's may be one to be proposed from the data.
    used = findings.settings.model_dump() | {"max_distance": findings.max_distance}
    about = {
        "title": f"Reuse found in {settings.name}",
        "settings": settings.described() | {"finder": used},
        "versions": software_versions(),
    }
    return export(table, path, timeline, format=format, **(about | options))
