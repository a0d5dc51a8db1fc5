"""Make tables: sequences, failed films, stages, settings, and what filters dropped."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from vrd.core.text import column_text, distance_text, number, percent, plural
from vrd.core.timelines import Failure, Remark
from vrd.matching.filters import FilterStep
from vrd.views.cells import Cells, film_times, plain_times, table, text_table
from vrd.views.html import Markup, Page, page, paragraph

if TYPE_CHECKING:
    import pandas as pd

_SEQUENCE_HEADERS = [
    *("No.", "First film", "Second film", "Duration (s)", "Lag (s)"),
    *("Mean distance", "Evidence (s)", "Not matching (s)"),
]
_ALIGNED_HEADERS = ["Speed", "Confidence"]
_TIMECODE_HEADERS = {"query": "Timecode of the first film", "ref": "Timecode of the second film"}
_FILMS_HEADER, _REGION_HEADER = "Shown in", "Part of the picture"
_SEQUENCE_NUMBERS = {0, 3, 4, 5, 6, 7, 8, 9}


def _table_page(
    headers: list[str], rows: Cells, caption: str, numeric: Collection[int] = ()
) -> Page:
    return page(table(headers, rows, caption, numeric=numeric), text_table(headers, rows, caption))


# -- sequences -----------------------------------------------------------------------------------


def show_sequences_table(table: pd.DataFrame, *, show_limit: int | None = 1000) -> Page:
    """Return a page with the table of sequences, in hh:mm:ss and in seconds.

    Parameters
    ----------
    table
        As `vrd.core.sequence_table` makes it. With the column ``films`` (see
        `vrd.analysis.shared_groups`), it is said in how many films a footage is.
    show_limit
        Most lines shown; None for all.
    """
    shown = table if show_limit is None else table.head(show_limit)
    caption = plural(len(table), "sequence")
    if len(shown) < len(table):
        caption += f", the first {len(shown):,} shown (show_limit={len(table)} shows all)"
    return page(sequences_html(shown, caption=caption), sequences_text(shown, caption))


def sequences_html(table_: pd.DataFrame, *, linked: int = 0, caption: str = "") -> Markup:
    """Return the table of sequences as HTML.

    Parameters
    ----------
    table_
        As `vrd.core.sequence_table` makes it.
    linked
        How many of the first numbers lead to the pictures of their sequence.
    caption
        Title of the table; none if empty.
    """
    rows = sequence_rows(table_, linked=linked)
    return table(_sequence_headers(table_), rows, caption, numeric=_SEQUENCE_NUMBERS)


def sequences_text(table: pd.DataFrame, caption: str) -> str:
    """Return the same table of sequences in plain text."""
    return text_table(_sequence_headers(table), sequence_rows(table, plain=True), caption)


def _sequence_headers(table: pd.DataFrame) -> list[str]:
    """Return the headers: only those of columns that say something."""
    more = [_FILMS_HEADER] if _in_many_films(table) else []
    more += [_REGION_HEADER] if _in_regions(table) else []
    more += [_TIMECODE_HEADERS[side] for side in sides_with_timecodes(table)]
    return [*_SEQUENCE_HEADERS, *(_ALIGNED_HEADERS if _aligned(table) else []), *more]


def sequence_rows(table: pd.DataFrame, *, linked: int = 0, plain: bool = False) -> Cells:
    """Return the cells of the table of sequences, without its headers.

    Parameters
    ----------
    table
        As `vrd.core.sequence_table` makes it.
    linked
        How many of the first numbers lead to the pictures of their sequence.
    plain
        Return plain text instead of HTML.
    """
    link = Markup('<a href="#sequence-{0}">{0}</a>')
    columns: list[Iterable[object]] = [
        [link.format(n) if n <= linked else n for n in range(1, len(table) + 1)],
        *(_places(table, side, plain=plain) for side in ("query", "ref")),
        *(column_text(table[name]) for name in ("duration", "lag")),
        list(map(distance_text, table["mean_distance"])),
        *(column_text(table[name]) for name in ("score", "skipped")),
    ]
    if _aligned(table):
        columns += [column_text(table["speed"], 2), list(map(confidence_text, table["confidence"]))]
    if _in_many_films(table):
        columns.append([plural(films, "film") for films in table["films"]])
    if _in_regions(table):
        columns.append(map(_region_text, table["query_region"], table["ref_region"]))
    for side in sides_with_timecodes(table):
        starts, ends = (table[f"{side}_{end}_timecode"] for end in ("start", "end"))
        pairs = zip(starts, ends, strict=True)
        columns.append([f"{start}–{end}" if start else "" for start, end in pairs])
    return [list(row) for row in zip(*columns, strict=True)]


def sides_with_timecodes(table: pd.DataFrame) -> list[str]:
    """Return of which sides, ``query`` and ``ref``, any film of a table has a timecode."""
    return [
        side
        for side in _TIMECODE_HEADERS
        if f"{side}_start_timecode" in table and (table[f"{side}_start_timecode"] != "").any()
    ]


def _places(table: pd.DataFrame, side: str, *, plain: bool) -> list[object]:
    """Return the film and the times of the query or the reference of every line."""
    where = _plain_film_times if plain else film_times
    names = (f"{side}_id", f"{side}_start", f"{side}_end")
    return [where(*place) for place in zip(*(table[name] for name in names), strict=True)]


def _aligned(table: pd.DataFrame) -> bool:
    return "confidence" in table and bool(table["confidence"].notna().any())


def _in_many_films(table: pd.DataFrame) -> bool:
    """Return whether any footage is in more films than the two of its sequence."""
    return "films" in table and bool((table["films"] > 2).any())


def _in_regions(table: pd.DataFrame) -> bool:
    """Return whether any film is shown in a part of another film's picture."""
    return "ref_region" in table and bool((table["query_region"] + table["ref_region"]).any())


