"""Keep older ways of calling a project: each warns, and makes the present call."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from vrd.projects.closer_looks import LOOK_RATE

if TYPE_CHECKING:
    import pandas as pd

    from vrd.annotations.difference import Difference
    from vrd.annotations.exclusion_log import ExclusionLog
    from vrd.annotations.judgement_log import JudgementLog
    from vrd.annotations.preview_exclusions import Proposal
    from vrd.core.sequences import AlignedSequence
    from vrd.matching.finder import SequenceFinder
    from vrd.matching.settings import FinderSettings
    from vrd.projects.annotating import Annotations
    from vrd.projects.findings import Findings
    from vrd.projects.querying import Find
    from vrd.projects.sources import Source

Triples = Iterable[tuple[int, int, int]]


class Annotated(Protocol):
    """Describe what the older calls need of a project."""

    annotations: Annotations
    find: Find


def note(old: str, new: str, *, depth: int = 3) -> None:
    """Name the present call in a DeprecationWarning, at the line that made the older one."""
    warnings.warn(
        f"{old} goes on working for now; call {new} instead.",
        DeprecationWarning,
        stacklevel=depth,
    )


def chosen(
    source: Source,
    call: str,
    sequences: Triples | None,
    max_distance: float | None = None,
    finder: SequenceFinder | None = None,
) -> Findings:
    """Return the findings of a source, or those of sequences that are handed over by hand."""
    if sequences is None:
        return source.latest()
    note(f"Handing sequences to {call}", f"found.{call} or found.select(sequences).{call}", depth=4)
    return source.given(sequences, max_distance, finder)


def judgements(project: Annotated, reviewer: str | None = None) -> JudgementLog:
    """Return the judgements: an older name of ``project.annotations.judgements``."""
    note("project.judgements()", "project.annotations.judgements()")
    return project.annotations.judgements(reviewer)


def exclusions(project: Annotated, reviewer: str | None = None) -> ExclusionLog:
    """Return the exclusions: an older name of ``project.annotations.exclusions``."""
    note("project.exclusions()", "project.annotations.exclusions()")
    return project.annotations.exclusions(reviewer)


def propose_exclusion(project: Annotated, *film_and_times: Any, **options: Any) -> Proposal:
    """Propose an exclusion: an older name of ``project.annotations.exclude``."""
    note("project.propose_exclusion(...)", "project.annotations.exclude(...)")
    return project.annotations.exclude(*film_and_times, **options)


def read_edits(project: Annotated, path: str | Path, *, reviewer: str | None = None) -> Difference:
    """Read what people edited: an older name of ``project.annotations.read_edits``."""
    note("project.read_edits(path)", "project.annotations.read_edits(path)")
    return project.annotations.read_edits(path, reviewer=reviewer)


def review_table(
    project: Annotated,
    sequences: Triples | None = None,
    *,
    max_distance: float | None = None,
    reviewer: str | None = None,
) -> pd.DataFrame:
    """Return sequences with the judgement of each: an older name of ``found.table``."""
    note("project.review_table(...)", "found.table() or found.select(sequences).table()")
    find = project.find
    findings = find.latest() if sequences is None else find.given(sequences, max_distance)
    return findings.table(reviewer)


def refine(
    project: Annotated, sequences: Triples, rate: float = LOOK_RATE
) -> list[AlignedSequence]:
    """Look at films again for exact ends: an older name of ``found.refine``."""
    note("project.refine(sequences)", "found.refine() or found.select(sequences).refine()")
    find = project.find
    return find.given(sequences, find.max_distance).refine(rate).sequences


def finder_settings(project: Annotated) -> FinderSettings:
    """Return how sequences are found: an older name of ``project.find.settings``."""
    note("project.finder_settings()", "found.settings, or project.find.settings before a search")
    return project.find.settings
