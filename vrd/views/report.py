"""The report: one HTML file that needs nothing else, to read, send, print and keep."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from vrd.core.decoys import DecoyCounts
from vrd.core.neighbours import Neighbours
from vrd.core.sequences import AlignedSequence, Sequence, sequence_table
from vrd.core.text import clean, hms, number
from vrd.core.timelines import Failure, Timeline
from vrd.storage.files import replacing
from vrd.views.html import STYLE, Markup, escape
from vrd.views.report_figures import chart_figure, histogram_figure
from vrd.views.strips import in_order, nothing_found, sequence_strips
from vrd.views.tables import (
    Step,
    failures_table,
    funnel_table,
    plan_table,
    sequences_html,
    stages_table,
    table,
)

if TYPE_CHECKING:
    import pandas as pd

# Nothing may be fetched and no script may run, whatever a film is called.
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"

PAGE_STYLE = """<style>
:root{color-scheme:light dark;--paper:#fdfcfa;--ink:#1d2023;--link:#1b5e8a}
@media (prefers-color-scheme:dark){:root{--paper:#17191c;--ink:#e4e2dd;--link:#8cc4ea}
img.chart{filter:invert(.92) hue-rotate(180deg)}}
body{background:var(--paper);color:var(--ink);margin:0;
font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
main{max-width:1180px;margin:0 auto;padding:2.2em 1.6em 4em}
h1{font-size:1.75em;line-height:1.25;margin:0 0 .3em;overflow-wrap:anywhere}
h2{font-size:1.22em;margin:2.2em 0 .5em;padding-bottom:.25em;
border-bottom:1px solid rgba(128,128,128,.45)}
a{color:var(--link)} nav a{margin-right:1.3em;white-space:nowrap}
img.chart{display:block;max-width:100%;height:auto;margin:.6em 0 1em}
.vrd-seq{scroll-margin-top:1em} .vrd-seq:target{outline:2px solid var(--link);outline-offset:8px}
@media print{:root{--paper:#fff;--ink:#000;--link:#000} nav{display:none}
main{max-width:none;padding:0} body{font-size:10pt} img.chart{filter:none}
.vrd-seq,tr,figure{break-inside:avoid} h2{break-after:avoid}}
</style>"""

ADVICE = (
    "These results are a guide, not proof. A short distance says that two frames look alike to "
    "the network; whether footage was reused, and which film had it first, is for a person to "
    "judge, from the pictures below and from the films themselves. Sequences that are not here "
    "may exist all the same: the limit and the filters hide some."
)


def report(
    sequences: Collection[tuple[int, int, int]],
    neighbours: Neighbours,
    *,
    title: str,
    settings: Mapping[str, object],
    stages: Iterable[tuple[str, bool, str]] = (),
    failures: Iterable[Failure] | None = None,
    funnel: Iterable[Step] = (),
    max_distance: float = np.inf,
    chance: DecoyCounts | None = None,
    show_limit: int = 200,
    thumbnails: bool = True,
    planted: pd.DataFrame | None = None,
    table_limit: int = 5000,
) -> str:
    """One self-contained HTML page about a run.

    Parameters
    ----------
    sequences
        Triples ``(query, reference, duration)`` in rows; shown longest first.
    neighbours
        The neighbours they were found in.
    title
        Name of the project.
    settings
        Settings and versions, by name.
    stages
        Stage, whether it is done, detail.
    failures
        Films not read completely; those of the frames, if None.
    funnel
        What the filters dropped.
    max_distance
        The limit the sequences were found with (squared L2).
    chance
        What chance alone finds: at every score, or at every limit where runs were looked for.
    show_limit
        Most sequences shown as pictures.
    thumbnails
        Show pictures at all.
    planted
        What was planted against what was found, where that is known.
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
    lost = frames.failures if failures is None else tuple(failures)
    films = "Films that could not be read"
    parts: list[tuple[str, str]] = [
        ("Overview", _overview(ordered, frames, stages)),
        ("Planted and found", "" if planted is None else _frame_table(planted)),
        ("Distances", histogram_figure(neighbours, max_distance, ordered, chance)),
        ("Most reused films", chart_figure(ordered, frames) if ordered else ""),
        ("Table of sequences", _table(ordered, neighbours, max_distance, table_limit, pictured)),
        ("Sequences in pictures", _pictures(ordered, neighbours, max_distance, pictured)),
        ("What the filters dropped", _funnel(list(funnel))),
        (films, failures_table(lost).html.replace(STYLE, "")),
        ("Settings", plan_table(settings, "Settings and versions").html.replace(STYLE, "")),
    ]
    return _document(title, [(name, html) for name, html in parts if html])


def write_report(path: str | Path, html: str) -> Path:
    """Write a report whole or not at all; one that is there is replaced.

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


def _document(title: str, parts: list[tuple[str, str]]) -> str:
    name = escape(title)
    links = " ".join(f'<a href="#part-{i}">{head}</a>' for i, (head, _) in enumerate(parts, 1))
    body = "".join(
        f'<section id="part-{i}"><h2>{head}</h2>{html}</section>'
        for i, (head, html) in enumerate(parts, 1)
    )
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{name} – Video Reuse Detector</title>{STYLE}{PAGE_STYLE}</head>"
        f'<body><main class="vrd"><h1>{name}</h1><p class="vrd-p vrd-muted">Report of the Video '
        f'Reuse Detector</p><nav aria-label="Parts">{links}</nav>{body}</main></body></html>\n'
    )


def _overview(
    ordered: list[Sequence], frames: Timeline, stages: Iterable[tuple[str, bool, str]]
) -> str:
    pairs = {(int(frames.video[one.query]), int(frames.video[one.reference])) for one in ordered}
    seconds = sum(video.duration for video in frames.videos)
    said = (
        f"{len(frames.videos):,} films ({hms(seconds)} in all, {len(frames):,} frames) were "
        f"compared. {len(ordered):,} sequences were found, between {len(pairs):,} pairs of films."
    )
    rows = [[v.name, hms(v.duration), f"{v.rows:,}"] for v in frames.videos]
    films = table(["Film", "Length", "Frames"], rows, "Films compared", numeric={1, 2})
    done = list(stages)
    state = stages_table(done).html.replace(STYLE, "") if done else ""
    return (
        f'<p class="vrd-p">{said}</p><p class="vrd-p vrd-note">{ADVICE}</p>'
        f"<details{' open' if len(rows) <= 12 else ''}><summary>The films</summary>{films}"
        f"</details>{state}"
    )


def _frame_table(values: pd.DataFrame) -> Markup:
    numeric = {i for i, kind in enumerate(values.dtypes) if kind.kind in "iuf"}
    rows = [
        [number(value) if isinstance(value, float) else value for value in line]
        for line in values.itertuples(index=False)
    ]
    return table(map(str, values.columns), rows, numeric=numeric)


def _weighed(ordered: list[Sequence]) -> bool:
    return all(isinstance(one, AlignedSequence) for one in ordered)


def _table(
    ordered: list[Sequence],
    neighbours: Neighbours,
    max_distance: float,
    limit: int,
    pictured: int,
) -> str:
    if not ordered:
        return f'<p class="vrd-p">{escape(nothing_found(max_distance).text)}</p>'
    found = sequence_table(ordered[:limit], neighbours, max_distance=max_distance)
    left = len(ordered) - len(found)
    more = f"{left:,} more sequences are not in this table: export them to have them all."
    note = f'<p class="vrd-p vrd-muted">{more}</p>' if left else ""
    return (
        str(
            sequences_html(
                found,
                linked=pictured,
                caption="Best evidence first" if _weighed(ordered) else "Longest first",
            )
        )
        + note
    )


def _pictures(
    ordered: list[Sequence], neighbours: Neighbours, max_distance: float, pictured: int
) -> str:
    if not pictured:
        return ""
    shown = sequence_strips(
        ordered[:pictured],
        neighbours,
        show_limit=None,
        max_distance=max_distance,
        max_thumbnails=22 if pictured <= 60 else 11,  # keeps 200 sequences below 10 MB
        anchors=True,
    )
    left = len(ordered) - pictured
    more = f"{left:,} more sequences stand in the table only (show_limit={pictured})."
    note = f'<p class="vrd-p vrd-muted">{clean(more)}</p>' if left else ""
    signs = "Frames of the first film stand above those of the second. ≠ and a dashed frame: "
    return (
        f'<p class="vrd-p vrd-muted">{signs}these two do not match.</p>'
        + shown.html.replace(STYLE, "")
        + note
    )


def _funnel(steps: list[Step]) -> str:
    return funnel_table(steps, "").html.replace(STYLE, "") if steps else ""