def _region_text(query: str, reference: str) -> str:
    return f"first film: {query}" if query else f"second film: {reference}" if reference else "–"


def confidence_text(confidence: float) -> str:
    r"""Return a confidence in percent, but never 100: that no decoy was found is no proof.

    Examples
    --------
    >>> confidence_text(0.918), confidence_text(1.0)
    ('91\xa0%', '99\xa0%')
    """
    return percent(min(99, int(100 * confidence)) / 100 if confidence == confidence else confidence)


def _plain_film_times(film: str, start: float, end: float) -> str:
    return f"{film}  {plain_times(start, end)}"


# -- the project ---------------------------------------------------------------------------------


def failures_table(failures: Iterable[Failure]) -> Page:
    """Return a page of the films that could not be read, or only in part, and why."""
    rows: Cells = [
        [failure.video, "read in part" if failure.partial else "not read", failure.cause]
        for failure in failures
    ]
    if not rows:
        message = "Every film was read completely."
        return page(paragraph(message), message)
    verb = "was" if len(rows) == 1 else "were"
    caption = f"{plural(len(rows), 'film')} {verb} not read completely"
    return _table_page(["Film", "Result", "Cause"], rows, caption)


def remarks_table(remarks: Iterable[Remark]) -> Page:
    """Return a page of what is odd about films that were read completely."""
    rows: Cells = [[remark.video, remark.text] for remark in remarks]
    verb = "has an oddity" if len(rows) == 1 else "have oddities"
    caption = f"{plural(len(rows), 'film')} {verb}; all that players show was read"
    return _table_page(["Film", "What is odd"], rows, caption)


def stages_table(stages: Iterable[tuple[str, bool, str]], caption: str = "Stages") -> Page:
    """Return a page of the stages: tuples of the stage, whether it is done, and a detail."""
    rows: Cells = [
        [name, "✓ done" if done else "○ not yet", detail] for name, done, detail in stages
    ]
    return _table_page(["Stage", "State", "Detail"], rows, caption)


def plan_table(plan: Mapping[str, object], caption: str = "Plan") -> Page:
    """Return a page of names and values: what a run will take, settings, versions."""
    rows: Cells = [[name, _value(value)] for name, value in plan.items()]
    return _table_page(["Item", "Value"], rows, caption)


def _value(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return number(value, 6) if value < float("inf") else "no limit"
    return "–" if value is None else value


def funnel_table(steps: Iterable[FilterStep], caption: str = "What the filters dropped") -> Page:
    """Return a page of what each filter was given, dropped and left.

    Parameters
    ----------
    steps
        The filters in their order.
    caption
        Title of the table.
    """
    rows: Cells = []
    for step in steps:
        counts = [f"{count:,}" for count in (step.before, step.before - step.after, step.after)]
        rows.append([step.name, step.unit, *counts, step.reason])
    if not rows:
        message = "No filter was used."
        return page(paragraph(message), message)
    headers = ["Filter", "Counted", "Before", "Dropped", "Left", "Reason"]
    if not any(row[-1] for row in rows):
        headers, rows = headers[:-1], [row[:-1] for row in rows]
    return _table_page(headers, rows, caption, numeric={2, 3, 4})
