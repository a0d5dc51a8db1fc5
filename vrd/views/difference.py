"""Show what edited judgements would change, before anything is taken over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from vrd.core.text import hms
from vrd.views.cells import Cells, table, text_table
from vrd.views.html import Markup, Page, page, paragraph

if TYPE_CHECKING:
    import pandas as pd

_HEADERS = ["Change", "First film", "Second film", "Judgement before", "Judgement now", "Reviewer"]
_MOVED_HEADERS = [
    *("No.", "First film", "Second film"),
    *("First film, as edited", "Second film, as edited"),
]
_MOVED_CAPTION = (
    "Start or end was moved in these lines. That is not taken over: the match stays where it was "
    "found."
)


class Compared(Protocol):
    """Describe what is shown of a `vrd.annotations.difference.Difference`."""

    @property
    def table(self) -> pd.DataFrame: ...
    @property
    def moved(self) -> pd.DataFrame: ...
    @property
    def note(self) -> str: ...


def difference_page(difference: Compared, *, show_limit: int = 200) -> Page:
    """Return a page of what is new, changed or unknown, and which starts and ends were moved.

    Parameters
    ----------
    difference
        The edits, compared with what was known.
    show_limit
        Most lines of each table.
    """
    lines = difference.table[difference.table["change"] != "unchanged"].to_dict("records")
    moved = difference.moved.to_dict("records")
    notes = [repr(difference).strip("<>"), *filter(None, [difference.note])]
    if max(len(lines), len(moved)) > show_limit:
        notes += [f"Only {show_limit:,} lines are shown; all are in .table and .moved."]
    changes: Cells = [
        [
            *(line["change"], *_films(line)),
            *(_judgement(line, "_before"), _judgement(line), line["reviewer"]),
        ]
        for line in lines[:show_limit]
    ]
    borders: Cells = [
        [number, *_films(line, "_before"), _times(line, "query"), _times(line, "ref")]
        for number, line in enumerate(moved[:show_limit], 1)
    ]
    html, text = [paragraph(note) for note in notes], ["\n".join(notes)]
    for headers, rows, caption in (
        (_HEADERS, changes, ""),
        (_MOVED_HEADERS, borders, _MOVED_CAPTION),
    ):
        if rows:
            html.append(table(headers, rows, caption))
            text.append(text_table(headers, rows, caption))
    return page(Markup().join(html), "\n\n".join(text))


def _films(line: dict[Any, Any], when: str = "") -> list[object]:
    return [f"{line[side] or '–'} {_times(line, side, when)}" for side in ("query", "ref")]


def _times(line: dict[Any, Any], side: str, when: str = "") -> str:
    start, end = (float(line[f"{side}_{column}{when}"]) for column in ("start", "end"))
    return f"{_precise(start)}–{_precise(end)}"


def _precise(seconds: float) -> str:
    """Return a time with thousandths of a second: a border may be moved by less than a second."""
    if seconds != seconds:
        return hms(seconds)
    whole, rest = divmod(round(seconds * 1000), 1000)
    return f"{hms(whole)}.{rest:03d}" if rest else hms(whole)


def _judgement(line: dict[Any, Any], when: str = "") -> str:
    parts = [str(line[f"{column}{when}"]) for column in ("verdict", "note")]
    return ": ".join(part for part in parts if part) or "–"
