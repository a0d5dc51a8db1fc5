"""Make the report: one HTML file that needs nothing else, to read, send, print and keep."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from vrd.analysis.shared_groups import with_groups
from vrd.core.decoys import DecoyCounts
from vrd.core.neighbours import Neighbours
from vrd.core.sequence_table import sequence_table
from vrd.core.sequences import AlignedSequence, Sequence
from vrd.core.text import column_text, length_text, number, plural
from vrd.core.timelines import Failure, Timeline
from vrd.matching.filters import FilterStep
from vrd.storage.files import replacing
from vrd.views.cells import table
from vrd.views.html import STYLE, Markup, paragraph, render, style
from vrd.views.report_figures import chart_figure, histogram_figure
from vrd.views.strips import in_order, nothing_found, sequence_strips
from vrd.views.tables import (
    failures_table,
    funnel_table,
    plan_table,
    remarks_table,
    sequences_html,
    stages_table,
)

if TYPE_CHECKING:
    import pandas as pd

_LEGEND = (
    "Lag is the time in the second film minus the time in the first. The mean distance says how "
    "much the matching frames differ; 0 means that they look the same to the program. Evidence is "
    "in seconds of perfect match."
)
_CONFIDENCE_LEGEND = (
    " A confidence of 97\N{NO-BREAK SPACE}% means that of the sequences with at least as much "
    "evidence, about 3 in 100 are expected to be wrong."
)
# A list of more films than this is folded.
_MAX_OPEN_FILMS = 12
# Thumbnails of each film of a sequence, where few sequences have pictures and where many do: this
# keeps 200 sequences below 10 MB.
_MAX_THUMBNAILS, _FEW_THUMBNAILS, _FEW_SEQUENCES = 22, 11, 60


@dataclass(frozen=True)
class Run:
    """Describe the run that a report is about.

    Attributes
    ----------
    title
        Title of the report.
    settings
        Settings and versions, by name.
    stages
        Tuples of a stage, whether it is done, and a detail.
    failures
        Films that were not read completely; if None, those of the timeline.
    funnel
        What the filters dropped.
    max_distance
        The limit that the sequences were found with (squared L2).
    chance
        What chance alone would find: at every score, or at every limit where runs were looked for.
    planted
        What was planted and how much of it was found, where that is known.
    """

    title: str
    settings: Mapping[str, object]
    stages: Iterable[tuple[str, bool, str]] = ()
    failures: Iterable[Failure] | None = None
    funnel: Iterable[FilterStep] = ()
    max_distance: float = np.inf
    chance: DecoyCounts | None = None
    planted: pd.DataFrame | None = None


def report(
    sequences: Collection[tuple[int, int, int]],
    neighbours: Neighbours,
    run: Run,
    *,
    show_limit: int = 200,
    thumbnails: bool = True,
    table_limit: int = 5000,
) -> str:
    """Return one self-contained HTML page about a run.

    Parameters
    ----------
    sequences
        Triples ``(query, reference, duration)`` in rows; the best evidence is shown first where
        all carry some, else the longest.
    neighbours
        The neighbours they were found in.
    run
        What is known of the run.
    show_limit
        Most sequences shown as pictures.
    thumbnails
        Whether to show pictures at all.
    table_limit
        Most lines of the table of sequences.

    Returns
    -------
    str
        A whole HTML document.
    """
    ordered = in_order(sequences)
    frames = neighbours.frames
    pictured = min(len(ordered), show_limit) if thumbnails else 0
    listed = _listed(ordered, neighbours, run.max_distance, table_limit, pictured)
    steps = list(run.funnel)
    lost = frames.failures if run.failures is None else tuple(run.failures)
    sections: dict[str, str] = {
        "Overview": _overview(ordered, frames, list(run.stages)),
        "Planted and found": "" if run.planted is None else _planted(run.planted),
        "Distances": histogram_figure(neighbours, run.max_distance, ordered, run.chance),
        "Most reused films": chart_figure(ordered, frames) if ordered else "",
        "Table of sequences": listed,
        "Sequences in pictures": _pictures(ordered, neighbours, run.max_distance, pictured),
        "What the filters dropped": funnel_table(steps, "").body if steps else "",
        "Films that could not be read": failures_table(lost).body,
        "Odd films": remarks_table(frames.remarks).body if frames.remarks else "",
        "Settings": plan_table(run.settings, "Settings and versions").body,
    }
    return render(
        "report.html",
        title=run.title,
        style=STYLE,
        report_style=style("report.css"),
        sections=[(name, body) for name, body in sections.items() if body],
    )


def write_report(path: str | Path, html: str) -> Path:
    """Write a report whole or not at all; a file of that name is replaced.

    Raises
    ------
    StorageError
        If the disk is full or may not be written.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as temporary:
        temporary.write_text(html, "utf-8")
    return path


