"""Tables: sequences, failed films, stages, plans, settings, and what filters dropped."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from vrd.core.text import clean, distance_text, hms, number
from vrd.core.timelines import Failure
from vrd.views.html import Markup, Page, escape, page, render

if TYPE_CHECKING:
    import pandas as pd

Rows = Iterable[Iterable[object]]
Cells = list[list[object]]


class Step(Protocol):
    """What one filter did: `vrd.matching.filters.FilterStep`, or anything like it."""

    @property
    def name(self) -> str: ...
    @property
    def before(self) -> int: ...
    @property
    def after(self) -> int: ...


def table(
    headers: Iterable[str],
    rows: Rows,
    caption: str = "",
    *,
    numeric: Collection[int] = (),
    header_column: int = 0,
) -> Markup:
    """An accessible HTML table; everything but `Markup` is escaped.

    Parameters
    ----------
    headers
        One per column.
    rows
        Cells.
    caption
        Title of the table; none if empty.
    numeric
        Columns aligned to the right.
    header_column
        The column that names its row.
    """
    return render(
        "table.html",
        headers=list(headers),
        rows=rows,
        caption=caption,
        numeric=numeric,
        header_column=header_column,
    )


def text_table(headers: Iterable[str], rows: Rows, caption: str = "") -> str:
    """The same table in plain text, columns aligned."""
    lines = [[clean(name) for name in headers]]
    lines += [[clean(value).replace("\n", " ") for value in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    shown = [
        "  ".join(value.ljust(width) for value, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]
    return "\n".join(([clean(caption)] if caption else []) + shown)


def _table_page(
    headers: list[str], rows: Cells, caption: str, numeric: Collection[int] = ()
) -> Page:
    return page(table(headers, rows, caption, numeric=numeric), text_table(headers, rows, caption))


SEQUENCE_HEADERS = [
    *("No.", "Film one", "Film two", "Duration (s)", "Lag (s)"),
    *("Mean distance", "Score", "Not matching (s)"),
]
WEIGHED_HEADERS = ["Speed", "Confidence"]
_SEQUENCE_NUMBERS = {0, 3, 4, 5, 6, 7, 8, 9}


def sequence_headers(table: pd.DataFrame) -> list[str]:
    """Headers of a table of sequences: speed and confidence only where evidence was weighed."""
    return SEQUENCE_HEADERS + (WEIGHED_HEADERS if _weighed(table) else [])


def _weighed(table: pd.DataFrame) -> bool:
    return "confidence" in table and bool(table["confidence"].notna().any())


def confidence_text(confidence: float) -> str:
    """In percent, and never 100: that no decoy was found is no proof."""
    return "–" if confidence != confidence else f"{min(99, int(100 * confidence))} %"


def sequence_rows(table: pd.DataFrame, *, linked: int = 0, plain: bool = False) -> Cells:
    """Cells of `sequence_headers`; the first ``linked`` numbers lead to their pictures."""
    rows: Cells = []
    weighed = _weighed(table)
    where = _plain_where if plain else _where
    for i, one in enumerate(table.to_dict("records"), 1):
        rows.append(
            [
                Markup(f'<a href="#sequence-{i}">{i}</a>') if i <= linked else i,
                where(one["query_id"], one["query_start"], one["query_end"]),
                where(one["ref_id"], one["ref_start"], one["ref_end"]),
                *(number(one["duration"]), number(one["lag"])),
                distance_text(one["mean_distance"]),
                *(f"{one['score']:,.1f}", number(one["skipped"])),
            ]
        )
        if weighed:
            rows[-1] += [number(one["speed"]), confidence_text(one["confidence"])]
    return rows


def plain_times(start: float, end: float) -> str:
    """``hh:mm:ss–hh:mm:ss (8–28 s)``."""
    return f"{hms(start)}–{hms(end)} ({number(start)}–{number(end)} s)"


def _plain_where(film: str, start: float, end: float) -> str:
    return f"{film}  {plain_times(start, end)}"


def _where(film: str, start: float, end: float) -> Markup:
    return Markup(
        f'<span class="vrd-where"><bdi>{escape(film)}</bdi></span>'
        f'<span class="vrd-t">{hms(start)}–{hms(end)}</span> '
        f'<span class="vrd-t vrd-muted">{number(start)}–{number(end)} s</span>'
    )


def sequences_html(found: pd.DataFrame, *, linked: int = 0, caption: str = "") -> Markup:
    """The table of sequences as HTML."""
    rows = sequence_rows(found, linked=linked)
    return table(sequence_headers(found), rows, caption, numeric=_SEQUENCE_NUMBERS)


def show_sequences_table(table: pd.DataFrame, *, show_limit: int | None = 1000) -> Page:
    """The table of sequences, in hh:mm:ss and in seconds.

    Parameters
    ----------
    table
        As `vrd.core.sequences.sequence_table` makes it.
    show_limit
        Most lines shown; None for all.
    """
    shown = table if show_limit is None else table.head(show_limit)
    caption = f"{len(table):,} sequence{'' if len(table) == 1 else 's'}"
    if len(shown) < len(table):
        caption += f", the first {len(shown):,} shown (show_limit={len(table)} shows all)"
    text = text_table(sequence_headers(shown), sequence_rows(shown, plain=True), caption)
    return page(sequences_html(shown, caption=caption), text)


def failures_table(failures: Iterable[Failure]) -> Page:
    """Films that could not be read, or only in part, and why."""
    rows: Cells = [
        [one.video, "read in part" if one.partial else "not read", one.cause] for one in failures
    ]
    if not rows:
        said = "Every film was read completely."
        return page(f'<p class="vrd-p">{said}</p>', said)
    films = "film was" if len(rows) == 1 else "films were"
    caption = f"{len(rows):,} {films} not read completely"
    return _table_page(["Film", "Result", "Cause"], rows, caption)


def stages_table(stages: Iterable[tuple[str, bool, str]], caption: str = "Stages") -> Page:
    """Which stages are done: tuples of stage, done, detail."""
    rows: Cells = [
        [name, "✓ done" if done else "○ not yet", detail] for name, done, detail in stages
    ]
    return _table_page(["Stage", "State", "Detail"], rows, caption)


def plan_table(plan: Mapping[str, object], caption: str = "Plan") -> Page:
    """What a run will take, or any other list of names and values: settings, versions."""
    rows: Cells = [[name, _value(value)] for name, value in plan.items()]
    return _table_page(["What", "Value"], rows, caption)


def _value(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return number(value, 6) if value < float("inf") else "no limit"
    return "–" if value is None else value


def funnel_table(steps: Iterable[Step], caption: str = "What the filters dropped") -> Page:
    """What each filter was given, dropped and left; ``unit`` and ``reason`` are optional."""
    rows: Cells = []
    reasons = False
    for step in steps:
        extra: Any = step
        reason = str(getattr(extra, "reason", "") or "")
        reasons |= bool(reason)
        counts = [f"{n:,}" for n in (step.before, step.before - step.after, step.after)]
        rows.append([step.name, getattr(extra, "unit", "matches"), *counts, reason])
    if not rows:
        return page('<p class="vrd-p">No filter was used.</p>', "No filter was used.")
    headers = ["Filter", "Of", "Before", "Dropped", "After", "Reason"]
    if not reasons:
        headers, rows = headers[:-1], [row[:-1] for row in rows]
    return _table_page(headers, rows, caption, numeric={2, 3, 4})