def _overview(
    ordered: list[Sequence], frames: Timeline, stages: list[tuple[str, bool, str]]
) -> Markup:
    pairs = {
        (int(frames.video[sequence.query]), int(frames.video[sequence.reference]))
        for sequence in ordered
    }
    seconds = sum(video.duration for video in frames.videos)
    rows = [[video.name, length_text(video.duration), f"{video.rows:,}"] for video in frames.videos]
    return render(
        "report_overview.html",
        summary=(
            f"{plural(len(frames.videos), 'film')} ({length_text(seconds)} in all, "
            f"{plural(len(frames), 'frame')}) were compared. "
            f"{plural(len(ordered), 'sequence')} {'was' if len(ordered) == 1 else 'were'} found, "
            f"between {plural(len(pairs), 'pair')} of films."
        ),
        open=len(rows) <= _MAX_OPEN_FILMS,
        films=table(["Film", "Length", "Frames"], rows, "Films compared", numeric={1, 2}),
        stages=stages_table(stages).body if stages else "",
    )


def _planted(values: pd.DataFrame) -> Markup:
    numeric = {column for column, kind in enumerate(values.dtypes) if kind.kind in "iuf"}
    columns = [_planted_column(column) for _, column in values.items()]
    return table(map(str, values.columns), zip(*columns, strict=True), numeric=numeric)


def _planted_column(values: pd.Series[Any]) -> list[Any]:
    if values.dtype.kind == "f":
        return list(column_text(values, 2))
    return [number(value) if isinstance(value, float) else value for value in values]


def _listed(
    ordered: list[Sequence],
    neighbours: Neighbours,
    max_distance: float,
    limit: int,
    pictured: int,
) -> Markup:
    """Return the table of sequences, and a note on those that it leaves out."""
    if not ordered:
        return paragraph(nothing_found(max_distance).text)
    table_ = with_groups(sequence_table(ordered, neighbours, max_distance=max_distance))
    lines = table_.head(limit)
    aligned = all(isinstance(sequence, AlignedSequence) for sequence in ordered)
    caption = "Best evidence first" if aligned else "Longest first"
    legend = _LEGEND + (_CONFIDENCE_LEGEND if aligned else "")
    parts = [
        sequences_html(lines, linked=pictured, caption=caption),
        paragraph(legend, muted=True),
    ]
    if left := len(ordered) - len(lines):
        verb = "is" if left == 1 else "are"
        note = f"{plural(left, 'more sequence')} {verb} not in this table; an export has them all."
        parts.append(paragraph(note, muted=True))
    return Markup().join(parts)


def _pictures(
    ordered: list[Sequence], neighbours: Neighbours, max_distance: float, pictured: int
) -> Markup:
    if not pictured:
        return Markup()
    shown = sequence_strips(
        ordered[:pictured],
        neighbours,
        show_limit=None,
        max_distance=max_distance,
        max_thumbnails=_MAX_THUMBNAILS if pictured <= _FEW_SEQUENCES else _FEW_THUMBNAILS,
        anchors=True,
    )
    note = (
        "Frames of the first film stand above those of the second. Where two frames do not match, "
        "they have a dashed border and the sign ≠."
    )
    parts = [paragraph(note, muted=True), shown.body]
    if left := len(ordered) - pictured:
        more = f"{plural(left, 'more sequence')} without pictures can be found in the table above."
        parts.append(paragraph(more, muted=True))
    return Markup().join(parts)
